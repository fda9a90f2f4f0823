"""What operators and their machines ask: is the process up, can it do its work, what are its figures."""

import ipaddress
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import generate_latest

from backend import heartbeat
from outreach.ledger.metrics import REGISTRY as LEDGER
from outreach.limits.metrics import REGISTRY as LIMITS


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database, Redis and a worker do their part, else 503; each is named with what it lacks."""
    faults = {name: check() for name, check in _CHECKS.items()}
    body = {name: fault or "ok" for name, fault in faults.items()}
    return JsonResponse(body, status=503 if any(faults.values()) else 200)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: to the machine itself, and to a caller that bears ``METRICS_TOKEN``."""
    if not _may_measure(request):
        return HttpResponse("Metrics need the token.\n", content_type="text/plain", status=403)
    answer: HttpResponse = ExportToDjangoView(request)
    answer.content += generate_latest(LEDGER) + generate_latest(LIMITS)
    return answer


def _may_measure(request: HttpRequest) -> bool:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and constant_time_compare(token, settings.METRICS_TOKEN):
        return True
    # A forwarded request comes from elsewhere, whatever the address of the proxy.
    if "X-Forwarded-For" in request.headers:
        return False
    return ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback


def _database_fault() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return None


def _redis_fault() -> str | None:
    try:
        cache.get("readiness")
    except redis.RedisError:
        return "does not answer"
    return None


def _worker_fault() -> str | None:
    try:
        age = heartbeat.seconds_since_last()
    except redis.RedisError:
        return "cannot be asked while Redis is down"
    return None if age is not None else "has run no scheduled task lately"


_CHECKS: dict[str, Callable[[], Any]] = {
    "database": _database_fault,
    "redis": _redis_fault,
    "worker": _worker_fault,
}
