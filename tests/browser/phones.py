"""An officer's phone with the app open: what a thumb does, what the eye sees, and what became of it on the server."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Self
from uuid import uuid4

from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from outreach.ledger.models import LedgerEntry
from tests.browser.visitors import Visitor
from tests.servers import Site
from tests.world import World

APP = "/officer/"
_DATABASE = "outreach-officer"

_PUT = """async ([name, items]) => {
    const opened = await new Promise((done, failed) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => failed(asked.error);
    });
    const writing = opened.transaction("items", "readwrite");
    for (const item of items) writing.objectStore("items").add(item);
    await new Promise((done) => (writing.oncomplete = done));
    opened.close();
}"""
_ITEMS = """async (name) => {
    const opened = await new Promise((done) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => done(asked.result);
    });
    const asked = opened.transaction("items").objectStore("items").getAll();
    const items = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
    opened.close();
    return items;
}"""


@dataclass
class Phone:
    """A visitor with the officer's app; words are the Chinese ones."""

    visitor: Visitor

    @classmethod
    def of(cls, visitor: Visitor, world: World, name: str = "officer") -> Self:
        """`name`'s phone: logged in, the list fetched, the worker in charge, so that it may lose its network."""
        phone = cls(visitor)
        phone.log_in(world, name)
        phone.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        return phone

    @property
    def page(self) -> Page:
        return self.visitor.page

    @property
    def context(self) -> BrowserContext:
        return self.visitor.context

    @property
    def status(self) -> Locator:
        return self.page.locator(".status-words")

    @property
    def said(self) -> Locator:
        return self.page.locator(".said")

    def log_in(self, world: World, name: str) -> None:
        self.visitor.log_in(world, name)
        if name not in ("officer", "colleague", "outsider", "poster"):
            self.visitor.go(APP)
        self.sees("在线", "上次同步")
        # The list and the record come last.
        expect(self.page.locator(".status-sync")).to_be_enabled(timeout=20_000)

    def sees(self, *texts: str) -> None:
        """The status line says this by and by."""
        for text in texts:
            expect(self.status).to_contain_text(text, timeout=20_000)

    def hears(self, text: str) -> None:
        """The app says this just now."""
        expect(self.said).to_contain_text(text)

    def tap(self, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("button", name=name, exact=exact).first.click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def choose(self, name: str) -> None:
        self.page.get_by_label(name, exact=True).check()

    def heading(self) -> str:
        return self.visitor.heading()

    def help(self, times: int = 1) -> None:
        """帮装 +1, so often."""
        button = self.page.get_by_role("button", name="帮装 +1")
        for _time in range(times):
            button.click()
            # It rests for a moment, so that a double tap counts once.
            expect(button).to_be_disabled()
            expect(button).to_be_enabled()
            self.hears("帮装已登记")

    def type_codes(self, texts: Iterable[str]) -> None:
        """Type codes on the scanning screen, one after the other."""
        self.tap("扫码")
        self.tap("输入编码")
        for text in texts:
            self.page.fill("#typed", text)
            self.tap("继续")
            self.page.wait_for_function(
                "() => !document.querySelector('#typed') || !document.querySelector('#typed').value"
            )

    def scan(self, text: str) -> None:
        """Type one code; whatever screen it leads to is shown."""
        self.type_codes([text])

    def go_offline(self) -> None:
        self.context.set_offline(True)
        self.sees("离线")

    def go_online(self) -> None:
        self.context.set_offline(False)

    def sync(self) -> None:
        self.page.locator(".status-sync").click()

    def reload(self) -> None:
        self.page.reload()
        self.page.locator(".status").wait_for()

    def items(self) -> list[dict[str, Any]]:
        """The queue and its history, as they lie on the phone."""
        found: list[dict[str, Any]] = self.page.evaluate(_ITEMS, _DATABASE)
        return found

    def put(self, items: list[dict[str, Any]]) -> None:
        """Lay items into the phone's queue as if they had been made there."""
        self.page.evaluate(_PUT, [_DATABASE, items])

    def lose_answers(self, is_lost: Callable[[int], bool]) -> list[int]:
        """The server does what sync asks for, but these answers (by number, from 1) never come back.

        Returns the list of statuses that were lost, as it grows.
        """
        seen: list[int] = []
        lost: list[int] = []

        def lose(route: Route) -> None:
            answer = route.fetch()
            seen.append(answer.status)
            if is_lost(len(seen)):
                lost.append(answer.status)
                route.abort()
            else:
                route.fulfill(response=answer)

        self.context.route("**/api/v1/sync/", lose)
        return lost


def counted(indicator: str) -> int:
    """What the ledger counts of an indicator."""
    return sum(LedgerEntry.objects.filter(indicator=indicator).values_list("quantity", flat=True))


def address(site: Site, text: str, kind: str = "Q") -> str:
    """The address that this site draws a code as."""
    return f"{site.url.upper().replace('HTTP', 'http', 1)}/{kind}/{text}"


def queued(world: World, name: str, kind: str, fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An item as the app lays it into its queue."""
    return {
        "id": str(uuid4()),
        "officer": world.officers[name].pk,
        "kind": kind,
        "fields": fields,
        "occurredAt": world.now.isoformat(),
        "offset": 0,
        "holdUntil": 0,
        "shown": {},
        "state": "queued",
        "code": "",
        "detail": "",
        "flags": [],
        "indicators": {},
        "answeredAt": 0,
        **more,
    }
