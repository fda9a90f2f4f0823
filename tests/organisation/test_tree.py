"""The tree of units: added to, renamed and ended by who administers it; what is above outlasts what is below."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from outreach.audit.models import AuditEvent
from outreach.errors import Refusal
from outreach.organisation import tree
from outreach.organisation.models import OrganisationUnit, UnitKind
from outreach.organisation.scope import Scope, memberships_of, scope_of
from tests.world import World

DAY = timedelta(days=1)
ROLES = [
    ("administrator", ""),
    ("sub_chief", "permission_denied"),
    ("chief", "permission_denied"),
    ("officer", "permission_denied"),
    ("auditor", "permission_denied"),
    ("outsider", "out_of_scope"),
    ("other_administrator", "out_of_scope"),
    ("former", "out_of_scope"),
]


def scope(world: World, name: str = "administrator") -> Scope:
    return scope_of(world.officers[name], today=world.today)


def add(world: World, by: str = "administrator", above: str = "station_a", **said: Any) -> OrganisationUnit:
    usual = {"kind": UnitKind.POST, "name": "甲二警务站", "name_en": "", "landline": "0000-1"}
    return tree.add_unit(by=scope(world, by), above=world.units[above], **usual | said)


def change(world: World, of: str = "station_a", **said: Any) -> OrganisationUnit:
    unit = OrganisationUnit.objects.get(pk=world.units[of].pk)
    usual = {"kind": UnitKind(unit.kind), "name": unit.name, "name_en": unit.name_en, "landline": unit.landline}
    return tree.change_unit(by=scope(world), unit=unit, **usual | said)


def end(world: World, name: str = "station_a", by: str = "administrator", days: int = 0) -> OrganisationUnit:
    unit = OrganisationUnit.objects.get(pk=world.units[name].pk)
    return tree.end_unit(by=scope(world, by), unit=unit, last=world.today + days * DAY)


def bring_back(world: World, name: str = "station_a", by: str = "administrator") -> OrganisationUnit:
    unit = OrganisationUnit.objects.get(pk=world.units[name].pk)
    return tree.bring_back(by=scope(world, by), unit=unit)


def ended(world: World) -> set[str]:
    last = {unit.pk for unit in OrganisationUnit.objects.exclude(ends_on=None)}
    return {name for name, unit in world.units.items() if unit.pk in last}


def refused(call: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as why:
        call()
    return why.value


@pytest.mark.parametrize(("by", "code"), ROLES)
def test_who_administers_the_unit_changes_the_tree(world: World, by: str, code: str) -> None:
    station, said = world.units["station_a"], {"kind": UnitKind.STATION, "name": "新名派出所"}
    writes: list[Callable[[], Any]] = [
        lambda: add(world, by),
        lambda: tree.change_unit(by=scope(world, by), unit=station, name_en="", landline="", **said),
        lambda: end(world, by=by),
        lambda: bring_back(world, by=by),
    ]
    for write in writes:
        if code:
            assert refused(write).problem.code == code
        else:
            assert write().pk
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ([] if code else ["unit_added", "unit_changed", "unit_ended", "unit_brought_back"])
    assert "新名" not in str(list(AuditEvent.objects.values()))


def test_a_unit_is_added_as_the_last_below_another(world: World) -> None:
    post = add(world)
    assert OrganisationUnit.objects.get_parent(post).pk == world.units["station_a"].pk
    assert post.path > OrganisationUnit.objects.get(pk=world.units["post_a"].pk).path
    assert OrganisationUnit.objects.find_problems() == ([], [], [], [], [])


def test_a_name_is_there_once_below_a_unit(world: World) -> None:
    name = world.units["post_a"].name
    assert set(refused(lambda: add(world, name=name)).errors) == {"name"}
    assert add(world, above="station_b", name=name).pk
    other = add(world)
    said = {"kind": UnitKind.POST, "name_en": "", "landline": ""}
    why = refused(lambda: tree.change_unit(by=scope(world), unit=other, name=name, **said))
    assert set(why.errors) == {"name"}


@pytest.mark.parametrize("kind", [UnitKind.CITY_BUREAU, UnitKind.SUB_BUREAU, UnitKind.STATION])
def test_no_unit_stands_below_one_of_its_kind_or_of_a_lower_one(world: World, kind: UnitKind) -> None:
    assert set(refused(lambda: add(world, kind=kind)).errors) == {"kind"}
    assert set(refused(lambda: change(world, "post_a", kind=kind)).errors) == {"kind"}


def test_no_unit_becomes_of_a_kind_that_one_below_it_has(world: World) -> None:
    assert set(refused(lambda: change(world, "station_a", kind=UnitKind.POST)).errors) == {"kind"}
    assert change(world, "post_a", kind=UnitKind.GRID).kind == UnitKind.GRID


@pytest.mark.parametrize("landline", ["abc", "12", "---", "0000-1000001转2", "1" * 21, "１２３４", "0000\n1"])
def test_a_landline_is_one_that_can_be_dialled(world: World, landline: str) -> None:
    assert set(refused(lambda: add(world, landline=landline)).errors) == {"landline"}
    assert set(refused(lambda: change(world, landline=landline)).errors) == {"landline"}
    assert change(world, landline="+00 (0000) 100-0001").landline == "+00 (0000) 100-0001"
    assert change(world, landline="").landline == ""


def test_what_was_entered_before_there_were_rules_stands_in_the_way_of_no_new_name(world: World) -> None:
    OrganisationUnit.objects.filter(pk=world.units["post_a"].pk).update(kind=UnitKind.CITY_BUREAU, landline="abc")
    assert change(world, "post_a", name="新名").name == "新名"


def test_nobody_ends_the_highest_unit_nor_the_own(world: World) -> None:
    assert refused(lambda: end(world, "bureau")).problem.code == "permission_denied"
    why = refused(lambda: end(world, "other_bureau", by="other_administrator"))
    assert why.problem.code == "permission_denied"


def test_a_unit_ends_with_all_below_it_and_comes_back_with_them(world: World) -> None:
    end(world, "post_a", days=1)
    end(world, "sub_bureau", days=3)
    assert ended(world) == {"sub_bureau", "station_a", "station_b", "post_a"}
    assert OrganisationUnit.objects.get(pk=world.units["post_a"].pk).ends_on == world.today + DAY
    end(world, "sub_bureau", days=5)
    bring_back(world, "sub_bureau")
    assert ended(world) == {"post_a"}


def test_none_below_comes_back_before_what_is_above(world: World) -> None:
    end(world, "sub_bureau")
    assert set(refused(lambda: bring_back(world, "station_a")).errors) == {"last"}
    assert set(refused(lambda: end(world, "station_a", days=9)).errors) == {"last"}


def test_no_unit_ends_in_the_past_nor_twice(world: World) -> None:
    assert set(refused(lambda: end(world, days=-1)).errors) == {"last"}
    end(world)
    end(world)
    assert AuditEvent.objects.filter(action="unit_ended").count() == 1


def test_nothing_is_added_below_a_unit_that_ends(world: World) -> None:
    end(world)
    assert "恢复" in str(refused(lambda: add(world)).detail)


def test_a_membership_ends_with_its_unit(world: World) -> None:
    end(world, days=2)
    span = memberships_of(world.officers["officer"].pk)[0]
    assert span.ends_on == world.today + 2 * DAY
    assert scope_of(world.officers["officer"], today=world.today + 3 * DAY).role is None


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"station_a": 0}, "unit_ends_after_those_below"),
        ({"post_a": 0, "station_a": 0, "station_b": 0, "sub_bureau": -1}, "unit_ends"),
    ],
)
def test_the_database_holds_that_no_unit_outlasts_one_above(world: World, changes: dict[str, int], rule: str) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        for name, days in changes.items():
            rows = OrganisationUnit.objects.filter(pk=world.units[name].pk)
            rows.update(ends_on=world.today + days * DAY)
