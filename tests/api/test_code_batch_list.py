"""GET code-batches/, reprint/ and revoke/; what a batch knows of its use."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from outreach.codes.models import BatchState, CodeBatch
from outreach.codes.printing import draw_batch
from tests.api import acts
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import World

DAY = timedelta(days=1)


@pytest.fixture
def chief(as_officer: AsOfficer) -> Caller:
    return as_officer("chief")


def shown(caller: Caller, batch: CodeBatch | None) -> dict[str, Any]:
    assert batch is not None
    response = caller.get(f"code-batches/{batch.pk}/")
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def test_batches_of_managed_units_are_listed_the_newest_first(world: World, as_officer: AsOfficer) -> None:
    mine = [world.batch("form", 1, made_at=world.now - day * DAY).pk for day in (2, 1)]
    elsewhere = world.batch("form", 1, unit=world.units["station_b"]).pk
    listed = [batch["id"] for batch in as_officer("chief").get("code-batches/").json()["results"]]
    assert listed[:2] == mine[::-1]
    assert elsewhere not in listed
    assert elsewhere in [batch["id"] for batch in as_officer("sub_chief").get("code-batches/").json()["results"]]


def test_the_list_goes_on_in_pages(world: World, chief: Caller) -> None:
    for _number in range(51):
        world.batch("form", 1)
    first = chief.get("code-batches/").json()
    assert len(first["results"]) == 50
    assert first["previous"] is None
    second = chief.client.get(first["next"]).json()
    ids = [batch["id"] for page in (first, second) for batch in page["results"]]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == len(set(ids)) == CodeBatch.objects.filter(unit=world.units["station_a"]).count()


@pytest.mark.parametrize("cursor", ["nonsense", "cD1hYmM="])
def test_a_cursor_that_was_never_given_is_refused(chief: Caller, cursor: str) -> None:
    problem(chief.get("code-batches/", cursor=cursor), 404, "not_found")


def test_a_form_that_was_signed_is_used_once(world: World, chief: Caller, officer: Caller) -> None:
    [form, other, *_rest] = world.forms
    assert shown(chief, form.batch)["used"] == 0
    for code in (form.text, other.text):
        paper = acts.pledge(world, code=code, signature=..., paper=True)
        assert officer.post("pledges/", paper).status_code == 201
    assert officer.post("installs/", acts.install(world, code=form.text)).status_code == 201
    assert shown(chief, form.batch)["used"] == 2


def test_a_paper_that_was_voided_is_free_again(world: World, chief: Caller, officer: Caller) -> None:
    paper = acts.pledge(world, code=world.forms[0].text, signature=..., paper=True)
    officer.post("pledges/", paper)
    reason = {"submission_id": str(uuid4()), "reason": "误录"}
    assert officer.post(f"submissions/{paper['submission_id']}/void/", reason).status_code == 201
    assert shown(chief, world.forms[0].batch)["used"] == 0


def test_a_leaflet_is_used_by_either_act(world: World, chief: Caller, resident: Caller) -> None:
    [one, two, *_rest] = world.leaflets
    assert resident.post("installs/", acts.install(world, code=one.text)).status_code == 201
    assert resident.post("pledges/", acts.pledge(world, code=two.text)).status_code == 201
    assert shown(chief, one.batch)["used"] == 2


def test_an_activity_code_is_used_by_the_talk_that_took_it(world: World, chief: Caller, officer: Caller) -> None:
    assert officer.post("talks/", acts.talk(world, activity_code=world.pool[0].text)).status_code == 201
    assert shown(chief, world.pool[0].batch)["used"] == 1


def test_a_batch_is_revoked_as_one(world: World, chief: Caller, resident: Caller) -> None:
    batch = world.leaflets[0].batch
    assert batch is not None
    answer = chief.post(f"code-batches/{batch.pk}/revoke/")
    assert (answer.status_code, answer.json()["revoked"]) == (200, len(world.leaflets))
    problem(resident.post("installs/", acts.install(world, code=world.leaflets[0].text)), 410, "code_revoked")


def test_a_sheet_is_drawn_again(world: World, chief: Caller) -> None:
    batch = world.forms[0].batch
    assert batch is not None
    draw_batch(batch.pk)
    answer = chief.post(f"code-batches/{batch.pk}/reprint/")
    assert answer.status_code == 202
    assert [answer.json()[name] for name in ("state", "drawn", "sheet")] == ["queued", 0, None]
    problem(chief.get(f"code-batches/{batch.pk}/sheet.pdf"), 404, "not_found")
    assert draw_batch(batch.pk).state == BatchState.READY


def test_what_is_revoked_is_not_printed_again(world: World, chief: Caller) -> None:
    batch = world.forms[0].batch
    assert batch is not None
    draw_batch(batch.pk)
    answer = chief.post(f"code-batches/{batch.pk}/revoke/").json()
    assert [answer[name] for name in ("state", "drawn", "sheet")] == ["ready", 0, None]
    problem(chief.post(f"code-batches/{batch.pk}/reprint/"), 410, "code_revoked")
    problem(chief.get(f"code-batches/{batch.pk}/sheet.pdf"), 410, "code_revoked")


@pytest.mark.parametrize("step", ["reprint", "revoke"])
def test_another_units_batch_is_left_alone(world: World, chief: Caller, step: str) -> None:
    batch = world.batch("form", 1, unit=world.units["station_b"])
    problem(chief.post(f"code-batches/{batch.pk}/{step}/"), 403, "out_of_scope")
    problem(chief.post(f"code-batches/99999999999999/{step}/"), 404, "not_found")


def test_forms_name_the_words_that_are_printed_on_them(world: World, chief: Caller) -> None:
    order = {"kind": "form", "campaign": "trial", "unit": world.units["station_a"].pk, "size": 1}
    assert chief.post("code-batches/", order).json()["text_version"] == world.texts["resident"].version
    assert chief.post("code-batches/", order | {"kind": "leaflet"}).json()["text_version"] == ""
