"""The organisation that other tests stand on is what its docstring says."""

from outreach.organisation.models import Membership
from tests.world import PASSWORD, World


def test_every_officer_can_log_in_with_the_one_password(world: World) -> None:
    assert all(officer.check_password(PASSWORD) for officer in world.officers.values())


def test_every_code_has_a_text_of_its_own(world: World) -> None:
    codes = [*world.codes.values(), *world.forms, *world.leaflets, *world.pool]
    assert len({code.text for code in codes}) == len({code.pk for code in codes})


def test_the_tree_is_four_levels_deep(world: World) -> None:
    assert world.units["post_a"].depth == 4
    assert world.units["post_a"].path.startswith(world.units["station_a"].path)
    assert not world.units["post_a"].path.startswith(world.units["station_b"].path)


def test_only_the_former_officer_has_left_the_unit(world: World) -> None:
    over = Membership.objects.filter(ends_on__lt=world.today)
    assert [membership.officer for membership in over] == [world.officers["former"]]
