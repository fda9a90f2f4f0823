"""Figures of the year before: apart from the ledger, one a unit and month, the latest in place of the first."""

from datetime import date
from typing import Any

import pytest

from outreach.capture.imports.models import ImportKind, ImportRow, PaperImport, PriorYear
from outreach.ledger.models import LedgerEntry, Submission
from tests.capture.imports.sheets import checked, imported, states, told, xlsx
from tests.world import World


def before(world: World) -> date:
    """A month of the year before the campaign's."""
    return world.campaign.starts_on.replace(year=world.campaign.starts_on.year - 1, day=1)


def row(world: World, quantity: Any = 300, unit: str = "甲派出所") -> tuple[Any, ...]:
    return (f"{before(world):%Y年%m月}", unit, "", quantity)


def sent(world: World, *rows: tuple[Any, ...], by: str = "chief") -> PaperImport:
    return imported(world, xlsx(*rows), kind=ImportKind.PRIOR_YEAR, by=by)


def figures() -> list[tuple[str, date, int]]:
    return list(PriorYear.objects.order_by("unit__path").values_list("unit__name", "month", "quantity"))


def test_a_months_figure_is_kept_and_the_ledger_knows_nothing_of_it(world: World) -> None:
    paper = sent(world, row(world), row(world, 0, "甲一警务站"))
    assert figures() == [("甲派出所", before(world), 300), ("甲一警务站", before(world), 0)]
    assert (paper.rows_done, PriorYear.objects.first().source_id) == (2, paper.pk)  # type: ignore[union-attr]
    assert not LedgerEntry.objects.exists() and not Submission.objects.exists()


def test_the_same_figure_again_is_known_and_another_takes_its_place_once_that_was_said(world: World) -> None:
    sent(world, row(world))
    assert states(sent(world, row(world))) == ["known"]
    paper = checked(world, xlsx(row(world, 310)), kind=ImportKind.PRIOR_YEAR)
    assert (states(paper), told(paper)) == (["ready"], {2: [("quantity", "replaces")]})
    assert ImportRow.objects.get(paper_import=paper).problems[0]["quantity"] == 300
    sent(world, row(world, 310))
    assert figures() == [("甲派出所", before(world), 310)]


def test_a_month_told_twice_in_a_file_is_wrong(world: World) -> None:
    assert told(sent(world, row(world), row(world, 5))) == {3: [("", "month_twice")]}


@pytest.mark.parametrize(
    ("when", "code"),
    [("2025-09-03", "month_wanted"), ("9月", "month_wanted"), ("2025年13月", "date_impossible")],
)
def test_only_a_whole_month_is_taken(world: World, when: str, code: str) -> None:
    paper = checked(world, xlsx((when, "甲派出所", "", 1)), kind=ImportKind.PRIOR_YEAR)
    assert told(paper) == {2: [("date", code)]}


def test_a_month_of_the_campaign_is_the_ledgers_own(world: World) -> None:
    paper = checked(world, xlsx((f"{world.campaign.starts_on:%Y-%m}", "甲派出所", "", 1)), kind=ImportKind.PRIOR_YEAR)
    assert told(paper) == {2: [("date", "month_of_campaign")]}


def test_it_is_kept_for_the_own_units_only(world: World) -> None:
    assert told(sent(world, row(world, 5, "乙派出所"))) == {2: [("unit", "unit_out_of_scope")]}
    assert figures() == []
