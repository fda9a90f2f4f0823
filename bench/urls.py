"""The application's own routes, and those of the views that ours are compared with."""

from django.urls import path

from backend.urls import urlpatterns as application
from bench import baseline

urlpatterns = [
    *application,
    path("bench/plain/", baseline.PlainInserts.as_view()),
    path("bench/nothing/", baseline.Nothing.as_view()),
    path("bench/page/", baseline.empty_page),
    path("bench/frame/", baseline.empty_frame),
    path("bench/raw/", baseline.RawWrites.as_view()),
]
