"""A unit that moves by date: each act counts for the unit of its day, whatever it names and however late it arrives."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.capture.field import field_places
from outreach.capture.operations import Complete, Handed, Material, Operation, Pledge, Publication, Talk, Void, Witness
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.capture.settling import settle_moves
from outreach.codes.models import Code
from outreach.codes.selectors import CodeState, find, state_of
from outreach.ledger.folding import fold_all
from outreach.ledger.models import Act, Outcome
from outreach.ledger.recount import recount
from outreach.ledger.totals import TotalsQuery, totals
from outreach.organisation.models import OrganisationUnit, Place, Role
from outreach.organisation.moves import move_unit
from outreach.organisation.scope import scope_of
from outreach.organisation.staffing import begin_membership
from tests.capture.acts import RESIDENT, install, pledge, send
from tests.world import ZONE, World

DAY = timedelta(days=1)
PARENTS = ("sub_bureau", "other_bureau")


def move(world: World, unit: OrganisationUnit, below: str, first: date, ordered: datetime) -> OrganisationUnit:
    by = scope_of(world.officers["administrator"], today=world.today)
    return move_unit(by=by, unit=unit, below=world.units[below], first=first, now=ordered)


@pytest.fixture
def moved(world: World) -> OrganisationUnit:
    """Station A stands below the other sub-bureau since three days ago."""
    return move(world, world.units["station_a"], "other_bureau", world.today - 3 * DAY, world.now - 10 * DAY)


def everything(world: World, moment: datetime) -> list[Operation]:
    """What officers enter at station A: by card, by place, by form, for themselves, as a letter, on the account."""
    told: dict[str, Any] = {"occurred_at": moment}
    there = world.places["community"].pk
    leaflets = {"material_kind": "leaflet", "copies": 5}
    talk = Talk(submission_id=uuid4(), place=there, activity_kind="community_session", **told)
    return [
        Material(submission_id=uuid4(), code=world.codes["community"].text, **leaflets, **told),
        Material(submission_id=uuid4(), place=there, **leaflets, **told),
        Material(submission_id=uuid4(), unit=world.units["station_a"].pk, **leaflets, **told),
        Pledge(submission_id=uuid4(), code=world.codes["form"].text, paper=True, **told),
        Pledge(
            submission_id=uuid4(),
            signer="organisation",
            organisation=world.organisations["shop"].pk,
            text_version=world.texts["unit"].version,
            paper=True,
            **told,
        ),
        talk,
        Complete(
            submission_id=uuid4(),
            talk=talk.submission_id,
            place=there,
            activity_kind="community_session",
            attendance=9,
            **told,
        ),
    ]


@pytest.mark.parametrize("is_settled", [False, True])
@pytest.mark.parametrize(("ago", "is_before"), [(5, True), (1, False)])
def test_each_act_counts_for_the_unit_of_its_day(
    world: World, moved: OrganisationUnit, ago: int, is_before: bool, is_settled: bool
) -> None:
    if is_settled:
        settle_moves(world.now)
    results = record(everything(world, world.now - ago * DAY), principal=world.principal("officer"), now=world.now)
    assert {result.code for result in results} == {""}
    expected = world.units["station_a"] if is_before else moved
    assert set(Act.objects.values_list("unit_id", flat=True)) == {expected.pk}


def test_an_officer_who_names_no_unit_enters_for_the_one_of_the_day(world: World, moved: OrganisationUnit) -> None:
    for ago, expected in ((5, world.units["station_a"]), (1, moved)):
        told = {"material_kind": "leaflet", "copies": 5, "occurred_at": world.now - ago * DAY}
        result = send(Material(submission_id=uuid4(), **told), world.principal("officer"), world)
        assert Act.objects.get(pk=result.submission_id).unit_id == expected.pk


def test_who_is_given_a_role_at_it_before_it_moves_enters_for_the_unit_of_the_day(world: World) -> None:
    moved = move(world, world.units["station_a"], "other_bureau", world.today + DAY, world.now)
    by, lent = scope_of(world.officers["administrator"], today=world.today), world.officers["outsider"]
    terms = {"username": lent.username, "unit": moved, "role": Role.OFFICER, "starts_on": world.today, "ends_on": None}
    begin_membership(by=by, **terms)
    for days, expected in ((0, world.units["station_a"]), (1, moved)):
        entered = Material(submission_id=uuid4(), material_kind="leaflet", copies=5)
        (result,) = record([entered], principal=world.principal("outsider"), now=world.now + days * DAY)
        assert result.code == ""
        assert Act.objects.get(pk=result.submission_id).unit_id == expected.pk


def test_the_day_is_that_of_the_campaigns_zone(world: World) -> None:
    """Half past midnight of the first day there is still the evening before, two zones to the west."""
    first = world.today - 2 * DAY
    move(world, world.units["station_a"], "other_bureau", first, world.now - 10 * DAY)
    type(world.campaign).objects.filter(pk=world.campaign.pk).update(timezone="Asia/Urumqi")
    told = {"material_kind": "leaflet", "copies": 5, "occurred_at": datetime.combine(first, time(0, 30), ZONE)}
    result = send(Material(submission_id=uuid4(), **told), world.principal("officer"), world)
    assert result.code == ""
    act = Act.objects.get(pk=result.submission_id)
    assert (act.day, act.unit_id) == (first - DAY, world.units["station_a"].pk)


def test_residents_sign_on_where_the_talk_was_held_before(world: World) -> None:
    talk = Talk(
        submission_id=uuid4(),
        occurred_at=world.now - 5 * DAY,
        code=world.codes["place"].text,
        activity_kind="school_talk",
        attendance=30,
        bundles=(world.leaflets[0].text,),
        materials=(Handed("leaflet", 30),),
    )
    record([talk], principal=world.principal("officer"), now=world.now - 4 * DAY)
    moved = move(world, world.units["station_a"], "other_bureau", world.today - DAY, world.now - 4 * DAY)
    result = send(install(world, code=world.leaflets[1].text), RESIDENT, world)
    act = Act.objects.get(pk=result.submission_id)
    assert (act.unit_id, act.place_id) == (moved.pk, world.places["school"].pk)
    assert Act.objects.get(pk=talk.submission_id).unit_id == world.units["station_a"].pk


def test_posters_and_leaflets_stay_good(world: World, moved: OrganisationUnit) -> None:
    for name in ("activity", "leaflet", "form", "place"):
        code = find(world.codes[name].text)
        assert code is not None
        assert state_of(code, world.now) == CodeState.ACTIVE
    assert send(pledge(world), RESIDENT, world).outcome == Outcome.COUNTED


def test_officers_go_on_with_what_was_begun_before(world: World) -> None:
    before = world.now - 2 * DAY
    talk = Talk(submission_id=uuid4(), occurred_at=before, code=world.codes["place"].text, activity_kind="school_talk")
    record([talk], principal=world.principal("officer"), now=before)
    signed = record([pledge(world)], principal=RESIDENT, now=before)[0]
    moved = move(world, world.units["station_a"], "other_bureau", world.today - DAY, before)
    end = Complete(
        submission_id=uuid4(),
        talk=talk.submission_id,
        occurred_at=world.now,
        code=talk.code,
        activity_kind="school_talk",
        attendance=20,
    )
    seen = Witness(submission_id=uuid4(), code=signed.witness)
    taken_back = Void(submission_id=uuid4(), target=signed.submission_id, reason="误录")
    for operation, by in ((end, "officer"), (seen, "colleague"), (taken_back, "chief")):
        assert send(operation, world.principal(by), world).code == ""
    assert not Act.objects.filter(unit=moved).exists()


def test_an_item_counts_for_the_unit_of_the_day_it_was_published(world: World) -> None:
    world.account.unit = world.units["station_a"]
    world.account.save()
    moved = move(world, world.units["station_a"], "other_bureau", world.today - 3 * DAY, world.now - 10 * DAY)
    for ago, expected in ((5, world.units["station_a"]), (1, moved)):
        item = Publication(
            submission_id=uuid4(),
            account=world.account.name,
            title=f"第{ago}篇",
            url="https://example.org/1",
            published_on=world.today - ago * DAY,
            publication_kind="prevention",
        )
        result = send(item, world.principal("administrator"), world)
        assert result.code == ""
        assert Act.objects.get(pk=result.submission_id).unit_id == expected.pk


def test_out_of_its_campaign_a_unit_counts_nothing_more_and_its_posters_say_so(
    world: World, moved: OrganisationUnit
) -> None:
    type(world.campaign).objects.filter(pk=world.campaign.pk).update(unit=world.units["sub_bureau"])
    assert send(pledge(world), RESIDENT, world).code == "campaign_unknown"
    for is_settled in (False, True):
        if is_settled:
            settle_moves(world.now)
        code = find(world.codes["activity"].text)
        assert code is not None
        assert state_of(code, world.now) == CodeState.REVOKED
        assert state_of(code, world.now - 5 * DAY) == CodeState.ACTIVE


def test_places_codes_and_accounts_follow_on_the_day_and_once(world: World) -> None:
    moved = move(world, world.units["station_a"], "other_bureau", world.today + DAY, world.now)
    assert settle_moves(world.now) == 0
    then = world.now + DAY
    held = Code.objects.filter(unit=world.units["station_a"]).count()
    assert settle_moves(then) > held
    assert settle_moves(then) == 0
    assert not Place.objects.filter(unit=world.units["station_a"]).exists()
    assert Code.objects.filter(unit=moved).count() == held
    assert len(field_places(b"salt", unit_ids=[moved.pk], campaign_ids=[], now=then)) == 3


def test_a_place_that_is_there_already_does_not_hold_the_others_up(world: World, moved: OrganisationUnit) -> None:
    Place.objects.create(unit=moved, kind="school", name=world.places["school"].name)
    settle_moves(world.now)
    assert set(Place.objects.filter(unit=world.units["station_a"])) == {world.places["school"]}


def test_a_move_costs_no_statement(world: World) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as made, transaction.atomic():
            send(install(world), Principal.resident(uuid4().hex), world)
            transaction.set_rollback(True)
        return len(made)

    statements()
    usual = statements()
    move(world, world.units["station_a"], "other_bureau", world.today - 3 * DAY, world.now - 10 * DAY)
    assert statements() == usual


acts = st.fixed_dictionaries(
    {
        "at": st.sampled_from(["station_a", "station_b"]),
        "how": st.sampled_from(["card", "place", "resident"]),
        "ago": st.integers(0, 28),
        "late": st.integers(0, 28),
        "quantity": st.integers(1, 400),
        "is_voided": st.booleans(),
    }
)
reorganisations = st.lists(
    st.fixed_dictionaries(
        {"unit": st.sampled_from(["station_a", "station_b"]), "ago": st.integers(0, 27), "ahead": st.integers(1, 2)}
    ),
    max_size=5,
    unique_by=lambda each: (each["unit"], each["ago"]),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(moving=reorganisations, happened=st.lists(acts, max_size=12), settled=st.booleans(), folded=st.booleans())
def test_the_totals_of_both_superiors_are_what_was_in_force_on_the_day(
    world: World, moving: list[dict[str, Any]], happened: list[dict[str, Any]], settled: bool, folded: bool
) -> None:
    with transaction.atomic():
        expected = live_through(world, moving, happened, settled)
        if folded:
            fold_all()
        for parent in PARENTS:
            assert counted_below(world, parent) == expected[parent]
        assert recount() == []
        transaction.set_rollback(True)


def live_through(
    world: World, moving: list[dict[str, Any]], happened: list[dict[str, Any]], settled: bool
) -> dict[str, Counter[tuple[str, date]]]:
    """Let it all happen day by day; what both superiors should count, by indicator and month."""
    now = {name: world.units[name] for name in ("station_a", "station_b")}
    since: dict[str, list[tuple[date, str]]] = {name: [(date.min, "sub_bureau")] for name in now}
    events = [(each["ago"] + each["ahead"], 0, each) for each in moving]
    events += [(max(each["ago"] - each["late"], 0), 1, each) for each in happened]
    expected: dict[str, Counter[tuple[str, date]]] = {parent: Counter() for parent in PARENTS}
    for ago, kind, each in sorted(events, key=lambda event: (-event[0], event[1])):
        moment = world.now - ago * DAY
        if settled:
            settle_moves(moment)
        if kind == 0:
            name, first = each["unit"], world.today - each["ago"] * DAY
            if first <= since[name][-1][0]:
                continue
            other = PARENTS[PARENTS.index(since[name][-1][1]) - 1]
            now[name] = move(world, now[name], other, first, moment)
            since[name].append((first, other))
            continue
        day = enter(world, each, moment)
        parent = next(parent for first, parent in reversed(since[each["at"]]) if first <= day)
        if not each["is_voided"]:
            indicator = "app_confirmations" if each["how"] == "resident" else "materials"
            quantity = 1 if each["how"] == "resident" else each["quantity"]
            expected[parent][indicator, day.replace(day=1)] += quantity
    return expected


def enter(world: World, act: dict[str, Any], moment: datetime) -> date:
    """Record an act at `moment`, and take it back where it is to be; the local day that it counts on."""
    suffix = "" if act["at"] == "station_a" else "_b"
    happened = moment if act["how"] == "resident" else world.now - act["ago"] * DAY
    operation: Operation
    if act["how"] == "resident":
        operation = install(world, code=world.codes[f"activity{suffix}"].text)
        principal = Principal.resident(uuid4().hex)
    else:
        named = {"place": world.places[f"school{suffix}"].pk} if act["how"] == "place" else {}
        code = "" if named else world.codes[f"place{suffix}"].text
        told: dict[str, Any] = {"material_kind": "leaflet", "copies": act["quantity"], "occurred_at": happened}
        operation = Material(submission_id=uuid4(), code=code, **named, **told)
        principal = world.principal("administrator")
    (result,) = record([operation], principal=principal, now=moment)
    assert result.outcome == Outcome.COUNTED, result
    if act["is_voided"]:
        back = Void(submission_id=uuid4(), target=operation.submission_id, reason="误录")
        assert record([back], principal=world.principal("administrator"), now=moment)[0].code == ""
    return happened.astimezone(world.campaign.zone).date()


def counted_below(world: World, parent: str) -> Counter[tuple[str, date]]:
    below = OrganisationUnit.objects.filter(path__startswith=world.units[parent].path)
    query = TotalsQuery(
        campaign_id=world.campaign.pk, unit_ids=frozenset(below.values_list("pk", flat=True)), by=("month",)
    )
    return Counter({(row["indicator"], row["month"]): row["quantity"] for row in totals(query).rows})
