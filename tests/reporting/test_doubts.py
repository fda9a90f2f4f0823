"""The list of doubts: found again and again, it stays one list, and changes nothing that counts."""

import json
import threading
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection, connections

from outreach.codes.models import CodeKind
from outreach.crypto.keys import environment_key
from outreach.ledger.models import Act, DayTally, LedgerEntry, Submission
from outreach.organisation.scope import scope_of
from outreach.reporting.doubts.kinds import LOOKED_AT, STATEMENTS
from outreach.reporting.doubts.selectors import DoubtState, doubts_visible_to
from outreach.reporting.doubts.services import find_doubts
from outreach.reporting.models import Doubt, DoubtKind
from tests.reporting.suspects import MINUTE, SECOND, found, hold_talk, install_each, noon, send, sign_each, void
from tests.reporting.suspects import pledge as a_pledge
from tests.world import World

DEVICE = "d1" * 32


def sign_four_times(world: World) -> None:
    sign_each(world, world.codes["activity"], [noon(world) + number * MINUTE for number in range(4)], DEVICE)


def test_nothing_received_is_no_doubt(world: World) -> None:
    assert find_doubts(now=world.now) == 0


def test_found_again_it_is_the_same_doubt_with_the_facts_of_now(world: World) -> None:
    sign_four_times(world)
    (first,) = found(world, "device_many")
    send(a_pledge(world, world.codes["activity"]), noon(world) + 9 * MINUTE, DEVICE)
    (second,) = found(world, "device_many", now=world.now + MINUTE)
    assert (first.pk, first.facts["count"], second.pk, second.facts["count"]) == (second.pk, 4, first.pk, 5)
    assert (second.first_found_at, second.last_found_at) == (world.now, world.now + MINUTE)


def test_a_search_says_how_many_there_are(world: World) -> None:
    sign_four_times(world)
    assert [find_doubts(now=world.now) for _search in range(2)] == [1, 1]


def test_a_search_at_an_earlier_moment_does_not_set_the_last_one_back(world: World) -> None:
    sign_four_times(world)
    find_doubts(now=world.now)
    find_doubts(now=world.now - MINUTE)
    assert Doubt.objects.get().last_found_at == world.now


def test_no_doubt_changes_what_was_counted(world: World) -> None:
    def all_that_counts() -> list[list[object]]:
        models = (Submission, Act, LedgerEntry, DayTally)
        return [list(model.objects.order_by("pk").values_list()) for model in models]  # type: ignore[attr-defined]

    sign_four_times(world)
    before = all_that_counts()
    assert find_doubts(now=world.now)
    assert all_that_counts() == before


def test_a_doubt_holds_neither_a_device_nor_a_persons_values(world: World) -> None:
    sign_four_times(world)
    (doubt,) = found(world, "device_many")
    written = json.dumps([doubt.subject, doubt.facts])
    assert DEVICE not in written and DEVICE[:8] not in written and "示例居民" not in written
    assert len(doubt.subject.partition(":")[0]) == 16


def test_the_digest_of_a_device_depends_on_the_environments_key(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_four_times(world)
    (doubt,) = found(world, "device_many")
    other = bytes(reversed(environment_key()))
    monkeypatch.setattr("outreach.reporting.doubts.devices.environment_key", lambda: other)
    find_doubts(now=world.now)
    assert {each.subject for each in Doubt.objects.all()} > {doubt.subject}


def test_what_was_received_before_the_days_looked_at_is_left_alone(world: World) -> None:
    sign_four_times(world)
    assert find_doubts(since=noon(world) + timedelta(days=1), now=world.now + timedelta(days=2)) == 0


def test_the_days_are_looked_at_as_a_whole(world: World) -> None:
    sign_four_times(world)
    (doubt,) = found(world, "device_many", since=noon(world) + 11 * timedelta(hours=1))
    assert doubt.facts["count"] == 4


def test_voided_acts_raise_no_doubt(world: World) -> None:
    sign_four_times(world)
    void(world, Act.objects.order_by("occurred_at")[0].pk, world.now)
    assert found(world, "device_many") == []


@pytest.mark.parametrize("kind", DoubtKind)
def test_every_kind_has_its_statement_and_knows_what_it_looked_at(kind: DoubtKind) -> None:
    assert kind in STATEMENTS and kind in LOOKED_AT


def test_a_doubt_whose_acts_were_voided_is_gone_and_back_when_it_is_so_again(world: World) -> None:
    sign_four_times(world)
    (doubt,) = found(world, "device_many")
    void(world, Act.objects.order_by("occurred_at")[0].pk, world.now)
    (doubt,) = found(world, "device_many", now=world.now + MINUTE)
    assert (doubt.facts["count"], doubt.gone_at) == (4, world.now + MINUTE)
    send(a_pledge(world, world.codes["activity"]), noon(world) + 9 * MINUTE, DEVICE)
    (doubt,) = found(world, "device_many", now=world.now + 2 * MINUTE)
    assert (doubt.facts["count"], doubt.gone_at, doubt.first_found_at) == (4, None, world.now)


def test_it_has_been_gone_since_it_was_first_missed(world: World) -> None:
    sign_four_times(world)
    find_doubts(now=world.now)
    void(world, Act.objects.order_by("occurred_at")[0].pk, world.now)
    for minute in (1, 2):
        find_doubts(now=world.now + minute * MINUTE)
    assert Doubt.objects.get().gone_at == world.now + MINUTE


def test_a_doubt_of_days_not_looked_at_stays_as_it_was(world: World) -> None:
    sign_four_times(world)
    find_doubts(now=world.now)
    void(world, Act.objects.order_by("occurred_at")[0].pk, world.now)
    find_doubts(since=noon(world) + timedelta(days=1), now=world.now + timedelta(days=2))
    assert Doubt.objects.get().gone_at is None


def test_a_search_at_an_earlier_moment_takes_nothing_off_the_list(world: World) -> None:
    sign_four_times(world)
    find_doubts(now=world.now)
    find_doubts(now=noon(world) + MINUTE)
    assert Doubt.objects.get().gone_at is None


def test_a_session_whose_installs_were_voided_long_afterwards_raises_no_doubt_any_more(world: World) -> None:
    code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
    began = noon(world) - timedelta(days=6)
    first, *_others = install_each(code, [began + minute * MINUTE for minute in range(3)])
    hold_talk(world, code, 2, began, received_at=began)
    find_doubts(now=began + timedelta(hours=1))
    assert Doubt.objects.get().gone_at is None
    void(world, first, world.now)
    find_doubts(now=world.now + MINUTE)
    assert Doubt.objects.get().gone_at == world.now + MINUTE


def test_a_session_that_was_voided_raises_no_doubt_any_more(world: World) -> None:
    code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
    install_each(code, [noon(world) + minute * MINUTE for minute in range(3)])
    talk = hold_talk(world, code, 2, noon(world))
    find_doubts(now=world.now)
    void(world, talk, world.now)
    (doubt,) = found(world, "above_attendance", now=world.now + MINUTE)
    assert doubt.gone_at is not None


def test_a_night_looked_at_as_a_whole_is_gone_with_its_acts(world: World) -> None:
    night = [noon(world).replace(hour=1, minute=minute) for minute in (1, 2, 3)]
    first, *_others = sign_each(world, world.codes["activity"], night)
    find_doubts(now=world.now)
    void(world, first, world.now)
    (doubt,) = found(world, "night", since=noon(world), now=world.now + MINUTE)
    assert doubt.gone_at is not None


def test_what_is_gone_is_listed_apart(world: World) -> None:
    sign_four_times(world)
    find_doubts(now=world.now)
    void(world, Act.objects.order_by("occurred_at")[0].pk, world.now)
    find_doubts(now=world.now + MINUTE)
    scope = scope_of(world.officers["chief"])
    assert not doubts_visible_to(scope).exists()
    assert doubts_visible_to(scope, state=DoubtState.GONE).exists()


@pytest.mark.django_db(transaction=True)
def test_workers_that_search_at_once_keep_one_list(world: World) -> None:
    for number in range(6):
        moments = [noon(world) + (10 * number + minute) * MINUTE for minute in range(4)]
        sign_each(world, world.codes["activity"], moments, f"phone {number}")
    gone = sign_each(world, world.codes["activity"], [noon(world) + minute * MINUTE for minute in range(4)], DEVICE)
    find_doubts(now=world.now)
    void(world, gone[0], world.now)
    gate, told = threading.Barrier(4), count()

    def search() -> None:
        try:
            connection.ensure_connection()
            gate.wait(timeout=20)
            for _time in range(3):
                assert find_doubts(now=world.now) == 6
            next(told)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=search) for _worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    listed = Doubt.objects.filter(gone_at=None)
    assert (next(told), listed.count(), Doubt.objects.count()) == (4, 6, 7)


@pytest.mark.parametrize(
    ("name", "sees"),
    [("chief", True), ("sub_chief", True), ("administrator", True), ("auditor", True)]
    + [(name, False) for name in ("officer", "colleague", "outsider", "poster", "chief_b", "other_administrator")],
)
def test_doubts_are_for_those_who_read_the_units_reports(world: World, name: str, sees: bool) -> None:
    sign_four_times(world)
    find_doubts(now=world.now)
    assert doubts_visible_to(scope_of(world.officers[name])).exists() is sees


def test_the_newest_doubt_comes_first(world: World) -> None:
    sign_four_times(world)
    find_doubts(now=world.now)
    later = [noon(world) + timedelta(hours=1) + number * MINUTE for number in range(4)]
    sign_each(world, world.codes["activity"], later, "another")
    find_doubts(now=world.now + SECOND)
    listed = doubts_visible_to(scope_of(world.officers["chief"]))
    assert [doubt.first_found_at for doubt in listed] == [world.now + SECOND, world.now]
