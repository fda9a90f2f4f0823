"""A code is found by its letters or its number, in the state it has at the moment asked about."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outreach.codes.models import Code, CodeKind
from outreach.codes.selectors import CodeState, find, find_batch, find_by_number, sheet_of, state_of
from outreach.errors import Refusal
from outreach.organisation.scope import Scope, scope_of
from tests.world import World

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("activity", CodeState.ACTIVE),
        ("scheduled", CodeState.SCHEDULED),
        ("expired", CodeState.EXPIRED),
        ("revoked", CodeState.REVOKED),
        ("used_up", CodeState.USED_UP),
    ],
)
def test_a_code_has_one_state(world: World, name: str, state: CodeState) -> None:
    assert state_of(world.codes[name], world.now) == state


def test_the_window_holds_its_first_moment_and_not_its_last(world: World) -> None:
    code = world.codes["activity"]
    assert state_of(code, code.starts_at - SECOND) == CodeState.SCHEDULED
    assert state_of(code, code.starts_at) == CodeState.ACTIVE
    assert state_of(code, code.ends_at - SECOND) == CodeState.ACTIVE
    assert state_of(code, code.ends_at) == CodeState.EXPIRED


def test_revocation_bites_from_its_own_time(world: World) -> None:
    code = world.codes["revoked"]
    assert code.revoked_at is not None
    assert state_of(code, code.revoked_at - SECOND) == CodeState.ACTIVE
    assert state_of(code, code.revoked_at) == CodeState.REVOKED


def test_a_code_is_found_as_typed_with_all_that_is_shown_of_it(world: World) -> None:
    code = world.codes["activity"]
    with CaptureQueriesContext(connection) as queries:
        found = find(f"https://fz.example.cn/q/{code.text.lower()}")
        assert found == code
        assert found.place is not None
        shown = (found.campaign.name, found.unit.name, found.place.unit.name, getattr(found, "activity", None))
    assert shown == ("试用活动", "甲派出所", "甲派出所", None)
    assert len(queries) == 1


@pytest.mark.parametrize("text", ["", "hello", "\x00", "A" * 15, "A" * 17, "A" * 100_000, "二维码"])
def test_what_cannot_be_a_code_is_not_even_looked_up(world: World, text: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert find(text) is None
    assert not queries


def test_an_unknown_code_is_not_found(world: World) -> None:
    assert find("ZZZZZZZZZZZZZZZZ") is None


@pytest.mark.parametrize(
    ("moment", "is_found"),
    [
        # In Lhasa the second of March begins at four in the afternoon of the first, in London.
        (datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 1, 16, 0, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 2, 16, 0, 0, tzinfo=UTC), False),
    ],
)
def test_a_number_is_good_for_one_local_day(world: World, moment: datetime, is_found: bool) -> None:
    code = world.code(CodeKind.ACTIVITY, number="012345", number_day=datetime(2026, 3, 2).date())
    assert find_by_number("012345", moment) == (code if is_found else None)


def test_another_number_finds_nothing(world: World) -> None:
    world.code(CodeKind.ACTIVITY, number="012345", number_day=world.today)
    assert find_by_number("012346", world.now) is None


def test_no_number_finds_no_code_without_one(world: World) -> None:
    Code.objects.update(number_day=world.today)
    assert find_by_number("", world.now) is None


@pytest.fixture
def scopes(world: World) -> dict[str, Scope]:
    return {name: scope_of(officer, today=world.today) for name, officer in world.officers.items()}


@pytest.mark.parametrize("viewer", ["chief", "sub_chief", "administrator"])
def test_a_batch_is_shown_to_those_who_manage_its_unit(world: World, scopes: dict[str, Scope], viewer: str) -> None:
    batch = world.batch(CodeKind.FORM, 5, sheet=b"a sheet")
    with CaptureQueriesContext(connection) as queries:
        found = find_batch(batch.pk, scope=scopes[viewer])
        assert (found.unit.name, found.campaign.name) == ("甲派出所", "试用活动")
    assert len(queries) == 1
    assert "sheet" in found.get_deferred_fields()


@pytest.mark.parametrize(
    ("viewer", "code"),
    [
        ("officer", "permission_denied"),
        ("auditor", "permission_denied"),
        ("outsider", "out_of_scope"),
        ("chief_b", "out_of_scope"),
        ("other_administrator", "out_of_scope"),
        ("former", "out_of_scope"),
    ],
)
def test_a_batch_is_not_shown_to_others(world: World, scopes: dict[str, Scope], viewer: str, code: str) -> None:
    batch = world.batch(CodeKind.FORM, 5)
    with pytest.raises(Refusal, match=code):
        find_batch(batch.pk, scope=scopes[viewer])


def test_no_batch_is_not_found(world: World, scopes: dict[str, Scope]) -> None:
    with pytest.raises(Refusal, match="not_found"):
        find_batch(10**9, scope=scopes["administrator"])


def test_a_sheet_is_there_once_it_is_drawn(world: World) -> None:
    assert sheet_of(world.batch(CodeKind.FORM, 5)) is None
    assert sheet_of(world.batch(CodeKind.FORM, 5, sheet=b"a sheet")) == b"a sheet"
