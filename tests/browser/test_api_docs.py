"""The page of the OpenAPI document draws under the strict content policy, from this site alone."""

import pytest

from tests.browser.conftest import NewVisitor

pytestmark = pytest.mark.browser


def test_every_group_of_calls_is_drawn_and_nothing_is_held_against_the_page(new_visitor: NewVisitor) -> None:
    reader = new_visitor(width=1200)
    reader.go("/api/v1/docs/")
    reader.page.locator("#operations-tag-installs").wait_for()
    assert reader.page.locator(".opblock-tag").count() > 10
    reader.page.locator("#operations-installs-installs_create").click()
    reader.page.get_by_text("challenge_required").first.wait_for()
