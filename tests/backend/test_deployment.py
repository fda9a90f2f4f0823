"""Production refuses to start on any weak setting, and says why in a sentence for each."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from backend.deployment import production_faults

ROOT = Path(__file__).resolve().parents[2]
SOUND = {
    "DATABASE_URL": "postgresql://outreach:password@db.internal/outreach",
    "REDIS_URL": "redis://redis.internal/0",
    "SECRET_KEY": "q8Jx0vZtN3mWc5RfLb7YdKs2HgAe9UpTi4VoXn6QwEzMjCrPlBy1",
    "OUTREACH_KEY": base64.b64encode(bytes(range(100, 132))).decode(),
    "PUBLIC_HOST": "pledge.example.cn",
    "STAFF_HOST": "ledger.example.cn",
}


def start(*, code="from django.conf import settings; settings.DEBUG", **changes):
    """Load the settings in a process of their own, as every server and command does at its start."""
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "backend.settings", **SOUND, **changes}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={name: value for name, value in environment.items() if value is not None},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_sound_settings_start():
    result = start()
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY has 5 characters; it must have at least 50."),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY looks like an example; make a random one."),
        (
            {"SECRET_KEY": "django-insecure-" + SOUND["SECRET_KEY"]},
            "SECRET_KEY looks like an example; make a random one.",
        ),
        (
            {"OUTREACH_KEY": ""},
            "OUTREACH_KEY is not set: it must be 32 random bytes in base64, and must never be lost.",
        ),
        ({"OUTREACH_KEY": "not base64!"}, "OUTREACH_KEY is not base64."),
        (
            {"OUTREACH_KEY": base64.b64encode(bytes(16)).decode()},
            "OUTREACH_KEY holds 16 bytes; it must hold 32.",
        ),
        ({"OUTREACH_KEY": base64.b64encode(bytes(32)).decode()}, "OUTREACH_KEY is not random."),
        ({"PUBLIC_HOST": ""}, "PUBLIC_HOST is not set: it is the host name the site is reached by."),
        (
            {"STAFF_HOST": "https://ledger.example.cn/"},
            "STAFF_HOST is 'https://ledger.example.cn/'; write one host name, without a scheme or a path.",
        ),
        ({"PUBLIC_HOST": "127.0.0.1:8000"}, "PUBLIC_HOST is '127.0.0.1:8000'; no phone can reach that."),
        ({"PUBLIC_HOST": "localhost"}, "PUBLIC_HOST is 'localhost'; no phone can reach that."),
        (
            {"STAFF_HOST": "pledge.example.cn"},
            "PUBLIC_HOST and STAFF_HOST are the same: residents and officers need sites of their own.",
        ),
        (
            {"DEBUG": True},
            "DEBUG is on: it shows settings and personal data to anyone who meets an error.",
        ),
        ({"REDIS_URL": ""}, "REDIS_URL is not set."),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set."),
    ],
)
def test_production_has_a_sentence_for_each_fault(changes, sentence):
    assert production_faults({**SOUND, "DEBUG": False, **changes}) == [sentence]


def test_sound_settings_have_no_fault():
    assert production_faults({**SOUND, "DEBUG": False}) == []


@pytest.mark.parametrize(
    "changes", [{"SECRET_KEY": "short"}, {"REDIS_URL": None}, {"DATABASE_URL": None, "DEPLOYMENT": "production"}]
)
def test_production_refuses_to_start_with_a_fault(changes):
    result = start(**changes)
    assert result.returncode != 0
    assert "ImproperlyConfigured: The Outreach Ledger will not start in production:\n" in result.stderr


def test_every_fault_is_named_at_once():
    result = start(SECRET_KEY=None, OUTREACH_KEY=None, PUBLIC_HOST=None, STAFF_HOST=None, DEBUG="1")
    assert len(result.stderr.partition("ImproperlyConfigured: ")[2].splitlines()) == 6


def test_a_command_that_is_no_server_is_refused_too():
    result = start(code="from django.core.management import execute_from_command_line as run; run(['', 'check'])",
                   SECRET_KEY="short")  # fmt: skip
    assert result.returncode != 0


def test_without_a_database_it_is_the_demonstration_and_needs_nothing():
    code = "from django.conf import settings; print(settings.DEPLOYMENT, settings.DEBUG, settings.PUBLIC_HOST)"
    result = start(code=code, **dict.fromkeys(SOUND), VAR_DIR="/nonexistent")
    assert result.stdout == "demo False 127.0.0.1:8000\n"


def test_production_sends_cookies_over_https_alone():
    code = (
        "from django.conf import settings as s; "
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0,"
        " s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SITE_SCHEME)"
    )
    assert start(code=code).stdout == "True True True True __Host-session __Host-csrf https\n"


def test_djangos_own_deployment_check_finds_nothing():
    code = (
        "import sys; from django.core.management import execute_from_command_line as run; "
        "run(['', 'check', '--deploy', '--fail-level', 'WARNING'])"
    )
    result = start(code=code)
    assert result.returncode == 0, result.stderr


def test_the_example_names_every_variable_that_is_read():
    source = "".join(path.read_text() for path in (ROOT / "backend").rglob("*.py"))
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    named = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named == read | {"PROMETHEUS_MULTIPROC_DIR"}
