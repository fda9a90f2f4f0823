"""The app's page opens without a network, with a slow one, and with one that lies; only it and its files are kept."""

import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import NewVisitor
from tests.browser.visitors import Visitor
from tests.world import World

pytestmark = pytest.mark.browser

APP = "/officer/"
OURS = "() => document.documentElement.dataset.decoder !== undefined"
KEPT = """async () => {
    const kept = {};
    for (const name of await caches.keys()) {
        kept[name] = (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname);
    }
    return kept;
}"""


def installed(visitor: Visitor) -> Visitor:
    """Opened once with a network; the worker has taken over."""
    visitor.go(APP)
    visitor.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return visitor


def is_app(visitor: Visitor) -> bool:
    answer: bool = visitor.page.evaluate(OURS)
    return answer


def seconds_to_open(visitor: Visitor) -> float:
    """Of the app. The least of several is the app's own time; any one may be the machine's."""
    began = time.monotonic()
    visitor.go(APP)
    assert is_app(visitor)
    return time.monotonic() - began


def kept(visitor: Visitor) -> dict[str, list[str]]:
    """The addresses in each of the worker's stores."""
    found: dict[str, list[str]] = visitor.page.evaluate(KEPT)
    return found


def page_of(visitor: Visitor, answer: Any) -> None:
    """From now on `answer` is what the network has to say when the app's page is asked for."""
    visitor.context.route(lambda address: urlsplit(address).path == APP, answer)


def test_it_opens_within_a_second_without_a_network(world: World, new_visitor: NewVisitor) -> None:
    phone = installed(new_visitor())
    phone.context.set_offline(True)
    assert min(seconds_to_open(phone) for _time in range(5)) < 1


def test_it_opens_though_the_server_is_slow(world: World, new_visitor: NewVisitor) -> None:
    phone = installed(new_visitor())
    waiting: list[Route] = []
    page_of(phone, lambda route: waiting.append(route))
    assert 1 <= min(seconds_to_open(phone) for _time in range(3)) < 3
    assert len(waiting) == 3


@pytest.mark.parametrize("status", [200, 404, 503])
def test_a_portals_page_does_not_take_its_place(world: World, new_visitor: NewVisitor, status: int) -> None:
    phone = installed(new_visitor())
    page_of(phone, lambda route: route.fulfill(status=status, content_type="text/html", body="<h1>Log in to the hotel"))
    for _time in range(2):
        phone.go(APP)
        assert is_app(phone)


def test_a_portals_page_instead_of_a_file_is_not_kept(world: World, new_visitor: NewVisitor) -> None:
    phone = new_visitor()
    phone.context.route(
        "**/static/decoder*.js", lambda route: route.fulfill(content_type="text/html", body="<h1>Log in")
    )
    installed(phone)
    (names,) = kept(phone).values()
    assert APP in names
    assert not [name for name in names if "decoder" in name and name.endswith(".js")]


def test_a_decoder_that_did_not_arrive_is_fetched_when_the_app_is_opened_next(
    world: World, new_visitor: NewVisitor
) -> None:
    phone = new_visitor()
    phone.context.route("**/*.wasm", lambda route: route.abort())
    installed(phone)
    assert not [name for names in kept(phone).values() for name in names if name.endswith(".wasm")]
    phone.context.unroute("**/*.wasm")
    phone.go(APP)
    phone.page.wait_for_function(
        "async () => Boolean(await caches.match(document.documentElement.dataset.wasm))", timeout=10_000
    )


def test_all_that_scanning_takes_is_there_without_a_network(world: World, new_visitor: NewVisitor) -> None:
    phone = installed(new_visitor())
    phone.context.set_offline(True)
    sizes = phone.page.evaluate(
        """async () => {
            const { decoder, decoderPlain, wasm } = document.documentElement.dataset;
            const fetched = await Promise.all([decoder, decoderPlain, wasm].map((address) => fetch(address)));
            return Promise.all(fetched.map(async (response) => (await response.blob()).size));
        }"""
    )
    assert min(sizes) > 10_000


def test_the_next_versions_page_waits_until_its_files_are_here(world: World, new_visitor: NewVisitor) -> None:
    phone = installed(new_visitor())
    next_version = "<!doctype html><html data-decoder='' lang='en'><title>next</title>"
    page_of(
        phone,
        lambda route: route.fulfill(content_type="text/html", headers={"X-Officer-Shell": "next"}, body=next_version),
    )
    phone.go(APP)
    assert is_app(phone)
    phone.context.unroute_all()
    phone.context.set_offline(True)
    phone.go(APP)
    assert is_app(phone)


def test_only_the_app_and_its_files_are_kept(world: World, new_visitor: NewVisitor) -> None:
    phone = new_visitor()
    phone.log_in(world, "officer")
    installed(phone)
    phone.page.evaluate("async () => { await fetch('/api/v1/session/'); }")
    phone.go("/officer/login/?next=/officer/")
    (names,) = kept(phone).values()
    assert {name for name in names if not name.startswith("/static/")} == {APP, "/officer/manifest.webmanifest"}
