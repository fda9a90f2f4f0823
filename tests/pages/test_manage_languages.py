"""The pages of management are whole in both languages."""

import pytest

from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.test_languages import chinese_in, english_in
from tests.world import World

MANAGE = "/dashboard/manage/"
PAGES = (
    "",
    "texts/",
    "texts/publish/",
    "targets/",
    "targets/set/",
    "populations/",
    "populations/enter/",
    "campaigns/",
    "campaigns/trial/",
    "officers/",
    "officers/invite/",
    "officers/join/",
    "places/",
    "places/add/",
    "units/",
)


@pytest.mark.parametrize("address", PAGES)
def test_each_page_is_read_in_either_language(world: World, logged_in: Visitor, address: str) -> None:
    client = logged_in("administrator")
    assert english_in(page(client.get(MANAGE + address)).text.replace(world.campaign.timezone, "")) == []
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    text = page(client.get(MANAGE + address)).text
    assert chinese_in(text, world) == []
