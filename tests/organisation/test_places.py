"""Places and their organisations: kept by who leads the unit, never deleted, and told apart by name."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from outreach.audit.models import AuditEvent
from outreach.errors import Refusal
from outreach.organisation import places
from outreach.organisation.models import OrganisationKind, Place, PlaceKind, SignatoryOrganisation
from outreach.organisation.scope import Scope, scope_of
from tests.world import World

ROLES = [
    ("administrator", ""),
    ("sub_chief", ""),
    ("chief", ""),
    ("officer", "permission_denied"),
    ("auditor", "permission_denied"),
    ("chief_b", "out_of_scope"),
    ("outsider", "out_of_scope"),
    ("other_administrator", "out_of_scope"),
    ("former", "out_of_scope"),
]


def scope(world: World, name: str) -> Scope:
    return scope_of(world.officers[name], today=world.today)


def add(world: World, by: str = "chief", **said: Any) -> Place:
    usual = {"unit": world.units["station_a"], "kind": PlaceKind.VILLAGE, "name": "示例村", "name_en": ""}
    return places.add_place(by=scope(world, by), **usual | said)


def writes(world: World, by: str) -> list[Callable[[], Any]]:
    """Each thing that can be done with station A's places."""
    school, firm, who = world.places["school"], world.organisations["firm"], scope(world, by)
    named = {"kind": PlaceKind.SCHOOL, "name": "新名小学", "name_en": ""}
    return [
        lambda: add(world, by),
        lambda: places.change_place(by=who, place=school, unit=school.unit, **named),
        lambda: places.retire_place(by=who, place=school, is_used=False),
        lambda: places.add_organisation(by=who, place=school, kind=OrganisationKind.SHOP, name="小卖部"),
        lambda: places.change_organisation(by=who, organisation=firm, kind=OrganisationKind.FIRM, name="新名公司"),
        lambda: places.retire_organisation(by=who, organisation=firm, is_used=False),
    ]


@pytest.mark.parametrize(("by", "refused"), ROLES)
def test_who_leads_a_unit_keeps_its_places(world: World, by: str, refused: str) -> None:
    for write in writes(world, by):
        if not refused:
            assert write().pk
            continue
        with pytest.raises(Refusal) as why:
            write()
        assert why.value.problem.code == refused
    assert AuditEvent.objects.count() == (0 if refused else 6)


def test_what_is_done_is_told_without_names(world: World) -> None:
    for write in writes(world, "chief"):
        write()
    told = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert told == [
        *("place_added", "place_changed", "place_retired"),
        *("organisation_added", "organisation_changed", "organisation_retired"),
    ]
    assert "新名" not in str(list(AuditEvent.objects.values()))


def test_a_place_is_given_only_to_a_unit_that_one_leads_too(world: World) -> None:
    school, station_b = world.places["school"], world.units["station_b"]
    said = {"unit": station_b, "kind": PlaceKind.SCHOOL, "name": school.name, "name_en": ""}
    with pytest.raises(Refusal, match="out_of_scope"):
        places.change_place(by=scope(world, "chief"), place=school, **said)
    places.change_place(by=scope(world, "sub_chief"), place=school, **said)
    assert Place.objects.get(pk=school.pk).unit == station_b


@pytest.mark.parametrize("is_used", [True, False])
def test_a_unit_has_a_name_once_also_among_the_retired(world: World, is_used: bool) -> None:
    places.retire_place(by=scope(world, "chief"), place=world.places["school"], is_used=is_used)
    with pytest.raises(Refusal) as refused:
        add(world, name=world.places["school"].name)
    assert set(refused.value.errors) == {"name"}
    assert add(world, name=world.places["school_b"].name).pk


def test_a_place_has_an_organisation_once(world: World) -> None:
    firm = world.organisations["firm"]
    with pytest.raises(Refusal) as refused:
        places.add_organisation(by=scope(world, "chief"), place=firm.place, kind=OrganisationKind.FIRM, name=firm.name)
    assert set(refused.value.errors) == {"name"}


def test_nothing_new_is_entered_for_a_unit_with_a_last_day(world: World) -> None:
    station = world.units["station_b"]
    type(station).objects.filter(pk=station.pk).update(ends_on=world.today)
    station.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        add(world, "sub_chief", unit=station)
    assert set(refused.value.errors) == {"unit"}


def test_to_retire_and_to_bring_back_twice_is_told_once(world: World) -> None:
    school, chief = world.places["school"], scope(world, "chief")
    for is_used in (False, False, True, True):
        places.retire_place(by=chief, place=Place.objects.get(pk=school.pk), is_used=is_used)
    assert Place.objects.get(pk=school.pk).retired_at is None
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["place_retired", "place_brought_back"]


def test_what_is_not_changed_leaves_no_trace(world: World) -> None:
    school, firm, chief = world.places["school"], world.organisations["firm"], scope(world, "chief")
    same = {"kind": PlaceKind(school.kind), "name": school.name, "name_en": school.name_en}
    places.change_place(by=chief, place=school, unit=school.unit, **same)
    places.change_organisation(by=chief, organisation=firm, kind=OrganisationKind(firm.kind), name=firm.name)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("model", [Place, SignatoryOrganisation])
def test_none_is_ever_deleted(world: World, model: Any) -> None:
    with pytest.raises(IntegrityError, match="is refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")


def test_a_place_is_found_by_an_organisation_there(world: World) -> None:
    found = places.named_like(places.places_under(scope(world, "chief")), "制造")
    assert [place.pk for place in found] == [world.places["enterprise"].pk]


def test_what_another_unit_has_is_not_found(world: World) -> None:
    for number, find in ((world.places["school_b"].pk, places.find_place), (0, places.find_place)):
        with pytest.raises(Refusal, match="not_found"):
            find(number, scope=scope(world, "chief"))
    with pytest.raises(Refusal, match="not_found"):
        places.find_organisation(world.organisations["firm_b"].pk, scope=scope(world, "chief"))
