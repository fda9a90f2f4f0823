"""The tests' organisation on the morning after the briefing, and the campaign the briefing reported on."""

import pytest

from outreach.campaigns.models import Campaign
from tests.reporting import briefing
from tests.world import World


@pytest.fixture
def world(db: None) -> World:
    return World.build(briefing.NOW)


@pytest.fixture
def campaign(world: World) -> Campaign:
    """The briefing's campaign, without a line."""
    return briefing.campaign_of(world)


@pytest.fixture
def briefed(world: World, campaign: Campaign) -> Campaign:
    """The briefing's campaign with everything that was counted."""
    briefing.fill(world, campaign)
    return campaign


@pytest.fixture
def everywhere(world: World) -> Campaign:
    """A campaign of the whole bureau, so that no unit leaves it by moving."""
    return briefing.campaign_of(world, slug="everywhere", unit=world.units["bureau"], ends_on=None)
