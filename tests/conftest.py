"""Starts what every test needs before Django reads its settings; tests/README.md says what there is."""

import atexit
import os

import django
import hypothesis
import pytest
from django.conf import settings
from redis import Redis

from tests.services import RunServices

# Here and not in a hook: conftest files further down import models while pytest collects them.
_services = RunServices()
atexit.register(_services.end)
_services.begin()
os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
django.setup()
# xdist's workers inherit the environment: named there, the settings would be read before this file gives each worker
# its own Redis database.
del os.environ["DJANGO_SETTINGS_MODULE"]

# A busy machine is no counterexample.
hypothesis.settings.register_profile("outreach", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("outreach")

pytest_plugins = ["tests.servers", "tests.tibetan", "tests.world"]


@pytest.fixture(autouse=True)
def empty_redis() -> None:
    """No test sees limits, cached answers or messages that another left."""
    with Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
