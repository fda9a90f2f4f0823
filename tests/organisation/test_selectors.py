"""Who hears complaints about a unit, and under whose name it is shown."""

import pytest

from outreach.organisation.models import OrganisationUnit, UnitKind
from outreach.organisation.selectors import unit_above
from tests.world import World


@pytest.mark.parametrize(
    ("unit", "above"),
    [
        ("post_a", "sub_bureau"),
        ("station_a", "sub_bureau"),
        ("station_c", "other_bureau"),
        ("sub_bureau", "bureau"),
        ("bureau", "bureau"),
    ],
)
def test_complaints_go_above_the_station_and_from_the_top_nowhere_else(world: World, unit: str, above: str) -> None:
    assert unit_above(world.units[unit]) == world.units[above]


def test_a_post_without_a_station_answers_to_the_unit_it_hangs_on(world: World) -> None:
    grid = OrganisationUnit(kind=UnitKind.GRID, name="直属网格", name_en="Grid of the bureau")
    OrganisationUnit.objects.add_child(world.units["sub_bureau"], instance=grid)
    assert unit_above(grid) == world.units["sub_bureau"]


def test_a_grid_below_a_post_answers_above_the_station(world: World) -> None:
    grid = OrganisationUnit(kind=UnitKind.GRID, name="甲一网格", name_en="Grid A1")
    OrganisationUnit.objects.add_child(world.units["post_a"], instance=grid)
    assert unit_above(grid) == world.units["sub_bureau"]
