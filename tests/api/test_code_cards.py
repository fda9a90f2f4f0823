"""GET codes/{code}/card.pdf."""

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest

from outreach.codes.drawing import code_url
from outreach.codes.models import CodeKind
from tests.api.conftest import AsOfficer, Caller, problem
from tests.codes.scanning import rasterised, scanned, words
from tests.world import World

DAY = timedelta(days=1)


@pytest.fixture
def chief(as_officer: AsOfficer) -> Caller:
    return as_officer("chief")


def page(response: Any) -> pypdfium2.PdfPage:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    [only] = pypdfium2.PdfDocument(response.content)
    return only


@pytest.mark.parametrize("kind", ["place", "activity"])
def test_a_card_is_drawn_on_the_spot(world: World, chief: Caller, kind: str) -> None:
    text = world.codes[kind].text
    assert scanned(rasterised(page(chief.get(f"codes/{text}/card.pdf")))) == [code_url(text)]


@pytest.mark.parametrize(("query", "wide"), [({}, 595), ({"size": "A4"}, 595), ({"size": "A3"}, 842)])
def test_it_is_drawn_in_the_size_asked_for(world: World, chief: Caller, query: dict[str, str], wide: int) -> None:
    assert round(page(chief.get(f"codes/{world.codes['place'].text}/card.pdf", **query)).get_width()) == wide


def test_it_is_in_chinese_whatever_the_chief_reads(world: World, chief: Caller) -> None:
    address = f"/api/v1/codes/{world.codes['place'].text}/card.pdf"
    asked = chief.client.get(address, headers={"Accept-Language": "en"})
    assert "民警扫码登记宣传活动" in words(page(asked))


def test_a_poster_bears_todays_number_alone(world: World, chief: Caller) -> None:
    numbered = world.code(CodeKind.ACTIVITY, number="012345", number_day=world.today)
    stale = world.code(CodeKind.ACTIVITY, number="543210", number_day=world.today - DAY)
    assert "012345" in words(page(chief.get(f"codes/{numbered.text}/card.pdf")))
    assert "543210" not in words(page(chief.get(f"codes/{stale.text}/card.pdf")))


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("revoked", 410, "code_revoked"), ("expired", 410, "code_expired"), ("form", 422, "wrong_code_kind")],
)
def test_a_code_that_serves_nobody_on_a_wall_is_not_drawn(
    world: World, chief: Caller, name: str, status: int, code: str
) -> None:
    text = world.forms[0].text if name == "form" else world.codes[name].text
    problem(chief.get(f"codes/{text}/card.pdf"), status, code)


def test_a_card_for_later_is_drawn_now(world: World, chief: Caller) -> None:
    page(chief.get(f"codes/{world.codes['scheduled'].text}/card.pdf"))


@pytest.mark.parametrize("size", ["A5", "", "a4"])
def test_a_wrong_size_is_named(world: World, chief: Caller, size: str) -> None:
    refused = problem(chief.get(f"codes/{world.codes['place'].text}/card.pdf", size=size), 400, "malformed")
    assert "size" in refused["errors"]


@pytest.mark.parametrize("officer", ["chief_b", "other_administrator"])
def test_another_units_card_is_not_drawn(world: World, as_officer: AsOfficer, officer: str) -> None:
    asked = as_officer(officer).get(f"codes/{world.codes['place'].text}/card.pdf")
    problem(asked, 403, "out_of_scope")


def test_an_unknown_code_is_not_drawn(chief: Caller) -> None:
    problem(chief.get("codes/ZZZZZZZZZZZZZZZZ/card.pdf"), 404, "code_unknown")
