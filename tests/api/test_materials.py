"""POST materials/: copies handed out or posted."""

import pytest

from tests.api import acts
from tests.api.conftest import Caller, problem
from tests.world import World


def test_copies_count_less_those_returned(world: World, officer: Caller) -> None:
    sent = acts.material(world, copies=200, returned=20, copies_method="about")
    assert officer.post("materials/", sent).json()["indicators"] == {"materials": 180}


def test_posted_copies_count_apart(world: World, officer: Caller) -> None:
    sent = acts.material(world, use="posted", material_kind="poster", copies=3)
    assert officer.post("materials/", sent).json()["indicators"] == {"materials_posted": 3}


@pytest.mark.parametrize("copies", [-5, 0, 1.0, "3", True, None, 10**9, [1]])
def test_copies_that_are_no_number_of_copies_are_refused(world: World, officer: Caller, copies: object) -> None:
    found = problem(officer.post("materials/", acts.material(world, copies=copies)), 400, "malformed")
    assert set(found["errors"]) == {"copies"}


def test_more_cannot_be_returned_than_was_issued(world: World, officer: Caller) -> None:
    problem(officer.post("materials/", acts.material(world, copies=5, returned=6)), 400, "malformed")
