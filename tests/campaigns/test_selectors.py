"""Which campaigns a unit takes part in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outreach.campaigns.models import Campaign
from outreach.campaigns.selectors import campaigns_of
from tests.world import World


@pytest.fixture
def campaigns(world: World) -> dict[str, Campaign]:
    """Besides the world's own one each of a station, its sub-bureau and another bureau, the last begun last."""
    return {
        unit: Campaign.objects.create(
            slug=unit.replace("_", "-"),
            name=unit,
            name_en=unit,
            unit=world.units[unit],
            starts_on=world.today - timedelta(days=30 - number),
        )
        for number, unit in enumerate(("sub_bureau", "station_a", "other_bureau"))
    }


@pytest.mark.parametrize(
    ("units", "takes_part_in"),
    [
        (["sub_bureau"], ["station_a", "sub_bureau"]),
        (["station_a"], ["station_a", "sub_bureau"]),
        (["post_a"], ["station_a", "sub_bureau"]),
        (["station_b"], ["sub_bureau"]),
        (["station_c"], ["other_bureau"]),
        (["station_b", "station_c"], ["other_bureau", "sub_bureau"]),
        (["bureau"], ["other_bureau", "station_a", "sub_bureau"]),
        ([], []),
    ],
)
def test_a_unit_takes_part_in_its_own_campaigns_and_in_those_above_and_below(
    world: World, campaigns: dict[str, Campaign], units: list[str], takes_part_in: list[str]
) -> None:
    with CaptureQueriesContext(connection) as queries:
        found = campaigns_of([world.units[name] for name in units])
    of_these = [campaign for campaign in found if campaign in campaigns.values()]
    assert of_these == [campaigns[unit] for unit in takes_part_in]
    assert len(queries) == 1


def test_a_campaign_is_read_whole(world: World, campaigns: dict[str, Campaign]) -> None:
    found = next(each for each in campaigns_of([world.units["station_b"]]) if each.slug == "sub-bureau")
    with CaptureQueriesContext(connection) as queries:
        assert found.key == campaigns["sub_bureau"].key
        assert found.zone == campaigns["sub_bureau"].zone
    assert not queries
