"""Routes: the two edges, Django's own administration, and what operators ask."""

from django.contrib import admin
from django.urls import include, path

from backend import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("admin/", admin.site.urls),
    path("api/v1/", include("outreach.api.urls")),
    path("", include("outreach.pages.urls")),
]

# Programs are told in JSON, people on a page.
handler400 = "backend.failures.bad_request"
handler404 = "backend.failures.not_found"
handler500 = "backend.failures.server_error"
