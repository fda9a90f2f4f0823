"""Starts what every test needs before Django reads its settings; tests/README.md says what a test may ask for."""

import os

import django
import pytest
from django.conf import settings
from redis import Redis

from tests.services import RunServices

_services = RunServices()
# Here and not in a hook: conftest files further down import models while pytest collects them.
_services.begin()
os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
django.setup()

from tests.servers import (  # noqa: E402 (it imports what needs the settings)
    celery_worker,
    environment,
    new_site,
    postgres_server,
    redis_server,
    scratch,
    site,
)

__all__ = [
    "celery_worker",
    "environment",
    "new_site",
    "postgres_server",
    "redis_server",
    "scratch",
    "site",
]

pytest_plugins = ["tests.world"]


def pytest_unconfigure() -> None:
    _services.end()


@pytest.fixture(autouse=True)
def empty_redis() -> None:
    """No test sees limits, cached answers or messages that another left."""
    with Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
