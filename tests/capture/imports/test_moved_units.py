"""Paper records of a unit that moved: the row's day says which of its line counts them, whoever leads it now."""

from datetime import date, timedelta
from typing import Any

import pytest

from outreach.capture.imports.models import ImportKind, ImportRow, PriorYear
from outreach.capture.imports.units import names_to_choose
from outreach.ledger.models import Act
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.moves import move_unit
from outreach.organisation.scope import scope_of
from tests.capture.acts import net
from tests.capture.imports.sheets import checked, imported, states, told, xlsx
from tests.capture.imports.test_prior_year import before
from tests.capture.imports.test_prior_year import row as prior_row
from tests.world import World

DAY = timedelta(days=1)


def moved(world: World, days: int, below: str = "other_bureau") -> OrganisationUnit:
    """Station A stands below the other sub-bureau from so many days after today on."""
    by = scope_of(world.officers["administrator"], today=world.today)
    first = world.today + days * DAY
    said = {"unit": world.units["station_a"], "below": world.units[below], "first": first}
    return move_unit(by=by, now=world.now + min(days - 3, 0) * DAY, **said)


def row(world: World, ago: int, unit: str = "甲派出所", quantity: Any = 312) -> tuple[Any, ...]:
    return (world.today - ago * DAY, unit, "示例小学", quantity)


def counted() -> dict[date, tuple[int, int | None]]:
    return {act.day: (act.unit_id, act.place_id) for act in Act.objects.all()}


def test_each_row_counts_for_the_unit_of_its_day_and_once(world: World) -> None:
    content = xlsx(row(world, 9), row(world, 2))
    first = imported(world, xlsx(row(world, 9)))
    station = moved(world, -5)
    paper = imported(world, content)
    place = world.places["school"].pk
    assert counted() == {
        world.today - 9 * DAY: (world.units["station_a"].pk, place),
        world.today - 2 * DAY: (station.pk, place),
    }
    assert (states(first), states(paper)) == (["ready"], ["doubtful", "ready"])
    assert states(imported(world, content)) == ["doubtful", "known"]


def test_the_same_file_sent_again_after_the_move_counts_once(world: World) -> None:
    content = xlsx(row(world, 9))
    imported(world, content)
    moved(world, -5)
    assert states(imported(world, content)) == ["known"]
    assert net() == {("resident_pledges", "imported"): 312}


def test_a_month_that_is_counted_on_another_day_after_the_move_counts_once(world: World) -> None:
    last = world.today.replace(day=1) - DAY
    moved(world, (last - 4 * DAY - world.today).days)
    content = xlsx((f"{last.year}年{last.month}月", "甲派出所", "示例小学", 312))
    imported(world, content)
    type(world.campaign).objects.filter(pk=world.campaign.pk).update(month_closes_on=20)
    world.campaign.refresh_from_db()
    assert states(imported(world, content)) == ["known"]
    assert net() == {("resident_pledges", "imported"): 312}


@pytest.mark.parametrize("by", ["chief", "administrator"])
def test_a_row_keeps_its_place_while_a_move_is_pending(world: World, by: str) -> None:
    moved(world, 3)
    imported(world, xlsx(row(world, 2)), by=by)
    assert counted() == {world.today - 2 * DAY: (world.units["station_a"].pk, world.places["school"].pk)}


def test_a_station_that_left_the_campaign_imports_what_was_before(world: World) -> None:
    type(world.campaign).objects.filter(pk=world.campaign.pk).update(unit=world.units["sub_bureau"])
    world.campaign.refresh_from_db()
    station = moved(world, -5)
    paper = imported(world, xlsx(row(world, 9), row(world, 2)), by="chief")
    assert told(paper) == {3: [("unit", "unit_outside_campaign")]}
    assert counted() == {world.today - 9 * DAY: (world.units["station_a"].pk, world.places["school"].pk)}
    assert paper.unit == station
    assert "甲派出所" in names_to_choose(world.campaign, scope_of(world.officers["chief"]))


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("chief", {}),
        ("administrator", {}),
        ("sub_chief", {3: [("unit", "unit_out_of_scope")]}),
        ("other_administrator", {}),
        ("chief_b", {2: [("unit", "unit_out_of_scope")], 3: [("unit", "unit_out_of_scope")]}),
    ],
)
def test_who_leads_the_unit_of_the_day_or_the_one_of_today_imports_for_it(
    world: World, by: str, expected: dict[int, Any]
) -> None:
    moved(world, -5)
    paper = imported(world, xlsx(row(world, 9), row(world, 2)), by=by)
    assert told(paper) == expected
    assert paper.rows_done == 2 - len(expected)


def test_a_name_leads_to_its_unit_with_either_superior(world: World) -> None:
    moved(world, -5)
    names = ("甲派出所", "第一分局/甲派出所", "第二分局/甲派出所", "Station A")
    paper = checked(world, xlsx(*(row(world, 9, name, number) for number, name in enumerate(names, 1))))
    units = ImportRow.objects.filter(paper_import=paper).values_list("unit", flat=True)
    assert set(units) == {world.units["station_a"].pk}
    assert names_to_choose(world.campaign, scope_of(world.officers["chief"])) == ["甲派出所", "甲一警务站"]


def test_a_figure_of_the_year_before_is_the_same_before_and_after_the_move(world: World) -> None:
    imported(world, xlsx(prior_row(world)), kind=ImportKind.PRIOR_YEAR)
    moved(world, -5)
    again = imported(world, xlsx(prior_row(world)), kind=ImportKind.PRIOR_YEAR)
    other = imported(world, xlsx(prior_row(world, 310)), kind=ImportKind.PRIOR_YEAR, by="other_administrator")
    assert (states(again), told(other)) == (["known"], {2: [("quantity", "replaces")]})
    figures = PriorYear.objects.values_list("unit", "month", "quantity")
    assert list(figures) == [(world.units["station_a"].pk, before(world), 310)]
    twice = xlsx(prior_row(world, 1, "第一分局/甲派出所"), prior_row(world, 2, "第二分局/甲派出所"))
    assert told(checked(world, twice, kind=ImportKind.PRIOR_YEAR, by="administrator"))[3] == [("", "month_twice")]
