"""Which units have their months and weeks drafted: a box each, kept at once, and nobody's are overwritten."""

from typing import Any

import pytest
from django.test import Client

from outreach.campaigns.periods import PeriodKind
from outreach.organisation.scope import scope_of
from outreach.reporting.models import ReportSchedule
from outreach.reporting.schedule import schedules_on, set_schedule
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.world import World

SCHEDULES = "/dashboard/reports/schedules/"


def keep(client: Client, *, was: tuple[str, ...] = (), on: tuple[str, ...] = ()) -> Any:
    return client.post(f"{SCHEDULES}?campaign=trial", {"was": was, "on": on})


def on(world: World) -> set[tuple[int, str]]:
    return schedules_on(world.campaign, list(world.units.values()))


def box(world: World, kind: str = "month", unit: str = "station_a") -> str:
    return f"{kind}-{world.units[unit].pk}"


def test_boxes_are_ticked_and_taken_back(world: World, chief: Client) -> None:
    station = world.units["station_a"].pk
    answer = keep(chief, on=(box(world), box(world, "week")))
    assert answer.status_code == 302
    assert on(world) == {(station, "month"), (station, "week")}
    assert chief.get(SCHEDULES).content.decode().count("checked") == 2
    keep(chief, was=(box(world), box(world, "week")), on=(box(world, "week"),))
    assert on(world) == {(station, "week")}


def test_a_box_that_was_not_touched_is_not_written(world: World, logged_in: Visitor) -> None:
    by = scope_of(world.officers["chief"])
    set_schedule(by=by, campaign=world.campaign, unit=world.units["station_a"], kind=PeriodKind.MONTH, is_on=True)
    # The sub-bureau's page was open before that.
    keep(logged_in("sub_chief"), on=(box(world, unit="station_b"),))
    assert on(world) == {(world.units["station_a"].pk, "month"), (world.units["station_b"].pk, "month")}
    assert ReportSchedule.objects.get(unit=world.units["station_a"]).set_by == world.officers["chief"]


@pytest.mark.parametrize(("name", "kept"), [("sub_chief", True), ("administrator", True), ("chief_b", False)])
def test_those_over_the_unit_set_it(world: World, logged_in: Visitor, name: str, kept: bool) -> None:
    keep(logged_in(name), on=(box(world),))
    assert bool(on(world)) is kept


def test_an_auditor_reads_and_sets_nothing(world: World, logged_in: Visitor, chief: Client) -> None:
    keep(chief, on=(box(world),))
    auditor = logged_in("auditor")
    shown = auditor.get(SCHEDULES)
    assert "甲派出所 开 关" in page(shown).text and "checkbox" not in shown.content.decode()
    assert keep(auditor, was=(box(world),)).status_code == 403
    assert len(on(world)) == 1


def test_posts_and_grids_report_with_their_station(world: World, chief: Client) -> None:
    assert "甲一警务站" not in page(chief.get(SCHEDULES)).text
    keep(chief, on=(box(world, unit="post_a"),))
    assert on(world) == set()


def test_what_is_no_box_is_ignored(world: World, chief: Client) -> None:
    assert "没有改动。" in page(chief.get(keep(chief, on=("month-x", "year-1", "")).headers["Location"])).text
    assert on(world) == set()
