"""A list is looked at and then entered whole or not at all, once, by who sent it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from outreach.audit.models import AuditEvent
from outreach.errors import Refusal
from outreach.organisation.lists import services
from outreach.organisation.lists.templates import template_csv, template_xlsx
from outreach.organisation.models import ListKind, Officer, OrganisationUnit, Place, SentList
from outreach.organisation.scope import Scope, scope_of
from outreach.sheets.problems import FileProblem
from tests.organisation.lists.sheets import enter, steps, text, xlsx
from tests.world import World

VILLAGE = ("甲派出所", "示例村", "村")


def scope(world: World, name: str = "chief") -> Scope:
    return scope_of(world.officers[name], today=world.today)


def take(world: World, content: bytes, by: str = "chief", kind: ListKind = ListKind.PLACES) -> SentList:
    return services.take_list(by=scope(world, by), kind=kind, file_name="C:\\x\\list.xlsx", content=content)


@pytest.mark.parametrize(
    ("by", "kinds"),
    [
        ("administrator", set(ListKind)),
        ("chief", {ListKind.PLACES, ListKind.OFFICERS}),
        *((each, set()) for each in ("auditor", "officer", "former")),
    ],
)
def test_who_sends_which_list(world: World, by: str, kinds: set[ListKind]) -> None:
    for kind in ListKind:
        if kind in kinds:
            assert take(world, b"x", by, kind).file_name == "list.xlsx"
            continue
        with pytest.raises(Refusal, match="permission_denied"):
            take(world, b"x", by, kind)


def test_looking_at_a_list_enters_nothing(world: World) -> None:
    sent = take(world, xlsx(ListKind.PLACES, VILLAGE))
    assert services.plan_of(sent, by=scope(world)).counts["add"] == 1
    assert Place.objects.count() == len(world.places)


def test_csv_with_english_headings_is_read_too(world: World) -> None:
    sent = take(world, text(ListKind.PLACES, ("Station A", "示例村", "village")))
    assert steps(services.plan_of(sent, by=scope(world))) == ["add"]


def test_with_one_row_wrong_none_is_entered(world: World) -> None:
    sent = take(world, xlsx(ListKind.PLACES, VILLAGE, ("甲派出所", "", "村")))
    with pytest.raises(Refusal, match="import_moved_on"):
        services.enter_list(sent, by=scope(world))
    assert Place.objects.count() == len(world.places)
    assert SentList.objects.get().entered_at is None


def test_when_somebody_is_quicker_nothing_is_half_entered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = take(world, xlsx(ListKind.PLACES, ("甲派出所", "先进村", "村"), VILLAGE))
    look = services.plan_of

    def look_and_wait(*args: object, **kwargs: object) -> object:
        plan = look(*args, **kwargs)  # type: ignore[arg-type]
        Place.objects.create(unit=world.units["station_a"], kind="village", name="示例村")
        return plan

    monkeypatch.setattr(services, "plan_of", look_and_wait)
    with pytest.raises(Refusal, match="malformed"):
        services.enter_list(sent, by=scope(world))
    assert not Place.objects.filter(name="先进村").exists()
    assert not AuditEvent.objects.exists()


def test_a_list_is_entered_once_and_its_content_is_not_kept(world: World) -> None:
    sent = take(world, xlsx(ListKind.PLACES, VILLAGE))
    services.enter_list(sent, by=scope(world))
    with pytest.raises(Refusal, match="import_moved_on"):
        services.enter_list(sent, by=scope(world))
    assert SentList.objects.get().content is None
    events = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert events == ["place_added", "list_entered"]
    assert "示例村" not in str(list(AuditEvent.objects.values()))


def test_one_that_was_never_entered_makes_room(world: World) -> None:
    first = take(world, xlsx(ListKind.PLACES, VILLAGE))
    take(world, xlsx(ListKind.PLACES, VILLAGE))
    assert SentList.objects.count() == 1
    with pytest.raises(Refusal, match="not_found"):
        services.find_list(first.pk, by=scope(world))


def test_a_list_is_its_senders(world: World) -> None:
    sent = take(world, xlsx(ListKind.PLACES, VILLAGE))
    for number, by in ((sent.pk, "sub_chief"), (sent.pk, "administrator"), (uuid4(), "chief")):
        with pytest.raises(Refusal, match="not_found"):
            services.find_list(number, by=scope(world, by))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 damaged", "unreadable"),
        (b"\xd0\xcf\x11\xe0 old", "old_or_locked"),
        ("单位,地点名称,类型\n".encode(), "empty"),
        ("单位,数量\n甲,1\n".encode(), "no_header"),
        ("单位,地点名称,类型,密码\n甲,乙,村,x\n".encode(), "unknown_columns"),
        (("单位,地点名称,类型\n" + "甲,乙,村\n" * 501).encode(), "too_many_rows"),
    ],
)
def test_what_cannot_be_read_is_said(world: World, content: bytes, code: str) -> None:
    with pytest.raises(FileProblem, match=code):
        services.plan_of(take(world, content), by=scope(world))


@pytest.mark.parametrize("kind", list(ListKind))
def test_a_template_holds_no_row_and_is_read_again(world: World, kind: ListKind) -> None:
    for content in (template_xlsx(kind, ["甲派出所"]), template_csv(kind)):
        with pytest.raises(FileProblem, match="empty"):
            services.plan_of(take(world, content, "administrator", kind), by=scope(world, "administrator"))


def test_five_hundred_officers_are_entered_in_statements_that_grow_with_them_alone(world: World) -> None:
    rows = [(f"{number:06d}", f"新人{number}", "甲派出所", "民警") for number in range(services.MOST_ROWS)]
    _plan, invited = enter(world, ListKind.OFFICERS, *rows)
    assert len(invited) == services.MOST_ROWS
    assert Officer.objects.count() == len(world.officers) + services.MOST_ROWS
    assert OrganisationUnit.objects.count() == len(world.units)


def test_a_list_that_nobody_enters_goes_with_its_names_after_a_week(world: World) -> None:
    entered = take(world, xlsx(ListKind.PLACES, VILLAGE))
    services.enter_list(entered, by=scope(world))
    waiting = take(world, xlsx(ListKind.PLACES, ("甲派出所", "另一村", "村")))
    week = waiting.sent_at + services.KEPT
    assert services.forget_lists(now=week) == 0
    assert services.forget_lists(now=week + timedelta(seconds=1)) == 1
    assert list(SentList.objects.all()) == [entered]
