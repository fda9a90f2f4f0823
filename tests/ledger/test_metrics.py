"""The lag of the workers, as Prometheus reads it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from outreach.ledger.folding import fold
from outreach.ledger.metrics import REGISTRY
from outreach.ledger.models import Act
from tests.ledger.ledgers import count, line_of, new_campaign

pytestmark = pytest.mark.django_db


def lag() -> tuple[float | None, float | None]:
    return (
        REGISTRY.get_sample_value("outreach_pending_lines"),
        REGISTRY.get_sample_value("outreach_pending_oldest_seconds"),
    )


def test_nothing_waits_since_never() -> None:
    assert lag() == (0, 0)


def test_it_tells_how_many_lines_wait_and_since_when() -> None:
    act: Act = count(new_campaign())
    fold()
    for evidence, minutes in (("documented", 60), ("witnessed", 5)):
        line_of(act, evidence=evidence, received_at=timezone.now() - timedelta(minutes=minutes)).save()
    waiting, seconds = lag()
    assert waiting == 2
    assert seconds is not None
    assert 3600 <= seconds < 3700


def test_it_is_silent_while_the_database_cannot_be_asked() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE outreach_pendingline RENAME TO elsewhere")
    assert lag() == (None, None)


def test_operators_are_told(client: Client) -> None:
    count(new_campaign())
    assert "outreach_pending_lines 1.0" in client.get("/metrics").text
