"""Codes are made by those who manage a unit, singly and in batches, revoked for good, and numbered by the day."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks
from redis import Redis

from outreach.audit.models import AuditEvent
from outreach.codes import services
from outreach.codes.alphabet import is_well_formed
from outreach.codes.models import BatchState, Code, CodeBatch, CodeKind
from outreach.codes.selectors import CodeState, state_of
from outreach.codes.services import (
    USUAL_LIFE,
    Terms,
    give_number,
    make_batch,
    make_code,
    revoke_batch,
    revoke_code,
)
from outreach.errors import Refusal
from outreach.organisation.scope import Scope, scope_of
from tests.servers import BreakableRedis
from tests.world import World

DAY = timedelta(days=1)
MANAGERS = ["chief", "sub_chief", "administrator"]
OTHERS = [
    ("officer", "permission_denied"),
    ("auditor", "permission_denied"),
    ("outsider", "out_of_scope"),
    ("chief_b", "out_of_scope"),
    ("other_administrator", "out_of_scope"),
    ("former", "out_of_scope"),
]


def scope(world: World, name: str = "chief") -> Scope:
    return scope_of(world.officers[name], today=world.today)


def terms(world: World, kind: CodeKind = CodeKind.ACTIVITY, **fields: Any) -> Terms:
    usual = {"kind": kind, "campaign": world.campaign, "unit": world.units["station_a"]}
    return Terms(**usual | fields)


def refused_fields(refused: pytest.ExceptionInfo[Refusal]) -> set[str]:
    assert refused.value.problem.code == "malformed"
    return set(refused.value.errors)


@pytest.mark.parametrize("maker", MANAGERS)
def test_who_manages_a_unit_makes_its_codes(world: World, maker: str) -> None:
    code = make_code(
        terms(world, place=world.places["school"], audiences=("pupils",)),
        by=scope(world, maker),
        use_limit=40,
        now=world.now,
    )
    code.refresh_from_db()
    assert is_well_formed(code.text)
    assert (code.unit, code.place, code.audiences) == (world.units["station_a"], world.places["school"], ["pupils"])
    assert code.use_limit == 40
    assert state_of(code, world.now) == CodeState.ACTIVE


@pytest.mark.parametrize(("maker", "code"), OTHERS)
def test_others_make_none(world: World, maker: str, code: str) -> None:
    made = Code.objects.count()
    with pytest.raises(Refusal, match=code):
        make_code(terms(world), by=scope(world, maker))
    with pytest.raises(Refusal, match=code):
        make_batch(terms(world), by=scope(world, maker), size=3)
    assert Code.objects.count() == made


def test_making_a_code_is_written_to_the_audit_log_without_its_text(world: World) -> None:
    code = make_code(terms(world), by=scope(world))
    event = AuditEvent.objects.get(action="code_made")
    assert event.actor == f"officer:{world.officers['chief'].pk}"
    assert event.subject == f"code:{code.pk}"
    assert code.text not in str(event.facts)


def test_the_system_makes_codes_for_any_unit(world: World) -> None:
    make_code(terms(world, unit=world.units["station_c"]), by=None)
    assert AuditEvent.objects.get(action="code_made").actor == "system:codes"


def test_a_code_is_good_until_its_campaign_has_ended(world: World) -> None:
    code = make_code(terms(world, campaign=world.past, starts_at=world.now - 90 * DAY), by=None)
    last_day = world.past.ends_on
    assert code.ends_at.astimezone(world.past.zone).replace(tzinfo=None) == datetime.combine(
        last_day + DAY, datetime.min.time()
    )


def test_a_code_of_a_campaign_without_an_end_is_good_for_a_year(world: World) -> None:
    code = make_code(terms(world), by=None, now=world.now)
    assert (code.starts_at, code.ends_at) == (world.now, world.now + USUAL_LIFE)


def test_a_code_for_a_unit_its_campaign_does_not_cover_is_refused(world: World) -> None:
    world.campaign.unit = world.units["other_bureau"]
    world.campaign.save()
    with pytest.raises(Refusal, match="campaign_unknown"):
        make_code(terms(world), by=scope(world))


def test_fields_that_contradict_each_other_are_named(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        make_code(terms(world, starts_at=world.now, ends_at=world.now), by=scope(world))
    assert refused_fields(refused) == {"ends_at"}
    with pytest.raises(Refusal) as refused:
        make_code(terms(world, CodeKind.PLACE), by=scope(world))
    assert refused_fields(refused) == {"place"}
    with pytest.raises(Refusal) as refused:
        make_code(terms(world, CodeKind.PLACE, place=world.places["school_b"]), by=scope(world))
    assert refused_fields(refused) == {"place"}


@pytest.mark.parametrize(
    ("kind", "size", "bundle_size", "fields"),
    [
        (CodeKind.FORM, 0, None, {"size"}),
        (CodeKind.FORM, 5_001, None, {"size"}),
        (CodeKind.FORM, 20_001, None, {"size"}),
        (CodeKind.LEAFLET, 20_001, None, {"size"}),
        (CodeKind.FORM, -1, None, {"size"}),
        (CodeKind.FORM, 10, 5, {"bundle_size"}),
        (CodeKind.LEAFLET, 10, 0, {"bundle_size"}),
        (CodeKind.LEAFLET, 10, 11, {"bundle_size"}),
        (CodeKind.PLACE, 10, None, {"kind"}),
    ],
)
def test_a_batch_that_makes_no_sense_is_refused(
    world: World, kind: CodeKind, size: int, bundle_size: int | None, fields: set[str]
) -> None:
    with pytest.raises(Refusal) as refused:
        make_batch(terms(world, kind), by=scope(world), size=size, bundle_size=bundle_size)
    assert refused_fields(refused) == fields


def test_a_batch_is_numbered_from_one(world: World) -> None:
    batch = make_batch(terms(world, CodeKind.FORM), by=scope(world), size=25, now=world.now)
    codes = list(batch.codes.order_by("serial"))
    assert [code.serial for code in codes] == list(range(1, 26))
    assert len({code.text for code in codes}) == 25
    assert {state_of(code, world.now) for code in codes} == {CodeState.ACTIVE}
    assert (batch.state, batch.drawn, batch.made_by) == (BatchState.QUEUED, 0, world.officers["chief"])


def test_leaflets_come_in_bundles_the_last_one_short(world: World) -> None:
    batch = make_batch(terms(world, CodeKind.LEAFLET), by=scope(world), size=7, bundle_size=3)
    bundles = batch.codes.order_by("serial").values_list("bundle", flat=True)
    assert list(bundles) == [1, 1, 1, 2, 2, 2, 3]


def test_a_pool_of_activity_codes_is_bound_to_no_place(world: World) -> None:
    batch = make_batch(terms(world, CodeKind.ACTIVITY), by=scope(world), size=4)
    assert set(batch.codes.values_list("place", "bundle")) == {(None, None)}


def test_a_large_batch_takes_few_statements(world: World) -> None:
    by = scope(world)
    with CaptureQueriesContext(connection) as queries:
        make_batch(terms(world, CodeKind.FORM), by=by, size=3_000)
    inserts = [query for query in queries if query["sql"].startswith('INSERT INTO "outreach_code" ')]
    assert len(inserts) == 3


def test_a_batch_is_sent_to_the_workers_once_it_is_written(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with Redis.from_url(settings.REDIS_URL) as broker:
        with django_capture_on_commit_callbacks(execute=True):
            batch = make_batch(terms(world, CodeKind.FORM), by=scope(world), size=3)
            assert broker.llen("celery") == 0
        message = broker.lpop("celery").decode()
    assert '"task": "tasks.draw_batch"' in message
    assert f'"argsrepr": "[{batch.pk}]"' in message


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mishap", [BreakableRedis.stop, BreakableRedis.freeze])
def test_a_batch_is_made_while_the_broker_is_away(
    world: World, redis_server: BreakableRedis, mishap: Callable[[BreakableRedis], None]
) -> None:
    mishap(redis_server)
    batch = make_batch(terms(world, CodeKind.FORM), by=scope(world), size=3)
    assert CodeBatch.objects.get(pk=batch.pk).state == BatchState.QUEUED
    assert batch.codes.count() == 3


@pytest.mark.parametrize("revoker", MANAGERS)
def test_who_manages_a_unit_revokes_its_codes(world: World, revoker: str) -> None:
    code = revoke_code(world.codes["activity"], by=scope(world, revoker), now=world.now)
    assert state_of(code, world.now - DAY) == CodeState.ACTIVE
    assert state_of(code, world.now) == CodeState.REVOKED


@pytest.mark.parametrize(("revoker", "code"), OTHERS)
def test_others_revoke_none(world: World, revoker: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        revoke_code(world.codes["activity"], by=scope(world, revoker))
    with pytest.raises(Refusal, match=code):
        revoke_batch(world.forms[0].batch, by=scope(world, revoker))
    assert not Code.objects.filter(revoked_at__gt=world.now - DAY).exists()


def test_a_code_stays_revoked_from_the_first_time(world: World) -> None:
    revoke_code(world.codes["activity"], by=scope(world), now=world.now)
    assert revoke_code(world.codes["activity"], by=scope(world), now=world.now + DAY).revoked_at == world.now
    assert AuditEvent.objects.filter(action="code_revoked").count() == 1


def test_a_batch_is_revoked_as_one_and_earlier_revocations_stand(world: World) -> None:
    revoke_code(world.forms[1], by=scope(world), now=world.now - DAY)
    assert revoke_batch(world.forms[0].batch, by=scope(world), now=world.now) == len(world.forms) - 1
    revoked = Code.objects.filter(batch=world.forms[0].batch).order_by("serial").values_list("revoked_at", flat=True)
    assert list(revoked) == [world.now, world.now - DAY, world.now, world.now, world.now]
    assert not Code.objects.filter(batch=world.leaflets[0].batch, revoked_at=world.now).exists()


def test_a_number_is_six_digits_for_the_local_day(world: World) -> None:
    late = datetime(2026, 3, 1, 17, tzinfo=UTC)
    code = give_number(text=world.codes["activity"].text, now=late)
    assert len(code.number) == 6
    assert code.number.isdigit()
    assert code.number_day == datetime(2026, 3, 2).date()


def test_a_number_is_kept_for_its_day_and_another_given_the_next(world: World) -> None:
    text = world.codes["activity"].text
    first = give_number(text=text, now=world.now).number
    assert give_number(text=text, now=world.now).number == first
    tomorrow = give_number(text=text, now=world.now + DAY)
    assert tomorrow.number_day == world.today + DAY


def test_a_number_that_is_taken_is_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = give_number(text=world.codes["activity"].text, now=world.now).number
    draws = iter([int(taken), int(taken), 42])
    monkeypatch.setattr(services.secrets, "randbelow", lambda _numbers: next(draws))
    assert give_number(text=world.codes["activity_b"].text, now=world.now).number == "000042"


def test_the_same_number_may_be_given_on_another_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.secrets, "randbelow", lambda _numbers: 42)
    give_number(text=world.codes["activity"].text, now=world.now)
    assert give_number(text=world.codes["activity_b"].text, now=world.now + DAY).number == "000042"


@pytest.mark.django_db(transaction=True)
def test_parallel_askers_are_given_one_number(world: World) -> None:
    text = world.codes["activity"].text

    def ask(_asker: int) -> str:
        try:
            return give_number(text=text, now=world.now).number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(16)))) == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_activities_get_numbers_of_their_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Out of a handful of numbers, so that they do collide."""
    codes = [world.code(CodeKind.ACTIVITY) for _ in range(8)]
    monkeypatch.setattr(services, "_NUMBERS", 12)
    monkeypatch.setattr(services, "_TRIES_AT_A_NUMBER", 500)

    def ask(code: Code) -> str:
        try:
            return give_number(text=code.text, now=world.now).number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, codes))) == len(codes)


def test_only_an_activity_gets_a_number(world: World) -> None:
    with pytest.raises(Refusal, match="wrong_code_kind"):
        give_number(text=world.codes["place"].text)
    with pytest.raises(Refusal, match="code_unknown"):
        give_number(text="ZZZZZZZZZZZZZZZZ")
    with pytest.raises(Refusal, match="code_unknown"):
        give_number(text="no code")
