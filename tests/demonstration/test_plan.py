"""The plan shares out the briefing's figures to the last copy."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.demonstration.plan import BRIEFING, FIRST_DAY, LAST_DAY, MONTHS, Plan, allot, make_plan
from outreach.reporting.prose.zh import approximate

REFERENCE = json.loads(
    (Path(__file__).parents[2] / "docs/reference/briefing_2021-12-02.json").read_text(encoding="utf-8")
)


def planned(plan: Plan) -> dict[str, int]:
    sums = {
        name: sum(getattr(cell, name) for cell in plan.cells)
        for name in ("school_talks", "unit_pledges", "resident_pledges", "app_installs", "materials")
    }
    return sums | {"publications": sum(plan.publications)}


@pytest.mark.parametrize("divisor", [1, 7, 50, 400])
def test_the_parts_add_up_to_the_figures_at_any_scale(divisor: int) -> None:
    plan = make_plan(BRIEFING.scaled(divisor))
    assert planned(plan) == asdict(plan.figures)


@pytest.mark.parametrize("figure", REFERENCE["figures"], ids=lambda figure: figure["indicator"])
def test_the_figures_are_those_of_the_briefing(figure: dict[str, object]) -> None:
    value = getattr(BRIEFING, str(figure["indicator"]))
    if figure["exact"]:
        assert value == figure["value"]
    else:
        assert approximate(value, str(figure["measure_word"])) == figure["printed"]


def test_the_campaign_runs_from_september_to_the_briefing() -> None:
    assert (FIRST_DAY.isoformat(), LAST_DAY.isoformat()) == (REFERENCE["since"], REFERENCE["until"])
    days = [day for month in MONTHS for day in month.days]
    assert (days[0], days[-1], len(days)) == (FIRST_DAY, LAST_DAY, len(set(days)))


def test_the_work_grows_from_month_to_month() -> None:
    cells = make_plan().cells
    september, october, november, _december = (
        sum(cell.resident_pledges for cell in cells if cell.month == month) for month in range(len(MONTHS))
    )
    assert september < october < november


def test_every_station_takes_part_in_every_whole_month() -> None:
    cells = [cell for cell in make_plan().cells if cell.month < 3]
    assert all(cell.school_talks and cell.unit_pledges and cell.app_installs for cell in cells)


@given(st.integers(0, 10**6), st.lists(st.floats(0.01, 100), min_size=1, max_size=40))
def test_parts_add_up_and_differ_from_their_share_by_less_than_one(total: int, weights: list[float]) -> None:
    parts = allot(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part - total * weight / sum(weights)) < 1 + 1e-6 for part, weight in zip(parts, weights, strict=True)
    )


def test_what_nobody_takes_is_an_error() -> None:
    assert allot(0, [0.0, 0.0]) == [0, 0]
    with pytest.raises(ValueError, match="nothing takes the 3"):
        allot(3, [0.0, 0.0])
