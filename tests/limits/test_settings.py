"""Every limit can be set from the environment, and /metrics shows how it is set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from prometheus_client import generate_latest
from pytest_django import Settings

from outreach.limits import metrics, policy

ROOT = Path(__file__).resolve().parents[2]


def limits_of(**variables: str) -> subprocess.CompletedProcess[str]:
    """The limits of a process of its own, as every server reads them at its start."""
    return subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(sorted(settings.LIMITS.items()))"],
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "backend.settings", "VAR_DIR": "/nonexistent"}
        | variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_limit_is_set_by_its_own_variable() -> None:
    variables = {f"LIMIT_{name.upper()}": f"{number},1/{number}" for number, name in enumerate(settings.LIMITS, 7)}
    expected = {name: (float(number), 1 / number) for number, name in enumerate(settings.LIMITS, 7)}
    assert limits_of(**variables).stdout.strip() == str(sorted(expected.items()))


def test_a_limit_that_cannot_be_read_stops_the_start() -> None:
    started = limits_of(LIMIT_ACT="1200")
    assert started.returncode != 0
    assert "LIMIT_ACT is '1200'; write burst,refill per second" in started.stderr


@pytest.mark.parametrize("name", settings.LIMITS)
def test_every_limit_has_a_size_that_works(name: str) -> None:
    assert policy.limit(name).taking("whom").cost == 1


@pytest.mark.django_db
def test_the_metrics_show_every_limit_and_who_met_it(client: Client) -> None:
    policy.limit("login").take("a network")
    told = client.get("/metrics").content.decode()
    for name, (burst, refill) in settings.LIMITS.items():
        assert f'outreach_limit_burst{{limit="{name}"}} {float(burst)}' in told
        assert f'outreach_limit_refill_per_second{{limit="{name}"}} {float(refill)}' in told
    assert 'outreach_limit_verdicts_total{limit="login",verdict="allowed"}' in told


def test_changed_limits_show_at_once(settings: Settings) -> None:
    settings.LIMITS = {"act": (5, 0.5)}
    assert b'outreach_limit_burst{limit="act"} 5.0' in generate_latest(metrics.REGISTRY)
