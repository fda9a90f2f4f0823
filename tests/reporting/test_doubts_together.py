"""Many doubts answered by one word: a review of each, all of them or none, and nobody's own among them."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections
from django.test.utils import CaptureQueriesContext

from outreach.audit.models import AuditEvent
from outreach.errors import Refusal
from outreach.ledger.models import Act, DayTally, LedgerEntry, Submission
from outreach.organisation.moves import move_unit
from outreach.organisation.scope import Scope, scope_of
from outreach.reporting.doubts.behind import about_officer
from outreach.reporting.doubts.models import DoubtReview, ReviewOutcome
from outreach.reporting.doubts.reviewing import Sight, answers_for, review_doubt
from outreach.reporting.doubts.selectors import doubts_visible_to
from outreach.reporting.doubts.together import MOST_AT_ONCE, Together, WhyLeftOut, look_together, review_doubts
from outreach.reporting.models import Doubt
from tests.reporting.many_doubts import nights, sights, unsealed
from tests.reporting.suspects import MINUTE, found, hold_talk, install_each, noon
from tests.reporting.test_doubts_standing import sign_letter
from tests.world import World

_REFUSE_TRACE = "ALTER TABLE outreach_auditevent ADD CONSTRAINT refused CHECK (subject <> '{subject}')"


def scope(world: World, name: str = "chief") -> Scope:
    return scope_of(world.officers[name])


def answer(world: World, seen: list[Sight], name: str = "chief", **fields: Any) -> Together:
    said = {"outcome": ReviewOutcome.MISTAKEN, "note": "夜班宣传", **fields}
    return review_doubts(by=scope(world, name), sights=seen, **said)


def answered(told: Together) -> set[int]:
    return {doubt.pk for doubt in told.answered}


def left_out(told: Together) -> dict[int, WhyLeftOut]:
    return {doubt.pk: why for doubt, why in told.left_out}


def test_each_gets_a_review_and_a_trace_of_its_own(world: World) -> None:
    doubts = nights(world, 3)
    told = answer(world, sights(doubts))
    assert (answered(told), told.left_out) == ({doubt.pk for doubt in doubts}, [])
    kept = DoubtReview.objects.values_list("doubt", "number", "outcome", "note", "seen", "reviewed_by")
    chief = world.officers["chief"].pk
    assert sorted(kept) == [(doubt.pk, 1, "mistaken", "夜班宣传", 4, chief) for doubt in doubts]
    events = AuditEvent.objects.filter(action="doubt_reviewed")
    assert sorted(events.values_list("subject", flat=True)) == sorted(f"doubt:{doubt.pk}" for doubt in doubts)
    assert not doubts_visible_to(scope(world)).exists()


def test_nothing_that_counts_is_changed(world: World) -> None:
    def all_that_counts() -> list[list[object]]:
        models = (Submission, Act, LedgerEntry, DayTally, Doubt)
        return [list(model.objects.order_by("pk").values_list()) for model in models]  # type: ignore[attr-defined]

    doubts = nights(world, 3)
    before = all_that_counts()
    answer(world, sights(doubts))
    assert all_that_counts() == before


def test_a_hundred_take_as_many_statements_as_one(world: World) -> None:
    one, *others = nights(world, MOST_AT_ONCE + 1)
    by = scope(world)

    def statements(those: list[Doubt]) -> int:
        with CaptureQueriesContext(connection) as asked:
            review_doubts(by=by, sights=sights(those), outcome=ReviewOutcome.STANDS, note="看过")
        return len([each for each in asked if "SAVEPOINT" not in each["sql"]])

    assert statements([one]) == statements(others) == 5
    assert DoubtReview.objects.count() == MOST_AT_ONCE + 1


def test_the_same_sent_twice_is_kept_once(world: World) -> None:
    doubts = nights(world, 3)
    assert answered(answer(world, sights(doubts))) == answered(answer(world, sights(doubts)))
    assert DoubtReview.objects.count() == AuditEvent.objects.filter(action="doubt_reviewed").count() == 3


def test_what_somebody_answered_meanwhile_is_named_and_left_out(world: World) -> None:
    first, second, third = nights(world, 3)
    seen = sights([first, second, third])
    review_doubt(
        by=scope(world, "sub_chief"), doubt=second, outcome=ReviewOutcome.WATCHED, note="再看", seen=4, after=0
    )
    assert left_out(look_together(scope(world), seen)) == {second.pk: WhyLeftOut.MEANWHILE}
    told = answer(world, seen)
    assert (answered(told), left_out(told)) == ({first.pk, third.pk}, {second.pk: WhyLeftOut.MEANWHILE})
    assert DoubtReview.objects.get(doubt=second).reviewed_by == world.officers["sub_chief"]


def test_who_answers_after_another_having_seen_it_adds_the_next(world: World) -> None:
    doubts = nights(world, 2)
    answer(world, sights(doubts), "sub_chief", outcome=ReviewOutcome.WATCHED)
    answer(world, sights(doubts, after=1))
    assert sorted(DoubtReview.objects.values_list("number", flat=True)) == [1, 1, 2, 2]


def test_what_was_settled_before_is_named_and_left_out(world: World) -> None:
    first, second, third = nights(world, 3)
    answer(world, sights([first]), "sub_chief")
    answer(world, sights([second]), "sub_chief", outcome=ReviewOutcome.WATCHED)
    seen = [*sights([first, second], after=1), *sights([third])]
    assert left_out(look_together(scope(world), seen)) == {first.pk: WhyLeftOut.SETTLED}
    told = answer(world, seen, outcome=ReviewOutcome.WATCHED, note="")
    assert (answered(told), left_out(told)) == ({second.pk, third.pk}, {first.pk: WhyLeftOut.SETTLED})
    assert DoubtReview.objects.get(doubt=first).reviewed_by == world.officers["sub_chief"]


def test_what_grew_since_it_was_settled_is_answered_again(world: World) -> None:
    (doubt,) = nights(world, 1)
    answer(world, sights([doubt]))
    Doubt.objects.filter(pk=doubt.pk).update(facts={**doubt.facts, "count": 9})
    assert answered(answer(world, [Sight(doubt.pk, 1, 9)])) == {doubt.pk}


def test_what_claims_a_review_that_never_was_is_not_kept(world: World) -> None:
    (doubt,) = nights(world, 1)
    assert left_out(answer(world, sights([doubt], after=7))) == {doubt.pk: WhyLeftOut.MEANWHILE}
    assert not DoubtReview.objects.exists()


def test_nobody_says_to_have_seen_more_than_there_was(world: World) -> None:
    (doubt,) = nights(world, 1)
    answer(world, [Sight(doubt.pk, 0, 4000)])
    assert DoubtReview.objects.get().seen == 4


def test_what_the_reviewer_recorded_is_named_and_left_out(world: World) -> None:
    code = world.code("activity", place=world.places["school"])
    hold_talk(world, code, 2, noon(world))
    install_each(code, [noon(world) + minute * MINUTE for minute in range(3)])
    other = world.code("activity", place=world.places["school"])
    (own,) = found(world, "above_attendance")
    facts = {**own.facts, "code": other.pk}
    facts.pop("activity")
    another = Doubt.objects.create(
        campaign=world.campaign,
        unit=own.unit,
        kind=own.kind,
        subject="another",
        day=own.day,
        facts=facts,
        first_found_at=world.now,
        last_found_at=world.now,
    )
    assert about_officer([own, another], world.officers["officer"].pk) == {own.pk}
    # The officer of the session becomes the chief.
    world.officers["officer"].memberships.update(role="chief")
    told = answer(world, sights([own, another]), "officer")
    assert (answered(told), left_out(told)) == ({another.pk}, {own.pk: WhyLeftOut.OWN})
    assert set(DoubtReview.objects.values_list("doubt", flat=True)) == {another.pk}


def test_what_is_no_longer_so_is_named_and_left_out(world: World) -> None:
    first, second = nights(world, 2)
    Doubt.objects.filter(pk=first.pk).update(gone_at=world.now)
    told = answer(world, sights([first, second]))
    assert (answered(told), left_out(told)) == ({second.pk}, {first.pk: WhyLeftOut.GONE})


@pytest.mark.parametrize("note", ["", "已联系13800138000核实"])
def test_what_is_said_follows_the_rules_of_one(world: World, note: str) -> None:
    with pytest.raises(Refusal) as refused:
        answer(world, sights(nights(world, 2)), note=note)
    assert (refused.value.problem.code, list(refused.value.errors)) == ("malformed", ["note"])
    assert not DoubtReview.objects.exists()


def test_all_are_kept_or_none(world: World) -> None:
    """The last one's trace is refused: the reviews that were written before it go with it."""
    doubts = nights(world, 3)
    with connection.cursor() as cursor:
        cursor.execute(_REFUSE_TRACE.format(subject=f"doubt:{doubts[-1].pk}"))
    with pytest.raises(IntegrityError):
        answer(world, sights(doubts))
    assert not DoubtReview.objects.exists()
    assert not AuditEvent.objects.filter(action="doubt_reviewed").exists()


@pytest.mark.parametrize(
    ("name", "code"),
    [("auditor", "permission_denied"), ("officer", "not_found"), ("colleague", "not_found"), ("outsider", "not_found")]
    + [("chief_b", "not_found"), ("other_administrator", "not_found")],
)
def test_one_that_is_not_the_reviewers_refuses_them_all(world: World, name: str, code: str) -> None:
    seen = sights([*nights(world, 2), *nights(world, 1, "station_b")])
    with pytest.raises(Refusal) as refused:
        answer(world, seen, name)
    assert refused.value.problem.code == code
    assert not DoubtReview.objects.exists()


@pytest.mark.parametrize("name", ["chief", "sub_chief", "administrator"])
def test_who_manages_the_unit_answers(world: World, name: str) -> None:
    assert len(answer(world, sights(nights(world, 2)), name).answered) == 2


def test_none_too_many_and_several_kinds_make_no_sense(world: World) -> None:
    many = sights(nights(world, MOST_AT_ONCE + 1))
    for seen in ([], many, [many[0], *sights(unsealed(world, 1))]):
        with pytest.raises(Refusal) as refused:
            answer(world, seen)
        assert refused.value.problem.code == "malformed"
    assert not DoubtReview.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_the_same_at_once_each_doubt_keeps_one(world: World) -> None:
    doubts = nights(world, 30)
    gate, ended = threading.Barrier(2), {}

    def send(name: str, those: list[Doubt]) -> None:
        try:
            connection.ensure_connection()
            by = scope(world, name)
            gate.wait(timeout=20)
            told = review_doubts(by=by, sights=sights(those), outcome=ReviewOutcome.STANDS, note=name, now=world.now)
            ended[name] = (answered(told), set(left_out(told)))
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=send, args=(name, those))
        for name, those in (("chief", doubts), ("sub_chief", doubts[::-1]))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    every = {doubt.pk for doubt in doubts}
    assert DoubtReview.objects.count() == 30
    assert ended["chief"][0] | ended["sub_chief"][0] == every
    assert ended["chief"] == (every - ended["sub_chief"][0], ended["sub_chief"][0])
    for name in ("chief", "sub_chief"):
        kept = DoubtReview.objects.filter(reviewed_by=world.officers[name])
        assert set(kept.values_list("doubt", flat=True)) == ended[name][0]


class TestAStationThatMoved:
    @pytest.fixture
    def letters(self, world: World) -> Doubt:
        """Of letters that the station took before it moved below the other bureau."""
        sign_letter(world, 20)
        by = scope_of(world.officers["administrator"], today=world.today)
        terms = {"first": world.today - timedelta(days=3), "now": world.now - timedelta(days=4)}
        move_unit(by=by, unit=world.units["station_a"], below=world.units["other_bureau"], **terms)
        (listed,) = found(world, "awaits_seal")
        return listed

    @pytest.mark.parametrize("name", ["chief", "sub_chief", "administrator", "other_administrator"])
    def test_those_above_it_then_and_now_review_its_letters(self, world: World, letters: Doubt, name: str) -> None:
        by = scope(world, name)
        assert answers_for(by, letters)
        review_doubt(by=by, doubt=letters, outcome=ReviewOutcome.WATCHED, note="已催", seen=1, after=0)
        assert (
            len(review_doubts(by=by, sights=sights([letters], 1), outcome=ReviewOutcome.STANDS, note="再催").answered)
            == 1
        )

    @pytest.mark.parametrize(
        ("name", "code"), [("chief_b", "out_of_scope"), ("auditor", "permission_denied"), ("outsider", "out_of_scope")]
    )
    def test_nobody_else_does(self, world: World, letters: Doubt, name: str, code: str) -> None:
        by = scope(world, name)
        assert not answers_for(by, letters)
        with pytest.raises(Refusal) as refused:
            review_doubt(by=by, doubt=letters, outcome=ReviewOutcome.STANDS, note="已催", seen=1, after=0)
        assert refused.value.problem.code == code

    def test_what_else_was_found_of_before_is_for_those_above_it_then(self, world: World, letters: Doubt) -> None:
        (night,) = nights(world, 1)
        assert not answers_for(scope(world, "other_administrator"), night)
        assert answers_for(scope(world, "sub_chief"), night)
