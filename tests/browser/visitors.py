"""Who sits before the browser: what they see, and what went on behind the page."""

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect

from tests.world import PASSWORD, World

FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A busy machine is no fault of a page: whoever waits in vain waits so long, and nobody else does.
_PATIENCE: Final = 30_000
expect.set_options(timeout=_PATIENCE)
# What the browser says where the page's own reload overtook ours, by how far that was.
_OVERTAKEN: Final = ("is interrupted by another navigation", "net::ERR_ABORTED")
_AXE: Final = Path(settings.BASE_DIR) / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_STANDARDS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The browser's own word on an answer that is no 200 or that was lost; what the page then shows is what tests look at.
_EXPECTED: Final = "Failed to load resource: "


def chromium_path() -> str | None:
    """The machine's own browser; None for one that Playwright brought."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@dataclass
class Visitor:
    """A window. `elsewhere` lists requests to other hosts, `complaints` what the browser held against our pages."""

    page: Page
    base: str
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def open(
        cls,
        browser: Browser,
        base: str,
        *,
        width: int = 360,
        height: int = 740,
        locale: str = "zh-CN",
        scripts: bool = True,
        dark: bool = False,
    ) -> Self:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(_PATIENCE)
        visitor = cls(context.new_page(), base)
        context.on("request", lambda request: visitor._note_request(request.url))
        context.on("response", lambda response: visitor._note_response(response.url, response.status))
        visitor.page.on("console", lambda message: visitor._note_console(message.type, message.text))
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        return visitor

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def go(self, path: str) -> None:
        """Go to the address. A page that shows what a worker makes reloads by itself, at that very moment perhaps."""
        for _reload in range(3):
            try:
                self.page.goto(self.base + path)
                return
            except Error as error:
                if not any(said in error.message for said in _OVERTAKEN):
                    raise
        self.page.goto(self.base + path)

    def press(self, name: str) -> None:
        """Press the button, or follow the link, of this name."""
        self.page.locator("main").locator("button, a, [role=button]").filter(has_text=name).first.click()

    def choose(self, name: str) -> None:
        """Choose the answer that says this."""
        self.page.get_by_label(name).check()

    def heading(self) -> str:
        return self.page.locator("h1").inner_text().strip()

    def log_in(self, world: World, name: str) -> None:
        self.go("/officer/login/")
        self.page.fill("#id_username", world.officers[name].username)
        self.page.fill("#id_password", PASSWORD)
        self.page.locator("main button").click()
        self.page.wait_for_url(lambda address: "/login/" not in address)

    def draw(self) -> None:
        """Sign on the canvas, in two strokes."""
        canvas = self.page.locator("canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box is not None
        for stroke in (((40, 40), (90, 120), (140, 50)), ((180, 40), (180, 130), (260, 90))):
            (x, y), *others = stroke
            self.page.mouse.move(box["x"] + x, box["y"] + y)
            self.page.mouse.down()
            for x, y in others:
                self.page.mouse.move(box["x"] + x, box["y"] + y, steps=6)
            self.page.mouse.up()

    def barriers(self) -> list[str]:
        """What axe finds on this page that keeps people out (WCAG 2.2 AA)."""
        self.page.evaluate(_AXE.read_text())
        options = json.dumps({"runOnly": {"type": "tag", "values": _STANDARDS}})
        found: dict[str, Any] = self.page.evaluate(f"async () => await axe.run(document, {options})")
        return [
            f"{violation['id']}: {node['html'][:120]} {node.get('failureSummary', '')}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        width: int = self.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        return max(width, 0)

    def _note_request(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "ws", "wss") and not address.startswith(self.base + "/"):
            self.elsewhere.append(address)

    def _note_response(self, address: str, status: int) -> None:
        if "/static/" in address and status >= 400:
            self.complaints.append(f"{status} {address}")

    def _note_console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith(_EXPECTED):
            self.complaints.append(text)


@dataclass
class Chromium:
    """Starts browsers, one for each set of flags, and knows who sat before them."""

    playwright: Playwright
    base: str
    visitors: list[Visitor] = field(default_factory=list)
    _running: dict[tuple[str, ...], Browser] = field(default_factory=dict)

    def visit(self, *flags: str, **options: Any) -> Visitor:
        """A window of its own in a browser with these flags; the options are Visitor.open's."""
        if flags not in self._running:
            self._running[flags] = self.playwright.chromium.launch(
                executable_path=chromium_path(), args=[*FLAGS, *flags]
            )
        visitor = Visitor.open(self._running[flags], self.base, **options)
        self.visitors.append(visitor)
        return visitor

    def close(self) -> None:
        for browser in self._running.values():
            browser.close()
