"""A third look at papers of which two found unlike things: by neither of the two, and what it finds holds."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from outreach.errors import Refusal
from outreach.reporting.checks.models import Finding, SpotCheck, SpotCheckItem, SpotCheckMark, Turn
from outreach.reporting.checks.selectors import (
    Result,
    is_done,
    papers_left,
    results_of,
    turn_of,
    unlike_among,
    unlike_of,
)
from outreach.reporting.checks.services import mark_papers
from outreach.reporting.writing import plain, write
from tests.reporting.papers import drawn, mark_all, papers, scope
from tests.reporting.suspects import void
from tests.reporting.test_checks_in_reports import told
from tests.world import World


@pytest.fixture
def check(world: World) -> SpotCheck:
    """Ten papers found by the chief; of five looked at again, two were not there for the one above."""
    papers(world, 30)
    check = drawn(world)
    mark_all(world, check, Turn.FIRST, "chief")
    by = scope(world, "sub_chief")
    seconds = [item.pk for item in papers_left(check, Turn.SECOND, by.officer_id)]
    found = dict.fromkeys(seconds, Finding.FOUND) | dict.fromkeys(seconds[:2], Finding.MISSING)
    mark_papers(by=by, check=check, turn=Turn.SECOND, findings=found, now=world.now)
    return check


def result(check: SpotCheck) -> Result:
    (found,) = results_of([check])
    return found


def guarded(world: World, item: SpotCheckItem) -> str | None:
    """What the database refuses a third mark of this paper for, None where it takes it; nothing is kept."""
    try:
        with transaction.atomic():
            mark = {"finding": Finding.FOUND, "marked_by": world.officers["administrator"], "marked_at": world.now}
            SpotCheckMark.objects.create(item=item, turn=Turn.THIRD, **mark)
            transaction.set_rollback(True)
    except IntegrityError as error:
        cause: Any = error.__cause__
        return str(cause.diag.constraint_name)
    return None


def adds_up(found: Result) -> bool:
    return found.drawn == found.matching + found.missing + found.unreadable + found.differing + found.voided


def test_a_list_is_done_without_it_and_waits_for_a_third(world: World, check: SpotCheck) -> None:
    assert is_done(check) and unlike_of(check) == 2
    assert (result(check).matching, result(check).agreeing, result(check).settled) == (10, 3, 0)
    turns = {name: turn_of(check, world.officers[name].pk) for name in ("chief", "sub_chief", "administrator")}
    assert turns == {"chief": None, "sub_chief": None, "administrator": Turn.THIRD}


def test_what_the_third_finds_is_counted_and_all_adds_up(world: World, check: SpotCheck) -> None:
    by = scope(world, "administrator")
    one, other = papers_left(check, Turn.THIRD, by.officer_id)
    mark_papers(by=by, check=check, turn=Turn.THIRD, findings={one.pk: Finding.MISSING}, now=world.now)
    found = result(check)
    assert (found.matching, found.missing, found.agreeing, found.settled) == (9, 1, 3, 1) and adds_up(found)
    assert turn_of(check, by.officer_id) is Turn.THIRD
    mark_papers(by=by, check=check, turn=Turn.THIRD, findings={other.pk: Finding.FOUND}, now=world.now)
    found = result(check)
    assert (found.matching, found.missing, found.settled) == (9, 1, 2) and adds_up(found)
    assert (unlike_of(check), turn_of(check, by.officer_id)) == (0, None)


def test_it_waits_for_the_second_look_to_be_done(world: World) -> None:
    papers(world, 30)
    check = drawn(world)
    mark_all(world, check, Turn.FIRST, "chief")
    by = scope(world, "sub_chief")
    first, *_others = papers_left(check, Turn.SECOND, by.officer_id)
    mark_papers(by=by, check=check, turn=Turn.SECOND, findings={first.pk: Finding.MISSING}, now=world.now)
    assert turn_of(check, world.officers["administrator"].pk) is Turn.SECOND


def test_none_is_kept_before_the_second_look_is_done(world: World) -> None:
    papers(world, 30)
    check = drawn(world)
    mark_all(world, check, Turn.FIRST, "chief")
    by = scope(world, "sub_chief")
    first, *others = papers_left(check, Turn.SECOND, by.officer_id)
    mark_papers(by=by, check=check, turn=Turn.SECOND, findings={first.pk: Finding.MISSING}, now=world.now)
    said = {"turn": Turn.THIRD, "now": world.now}
    with override("zh-hans"), pytest.raises(Refusal) as refused:
        mark_papers(by=scope(world, "administrator"), check=check, findings={first.pk: Finding.FOUND}, **said)
    assert refused.value.problem.code == "permission_denied"
    with override("zh-hans"):
        assert str(refused.value.detail) == "复核全部完成后，方可由第三人核定。"
    assert guarded(world, first) == "spot_check_third_when_done"
    left = {item.pk: Finding.FOUND for item in others}
    mark_papers(by=by, check=check, turn=Turn.SECOND, findings=left, now=world.now)
    assert guarded(world, first) is None


def test_what_was_voided_keeps_nobody_waiting_for_the_second_look(world: World) -> None:
    for _record in range(12):
        papers(world, 1)
    check = drawn(world, 10)
    mark_all(world, check, Turn.FIRST, "chief")
    by = scope(world, "sub_chief")
    first, *others = papers_left(check, Turn.SECOND, by.officer_id)
    mark_papers(by=by, check=check, turn=Turn.SECOND, findings={first.pk: Finding.MISSING}, now=world.now)
    assert guarded(world, first) == "spot_check_third_when_done"
    for item in others:
        void(world, item.act_id, world.now)
    assert guarded(world, first) is None


def test_a_list_says_how_many_wait_for_a_third_in_one_statement(world: World, check: SpotCheck) -> None:
    other = drawn(world, check_id=uuid4())
    with CaptureQueriesContext(connection) as asked:
        assert unlike_among([check, other]) == {check.pk: 2}
    assert len(asked) == 1


@pytest.mark.parametrize("name", ["chief", "sub_chief"])
def test_neither_of_the_two_takes_it(world: World, check: SpotCheck, name: str) -> None:
    with pytest.raises(Refusal) as refused:
        mark_all(world, check, Turn.THIRD, name)
    assert refused.value.problem.code == "permission_denied"
    assert not SpotCheckMark.objects.filter(turn=Turn.THIRD).exists()


@pytest.mark.parametrize("name", ["auditor", "officer", "chief_b"])
def test_it_is_for_who_manages_the_unit(world: World, check: SpotCheck, name: str) -> None:
    with pytest.raises(Refusal):
        mark_all(world, check, Turn.THIRD, name)


def test_the_database_takes_none_of_a_paper_that_two_found_alike(world: World, check: SpotCheck) -> None:
    unlike = papers_left(check, Turn.THIRD, 0).values("pk")
    for item in check.items.exclude(pk__in=unlike):
        with pytest.raises(IntegrityError), transaction.atomic():
            SpotCheckMark.objects.create(
                item=item,
                turn=Turn.THIRD,
                finding=Finding.FOUND,
                marked_by=world.officers["administrator"],
                marked_at=world.now,
            )


def test_a_paper_is_settled_once(world: World, check: SpotCheck) -> None:
    assert mark_all(world, check, Turn.THIRD, "administrator", Finding.MISSING) == 2
    assert mark_all(world, check, Turn.THIRD, "administrator") == 0
    assert result(check).missing == 2


def test_what_was_voided_since_waits_for_nobody(world: World, check: SpotCheck) -> None:
    void(world, check.items.first().act_id, world.now)  # type: ignore[union-attr]
    assert unlike_of(check) == 0


def test_a_report_says_how_many_a_third_settled_and_nothing_without_any(world: World, check: SpotCheck) -> None:
    without = told(world)
    assert "settled" not in without["checks"]["results"][0]
    assert "第三人" not in plain(write(without, language="zh"))
    mark_all(world, check, Turn.THIRD, "administrator", Finding.MISSING)
    made = told(world)
    assert made["checks"]["results"][0]["settled"] == 2
    text, english = (plain(write(made, language=language)) for language in ("zh", "en"))
    assert "抽10份，相符8份，不在2份；另由他人复核5份，结论一致3份，不一致的由第三人核定2份。" in text
    assert "5 looked at again by somebody else, 3 alike, 2 of the others settled by a third person." in english
