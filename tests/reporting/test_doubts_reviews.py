"""Reviews of doubts: added one after the other, by who manages the unit and recorded nothing of it."""

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction

from outreach.audit.models import AuditEvent
from outreach.campaigns.indicators import IndicatorKey
from outreach.capture.operations import Witness
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.codes.models import CodeKind
from outreach.errors import Refusal
from outreach.ledger.models import Act, DayTally, LedgerEntry, Submission
from outreach.organisation.scope import Scope, scope_of
from outreach.reporting.doubts.behind import acts_behind, is_about
from outreach.reporting.doubts.counting import about, doubts_by_indicator
from outreach.reporting.doubts.models import DoubtReview, ReviewOutcome
from outreach.reporting.doubts.reviewing import OWN_ACTS, answers_for, review_doubt
from outreach.reporting.doubts.selectors import DoubtState, doubts_visible_to, find_doubt, has_grown, state_of
from outreach.reporting.models import Doubt, DoubtKind
from tests.reporting.suspects import (
    MINUTE,
    SECOND,
    found,
    hold_talk,
    install,
    install_each,
    noon,
    send,
    sign_each,
    void,
)
from tests.world import World

STATES = (DoubtState.OPEN, DoubtState.ANSWERED, DoubtState.GONE)


def scope(world: World, name: str = "chief") -> Scope:
    return scope_of(world.officers[name])


@pytest.fixture
def doubt(world: World) -> Doubt:
    """One phone that signed four times."""
    sign_each(world, world.codes["activity"], [noon(world) + number * MINUTE for number in range(4)], "phone")
    (listed,) = found(world, "device_many")
    return listed


def review(world: World, doubt: Doubt, name: str = "chief", **fields: Any) -> DoubtReview:
    said = {"outcome": ReviewOutcome.MISTAKEN, "note": "一家人", "seen": doubt.facts["count"], "after": 0}
    return review_doubt(by=scope(world, name), doubt=doubt, **{**said, **fields})


def is_barred(world: World, doubt: Doubt, name: str) -> bool:
    """Whether an officer who answers for the doubt is kept from it by what they recorded, as page and service tell."""
    assert answers_for(scope(world, name), doubt)
    try:
        with transaction.atomic():
            review(world, doubt, name)
            transaction.set_rollback(True)
    except Refusal as refusal:
        assert refusal.problem.code == "permission_denied" and str(refusal.detail) == str(OWN_ACTS)
        assert is_about(doubt, world.officers[name].pk)
        return True
    assert not is_about(doubt, world.officers[name].pk)
    return False


def states(world: World, doubt: Doubt) -> list[DoubtState]:
    """The lists that the doubt stands in."""
    return [state for state in STATES if doubts_visible_to(scope(world), state=state).filter(pk=doubt.pk).exists()]


@pytest.mark.parametrize("outcome", ["stands", "mistaken", "corrected"])
def test_a_doubt_that_was_settled_waits_no_more_and_stays_to_be_read(world: World, doubt: Doubt, outcome: str) -> None:
    assert states(world, doubt) == [DoubtState.OPEN]
    review(world, doubt, outcome=ReviewOutcome(outcome))
    assert states(world, doubt) == [DoubtState.ANSWERED]
    assert Doubt.objects.filter(pk=doubt.pk).exists()


def test_a_doubt_that_is_watched_waits_still(world: World, doubt: Doubt) -> None:
    review(world, doubt, outcome=ReviewOutcome.WATCHED, note="")
    assert states(world, doubt) == [DoubtState.OPEN]


def test_the_newest_review_holds(world: World, doubt: Doubt) -> None:
    review(world, doubt)
    review(world, doubt, "sub_chief", outcome=ReviewOutcome.WATCHED, after=1)
    assert states(world, doubt) == [DoubtState.OPEN]
    assert DoubtReview.objects.count() == 2


def test_a_review_changes_nothing_that_counts(world: World, doubt: Doubt) -> None:
    def all_that_counts() -> list[list[object]]:
        models = (Submission, Act, LedgerEntry, DayTally, Doubt)
        return [list(model.objects.order_by("pk").values_list()) for model in models]  # type: ignore[attr-defined]

    before = all_that_counts()
    review(world, doubt)
    assert all_that_counts() == before


@pytest.mark.parametrize(("more", "state"), [(2, DoubtState.ANSWERED), (3, DoubtState.OPEN)])
def test_a_doubt_that_grows_by_more_than_half_waits_again(
    world: World, doubt: Doubt, more: int, state: DoubtState
) -> None:
    review(world, doubt)
    sign_each(world, world.codes["activity"], [noon(world) + (9 + each) * MINUTE for each in range(more)], "phone")
    found(world, "device_many", now=world.now + MINUTE)
    assert states(world, doubt) == [state]
    seen = find_doubt(scope(world), doubt.pk)
    assert seen is not None
    assert (state_of(seen), has_grown(seen)) == (state, state is DoubtState.OPEN)


def test_nobody_says_to_have_seen_more_than_there_was(world: World, doubt: Doubt) -> None:
    assert review(world, doubt, seen=4000).seen == 4


def test_what_is_gone_keeps_its_reviews(world: World, doubt: Doubt) -> None:
    review(world, doubt, outcome=ReviewOutcome.CORRECTED)
    void(world, Act.objects.order_by("occurred_at")[0].pk, world.now)
    found(world, "device_many", now=world.now + MINUTE)
    assert states(world, doubt) == [DoubtState.GONE]
    assert DoubtReview.objects.filter(doubt=doubt).count() == 1


@pytest.mark.parametrize("name", ["chief", "sub_chief", "administrator"])
def test_who_manages_the_unit_reviews(world: World, doubt: Doubt, name: str) -> None:
    assert answers_for(scope(world, name), doubt) and not is_about(doubt, world.officers[name].pk)
    assert review(world, doubt, name).reviewed_by == world.officers[name]


@pytest.mark.parametrize(
    ("name", "code"),
    [("auditor", "permission_denied"), ("officer", "permission_denied"), ("colleague", "permission_denied")]
    + [("outsider", "out_of_scope"), ("chief_b", "out_of_scope"), ("other_administrator", "out_of_scope")],
)
def test_nobody_else_reviews(world: World, doubt: Doubt, name: str, code: str) -> None:
    assert not answers_for(scope(world, name), doubt)
    with pytest.raises(Refusal) as refused:
        review(world, doubt, name)
    assert refused.value.problem.code == code
    assert not DoubtReview.objects.exists()


class TestOwnActs:
    def test_whoever_held_the_session_does_not_review_what_happened_at_it(self, world: World) -> None:
        code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
        hold_talk(world, code, 2, noon(world))
        install_each(code, [noon(world) + minute * MINUTE for minute in range(3)])
        (doubt,) = found(world, "above_attendance")
        assert not is_about(doubt, world.officers["chief"].pk)
        assert is_about(doubt, world.officers["officer"].pk)

    def test_a_chief_whose_own_help_is_in_doubt_leaves_it_to_the_chief_above(self, world: World) -> None:
        code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
        hold_talk(world, code, 30, noon(world))
        install_each(code, [noon(world) + minute * MINUTE for minute in range(3)], basis="helped_now")
        send(install(code, "helped_now"), noon(world), officer=world.principal("chief"))
        (doubt,) = found(world, "helped_twice")
        assert is_barred(world, doubt, "chief") and not is_barred(world, doubt, "sub_chief")

    def test_a_chief_who_recorded_something_of_a_quantity_that_stands_out_does_not_review_it(
        self, world: World
    ) -> None:
        day = noon(world).date()
        doubt = Doubt.objects.create(
            campaign=world.campaign,
            unit=world.units["station_a"],
            kind=DoubtKind.ABOVE_PEERS,
            subject="peers",
            day=day,
            facts={
                "count": 400,
                "median": 90,
                "peers": 3,
                "indicator": "app_installs",
                "first": day.isoformat(),
                "last": day.isoformat(),
            },
            first_found_at=world.now,
            last_found_at=world.now,
        )
        assert not is_about(doubt, world.officers["chief"].pk)
        send(install(world.codes["activity"], "helped_now"), noon(world), officer=world.principal("chief"))
        assert is_barred(world, doubt, "chief") and not is_barred(world, doubt, "sub_chief")

    def test_who_put_it_right_by_a_void_says_so(self, world: World, doubt: Doubt) -> None:
        void(world, Act.objects.order_by("occurred_at")[0].pk, world.now)
        assert not is_about(doubt, world.officers["chief"].pk)
        assert review(world, doubt, outcome=ReviewOutcome.CORRECTED).outcome == ReviewOutcome.CORRECTED

    def test_who_witnessed_one_of_them_does_not_review_it(self, world: World) -> None:
        code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
        hold_talk(world, code, 2, noon(world))
        for minute in range(3):
            told = record([install(code)], principal=Principal.resident(f"phone {minute}"), now=noon(world))
        seen = Witness(submission_id=uuid4(), code=told[0].witness)
        assert record([seen], principal=world.principal("chief"), now=noon(world))[0].status == 201
        (doubt,) = found(world, "above_attendance")
        assert is_barred(world, doubt, "chief")


class TestWhatIsBehind:
    def test_the_acts_of_one_phone_are_those_of_that_day_and_kind(self, world: World, doubt: Doubt) -> None:
        sign_each(world, world.codes["activity"], [noon(world)], "another phone")
        send(install(world.codes["activity"]), noon(world), "phone")
        assert acts_behind(doubt).count() == 4

    def test_those_voided_since_are_among_them(self, world: World, doubt: Doubt) -> None:
        void(world, Act.objects.order_by("occurred_at")[0].pk, world.now)
        assert acts_behind(doubt).exclude(voided_by=None).count() == 1

    def test_pledges_within_seconds_are_found_again(self, world: World) -> None:
        sign_each(world, world.codes["activity"], [noon(world) + 5 * number * SECOND for number in range(3)], "phone")
        (doubt,) = found(world, "seconds_apart")
        assert acts_behind(doubt).count() == 3

    def test_a_night_is_that_of_its_evening(self, world: World) -> None:
        code = world.codes["activity"]
        evening = noon(world).replace(hour=23, minute=30)
        sign_each(world, code, [evening - 2 * 60 * MINUTE])
        sign_each(world, code, [evening - 24 * 60 * MINUTE + hour * 60 * MINUTE for hour in range(3)])
        (doubt,) = found(world, "night")
        assert acts_behind(doubt).count() == 3

    def test_a_burst_is_its_codes_day(self, world: World) -> None:
        code = world.codes["activity"]
        sign_each(world, code, [noon(world) + number * SECOND / 9 for number in range(90)])
        (doubt,) = found(world, "burst")
        assert acts_behind(doubt).count() == 90


class TestSentTwice:
    def test_the_same_review_is_kept_once(self, world: World, doubt: Doubt) -> None:
        assert review(world, doubt).pk == review(world, doubt).pk

    def test_a_review_that_did_not_know_of_another_is_refused(self, world: World, doubt: Doubt) -> None:
        review(world, doubt)
        with pytest.raises(Refusal) as refused:
            review(world, doubt, "sub_chief", outcome=ReviewOutcome.STANDS)
        assert refused.value.problem.code == "review_moved_on"

    @pytest.mark.django_db(transaction=True)
    def test_of_two_at_once_one_is_kept(self, world: World, doubt: Doubt) -> None:
        gate, ended = threading.Barrier(2), []

        def send_one(name: str) -> None:
            try:
                connection.ensure_connection()
                by = scope(world, name)
                gate.wait(timeout=20)
                review_doubt(
                    by=by, doubt=doubt, outcome=ReviewOutcome.STANDS, note=name, seen=4, after=0, now=world.now
                )
                ended.append("kept")
            except Refusal as refusal:
                ended.append(refusal.problem.code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=send_one, args=(name,)) for name in ("chief", "sub_chief")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert sorted(ended) == ["kept", "review_moved_on"]
        assert DoubtReview.objects.count() == 1


def test_what_settles_a_doubt_says_why(world: World, doubt: Doubt) -> None:
    with pytest.raises(Refusal) as refused:
        review(world, doubt, note="")
    assert "note" in refused.value.errors
    with pytest.raises(IntegrityError), transaction.atomic():
        DoubtReview.objects.create(
            doubt=doubt,
            number=1,
            outcome="stands",
            note="",
            seen=4,
            reviewed_by=world.officers["chief"],
            reviewed_at=world.now,
        )


@pytest.mark.parametrize("note", ["已联系13800138000核实", "身份证110101199003070018", "电话１３８００１３８０００"])
@pytest.mark.parametrize("outcome", ReviewOutcome)
def test_a_note_takes_no_number_of_a_person(world: World, doubt: Doubt, note: str, outcome: ReviewOutcome) -> None:
    with pytest.raises(Refusal) as refused:
        review(world, doubt, note=note, outcome=outcome)
    assert (refused.value.problem.code, list(refused.value.errors)) == ("malformed", ["note"])
    assert not DoubtReview.objects.exists()


def test_the_database_keeps_a_review_as_it_was_written(world: World, doubt: Doubt) -> None:
    kept = review(world, doubt)
    with pytest.raises(IntegrityError), transaction.atomic():
        DoubtReview.objects.filter(pk=kept.pk).update(outcome="stands")
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.delete()


def test_a_review_leaves_a_trace_without_its_words(world: World, doubt: Doubt) -> None:
    review(world, doubt)
    event = AuditEvent.objects.get(action="doubt_reviewed")
    assert (event.actor, event.subject) == (f"officer:{world.officers['chief'].pk}", f"doubt:{doubt.pk}")
    assert event.facts == {"outcome": "mistaken", "number": 1, "seen": 4}


def test_the_figures_count_the_doubts_that_wait(world: World, doubt: Doubt) -> None:
    def waiting() -> int:
        counted = doubts_by_indicator(scope(world), campaign=world.campaign, unit=world.units["station_a"])
        return counted[IndicatorKey.RESIDENT_PLEDGES]

    assert waiting() == 1
    review(world, doubt, outcome=ReviewOutcome.WATCHED, note="")
    assert waiting() == 1
    review(world, doubt, after=1)
    assert waiting() == 0


@pytest.mark.parametrize(("name", "number"), [("chief", 1), ("auditor", 1), ("officer", 0), ("chief_b", 0)])
def test_they_count_them_for_who_oversees_the_unit(world: World, doubt: Doubt, name: str, number: int) -> None:
    counted = doubts_by_indicator(scope(world, name), campaign=world.campaign, unit=world.units["station_a"])
    assert counted[IndicatorKey.RESIDENT_PLEDGES] == number


@pytest.mark.parametrize("figure", IndicatorKey)
def test_as_many_are_listed_by_a_figure_as_are_counted_by_it(world: World, doubt: Doubt, figure: IndicatorKey) -> None:
    code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
    hold_talk(world, code, 2, noon(world))
    hold_talk(world, world.code(CodeKind.ACTIVITY, place=world.places["school"]), 2, noon(world))
    install_each(code, [noon(world) + number * SECOND / 10 for number in range(90)], basis="helped_now")
    found(world, "burst")
    counted = doubts_by_indicator(scope(world), campaign=world.campaign, unit=world.units["station_a"])
    assert doubts_visible_to(scope(world)).filter(about(figure)).count() == counted[figure]
