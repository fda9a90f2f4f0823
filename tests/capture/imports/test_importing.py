"""From the file to the ledger: nothing counts before it is ordered, and nothing counts twice."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from outreach.audit.models import AuditEvent
from outreach.campaigns.indicators import IndicatorKey
from outreach.capture.imports import running
from outreach.capture.imports.checking import check
from outreach.capture.imports.models import ImportRow, ImportState, PaperImport
from outreach.capture.imports.running import run
from outreach.capture.imports.selectors import shares_of
from outreach.capture.imports.services import check_again, discard, order_import, take_file
from outreach.capture.imports.waiting import take_up_lost
from outreach.capture.operations import Void
from outreach.capture.record import record
from outreach.capture.recount import claim_differences
from outreach.errors import Refusal
from outreach.ledger.folding import fold_all
from outreach.ledger.models import LedgerEntry, Submission
from outreach.ledger.recount import recount
from outreach.organisation.models import Membership, OrganisationUnit, UnitKind
from outreach.organisation.scope import scope_of
from tests.capture.acts import net
from tests.capture.imports.sheets import checked, imported, states, take, told, xlsx
from tests.world import World

Row = Sequence[Any]


def day(world: World, ago: int) -> date:
    return world.today - timedelta(days=ago)


def row(world: World, ago: int = 20, unit: str = "甲派出所", quantity: Any = 312, *rest: Any) -> Row:
    return (day(world, ago), unit, "某社区", quantity, *rest)


def test_a_file_is_checked_first_and_counts_nothing_until_it_is_ordered(world: World) -> None:
    paper = checked(world, xlsx(row(world), row(world, 19, "甲一警务站", 5)))
    assert (paper.state, paper.rows_read, paper.rows_total, states(paper)) == ("checked", 2, 2, ["ready", "ready"])
    assert not LedgerEntry.objects.exists()
    assert [(share.unit.name, share.quantity) for share in shares_of(paper)] == [("甲派出所", 312), ("甲一警务站", 5)]


def test_each_row_becomes_a_submission_marked_as_imported(world: World) -> None:
    paper = imported(world, xlsx(row(world), row(world, 19, "甲一警务站", 5)))
    assert (paper.state, paper.rows_done) == (ImportState.DONE, 2)
    lines = LedgerEntry.objects.order_by("quantity").values_list("unit__name", "quantity", "evidence", "source", "day")
    assert list(lines) == [
        ("甲一警务站", 5, "imported", "import", day(world, 19)),
        ("甲派出所", 312, "imported", "import", day(world, 20)),
    ]
    detail = ImportRow.objects.get(submission_id=LedgerEntry.objects.get(quantity=312).submission_id)
    assert (detail.paper_import_id, detail.row, detail.place_name) == (paper.pk, 2, "某社区")


@pytest.mark.parametrize("indicator", [IndicatorKey.SCHOOL_TALKS, IndicatorKey.ATTENDANCE, IndicatorKey.PUBLICATIONS])
def test_every_indicator_of_paper_counts_as_itself(world: World, indicator: IndicatorKey) -> None:
    imported(world, xlsx(row(world, quantity=3)), indicator=indicator)
    assert net() == {(indicator.value, "imported"): 3}


def test_whether_warnings_are_on_is_told_by_no_paper(world: World) -> None:
    with pytest.raises(Refusal, match="malformed"):
        take(world, b"x", indicator=IndicatorKey.ALERTS_ENABLED)


def test_recounts_are_exact_after_an_import_and_after_a_void_of_one_of_its_rows(world: World) -> None:
    imported(world, xlsx(*(row(world, 20, "甲派出所", number) for number in range(1, 40))))
    target = LedgerEntry.objects.get(quantity=7).submission_id
    void = Void(submission_id=uuid4(), target=target, reason="误录", occurred_at=world.now)
    record([void], principal=world.principal("chief"), now=world.now)
    fold_all()
    assert net() == {("resident_pledges", "imported"): sum(range(1, 40)) - 7}
    assert (recount(), claim_differences()) == ([], [])


def test_the_same_file_sent_again_counts_once(world: World) -> None:
    content = xlsx(row(world), row(world, 19))
    imported(world, content)
    again = imported(world, content, by="administrator")
    assert (states(again), again.rows_done) == (["known", "known"], 0)
    assert net() == {("resident_pledges", "imported"): 624}


def test_the_same_file_imported_by_two_at_once_counts_once(world: World) -> None:
    content = xlsx(row(world), row(world, 19))
    papers = [checked(world, content, by=name) for name in ("chief", "sub_chief")]
    for paper, name in zip(papers, ("chief", "sub_chief"), strict=True):
        order_import(paper, by=scope_of(world.officers[name]))
        run(paper.pk, now=world.now)
    assert net() == {("resident_pledges", "imported"): 624}
    assert told(papers[1]) == {2: [("", "imported_meanwhile")], 3: [("", "imported_meanwhile")]}


def test_a_row_that_was_voided_does_not_come_back_with_its_file(world: World) -> None:
    content = xlsx(row(world))
    imported(world, content)
    void = Void(submission_id=uuid4(), target=Submission.objects.get().pk, reason="误录", occurred_at=world.now)
    record([void], principal=world.principal("chief"), now=world.now)
    assert states(imported(world, content)) == ["known"]
    assert net() == {}


def test_a_row_of_another_file_that_says_the_same_is_named_and_left_out_unless_it_is_asked_for(world: World) -> None:
    imported(world, xlsx(row(world)))
    content = xlsx(row(world, 18), row(world))
    paper = imported(world, content)
    assert told(paper) == {3: [("", "same_elsewhere")]}
    (problem,) = ImportRow.objects.get(paper_import=paper, row=3).problems
    assert (problem["row"], problem["file"]) == (2, "纸质责任书.xlsx")
    assert net() == {("resident_pledges", "imported"): 624}
    asked_for = imported(world, content, takes_doubtful=True)
    assert (asked_for.rows_done, states(asked_for)) == (1, ["known", "doubtful"])
    assert Submission.objects.filter(flags=["possible_duplicate"]).count() == 1
    assert net() == {("resident_pledges", "imported"): 936}


def test_a_row_that_says_what_a_voided_one_said_is_not_doubtful(world: World) -> None:
    imported(world, xlsx(row(world)))
    void = Void(submission_id=uuid4(), target=Submission.objects.get().pk, reason="误录", occurred_at=world.now)
    record([void], principal=world.principal("chief"), now=world.now)
    assert states(checked(world, xlsx(row(world, 18), row(world)))) == ["ready", "ready"]


def test_the_second_of_two_rows_of_a_file_that_say_the_same_is_doubtful(world: World) -> None:
    paper = checked(world, xlsx(row(world), row(world, 19), row(world)))
    assert (states(paper), told(paper)) == (["ready", "ready", "doubtful"], {4: [("", "same_row")]})


def test_rows_that_differ_in_their_number_alone_are_two(world: World) -> None:
    rows = [row(world, 20, "甲派出所", 1, "", "", number) for number in ("0012", "0013")]
    assert states(checked(world, xlsx(*rows))) == ["ready", "ready"]


def test_a_month_without_a_day_counts_on_its_last_day_and_says_so(world: World) -> None:
    last = world.today.replace(day=1) - timedelta(days=1)
    imported(world, xlsx((f"{last.year}年{last.month}月", "甲派出所", "某社区", "312份")))
    assert (LedgerEntry.objects.get().day, Submission.objects.get().flags) == (last, ["month_only"])


def test_rows_that_are_wrong_are_left_out_and_the_others_counted(world: World) -> None:
    paper = imported(world, xlsx(row(world), row(world, quantity="约300"), row(world, unit="没有这个所")))
    assert told(paper) == {3: [("quantity", "not_whole")], 4: [("unit", "unit_unknown")]}
    assert net() == {("resident_pledges", "imported"): 312}


def test_a_run_that_was_cut_short_goes_on_where_it_was_and_counts_all_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_ROWS_A_BATCH", 10)
    paper = checked(world, xlsx(*(row(world, 20, "甲派出所", number) for number in range(1, 36))))
    order_import(paper, by=scope_of(world.officers["chief"]))
    written: list[int] = []

    def cut_short(*args: Any, **options: Any) -> Any:
        results = record(*args, **options)
        written.append(len(results))
        if len(written) == 3:
            raise KeyboardInterrupt
        return results

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(running, "record", cut_short)
        run(paper.pk, now=world.now)
    paper.refresh_from_db()
    assert (paper.state, paper.last_row, paper.rows_done) == (ImportState.RUNNING, 21, 20)
    assert take_up_lost(now=world.now + timedelta(days=1)) == 1
    paper.refresh_from_db()
    assert (paper.state, paper.rows_done) == (ImportState.DONE, 35)
    assert net() == {("resident_pledges", "imported"): sum(range(1, 36))}


def test_a_worker_that_was_overtaken_writes_nothing_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = checked(world, xlsx(row(world)))
    order_import(paper, by=scope_of(world.officers["chief"]))

    def overtaken(*args: Any, **options: Any) -> Any:
        PaperImport.objects.filter(pk=paper.pk).update(worker=uuid4())
        return record(*args, **options)

    monkeypatch.setattr(running, "record", overtaken)
    run(paper.pk, now=world.now)
    assert not LedgerEntry.objects.exists()


def test_what_failed_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = take(world, xlsx(row(world)))
    monkeypatch.setattr("outreach.capture.imports.checking.UnitNames.read", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        check(paper.pk)
    paper.refresh_from_db()
    assert paper.state == ImportState.FAILED


def test_a_checked_file_that_is_discarded_goes_with_its_rows_and_is_imported_no_more(world: World) -> None:
    paper, chief = checked(world, xlsx(row(world))), scope_of(world.officers["chief"])
    discard(paper, by=chief)
    paper.refresh_from_db()
    assert (paper.state, paper.content, paper.rows.count()) == (ImportState.DISCARDED, None, 0)
    for step in (order_import, check_again, discard):
        with pytest.raises(Refusal, match="import_moved_on"):
            step(paper, by=chief)
    assert AuditEvent.objects.filter(action="import.discarded").count() == 1
    assert states(checked(world, xlsx(row(world)))) == ["ready"]


def test_what_was_imported_is_not_discarded(world: World) -> None:
    paper = imported(world, xlsx(row(world)))
    with pytest.raises(Refusal, match="import_moved_on"):
        discard(paper, by=scope_of(world.officers["chief"]))
    assert states(paper) == ["ready"]


def test_an_import_is_ordered_once(world: World) -> None:
    paper = checked(world, xlsx(row(world)))
    chief = scope_of(world.officers["chief"])
    order_import(paper, by=chief)
    with pytest.raises(Refusal, match="import_moved_on"):
        order_import(paper, by=chief)


@pytest.mark.parametrize(
    ("name", "code"), [("officer", "permission_denied"), ("chief_b", "out_of_scope"), ("auditor", "permission_denied")]
)
def test_who_does_not_manage_the_unit_orders_nothing(world: World, name: str, code: str) -> None:
    paper = checked(world, xlsx(row(world)))
    with pytest.raises(Refusal, match=code):
        order_import(paper, by=scope_of(world.officers[name]))
    with pytest.raises(Refusal, match=code):
        discard(paper, by=scope_of(world.officers[name]))


def test_who_manages_no_unit_sends_no_file(world: World) -> None:
    with pytest.raises(Refusal, match="permission_denied"):
        take(world, b"x", by="officer")


def test_a_chief_imports_for_the_own_subtree_only(world: World) -> None:
    paper = checked(world, xlsx(row(world), row(world, unit="甲一警务站"), row(world, unit="乙派出所")))
    assert told(paper) == {4: [("unit", "unit_out_of_scope")]}
    paper = checked(world, xlsx(row(world, unit="乙派出所"), row(world, unit="丙派出所")), by="administrator")
    assert told(paper) == {}


def test_who_lost_the_membership_meanwhile_imports_nothing(world: World) -> None:
    paper = checked(world, xlsx(row(world)))
    order_import(paper, by=scope_of(world.officers["chief"]))
    Membership.objects.filter(officer=world.officers["chief"]).update(ends_on=day(world, 1))
    run(paper.pk, now=world.now)
    assert told(paper) == {2: [("", "out_of_scope")]}
    assert not LedgerEntry.objects.exists()


def test_a_unit_entered_meanwhile_is_found_when_the_file_is_checked_again(world: World) -> None:
    paper = checked(world, xlsx(row(world, unit="甲二警务站")))
    assert told(paper) == {2: [("unit", "unit_unknown")]}
    unit = OrganisationUnit(kind=UnitKind.POST, name="甲二警务站", name_en="Post A2")
    OrganisationUnit.objects.add_child(world.units["station_a"], instance=unit)
    check_again(paper, by=scope_of(world.officers["chief"]))
    check(paper.pk, now=world.now)
    assert states(paper) == ["ready"]


def test_a_file_that_holds_data_of_a_person_is_not_kept(world: World) -> None:
    paper = checked(world, xlsx(row(world), row(world, 20, "甲派出所", 1, "", "王某 13900000000")))
    assert told(paper) == {3: [("note", "person")]}
    assert paper.content is None
    assert "13900000000" not in str(list(ImportRow.objects.values()))


def test_what_was_done_is_in_the_audit_log_without_a_word_of_the_file(world: World) -> None:
    imported(world, xlsx(row(world)))
    actions = AuditEvent.objects.order_by("id").values_list("action", flat=True)
    assert list(actions) == ["import.taken", "import.ordered"]


def test_a_file_that_is_too_large_or_empty_is_not_taken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="malformed"):
        take(world, b"")
    monkeypatch.setattr("outreach.capture.imports.services.LARGEST_FILE", 3)
    with pytest.raises(Refusal, match="too_large"):
        take(world, b"four")


def test_a_file_is_for_a_campaign_that_the_importers_units_take_part_in(world: World) -> None:
    world.campaign.unit = world.units["other_bureau"]
    world.campaign.save()
    with pytest.raises(Refusal, match="campaign_unknown"):
        take_file(
            campaign=world.campaign,
            indicator=IndicatorKey.MATERIALS,
            file_name="a.csv",
            content=b"x",
            by=scope_of(world.officers["chief"]),
        )
