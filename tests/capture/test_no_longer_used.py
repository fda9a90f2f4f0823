"""A retired place, a retired organisation and a unit past its last day: what was before counts, nothing after does."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from outreach.capture.field import field_places, organisations_at
from outreach.capture.operations import Handed, Material, Operation, Pledge, Talk
from outreach.capture.record import record
from outreach.codes.selectors import CodeState, find, state_of
from outreach.ledger.models import Act, LedgerEntry, Outcome
from outreach.organisation.models import OrganisationUnit, Place, SignatoryOrganisation
from tests.capture.acts import RESIDENT, install, pledge, send
from tests.world import World

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def retire(row: Place | SignatoryOrganisation, world: World, ago: timedelta = DAY) -> None:
    type(row).objects.filter(pk=row.pk).update(retired_at=world.now - ago)


def end(world: World, name: str, days_ago: int = 1) -> None:
    unit = world.units[name]
    below = OrganisationUnit.objects.filter(path__startswith=unit.path)
    below.update(ends_on=world.today - days_ago * DAY)


def at_school(world: World, ago: timedelta, **fields: object) -> list[Operation]:
    """By the card, by the place named, and without a network on a paper's code."""
    moment, there = world.now - ago, world.places["school"].pk
    return [
        Material(
            submission_id=uuid4(),
            occurred_at=moment,
            code=world.codes["place"].text,
            material_kind="leaflet",
            copies=5,
        ),
        Material(submission_id=uuid4(), occurred_at=moment, place=there, material_kind="leaflet", copies=5),
        Pledge(submission_id=uuid4(), occurred_at=moment, place=there, paper=True),
        Talk(submission_id=uuid4(), occurred_at=moment, place=there, activity_kind="school_talk", attendance=9),
    ]


def outcomes(world: World, operations: list[Operation], by: str = "officer") -> set[str]:
    results = record(operations, principal=world.principal(by), now=world.now)
    return {result.code or str(result.outcome) for result in results}


def test_at_a_retired_place_only_what_was_before_counts(world: World) -> None:
    retire(world.places["school"], world)
    assert outcomes(world, at_school(world, HOUR)) == {"no_longer_used"}
    assert not LedgerEntry.objects.exists()
    assert outcomes(world, at_school(world, 3 * DAY)) == {"counted"}


def test_what_was_refused_counts_once_the_place_is_brought_back(world: World) -> None:
    school = world.places["school"]
    retire(school, world)
    operations = at_school(world, HOUR)
    assert outcomes(world, operations) == {"no_longer_used"}
    Place.objects.filter(pk=school.pk).update(retired_at=None)
    assert outcomes(world, operations) == {"counted"}


def test_families_still_scan_for_a_talk_that_was_held_there(world: World) -> None:
    talk = Talk(
        submission_id=uuid4(),
        occurred_at=world.now - 2 * DAY,
        code=world.codes["place"].text,
        activity_kind="school_talk",
        attendance=30,
        bundles=(world.leaflets[0].text,),
        materials=(Handed("leaflet", 30),),
    )
    assert send(talk, world.principal("officer"), world).outcome == Outcome.COUNTED
    retire(world.places["school"], world)
    result = send(install(world, code=world.leaflets[1].text), RESIDENT, world)
    assert result.outcome == Outcome.COUNTED
    assert Act.objects.get(pk=result.submission_id).place_id == world.places["school"].pk


def test_a_poster_at_a_retired_place_is_as_good_as_revoked(world: World) -> None:
    retire(world.places["school"], world, HOUR)
    assert send(pledge(world), RESIDENT, world).code == "no_longer_used"
    code = find(world.codes["activity"].text)
    assert code is not None
    assert state_of(code, world.now) == CodeState.REVOKED
    assert state_of(code, world.now - 2 * HOUR) == CodeState.ACTIVE


@pytest.mark.parametrize(("ago", "told"), [(HOUR, "no_longer_used"), (3 * DAY, "counted")])
def test_a_retired_organisation_signs_no_more(world: World, ago: timedelta, told: str) -> None:
    firm = world.organisations["firm"]
    retire(firm, world)
    letter = Pledge(
        submission_id=uuid4(),
        occurred_at=world.now - ago,
        signer="organisation",
        organisation=firm.pk,
        text_version=world.texts["unit"].version,
        paper=True,
    )
    assert outcomes(world, [letter]) == {told}


def test_phones_are_offered_neither(world: World) -> None:
    retire(world.places["school"], world)
    retire(world.organisations["shop"], world)
    listed = field_places(b"salt", unit_ids=[world.units["station_a"].pk], campaign_ids=[], now=world.now)
    assert {place.name for place in listed} == {"示例社区", "示例工业园"}
    assert {each.name for each in organisations_at([place.id for place in listed])} == {"示例制造有限公司"}


def test_after_its_last_day_nothing_counts_for_a_unit(world: World) -> None:
    end(world, "station_a", days_ago=2)
    assert outcomes(world, at_school(world, HOUR), "sub_chief") == {"no_longer_used"}
    assert send(pledge(world), RESIDENT, world).code == "no_longer_used"
    code = find(world.codes["form"].text)
    assert code is not None
    assert state_of(code, world.now) == CodeState.REVOKED
    assert outcomes(world, at_school(world, 3 * DAY), "sub_chief") == {"counted"}


def test_its_own_officers_write_for_the_days_that_it_had(world: World) -> None:
    end(world, "station_a", days_ago=2)
    assert outcomes(world, at_school(world, HOUR)) == {"out_of_scope"}
    assert outcomes(world, at_school(world, 3 * DAY)) == {"counted"}


def test_the_database_takes_no_act_after_the_last_day(world: World) -> None:
    result = send(install(world), RESIDENT, world)
    act = Act.objects.get(pk=result.submission_id)
    end(world, "station_b")
    act.pk, act.unit = uuid4(), world.units["station_b"]
    with pytest.raises(IntegrityError, match="after the last of its unit"), transaction.atomic():
        act.save(force_insert=True)


def test_the_database_ends_no_unit_before_its_records(world: World) -> None:
    send(install(world), RESIDENT, world)
    with pytest.raises(IntegrityError, match="unit_ends_after_its_records"), transaction.atomic():
        end(world, "station_a")
