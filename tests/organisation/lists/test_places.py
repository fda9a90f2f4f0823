"""Lists of places: added, renamed and left, each of a unit that the sender leads."""

from outreach.organisation.models import ListKind, Place
from tests.organisation.lists.sheets import enter, look, steps, wrong
from tests.world import World

PLACES = ListKind.PLACES


def test_places_are_added_renamed_and_left_and_the_list_is_good_again(world: World) -> None:
    rows = [
        ("甲派出所", "示例村", "村", "Example Village"),
        ("甲派出所", "示例小学", "学校", "", "示例第一小学"),
        ("甲派出所", "示例社区", "社区"),
    ]
    plan, _invited = enter(world, PLACES, *rows, by="chief")
    assert steps(plan) == ["add", "change", "keep"]
    assert Place.objects.get(pk=world.places["school"].pk).name == "示例第一小学"
    assert Place.objects.get(name="示例村").name_en == "Example Village"
    assert steps(look(world, PLACES, *rows, by="chief")) == ["keep", "keep", "keep"]


def test_every_reason_is_named_with_its_row_and_column(world: World) -> None:
    Place.objects.filter(pk=world.places["community"].pk).update(retired_at=world.now)
    plan = look(
        world,
        PLACES,
        ("乙派出所", "示例中学", "学校"),
        ("甲派出所", "示例村", "堡垒"),
        ("甲派出所", "示例社区", "社区"),
        ("甲派出所", "示例湾", "村"),
        ("甲派出所", "示例 湾", "村"),
        ("甲派出所", "不存在", "村", "", "新名"),
        ("甲派出所", "示例小学", "学校", "", "示例工业园"),
        ("", "x" * 121, "村"),
        by="chief",
    )
    assert wrong(plan) == [
        (2, "unit", "unit_out_of_scope"),
        (3, "kind", "not_in_list"),
        (4, "name", "place_retired"),
        (6, "name", "same_row"),
        (7, "name", "place_unknown"),
        (8, "name", "name_taken"),
        (9, "unit", "missing"),
        (9, "name", "too_long"),
    ]
