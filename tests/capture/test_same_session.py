"""同一场?: of two records of one session the first counts and the second waits (docs/decisions/0010)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from outreach.capture.kinds.talks import COMPLETE_OPENED
from outreach.capture.models import Activity, Claim, SessionSpan
from outreach.capture.operations import Complete, Talk, Void
from outreach.capture.record import record
from outreach.capture.recount import claim_differences
from outreach.capture.results import Result
from outreach.ledger.models import Act, Outcome, Submission
from outreach.ledger.recount import recount
from outreach.ledger.rows import Rows
from tests.capture.acts import completion, in_parallel, net, send
from tests.world import World

COUNTED, WAITS = ("counted", ()), ("accepted", ("same_session",))


@pytest.fixture
def world(db: None) -> World:
    """The organisation at noon: the hours before now are of one day, which is as far as a session goes."""
    return World.build(now=World(now=timezone.now()).midday)


def session(world: World, since: float, until: float, **fields: Any) -> Talk:
    """A whole talk at the school from `since` to `until` minutes before now."""
    usual = {
        "submission_id": uuid4(),
        "code": world.codes["place"].text,
        "activity_kind": "school_talk",
        "attendance": 30,
        "occurred_at": world.now - timedelta(minutes=since),
        "ended_at": world.now - timedelta(minutes=until),
    }
    return Talk(**{**usual, **fields})


def end_of(talk: Talk, world: World, until: float = 10, **fields: Any) -> Complete:
    """The completion of a talk, `until` minutes before now."""
    ended_at = world.now - timedelta(minutes=until)
    usual = {"attendance": 30, "started_at": talk.occurred_at, "occurred_at": ended_at, "ended_at": ended_at}
    return completion(talk, **{**usual, **fields})


def opened(world: World, since: float) -> Talk:
    return session(world, since, 0, attendance=None, ended_at=None)


def void(world: World, target: Talk) -> Void:
    return Void(submission_id=uuid4(), target=target.submission_id, reason="重复")


def told(*results: Result) -> list[tuple[str, tuple[str, ...]]]:
    return [(result.outcome.value, result.flags) for result in results]


def by(world: World, name: str, *operations: Any) -> list[tuple[str, tuple[str, ...]]]:
    """What this officer is told, one sending an operation."""
    return told(*(send(operation, world.principal(name), world) for operation in operations))


def sessions() -> int:
    return net().get(("school_talks", "witnessed"), 0)


def test_a_partners_record_of_the_same_session_waits_and_names_the_first(world: World) -> None:
    first, second = session(world, 60, 20), session(world, 50, 10)
    assert by(world, "officer", first) == [COUNTED]
    assert by(world, "colleague", second) == [WAITS]
    assert Activity.objects.get(pk=second.submission_id).same_as == first.submission_id
    assert net() == {("school_talks", "witnessed"): 1, ("attendance", "witnessed"): 30}
    assert not Claim.objects.filter(act_id=second.submission_id).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"since": 61, "until": 59},
        {"since": 30, "until": 30},
        {"since": 60, "until": 60},
        {"since": 100, "until": 5},
    ],
)
def test_any_overlap_is_one_session(world: World, fields: dict[str, float]) -> None:
    other = session(world, **({"since": 60, "until": 20} | fields))
    assert by(world, "officer", session(world, 60, 20), other) == [COUNTED, WAITS]


def test_two_records_of_one_moment_are_one_session(world: World) -> None:
    moment = {"ended_at": None}
    assert by(world, "officer", session(world, 60, 0, **moment), session(world, 60, 0, **moment)) == [COUNTED, WAITS]


def test_sessions_back_to_back_both_count(world: World) -> None:
    assert by(world, "officer", session(world, 60, 40), session(world, 40, 20), session(world, 80, 60)) == [COUNTED] * 3


@pytest.mark.parametrize(
    "fields",
    [{"code": "community"}, {"activity_kind": "household_visit"}, {"activity_kind": "online_session"}],
)
def test_another_place_and_what_goes_on_side_by_side_is_another_session(world: World, fields: dict[str, str]) -> None:
    if "code" in fields:
        fields = {"code": world.codes[fields["code"]].text}
    others = [session(world, 60, 20, **fields) for _each in range(2)]
    expected = [COUNTED, WAITS] if "code" in fields else [COUNTED, COUNTED]
    assert by(world, "officer", session(world, 60, 20)) == [COUNTED]
    assert by(world, "officer", *others) == expected


def test_an_open_talk_holds_no_time_until_it_is_completed(world: World) -> None:
    mine, partners = opened(world, 60), session(world, 50, 20)
    assert by(world, "officer", mine) == [("accepted", ())]
    assert by(world, "colleague", partners) == [COUNTED]
    assert by(world, "officer", end_of(mine, world)) == [WAITS]
    assert sessions() == 1


def test_a_completion_that_comes_first_waits_too_and_so_does_its_talk(world: World) -> None:
    mine = opened(world, 60)
    by(world, "colleague", session(world, 50, 20))
    assert by(world, "officer", end_of(mine, world), mine) == [WAITS, ("accepted", ())]
    assert by(world, "officer", end_of(mine, world, separate=True)) == [COUNTED]
    assert sessions() == 2
    assert recount() == []


def test_it_is_another_session_once_somebody_says_so(world: World) -> None:
    first, second = session(world, 60, 20), session(world, 50, 10)
    by(world, "officer", first)
    by(world, "colleague", second)
    assert by(world, "colleague", end_of(second, world, separate=True)) == [COUNTED]
    assert Activity.objects.get(pk=second.submission_id).same_as is None
    assert by(world, "colleague", end_of(second, world, separate=True)) == [("duplicate", ())]
    assert sessions() == 2
    assert recount() + claim_differences() == []


def test_a_session_called_separate_from_the_start_counts_and_holds_its_time_too(world: World) -> None:
    first, second = session(world, 60, 20), session(world, 50, 10, separate=True)
    assert by(world, "officer", first, second) == [COUNTED, COUNTED]
    assert set(SessionSpan.objects.values_list("act_id", "is_separate")) == {
        (first.submission_id, False),
        (second.submission_id, True),
    }


@pytest.mark.parametrize("together", [True, False])
def test_the_partners_record_of_a_separate_session_waits_as_well(world: World, together: bool) -> None:
    first, separate = session(world, 60, 30), session(world, 50, 10, separate=True)
    partners = session(world, 45, 12)
    if together:
        results = record([first, separate, partners], principal=world.principal("officer"), now=world.now)
        assert told(*results) == [COUNTED, COUNTED, WAITS]
    else:
        by(world, "officer", first, separate)
        assert by(world, "colleague", partners) == [WAITS]
    # Of two that it may be, the one that it shares most with.
    assert Activity.objects.get(pk=partners.submission_id).same_as == separate.submission_id
    assert sessions() == 2
    assert recount() + claim_differences() == []


def test_the_time_of_a_separate_session_is_free_once_it_is_voided(world: World) -> None:
    separate = session(world, 50, 10, separate=True)
    by(world, "officer", separate, void(world, separate))
    assert by(world, "colleague", session(world, 45, 12)) == [COUNTED]


def test_a_void_frees_the_time(world: World) -> None:
    first, second, third = session(world, 60, 20), session(world, 50, 10), session(world, 45, 15)
    by(world, "officer", first)
    by(world, "colleague", second)
    by(world, "officer", void(world, first))
    assert by(world, "colleague", third) == [COUNTED]
    # The one that waited says no more than before, and what is completed anew is judged anew.
    assert by(world, "colleague", second) == [WAITS]
    assert by(world, "colleague", end_of(second, world)) == [WAITS]
    assert Activity.objects.get(pk=second.submission_id).same_as == third.submission_id
    by(world, "colleague", void(world, third))
    assert by(world, "colleague", end_of(second, world)) == [COUNTED]
    assert sessions() == 1
    assert recount() + claim_differences() == []


def test_what_waited_and_was_voided_does_not_count_after_all(world: World) -> None:
    first, second = session(world, 60, 20), session(world, 50, 10)
    by(world, "officer", first, second, void(world, second))
    assert by(world, "officer", end_of(second, world, separate=True)) == [("duplicate", ())]
    assert sessions() == 1


def test_a_replay_is_told_the_same_and_holds_nothing_more(world: World) -> None:
    first, second = session(world, 60, 20), session(world, 50, 10)
    assert by(world, "officer", first, second, first, second) == [COUNTED, WAITS, COUNTED, WAITS]
    by(world, "officer", void(world, first))
    assert by(world, "officer", second, first) == [WAITS, COUNTED]
    assert not SessionSpan.objects.exists()


def test_in_one_batch_the_first_counts_and_the_others_wait(world: World) -> None:
    batch = [session(world, 60, 20), session(world, 50, 10), session(world, 20, 15), session(world, 60, 40)]
    results = record(batch, principal=world.principal("officer"), now=world.now)
    assert told(*results) == [COUNTED, WAITS, COUNTED, WAITS]
    again = record(batch, principal=world.principal("officer"), now=world.now)
    assert told(*again) == told(*results)


def test_a_void_beside_it_in_the_batch_frees_the_time_in_any_order(world: World) -> None:
    kept, first, second = session(world, 200, 150), session(world, 60, 20), session(world, 50, 10)
    by(world, "officer", kept)
    anew = session(world, 190, 160)
    batch = [anew, second, first, void(world, kept), void(world, second)]
    assert told(*record(batch, principal=world.principal("officer"), now=world.now)) == [COUNTED] * 5
    assert sessions() == 2
    assert recount() + claim_differences() == []


def test_opened_talks_completed_in_one_batch_meet_each_other(world: World) -> None:
    talks = [opened(world, 60), opened(world, 50)]
    results = record(
        [end_of(talks[0], world), talks[1], talks[0], end_of(talks[1], world), end_of(talks[1], world, separate=True)],
        principal=world.principal("officer"),
        now=world.now,
    )
    assert told(*results) == [COUNTED, ("accepted", ()), ("accepted", ()), WAITS, COUNTED]
    assert sessions() == 2
    assert recount() + claim_differences() == []


def test_a_recount_names_time_that_no_counted_session_holds(world: World) -> None:
    kept, waits, voided = session(world, 90, 80), session(world, 60, 20), session(world, 20, 10)
    by(world, "officer", kept, waits, voided, void(world, voided))
    Activity.objects.filter(pk=waits.submission_id).update(same_as=kept.submission_id)
    span = SessionSpan.objects.get(pk=kept.submission_id)
    SessionSpan.objects.create(
        act_id=voided.submission_id,
        campaign=span.campaign,
        place=span.place,
        during=(world.now, world.now + timedelta(hours=1)),
    )
    assert {(each.key, each.found) for each in claim_differences()} == {
        (f"act={waits.submission_id}", "one that waits"),
        (f"act={waits.submission_id}", "lines"),
        (f"act={voided.submission_id}", "a voided act"),
    }


def test_a_recount_names_a_session_whose_record_is_not_what_it_counts(world: World) -> None:
    one, other, right = session(world, 90, 80), session(world, 60, 20), session(world, 15, 10)
    by(world, "officer", one, other, right)
    Activity.objects.filter(pk=one.submission_id).update(attendance=31)
    SessionSpan.objects.filter(pk=other.submission_id).delete()
    Activity.objects.filter(pk=other.submission_id).update(same_as=right.submission_id)
    told = {each.key: (each.expected, each.found) for each in claim_differences()}
    assert told == {
        f"act={one.submission_id}": ("attendance=31", "attendance=30"),
        f"act={other.submission_id}": ("no lines of one that waits", "lines"),
    }


def test_what_waits_does_not_write_over_a_session_that_counts(world: World) -> None:
    kept = session(world, 60, 20)
    by(world, "officer", kept)
    waiting = {"act_id": kept.submission_id, "place_id": world.places["school"].pk, "opened_at": kept.occurred_at}
    rows = Rows()
    rows.add(Activity, conflict=COMPLETE_OPENED, **waiting, attendance=99, same_as=uuid4())
    rows.write()
    assert Activity.objects.get(pk=kept.submission_id).attendance == 30
    assert claim_differences() == []


@pytest.mark.django_db(transaction=True)
def test_completions_that_race_before_their_talk_leave_what_counts(world: World) -> None:
    for number in range(6):
        since = 60 * (number + 2)
        talk, rival = opened(world, since), session(world, since - 10, since - 40)
        by(world, "officer", rival)
        waits = end_of(talk, world, since - 45, attendance=7)
        counts = end_of(talk, world, since - 45, attendance=30, separate=True)
        pair = (waits, counts)
        results = in_parallel(2, lambda which, pair=pair: send(pair[which], world.principal("officer"), world))
        assert results[1].outcome == Outcome.COUNTED
        activity = Activity.objects.get(pk=talk.submission_id)
        assert (activity.attendance, activity.same_as) == (30, None)
    assert recount() + claim_differences() == []


def test_a_session_is_placed_by_the_servers_clock(world: World) -> None:
    fast = session(world, 55 - 120, 25 - 120, clock_offset_ms=-2 * 3_600_000)
    assert by(world, "officer", session(world, 60, 20), fast) == [COUNTED, WAITS]


def test_an_end_that_is_not_true_holds_the_place_no_longer_than_now_or_the_day(world: World) -> None:
    far = session(world, 60, 0, ended_at=world.now + timedelta(days=900))
    forgotten = session(world, 60 * 72, 0)
    by(world, "officer", far, forgotten)
    during = {span.act_id: span.during for span in SessionSpan.objects.all()}
    assert during[far.submission_id].upper <= world.now
    assert during[forgotten.submission_id].upper - during[forgotten.submission_id].lower <= timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_partners_who_complete_at_once_count_one_session(world: World) -> None:
    talks = [opened(world, 60 - number) for number in range(8)]
    names = ("officer", "colleague")
    for number, talk in enumerate(talks):
        by(world, names[number % 2], talk)
    results = in_parallel(
        8, lambda number: send(end_of(talks[number], world), world.principal(names[number % 2]), world)
    )
    assert sorted(told(*results)) == [WAITS] * 7 + [COUNTED]
    assert sessions() == SessionSpan.objects.count() == 1
    (holder,) = SessionSpan.objects.values_list("act_id", flat=True)
    assert set(Activity.objects.exclude(pk=holder).values_list("same_as", flat=True)) == {holder}


@pytest.mark.django_db(transaction=True)
def test_batches_that_cross_at_several_places_count_each_session_once(world: World) -> None:
    def batch(number: int) -> list[Talk]:
        places = ("place", "community", "enterprise")
        ordered = places if number % 2 else places[::-1]
        return [
            session(world, since, since - 20, code=world.codes[place].text, activity_kind="law_class")
            for place in ordered
            for since in (90, 60, 30)
        ]

    batches = [batch(number) for number in range(6)]
    in_parallel(6, lambda number: record(batches[number], principal=world.principal("officer"), now=world.now)[0])
    assert Submission.objects.filter(outcome=Outcome.COUNTED).count() == SessionSpan.objects.count() == 9
    assert Act.objects.count() == 54
    assert recount() + claim_differences() == []


@pytest.mark.django_db(transaction=True)
def test_one_talk_sent_many_times_at_once_counts_once(world: World) -> None:
    talk = session(world, 60, 20)
    results = in_parallel(12, lambda _number: send(talk, world.principal("officer"), world))
    assert sorted(result.status for result in results) == [200] * 11 + [201]
    assert {result.outcome for result in results} == {Outcome.COUNTED}
