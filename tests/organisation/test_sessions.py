"""The session of a request, as it is read."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from outreach.organisation.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> str:
    """The key of a session that lasts."""
    kept = SessionStore()
    kept["officer"] = "101"
    kept.create()
    assert kept.session_key is not None
    return kept.session_key


def test_what_was_kept_is_read_in_one_statement(key: str) -> None:
    read = SessionStore(key)
    with CaptureQueriesContext(connection) as queries:
        assert read["officer"] == "101"
    assert len(queries) == 1
    assert read.session_key == key


def test_one_that_ended_holds_nothing(key: str) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert "officer" not in SessionStore(key)


def test_a_key_that_somebody_made_up_becomes_no_session() -> None:
    made_up = "a" * 32
    read = SessionStore(made_up)
    assert not list(read.keys())
    read["officer"] = "101"
    read.save()
    assert read.session_key != made_up
    assert not Session.objects.filter(session_key=made_up).exists()


def test_what_somebody_wrote_without_our_key_is_not_read(key: str) -> None:
    Session.objects.update(session_data="eyJvZmZpY2VyIjoiMTAxIn0:forged:signature")
    assert "officer" not in SessionStore(key)
