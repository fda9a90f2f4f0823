"""Spot checks: drawn once, marked once, the second look by another and blind, and what they come to."""

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction

from outreach.audit.models import AuditEvent
from outreach.errors import Refusal
from outreach.ledger.models import Act, DayTally, LedgerEntry, Submission
from outreach.reporting.checks.drawing import draw, frame_of
from outreach.reporting.checks.models import (
    CheckKind,
    Finding,
    SpotCheck,
    SpotCheckItem,
    SpotCheckMark,
    Turn,
)
from outreach.reporting.checks.papers import papers_of
from outreach.reporting.checks.selectors import checks_of, checks_visible_to, is_done, papers_left, results_of, turn_of
from outreach.reporting.checks.services import mark_papers
from tests.reporting.papers import day, drawn, imported, mark_all, month, papers, scope
from tests.reporting.suspects import void
from tests.world import World


def refused(call: Any) -> Refusal:
    with pytest.raises(Refusal) as told:
        call()
    return told.value


class TestDrawing:
    def test_the_list_follows_from_what_is_kept_of_it(self, world: World) -> None:
        papers(world, 30)
        check = drawn(world)
        frame = frame_of(CheckKind.PAPERS, campaign=check.campaign, unit=check.unit, first=check.first, last=check.last)
        again = draw(check.seed, frame, check.size)
        assert (again.frame_size, again.frame_sha256) == (check.frame_size, check.frame_sha256)
        items = check.items.values_list("act_id", "number", "is_second")
        assert list(items) == again.papers
        assert (check.size, check.second_size) == (10, 5)

    def test_all_are_drawn_where_there_are_fewer(self, world: World) -> None:
        papers(world, 3)
        assert (drawn(world).size, drawn(world, check_id=SpotCheck.objects.get().pk).second_size) == (3, 3)

    def test_each_list_has_a_seed_of_its_own(self, world: World) -> None:
        papers(world, 30)
        first = drawn(world)
        second = drawn(world, unit=world.units["sub_bureau"], name="sub_chief")
        assert first.seed != second.seed

    def test_the_month_ends_with_the_day_of_drawing(self, world: World) -> None:
        papers(world, 3)
        check = drawn(world)
        assert check.last == min(month(world).last, world.today)

    def test_sent_twice_it_is_drawn_once(self, world: World) -> None:
        papers(world, 30)
        number = uuid4()
        assert drawn(world, check_id=number) == drawn(world, check_id=number)
        assert SpotCheckItem.objects.count() == 10

    def test_nobody_draws_again_until_all_was_looked_up(self, world: World) -> None:
        papers(world, 30)
        check = drawn(world)
        assert refused(lambda: drawn(world)).problem.code == "check_under_way"
        mark_all(world, check, Turn.FIRST, "chief")
        assert refused(lambda: drawn(world)).problem.code == "check_under_way"
        mark_all(world, check, Turn.SECOND, "sub_chief")
        assert drawn(world).round == 2

    def test_a_list_of_letters_stands_in_no_ones_way(self, world: World) -> None:
        papers(world, 30)
        drawn(world)
        told = refused(lambda: drawn(world, kind=CheckKind.LETTERS))
        assert (told.problem.code, list(told.errors)) == ("malformed", ["month"])

    @pytest.mark.parametrize("size", [0, -1, 201])
    def test_a_list_has_from_one_to_two_hundred_papers(self, world: World, size: int) -> None:
        papers(world, 3)
        assert list(refused(lambda: drawn(world, size)).errors) == ["size"]

    @pytest.mark.parametrize(
        ("name", "code"),
        [("officer", "permission_denied"), ("auditor", "permission_denied"), ("colleague", "permission_denied")]
        + [("chief_b", "out_of_scope"), ("outsider", "out_of_scope"), ("other_administrator", "out_of_scope")],
    )
    def test_it_is_drawn_by_who_manages_the_unit(self, world: World, name: str, code: str) -> None:
        papers(world, 3)
        assert refused(lambda: drawn(world, name=name)).problem.code == code

    @pytest.mark.django_db(transaction=True)
    def test_of_two_who_draw_at_once_one_has_a_list(self, world: World) -> None:
        papers(world, 30)
        gate, ended = threading.Barrier(2), []

        def draw_one(name: str) -> None:
            try:
                connection.ensure_connection()
                gate.wait(timeout=20)
                drawn(world, name=name)
                ended.append("drawn")
            except Refusal as refusal:
                ended.append(refusal.problem.code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=draw_one, args=(name,)) for name in ("chief", "sub_chief")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert sorted(ended) == ["check_under_way", "drawn"]
        assert (SpotCheck.objects.count(), SpotCheckItem.objects.count()) == (1, 10)

    def test_it_changes_nothing_that_counts_and_leaves_a_trace(self, world: World) -> None:
        def all_that_counts() -> list[list[object]]:
            models = (Submission, Act, LedgerEntry, DayTally)
            return [list(model.objects.order_by("pk").values_list()) for model in models]  # type: ignore[attr-defined]

        papers(world, 30)
        before = all_that_counts()
        check = drawn(world)
        mark_all(world, check, Turn.FIRST, "chief", Finding.MISSING)
        assert all_that_counts() == before
        event = AuditEvent.objects.get(action="check_drawn")
        assert (event.facts["seed"], event.facts["size"], event.facts["frame"]) == (check.seed, 10, 30)


class TestMarking:
    @pytest.fixture
    def check(self, world: World) -> SpotCheck:
        papers(world, 30)
        return drawn(world)

    def test_the_second_look_is_at_its_own_part_and_by_another(self, world: World, check: SpotCheck) -> None:
        chief, above = (world.officers[name].pk for name in ("chief", "sub_chief"))
        assert (turn_of(check, chief), turn_of(check, above)) == (Turn.FIRST, Turn.FIRST)
        assert mark_all(world, check, Turn.FIRST, "chief") == 10
        assert (turn_of(check, chief), turn_of(check, above)) == (None, Turn.SECOND)
        assert mark_all(world, check, Turn.SECOND, "sub_chief") == 5
        assert turn_of(check, above) is None and is_done(check)

    def test_whoever_took_one_turn_does_not_take_the_other(self, world: World, check: SpotCheck) -> None:
        mark_all(world, check, Turn.FIRST, "chief")
        told = refused(lambda: mark_all(world, check, Turn.SECOND, "chief"))
        assert told.problem.code == "permission_denied"
        assert not SpotCheckMark.objects.filter(turn=Turn.SECOND).exists()

    def test_whoever_looked_second_does_not_mark_first(self, world: World, check: SpotCheck) -> None:
        mark_all(world, check, Turn.SECOND, "sub_chief")
        assert refused(lambda: mark_all(world, check, Turn.FIRST, "sub_chief")).problem.code == "permission_denied"

    def test_a_paper_off_the_second_list_is_not_marked_twice(self, world: World, check: SpotCheck) -> None:
        item = check.items.filter(is_second=False)[0]
        told = refused(
            lambda: mark_papers(
                by=scope(world), check=check, turn=Turn.SECOND, findings={item.pk: Finding.FOUND}, now=world.now
            )
        )
        assert told.problem.code == "permission_denied"

    def test_nobody_looks_up_what_they_recorded(self, world: World) -> None:
        papers(world, 3, name="chief")
        check = drawn(world)
        assert not papers_left(check, Turn.FIRST, world.officers["chief"].pk).exists()
        assert turn_of(check, world.officers["chief"].pk) is None
        findings = {item.pk: Finding.FOUND for item in check.items.all()}
        told = refused(lambda: mark_papers(by=scope(world), check=check, turn=Turn.FIRST, findings=findings))
        assert told.problem.code == "permission_denied"
        assert mark_all(world, check, Turn.FIRST, "sub_chief") == 3

    @pytest.mark.django_db(transaction=True)
    def test_one_person_in_two_windows_takes_one_turn(self, world: World) -> None:
        papers(world, 30)
        check = drawn(world)
        gate, ended = threading.Barrier(2), []

        def mark(turn: Turn) -> None:
            try:
                connection.ensure_connection()
                gate.wait(timeout=20)
                mark_all(world, check, turn, "sub_chief")
                ended.append("kept")
            except Refusal as refusal:
                ended.append(refusal.problem.code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=mark, args=(turn,)) for turn in (Turn.FIRST, Turn.SECOND)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert sorted(ended) == ["kept", "permission_denied"]
        assert SpotCheckMark.objects.values("turn").distinct().count() == 1

    def test_a_mark_stays_as_it_was_made_first(self, world: World, check: SpotCheck) -> None:
        item = check.items.all()[0]

        def mark(name: str, finding: Finding) -> int:
            return mark_papers(
                by=scope(world, name), check=check, turn=Turn.FIRST, findings={item.pk: finding}, now=world.now
            )

        assert [mark("chief", Finding.FOUND), mark("chief", Finding.FOUND)] == [1, 1]
        assert [mark("chief", Finding.MISSING), mark("sub_chief", Finding.MISSING)] == [0, 0]
        assert SpotCheckMark.objects.get().finding == Finding.FOUND

    def test_a_paper_of_another_list_is_refused(self, world: World, check: SpotCheck) -> None:
        other = drawn(world, unit=world.units["sub_bureau"], name="sub_chief")
        findings = {other.items.all()[0].pk: Finding.FOUND}
        told = refused(lambda: mark_papers(by=scope(world), check=check, turn=Turn.FIRST, findings=findings))
        assert told.problem.code == "malformed"

    @pytest.mark.parametrize("name", ["officer", "auditor", "chief_b", "outsider", "other_administrator"])
    def test_it_is_marked_by_who_manages_the_unit(self, world: World, check: SpotCheck, name: str) -> None:
        assert refused(lambda: mark_all(world, check, Turn.FIRST, name)).problem.status == 403

    def test_the_database_keeps_what_was_drawn_and_found(self, world: World, check: SpotCheck) -> None:
        mark_all(world, check, Turn.FIRST, "chief")
        for row, change in (
            (check, {"seed": "00"}),
            (check.items.all()[0], {"number": 99}),
            (SpotCheckMark.objects.all()[0], {"finding": Finding.MISSING}),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                type(row).objects.filter(pk=row.pk).update(**change)
            with pytest.raises(IntegrityError), transaction.atomic():
                type(row).objects.filter(pk=row.pk)._raw_delete("default")


class TestResults:
    def finish(self, world: World, check: SpotCheck) -> None:
        """Of ten one is missing, one differs; the second look sees another thing at one paper."""
        items = list(check.items.all())
        alone = [item for item in items if not item.is_second]
        findings = {item.pk: Finding.FOUND for item in items}
        findings |= {alone[0].pk: Finding.MISSING, alone[1].pk: Finding.DIFFERS}
        mark_papers(by=scope(world), check=check, turn=Turn.FIRST, findings=findings, now=world.now)
        twice = [item for item in items if item.is_second]
        findings = {item.pk: Finding.FOUND for item in twice} | {twice[0].pk: Finding.UNREADABLE}
        mark_papers(by=scope(world, "sub_chief"), check=check, turn=Turn.SECOND, findings=findings, now=world.now)

    def test_they_are_told_of_the_papers_drawn_and_of_how_far_two_agree(self, world: World) -> None:
        papers(world, 30)
        check = drawn(world)
        assert results_of([check]) == []
        self.finish(world, check)
        (result,) = results_of([check])
        assert (result.drawn, result.matching, result.missing, result.differing, result.unreadable) == (10, 8, 1, 1, 0)
        assert (result.twice, result.agreeing) == (5, 4)

    def test_a_report_is_told_those_done_and_how_many_are_not(self, world: World) -> None:
        papers(world, 30)
        self.finish(world, drawn(world))
        drawn(world)
        told = checks_of(world.campaign, [world.units["station_a"]], month(world).first, world.today)
        assert ([result.matching for result in told.results], told.under_way, told.shown) == ([8], 1, None)
        for first, last in ((month(world).first, day(world) - timedelta(days=9)), (world.today, world.today)):
            assert checks_of(world.campaign, [world.units["station_a"]], first, last).results == []
        assert checks_of(world.campaign, [world.units["station_b"]], month(world).first, world.today).results == []

    @pytest.mark.parametrize(
        ("name", "sees"),
        [("chief", True), ("sub_chief", True), ("administrator", True), ("auditor", True)]
        + [(name, False) for name in ("officer", "outsider", "chief_b", "other_administrator")],
    )
    def test_lists_are_for_those_who_read_the_units_reports(self, world: World, name: str, sees: bool) -> None:
        papers(world, 3)
        drawn(world)
        assert checks_visible_to(scope(world, name)).exists() is sees


class TestVoidedSince:
    """Papers whose record was voided after they were drawn: nobody holds them to be missing."""

    def test_they_leave_both_turns_and_are_told_apart(self, world: World) -> None:
        gone, _there = papers(world, 2), papers(world, 4)
        check = drawn(world)
        void(world, gone, world.now)
        assert mark_all(world, check, Turn.FIRST, "chief") == 4
        mark_all(world, check, Turn.SECOND, "sub_chief")
        assert is_done(check)
        (result,) = results_of([check])
        assert (result.drawn, result.matching, result.missing, result.voided) == (6, 4, 0, 2)
        assert result.twice == result.agreeing == check.items.filter(is_second=True).exclude(act=gone).count()

    def test_what_was_found_before_stands(self, world: World) -> None:
        gone = papers(world, 2)
        check = drawn(world)
        mark_all(world, check, Turn.FIRST, "chief", Finding.DIFFERS)
        void(world, gone, world.now)
        (result,) = results_of([check])
        assert (result.differing, result.voided, result.twice) == (2, 0, 0)

    def test_a_list_that_was_voided_as_a_whole_stands_in_nobodys_way(self, world: World) -> None:
        gone = papers(world, 2)
        check = drawn(world)
        void(world, gone, world.now)
        assert turn_of(check, world.officers["chief"].pk) is None
        papers(world, 3)
        assert drawn(world).round == 2

    def test_a_mark_sent_after_it_is_not_kept(self, world: World) -> None:
        gone = papers(world, 1)
        check = drawn(world)
        void(world, gone, world.now)
        findings = {check.items.get().pk: Finding.MISSING}
        assert mark_papers(by=scope(world), check=check, turn=Turn.FIRST, findings=findings, now=world.now) == 0


class TestWhatTellsAPaper:
    def test_a_bundle_by_its_box_and_a_range_by_its_numbers(self, world: World) -> None:
        papers(world, 2, archive_box="A-7")
        papers(world, None, code=world.forms[0].text, serial_from=1, serial_to=4, missing=(2,))
        check = drawn(world)
        told = papers_of(list(check.items.select_related("act__unit", "act__code")))
        assert sorted((paper.serial, paper.box, paper.of) for paper in told if paper.serial) == [
            (1, "", 3),
            (3, "", 3),
            (4, "", 3),
        ]
        assert sorted((paper.number, paper.box, paper.of) for paper in told if not paper.serial) == [
            (1, "A-7", 2),
            (2, "A-7", 2),
        ]

    def test_an_imported_paper_by_its_number_in_the_row(self, world: World) -> None:
        imported(world, 4)
        told = papers_of(list(drawn(world).items.select_related("act__unit", "act__code")))
        assert sorted(paper.number for paper in told) == [1, 2, 3, 4]
