"""How many statements the pages of residents and their forms cost (BEGIN and COMMIT apart)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outreach.campaigns.models import TextKind
from outreach.codes.models import Code
from tests.pages.conftest import phone
from tests.pages.steps import confirm, sign, url
from tests.world import World

PAGE, POST = 3, 6
_APART = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


@contextmanager
def at_most(most: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as context:
        yield
    counted = [query["sql"] for query in context.captured_queries if not query["sql"].startswith(_APART)]
    assert len(counted) <= most, "\n".join(counted)


@pytest.fixture(params=["activity", "leaflet", "form"])
def code(world: World, request: pytest.FixtureRequest) -> Code:
    return world.codes[request.param]


def test_the_first_page(code: Code) -> None:
    with at_most(PAGE):
        phone().get(url(code))


def test_every_step_of_the_whole_way(world: World, code: Code, resident: Client) -> None:
    resident.get(url(code))
    for step in ("", "pledge", "guardian", "paper", "app"):
        with at_most(PAGE):
            resident.get(url(code, step))
    with at_most(POST):
        assert sign(resident, code, world.texts[TextKind.RESIDENT].version).status_code == 302
    with at_most(POST):
        assert confirm(resident, code, signed="1").status_code == 302
    for step in ("", "receipt", "show", "card"):
        with at_most(PAGE):
            resident.get(url(code, step))


def test_saying_no(code: Code, resident: Client) -> None:
    with at_most(POST):
        resident.post(url(code, "no"), {"submission_id": "1e0f1d3c-7a39-4a7e-8b5e-3d3f6f0a9b11"})
