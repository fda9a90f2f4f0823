"""Lists of units: a tree from one file, renamed by another, and never entered twice."""

from datetime import timedelta

from django.utils import timezone

from outreach.organisation.models import ListKind, OrganisationUnit
from tests.organisation.lists.sheets import enter, look, steps, wrong
from tests.world import World

UNITS = ListKind.UNITS
TREE = [
    ("第一分局", "丁派出所", "派出所", "0000-1", "Station D"),
    ("丁派出所", "丁一警务站", "police post", "", ""),
    ("丁派出所", "丁网格", "社区网格", "0000-2", ""),
]


def test_a_row_may_stand_below_one_above_it(world: World) -> None:
    plan, invited = enter(world, UNITS, *TREE)
    assert (steps(plan), invited) == (["add", "add", "add"], [])
    station = OrganisationUnit.objects.get(name="丁派出所")
    assert OrganisationUnit.objects.get_parent(station).pk == world.units["sub_bureau"].pk
    assert {unit.name for unit in OrganisationUnit.objects.get_children(station)} == {"丁一警务站", "丁网格"}
    assert (station.landline, station.name_en) == ("0000-1", "Station D")


def test_units_are_entered_on_the_day_of_the_list(world: World) -> None:
    """What is owed counts from it, for all rows of a list from one day, at whatever hour the list is sent."""
    entered = world.midday - timedelta(days=40)
    enter(world, UNITS, *TREE, now=entered)
    days = OrganisationUnit.objects.filter(name__startswith="丁").values_list("entered_on", flat=True)
    assert list(days) == [timezone.localdate(entered)] * 3


def test_the_same_list_changes_nothing_again(world: World) -> None:
    enter(world, UNITS, *TREE)
    assert steps(look(world, UNITS, *TREE)) == ["keep", "keep", "keep"]


def test_a_unit_is_renamed_and_the_list_is_good_again(world: World) -> None:
    rows = [
        ("第一分局", "甲派出所", "派出所", "", "", "甲新派出所"),
        ("甲新派出所", "甲二警务站", "警务站", "", "", ""),
    ]
    plan, _invited = enter(world, UNITS, *rows)
    assert steps(plan) == ["change", "add"]
    unit = OrganisationUnit.objects.get(pk=world.units["station_a"].pk)
    assert (unit.name, unit.landline) == ("甲新派出所", world.units["station_a"].landline)
    assert steps(look(world, UNITS, *rows)) == ["keep", "keep"]


def test_every_reason_is_named_with_its_row_and_column(world: World) -> None:
    plan = look(
        world,
        UNITS,
        ("没有的分局", "戊派出所", "派出所"),
        ("第一分局", "", "堡垒"),
        ("第一分局", "=1+1", "派出所"),
        ("第一分局", "己派出所", "派出所"),
        ("第一分局", "己 派出所", "派出所"),
        ("第一分局", "甲派出所", "派出所", "", "", "乙派出所"),
        ("第一分局", "庚派出所", "派出所", "", "", "辛派出所"),
    )
    assert wrong(plan) == [
        (2, "above", "unit_unknown"),
        (3, "name", "missing"),
        (3, "kind", "not_in_list"),
        (4, "name", "formula"),
        (6, "name", "same_row"),
        (7, "name", "name_taken"),
        (8, "name", "unit_unknown"),
    ]


def test_a_name_that_several_have_is_written_with_the_one_above(world: World) -> None:
    rows = [("甲派出所", "二警务站", "警务站"), ("乙派出所", "二警务站", "警务站")]
    enter(world, UNITS, *rows)
    assert wrong(look(world, UNITS, ("二警务站", "网格一", "社区网格"))) == [(2, "above", "unit_ambiguous")]
    assert steps(look(world, UNITS, ("乙派出所/二警务站", "网格一", "社区网格"))) == ["add"]


def test_another_administrators_units_are_not_the_own(world: World) -> None:
    plan = look(world, UNITS, ("甲派出所", "甲二警务站", "警务站"), by="other_administrator")
    assert wrong(plan) == [(2, "above", "unit_out_of_scope")]


def test_nothing_is_put_below_a_unit_with_a_last_day(world: World) -> None:
    OrganisationUnit.objects.filter(pk=world.units["post_a"].pk).update(ends_on=world.today)
    assert wrong(look(world, UNITS, ("甲一警务站", "小组", "社区网格"))) == [(2, "above", "unit_over")]


def test_a_kind_that_does_not_fit_and_a_landline_that_cannot_be_dialled_are_named(world: World) -> None:
    plan = look(
        world,
        UNITS,
        ("甲派出所", "戊分局", "分局", "0000-1"),
        ("第一分局", "丁派出所", "派出所", "abc"),
        ("第一分局", "甲派出所", "警务站"),
        ("第一分局", "己派出所", "派出所"),
        ("己派出所", "庚派出所", "派出所"),
    )
    assert wrong(plan) == [
        (2, "kind", "kind_not_there"),
        (3, "landline", "landline_unlike"),
        (4, "kind", "kind_not_there"),
        (6, "kind", "kind_not_there"),
    ]
