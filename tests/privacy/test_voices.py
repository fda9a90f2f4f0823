"""Who said no and who was forced is seen by station and month, from ten up, and by nobody sooner."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outreach.campaigns.models import Campaign
from outreach.capture.operations import Refusal
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.codes.models import CodeKind
from outreach.organisation.models import OrganisationUnit, UnitKind
from outreach.organisation.scope import scope_of
from outreach.privacy.models import PressureReport
from outreach.privacy.voices import LEAST, Voices, months_over, next_showing, voices_of
from tests.world import ZONE, World

# Every unit that is shown, in the order of the tree.
ROWS = ("bureau", "sub_bureau", "station_a", "station_b", "other_bureau", "station_c")


def refuse(world: World, unit: str, number: int, at: datetime | None = None) -> None:
    """So many noes at a session of the unit."""
    code = world.code(CodeKind.ACTIVITY, unit=world.units[unit], starts_at=world.now - timedelta(days=70))
    noes = [Refusal(submission_id=uuid4(), code=code.text) for _no in range(number)]
    results = record(noes, principal=Principal.resident(), now=at or world.now)
    assert all(result.status == 201 for result in results)


def tell(world: World, unit: str, number: int, month: date | None = None) -> None:
    """So many reports of pressure about the unit."""
    told_in = month or world.today.replace(day=1)
    PressureReport.objects.bulk_create(
        PressureReport(campaign=world.campaign, about=world.units[unit], month=told_in) for _report in range(number)
    )


def seen(world: World, name: str, month: date | None = None) -> dict[str, Voices]:
    """What this officer sees of the month, by the unit's name."""
    scope = scope_of(world.officers[name])
    return {row.unit.name: row for row in voices_of(scope, month or world.today.replace(day=1))}


def test_nine_are_hidden_and_ten_are_shown(world: World) -> None:
    refuse(world, "station_a", 9)
    refuse(world, "station_b", 10)
    tell(world, "station_a", 10)
    tell(world, "station_b", 9)
    rows = seen(world, "sub_chief")
    assert (rows["甲派出所"].refusals, rows["甲派出所"].pressure) == (None, 10)
    assert (rows["乙派出所"].refusals, rows["乙派出所"].pressure) == (10, None)
    assert LEAST == 10


def test_none_looks_the_same_as_nine(world: World) -> None:
    before = seen(world, "administrator")
    refuse(world, "station_a", 9)
    tell(world, "station_b", 9)
    assert seen(world, "administrator") == before


def test_a_post_adds_to_its_station_and_is_not_shown_apart(world: World) -> None:
    refuse(world, "station_a", 4)
    refuse(world, "post_a", 6)
    tell(world, "station_a", 4)
    tell(world, "post_a", 7)
    rows = seen(world, "sub_chief")
    assert (rows["甲派出所"].refusals, rows["甲派出所"].pressure) == (10, 11)
    assert world.units["post_a"].name not in rows


def test_a_unit_above_the_stations_stands_for_itself_alone(world: World) -> None:
    refuse(world, "station_a", 20)
    refuse(world, "sub_bureau", 12)
    rows = seen(world, "administrator")
    assert (rows["第一分局"].refusals, rows["甲派出所"].refusals, rows["示例市公安局"].refusals) == (12, 20, None)


def test_a_grid_without_a_station_stands_for_itself(world: World) -> None:
    grid = OrganisationUnit(kind=UnitKind.GRID, name="直属网格", name_en="Grid of the bureau")
    OrganisationUnit.objects.add_child(world.units["sub_bureau"], instance=grid)
    assert "直属网格" in seen(world, "sub_chief")


def test_every_unit_in_sight_has_its_row_whatever_was_said(world: World) -> None:
    assert list(seen(world, "administrator")) == [world.units[unit].name for unit in ROWS]


@pytest.mark.parametrize(
    ("name", "refusals_of", "pressure_of"),
    [
        ("chief", {"station_a"}, set()),
        ("chief_b", {"station_b"}, set()),
        ("sub_chief", {"sub_bureau", "station_a", "station_b"}, {"station_a", "station_b"}),
        ("other_administrator", {"other_bureau", "station_c"}, {"station_c"}),
        ("administrator", "all", "all"),
        ("auditor", "all", "all"),
        ("officer", set(), set()),
        ("poster", set(), set()),
        ("former", set(), set()),
    ],
)
def test_noes_are_seen_by_chiefs_and_pressure_by_who_is_above(
    world: World, name: str, refusals_of: set[str] | str, pressure_of: set[str] | str
) -> None:
    for unit in ROWS:
        refuse(world, unit, 11)
        tell(world, unit, 12)
    expected_refusals = set(ROWS) if refusals_of == "all" else refusals_of
    expected_pressure = set(ROWS) if pressure_of == "all" else pressure_of
    rows = seen(world, name)
    assert {row.unit.name for row in rows.values() if row.refusals == 11} == {
        world.units[unit].name for unit in expected_refusals
    }
    assert {row.unit.name for row in rows.values() if row.pressure == 12} == {
        world.units[unit].name for unit in expected_pressure
    }
    assert all(row.hears_pressure == (row.pressure is not None) for row in rows.values())


def test_a_chief_of_a_post_alone_sees_nothing_finer_than_a_station(world: World) -> None:
    world.officers["poster"].memberships.update(role="chief")
    refuse(world, "post_a", 30)
    assert seen(world, "poster") == {}


def test_months_are_kept_apart_by_the_campaigns_own_calendar(world: World) -> None:
    first = world.today.replace(day=1)
    midnight = datetime.combine(first, datetime.min.time(), tzinfo=ZONE)
    refuse(world, "station_a", 10, midnight)
    refuse(world, "station_a", 12, midnight - timedelta(seconds=1))
    before = (first - timedelta(days=1)).replace(day=1)
    tell(world, "station_a", 15, before)
    this, last = seen(world, "sub_chief")["甲派出所"], seen(world, "sub_chief", before)["甲派出所"]
    assert (this.refusals, this.pressure) == (10, None)
    assert (last.refusals, last.pressure) == (12, 15)


@pytest.mark.parametrize(
    ("now", "starts_on", "months"),
    [
        ("2026-03-31T23:59", date(2026, 1, 20), [date(2026, 2, 1), date(2026, 1, 1)]),
        ("2026-04-01T00:00", date(2026, 1, 20), [date(2026, 3, 1), date(2026, 2, 1), date(2026, 1, 1)]),
        ("2026-01-31T12:00", date(2026, 1, 20), []),
        ("2026-01-31T12:00", date(2026, 5, 1), []),
        ("2026-01-05T12:00", date(2025, 12, 31), [date(2025, 12, 1)]),
    ],
)
def test_a_month_is_shown_once_it_is_over(world: World, now: str, starts_on: date, months: list[date]) -> None:
    world.campaign.starts_on = starts_on
    assert months_over([world.campaign], datetime.fromisoformat(now).replace(tzinfo=ZONE)) == months


def test_a_month_is_over_when_it_is_over_in_every_campaign(world: World) -> None:
    behind = Campaign(timezone="Asia/Urumqi", starts_on=date(2026, 1, 1))
    world.campaign.starts_on = date(2026, 1, 1)
    early = datetime(2026, 3, 1, 1, tzinfo=ZONE)
    assert months_over([world.campaign], early)[0] == date(2026, 2, 1)
    assert months_over([world.campaign, behind], early)[0] == date(2026, 1, 1)
    assert next_showing([world.campaign, behind], early) == date(2026, 3, 1)


def test_months_go_back_to_the_earliest_campaign(world: World) -> None:
    world.campaign.starts_on = date(2020, 1, 15)
    months = months_over([world.campaign, world.past], world.now)
    assert months[-1] == date(2020, 1, 1)
    assert len(months) == (world.today.year - 2020) * 12 + world.today.month - 1
    assert months_over([], world.now) == []


def test_it_is_asked_in_three_statements(world: World) -> None:
    scope = scope_of(world.officers["administrator"])
    with CaptureQueriesContext(connection) as statements:
        voices_of(scope, world.today.replace(day=1))
    assert len(statements) == 3
