"""What a resident's phone fetches to read and sign, on a line where every kilobyte is waited for."""

import gzip
from typing import Final

import pytest
from playwright.sync_api import Response

from tests.browser.visitors import Visitor
from tests.world import World

pytestmark = pytest.mark.browser

# The first page with the pledge and the module to sign it.
LARGEST: Final = 60 * 1024


def weight(response: Response) -> int:
    """Bytes of an answer, headers and all: built files as they are compressed for serving, pages as they are."""
    headers = sum(len(f"{name}: {value}\r\n".encode()) for name, value in response.all_headers().items())
    body = response.body()
    return headers + len(gzip.compress(body) if "/static/" in response.url else body)


def test_the_first_page_and_the_pledge_are_light(world: World, resident: Visitor) -> None:
    answers: list[Response] = []
    resident.page.on("response", lambda answer: answers.append(answer))
    code = f"/Q/{world.codes['activity'].text}"
    weights = {}
    for address in (code, f"{code}/pledge"):
        resident.go(address)
        resident.page.wait_for_load_state("networkidle")
        # A body is told as long as its page is there. What the first page brought is not fetched again.
        weights |= {answer.url.removeprefix(resident.base): weight(answer) for answer in answers}
        answers.clear()
    assert any("resident" in address and address.endswith(".js") for address in weights)
    assert sum(weights.values()) <= LARGEST, weights


def test_the_pages_fetch_no_face_and_no_picture(world: World, resident: Visitor) -> None:
    kinds: set[str] = set()
    resident.page.on("request", lambda request: kinds.add(request.resource_type))
    resident.go(f"/Q/{world.codes['activity'].text}")
    resident.press("继续")
    resident.page.wait_for_url("**/pledge*")
    resident.page.wait_for_load_state("networkidle")
    assert kinds == {"document", "stylesheet", "script"}
