"""One warning on the pages that end a visit, chosen for those who are there."""

from uuid import uuid4

import pytest
from django.test import Client

from outreach.capture.operations import Talk
from outreach.capture.record import record
from tests.pages.reading import page
from tests.pages.steps import url
from tests.world import World


@pytest.mark.parametrize("step", ["card", "refused"])
def test_whoever_ends_a_visit_takes_a_warning_along(world: World, resident: Client, step: str) -> None:
    assert "给您提个醒：" in page(resident.get(url(world.codes["activity"], step))).text


def test_the_warning_is_the_same_when_the_page_is_loaded_again(world: World, resident: Client) -> None:
    said = {page(resident.get(url(world.codes["leaflet"], "card"))).text for _load in range(3)}
    assert len(said) == 1


def test_it_is_for_those_at_the_session(world: World, resident: Client) -> None:
    code = world.codes["activity"]
    talk = Talk(
        submission_id=uuid4(),
        activity_kind="enterprise_training",
        code=world.codes["enterprise"].text,
        activity_code=code.text,
        audiences=("finance_staff",),
    )
    assert record([talk], principal=world.principal("officer"))[0].status == 201
    assert "给您提个醒：冒充领导熟人" in page(resident.get(url(code, "card"))).text


def test_it_is_for_those_the_code_was_made_for(world: World, english_resident: Client) -> None:
    code = world.code("activity", audiences=["finance_staff"])
    shown = page(english_resident.get(url(code, "card")))
    assert "A word of warning: Posing as a superior or friend" in shown.text
