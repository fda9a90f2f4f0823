"""POST code-batches/, GET code-batches/{id}/ and its sheet."""

from typing import Any

import pytest

from outreach.codes.models import BatchState, Code
from outreach.codes.printing import draw_batch
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import World


@pytest.fixture
def chief(as_officer: AsOfficer) -> Caller:
    return as_officer("chief")


def order(world: World, **changes: Any) -> dict[str, Any]:
    return {"kind": "form", "campaign": "trial", "unit": world.units["station_a"].pk, "size": 3} | changes


def test_a_batch_is_made_with_its_codes(world: World, chief: Caller) -> None:
    response = chief.post("code-batches/", order(world))
    assert response.status_code == 201
    body = response.json()
    assert (body["state"], body["drawn"], body["sheet"]) == ("queued", 0, None)
    assert response.headers["Location"].endswith(f"/code-batches/{body['id']}/")
    assert Code.objects.filter(batch=body["id"]).count() == 3


def test_its_sheet_is_there_once_it_is_drawn(world: World, chief: Caller) -> None:
    number = chief.post("code-batches/", order(world)).json()["id"]
    waiting = chief.get(f"code-batches/{number}/sheet.pdf")
    problem(waiting, 404, "not_found")
    assert int(waiting.headers["Retry-After"]) > 0
    draw_batch(number)
    shown = chief.get(f"code-batches/{number}/").json()
    assert (shown["state"], shown["drawn"]) == ("ready", 3)
    sheet = chief.client.get(shown["sheet"])
    assert sheet.headers["Content-Type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("field", "value"),
    [("size", 0), ("size", 20_001), ("size", 3.0), ("kind", "place"), ("bundle_size", 2), ("campaign", "x" * 60)],
)
def test_a_wrong_field_is_named(world: World, chief: Caller, field: str, value: Any) -> None:
    assert field in problem(chief.post("code-batches/", order(world, **{field: value})), 400, "malformed")["errors"]


def test_another_units_batch_is_not_seen(world: World, chief: Caller) -> None:
    batch = world.batch("form", 1, unit=world.units["station_b"], state=BatchState.READY)
    problem(chief.get(f"code-batches/{batch.pk}/"), 403, "out_of_scope")
    problem(chief.get(f"code-batches/{batch.pk}/sheet.pdf"), 403, "out_of_scope")


def test_a_batch_that_is_none_is_not_found(chief: Caller) -> None:
    problem(chief.get("code-batches/99999999999999999999/"), 404, "not_found")
