"""Records for the dashboard's pages to show."""

from datetime import timedelta
from uuid import uuid4

import pytest

from outreach.campaigns.models import TextKind
from outreach.capture.operations import Handed, Pledge, Talk
from outreach.capture.record import record
from tests.pages.conftest import phone
from tests.pages.steps import sign
from tests.world import World


@pytest.fixture
def counted(world: World) -> World:
    """Two talks, 30 papers in station A and 12 in station B, and one pledge by a resident."""
    at = world.now - timedelta(days=2)
    for name, place, activity, papers in (
        ("officer", "place", "activity", 30),
        ("outsider", "place_b", "activity_b", 12),
    ):
        record(
            [
                Talk(
                    submission_id=uuid4(),
                    occurred_at=at,
                    code=world.codes[place].text,
                    activity_kind="law_class",
                    audiences=("pupils",),
                    attendance=40,
                    materials=(Handed("leaflet", 25),),
                ),
                Pledge(
                    submission_id=uuid4(),
                    occurred_at=at,
                    code=world.codes[activity].text,
                    paper=True,
                    copies=papers,
                ),
            ],
            principal=world.principal(name),
        )
    sign(phone(), world.codes["activity"], world.texts[TextKind.RESIDENT].version)
    return world
