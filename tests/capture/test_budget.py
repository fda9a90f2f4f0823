"""Statements of a batch: twenty for three kinds, three for each further one, whatever is mixed (design.md section 7).

What opens and ends the transaction is not counted.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outreach.capture.operations import (
    Complete,
    Install,
    Material,
    Operation,
    Pledge,
    Publication,
    Refusal,
    Talk,
    Void,
    Witness,
)
from outreach.capture.record import record
from outreach.capture.recount import claim_differences
from outreach.capture.results import Principal
from outreach.codes.models import Code
from outreach.ledger.recount import recount
from tests.capture.acts import pledge, send
from tests.world import World

CHIEF = "sub_chief"


def statements(batch: Sequence[Operation], world: World) -> int:
    with CaptureQueriesContext(connection) as captured:
        results = record(batch, principal=world.principal(CHIEF), now=world.now)
    assert "unavailable" not in {result.code for result in results}
    assert recount() + claim_differences() == []
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def void(target: UUID) -> Void:
    return Void(submission_id=uuid4(), target=target, reason="误录")


def rejected_before(world: World, operation: Any, **fields: str) -> Any:
    """An operation that was turned away for a code which was not there yet, and now is."""
    ((name, text),) = fields.items()
    refused = replace(operation, **fields)
    assert send(refused, world.principal(CHIEF), world).code == "code_unknown"
    world.code("activity" if name == "activity_code" else "form", text=text, batch=world.forms[0].batch, serial=99)
    return refused


class Talks:
    """Talks at the school, each at a time of its own, with bundles and codes to take."""

    def __init__(self, world: World) -> None:
        self.world = world
        batch = world.batch("leaflet", 40, bundle_size=1)
        self.leaflets = [world.code("leaflet", batch=batch, serial=number, bundle=number) for number in range(1, 41)]
        self.pool = [world.code("activity") for _each in range(20)]
        self.taken = 0

    def new(self, **fields: Any) -> Talk:
        self.taken += 1
        usual = {
            "submission_id": uuid4(),
            "place": self.world.places["school"].pk,
            "activity_kind": "school_talk",
            "activity_code": self.pool[self.taken].text,
            "bundles": (self.leaflets[self.taken].text,),
            "audiences": ("pupils",),
            "occurred_at": self.world.now - timedelta(minutes=10 * self.taken),
        }
        return Talk(**{**usual, **fields})

    def end(self, talk: Talk, **fields: Any) -> Complete:
        carried = {
            name: getattr(talk, name) for name in ("place", "activity_kind", "activity_code", "bundles", "occurred_at")
        }
        return Complete(submission_id=uuid4(), talk=talk.submission_id, attendance=9, **{**carried, **fields})


def talks_completions_and_voids(world: World) -> list[Operation]:
    """All there can be: known and new, waiting, voided, freed and turned away before."""
    talks, chief = Talks(world), world.principal(CHIEF)
    known, whole, twin = talks.new(), talks.new(attendance=7), talks.new(attendance=7)
    for each in (known, whole, twin):
        send(each, chief, world)
    opened, ended, voided = talks.new(), talks.new(), talks.new()
    late = rejected_before(world, talks.new(), activity_code="Z" * 16)
    lost = talks.new(attendance=5)
    waits = replace(talks.new(), attendance=6, occurred_at=lost.occurred_at, bundles=lost.bundles)
    again = replace(talks.new(), attendance=6, occurred_at=whole.occurred_at, bundles=whole.bundles)
    return [
        late, opened, ended, voided, lost, waits, again,
        talks.end(known), talks.end(ended), talks.end(voided), talks.end(twin, separate=True),
        *(void(each.submission_id) for each in (whole, voided, lost, waits)),
    ]  # fmt: skip


def talks_completions_and_papers(world: World) -> list[Operation]:
    talks, chief = Talks(world), world.principal(CHIEF)
    known, opened = talks.new(), talks.new()
    late = rejected_before(world, talks.new(), activity_code="Z" * 16)
    send(known, chief, world)
    return [talks.end(known), talks.end(opened), late, *papers(world, known, opened), opened]


def papers(world: World, *talks: Talk) -> list[Operation]:
    """Singly, twice, copied, by range and in bundles, of organisations, and signed at these talks."""
    send(pledge(world, code=world.forms[4].text, paper=True), world.principal(CHIEF), world)
    limited = world.code("activity", use_limit=1)
    letter = {"signer": "organisation", "organisation": world.organisations["firm"].pk}
    letter |= {"text_version": world.texts["unit"].version, "place": world.places["enterprise"].pk}
    ranged = {"code": world.forms[0].text, "serial_from": 2}
    fields: list[dict[str, Any]] = [
        {"code": world.forms[0].text},
        {"code": world.forms[0].text},
        {"code": world.forms[0].text, "copy": "ABCD"},
        {"code": world.forms[4].text},
        {**ranged, "serial_to": 4, "missing": (3,)},
        {**ranged, "serial_to": 5},
        {"code": "", "unit": world.units["station_a"].pk, "copies": 40},
        {"code": "", **letter},
        *({"code": limited.text} for _each in range(2)),
        *({"code": talk.activity_code} for talk in talks),
        *({"code": talk.bundles[0]} for talk in talks),
    ]
    return [pledge(world, paper=True, **each) for each in fields]


def papers_witnesses_and_voids(world: World) -> list[Operation]:
    signed = []
    for number in range(3):
        operation = pledge(world)
        signed.append((operation, send(operation, Principal.resident(str(number)), world).witness))
    seen = Witness(submission_id=uuid4(), code=signed[0][1])
    old = pledge(world, code=world.forms[1].text, paper=True)
    for each in (seen, old):
        send(each, world.principal(CHIEF), world)
    late = rejected_before(world, pledge(world, paper=True, text_version=""), code="Y" * 16)
    new = papers(world)
    return [
        late,
        *new,
        *(Witness(submission_id=uuid4(), code=code) for _operation, code in signed[1:]),
        *(void(each.submission_id) for each in (seen, old, new[0], signed[2][0])),
    ]


MIXES = (talks_completions_and_voids, talks_completions_and_papers, papers_witnesses_and_voids)


@pytest.mark.parametrize("mix", MIXES)
def test_three_kinds_take_no_more_than_twenty(world: World, mix: Callable[[World], list[Operation]]) -> None:
    batch = mix(world)
    assert len({operation.kind for operation in batch}) == 3
    assert statements(batch, world) <= 20


@pytest.mark.parametrize("mix", MIXES)
def test_they_are_as_many_in_any_order(world: World, mix: Callable[[World], list[Operation]]) -> None:
    batch = mix(world)
    assert statements(batch[::-1], world) <= 20


def test_all_kinds_take_no_more_than_three_for_each_further_one(world: World) -> None:
    signed = send(pledge(world), Principal.resident("7"), world)
    helped = Install(submission_id=uuid4(), basis="helped_now", receipt=signed.receipt)
    others: list[Operation] = [
        helped,
        Refusal(submission_id=uuid4(), code=world.codes["activity"].text),
        Material(submission_id=uuid4(), code=world.codes["place"].text, material_kind="leaflet", copies=9),
        Publication(submission_id=uuid4(), account=world.account.name, title="警惕刷单", published_on=world.today),
        Witness(submission_id=uuid4(), code=signed.witness),
        void(helped.submission_id),
    ]
    batch = [*talks_completions_and_voids(world), *papers(world), *others]
    kinds = {operation.kind for operation in batch}
    assert len(kinds) == 9
    assert statements(batch, world) <= 20 + 3 * (len(kinds) - 3)


def test_sixty_times_as_many_take_as_many(world: World) -> None:
    def batch(size: int) -> list[Operation]:
        forms = [Code(**world._code_fields("form", batch=run, serial=next(serials))) for _each in range(size)]
        Code.objects.bulk_create(forms)
        begun = [
            Talk(
                submission_id=uuid4(),
                code=world.codes["place"].text,
                activity_kind="household_visit",
                occurred_at=world.now - timedelta(hours=1),
            )
            for _each in range(size)
        ]
        ends = [
            Complete(submission_id=uuid4(), talk=each.submission_id, code=each.code, activity_kind=each.activity_kind,
                     attendance=3, started_at=each.occurred_at)
            for each in begun
        ]  # fmt: skip
        papers: list[Operation] = [Pledge(submission_id=uuid4(), code=form.text, paper=True) for form in forms]
        return [*papers, *ends, *begun]

    run, serials = world.batch("form", 200), iter(range(1, 201))
    statements(batch(1), world)
    assert statements(batch(2), world) == statements(batch(60), world)
