"""The lag of the workers, as Prometheus reads it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from prometheus_client import CollectorRegistry

from outreach.ledger.folding import fold
from outreach.ledger.metrics import PendingLines
from outreach.ledger.models import Act
from tests.ledger.ledgers import count, line_of, new_campaign


@pytest.fixture
def registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(PendingLines())
    return registry


def lag(registry: CollectorRegistry) -> tuple[float | None, float | None]:
    return (
        registry.get_sample_value("outreach_pending_lines"),
        registry.get_sample_value("outreach_pending_oldest_seconds"),
    )


def test_nothing_waits_since_never(db: None, registry: CollectorRegistry) -> None:
    assert lag(registry) == (0, 0)


def test_it_tells_how_many_lines_wait_and_since_when(db: None, registry: CollectorRegistry) -> None:
    act: Act = count(new_campaign())
    fold()
    for evidence, minutes in (("documented", 60), ("witnessed", 5)):
        line_of(act, evidence=evidence, received_at=timezone.now() - timedelta(minutes=minutes)).save()
    waiting, seconds = lag(registry)
    assert waiting == 2
    assert seconds is not None
    assert 3600 <= seconds < 3700


def test_it_is_silent_while_the_database_cannot_be_asked(db: None, registry: CollectorRegistry) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE outreach_pendingline RENAME TO elsewhere")
    assert lag(registry) == (None, None)
