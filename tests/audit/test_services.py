"""An audit event is written with the act it tells of, and never changed."""

import pytest
from django.db import IntegrityError, connection, transaction

from outreach.audit.models import AuditEvent
from outreach.audit.services import note
from tests.world import World

pytestmark = pytest.mark.django_db


def an_event() -> AuditEvent:
    return note(actor="officer:1", action="code_made", subject="code:1", facts={"kind": "form", "size": 3})


def test_an_event_says_who_did_what_to_which_thing_and_when(world: World) -> None:
    event = note(actor="resident", action="withdrawn", subject="act:1", at=world.now)
    event.refresh_from_db()
    assert (event.actor, event.action, event.subject, event.facts) == ("resident", "withdrawn", "act:1", {})
    assert event.at == world.now


def test_facts_are_kept() -> None:
    assert AuditEvent.objects.get(pk=an_event().pk).facts == {"kind": "form", "size": 3}


def test_the_trace_of_an_act_that_failed_goes_with_it() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        an_event()
        raise ZeroDivisionError
    assert not AuditEvent.objects.exists()


def test_the_latest_come_first() -> None:
    first, second = an_event(), an_event()
    assert list(AuditEvent.objects.all()) == [second, first]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outreach_auditevent SET actor = 'nobody'",
        "DELETE FROM outreach_auditevent",
    ],
)
def test_the_database_refuses_to_change_an_event(statement: str) -> None:
    an_event()
    with pytest.raises(IntegrityError, match="kept as written"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.get().actor == "officer:1"
