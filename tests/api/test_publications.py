"""POST publications/: items pushed on an account."""

import uuid
from datetime import timedelta

import pytest

from tests.api import acts
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import World


@pytest.fixture
def publisher(as_officer: AsOfficer) -> Caller:
    """The account is the sub-bureau's."""
    return as_officer("sub_chief")


def test_an_item_counts(world: World, publisher: Caller) -> None:
    response = publisher.post("publications/", acts.publication(world))
    assert response.json()["indicators"] == {"publications": 1}


def test_the_same_account_title_and_day_is_one(world: World, publisher: Caller) -> None:
    sent = acts.publication(world)
    publisher.post("publications/", sent)
    again = sent | {"submission_id": str(uuid.uuid4())}
    problem(publisher.post("publications/", again), 409, "already_counted")


def test_an_account_that_is_not_listed_is_refused(world: World, publisher: Caller) -> None:
    found = problem(publisher.post("publications/", acts.publication(world, account="他处发布")), 400, "malformed")
    assert set(found["errors"]) == {"account"}


def test_a_day_to_come_is_refused(world: World, publisher: Caller) -> None:
    later = (world.today + timedelta(days=2)).isoformat()
    found = problem(publisher.post("publications/", acts.publication(world, published_on=later)), 400, "malformed")
    assert set(found["errors"]) == {"published_on"}


def test_a_link_that_is_a_script_is_refused(world: World, publisher: Caller) -> None:
    sent = acts.publication(world, url="javascript:alert(1)")
    assert set(problem(publisher.post("publications/", sent), 400, "malformed")["errors"]) == {"url"}
