"""Files that were checked side by side and imported one after the other, or at once: what is in both counts once."""

from typing import Any

import pytest

from outreach.capture.imports import running
from outreach.capture.imports.models import ImportKind, ImportRow, PaperImport, PriorYear
from outreach.capture.imports.running import run
from outreach.capture.imports.services import order_import
from outreach.ledger.models import LedgerEntry, Submission
from outreach.organisation.scope import scope_of
from tests.capture.acts import in_parallel, net
from tests.capture.imports.sheets import checked, imported, states, text, told
from tests.world import World

PLEDGES = ("resident_pledges", "imported")


def row(world: World, number: str, quantity: int) -> tuple[Any, ...]:
    return (world.campaign.starts_on, "甲派出所", "某社区", quantity, "", "", number)


def of_month(world: World, quantity: int) -> tuple[Any, ...]:
    return (f"{world.campaign.starts_on.year - 1}年1月", "甲派出所", "", quantity)


def sent(world: World, name: str, *rows: tuple[Any, ...], **options: Any) -> PaperImport:
    return checked(world, text(*rows).encode(), file_name=name, **options)


def ordered(world: World, paper: PaperImport, *, takes_doubtful: bool = False) -> PaperImport:
    return order_import(paper, by=scope_of(world.officers["chief"]), takes_doubtful=takes_doubtful)


def run_in_turn(world: World, *papers: PaperImport) -> None:
    for paper in papers:
        run(paper.pk, now=world.now)
        paper.refresh_from_db()


def two_files(world: World, *, takes_doubtful: bool = False) -> tuple[PaperImport, PaperImport]:
    """Both checked before either is imported; the second says again what the first says."""
    first = sent(world, "A.csv", row(world, "0301", 70))
    second = sent(world, "B.csv", row(world, "0301", 70), row(world, "0302", 5))
    assert states(first) + states(second) == ["ready"] * 3
    return ordered(world, first), ordered(world, second, takes_doubtful=takes_doubtful)


def test_a_row_that_another_file_counted_since_it_was_checked_is_named_and_held(world: World) -> None:
    run_in_turn(world, *(papers := two_files(world)))
    assert net() == {PLEDGES: 75}
    assert (states(papers[1]), told(papers[1])) == (["doubtful", "ready"], {2: [("", "same_elsewhere")]})
    (problem,) = ImportRow.objects.get(paper_import=papers[1], row=2).problems
    assert (problem["row"], problem["file"]) == (2, "A.csv")
    assert [paper.rows_done for paper in papers] == [1, 1]


def test_who_asked_for_rows_that_may_be_repeats_gets_those_too_and_they_say_so(world: World) -> None:
    run_in_turn(world, *(papers := two_files(world, takes_doubtful=True)))
    assert net() == {PLEDGES: 145}
    assert (
        Submission.objects.get(flags=["possible_duplicate"]).pk
        == ImportRow.objects.get(paper_import=papers[1], row=2).submission_id
    )


def test_a_row_that_was_held_is_taken_by_sending_its_file_again(world: World) -> None:
    run_in_turn(world, *two_files(world))
    content = text(row(world, "0301", 70), row(world, "0302", 5)).encode()
    again = imported(world, content, takes_doubtful=True)
    assert (states(again), again.rows_done) == (["doubtful", "known"], 1)
    assert net() == {PLEDGES: 145}


@pytest.mark.django_db(transaction=True)
def test_however_many_files_say_the_same_and_are_imported_at_once_each_row_counts_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_ROWS_A_BATCH", 7)
    shared = [row(world, f"{number:04}", number) for number in range(1, 31)]
    papers = [
        # Each in an order of its own, so that the batches of two overlap in every way.
        ordered(world, sent(world, f"{name}.csv", *shared[name * 7 :], *shared[: name * 7], row(world, f"x{name}", 1)))
        for name in range(4)
    ]
    in_parallel(len(papers), lambda each: run(papers[each].pk, now=world.now))  # type: ignore[arg-type, return-value]
    assert net() == {PLEDGES: sum(range(1, 31)) + 4}
    assert LedgerEntry.objects.count() == 34
    assert ImportRow.objects.filter(state="doubtful").count() == 3 * 30


@pytest.mark.parametrize(
    ("then", "figure", "state"), [(310, 300, "doubtful"), (300, 300, "known")], ids=["another", "the_same"]
)
def test_a_figure_of_the_year_before_takes_the_place_of_none_that_came_since_it_was_checked(
    world: World, then: int, figure: int, state: str
) -> None:
    papers = [
        ordered(world, sent(world, name, of_month(world, quantity), kind=ImportKind.PRIOR_YEAR))
        for name, quantity in (("A.csv", 300), ("B.csv", then))
    ]
    run_in_turn(world, *papers)
    assert PriorYear.objects.get().quantity == figure
    assert (states(papers[1]), papers[1].rows_done) == ([state], 0)
