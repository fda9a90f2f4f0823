"""Residents in a hall, on their way through the pages as the pages' own scripts lead them."""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from bench.acts import SIGNATURE
from bench.browser import Browser, files_of, form_of, picture_of
from bench.client import Answer, percentile
from bench.puzzle import solve
from bench.scene import Scene
from bench.site import Site

ACTS: Final = 2
"""A pledge and an install each."""

# What each says on the pages; the forms bring the rest.
_PLEDGE: Final = {"signature": json.dumps(SIGNATURE, separators=(",", ":"))}
_INSTALL: Final = {"alerts_enabled": "yes"}
# A form sent by the script is told where to go, one sent by the browser is led there.
_READ, _TOLD, _LED, _CHALLENGED = 200, 204, 302, 403
_COUNTED: Final = frozenset({_TOLD, _LED})


@dataclass
class Hall:
    """What the residents of one hall sent and were told; `seconds` by what they waited for."""

    phones: Executor
    residents: int = 0
    sent: int = 0
    counted: int = 0
    challenged: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def share(self) -> float:
        """Acts that were counted, of those that the residents meant."""
        return self.counted / (self.residents * ACTS)

    def note(self, what: str, answer: Answer) -> Answer:
        self.seconds[what].append(answer.seconds)
        if answer.status not in {_READ, *_COUNTED}:
            self.refused[f"{what} {answer.status}"] += 1
        return answer

    def told(self) -> str:
        """How many were challenged, and how long 95 of 100 waited, in words."""
        waits = ", ".join(f"{what} {percentile(times, 0.95) * 1000:.0f}" for what, times in self.seconds.items())
        refused = f"; refused: {dict(self.refused)}" if self.refused else ""
        return f"{self.challenged} of {self.sent} acts challenged; p95 in ms: {waits}{refused}"


async def visit(site: Site, scene: Scene, hall: Hall, after: float) -> None:
    """Come after so many seconds, and go the whole way."""
    await asyncio.sleep(after)
    hall.residents += 1
    browser = await Browser.on(site.host)
    await _way(browser, hall, f"/Q/{scene.code.text}")
    browser.close()


async def _way(browser: Browser, hall: Hall, code: str) -> None:
    """From the poster to the receipt, without a pause to read."""
    welcome = hall.note("first page", await browser.open(code))
    for file in files_of(welcome):
        hall.note("its files", await browser.open(file))
    pledge = hall.note("pledge page", await browser.open(f"{code}/pledge"))
    app = await _act(browser, hall, "pledge", pledge, _PLEDGE)
    if urlsplit(app).path != f"{code}/app":
        return
    hall.note("app page", await browser.open(app))
    alerts = hall.note("alerts page", await browser.open(f"{code}/app?person=1&basis=installed_self"))
    kept = await _act(browser, hall, "install", alerts, _INSTALL)
    if kept:
        receipt = hall.note("receipt", await browser.open(kept))
        if picture := picture_of(receipt):
            hall.note("picture", await browser.open(picture))


async def _act(browser: Browser, hall: Hall, name: str, page: Answer, said: Mapping[str, str]) -> str:
    """Send the form of `page` as its script does, and answer a challenge. Where that leads; empty if nowhere."""
    form = form_of(page)
    if form is None:
        return ""
    hall.sent += 1
    answer = await browser.send(form, said, by_script=True)
    if answer.status == _CHALLENGED:
        # The script shows nothing itself: it lets the browser ask for what is to be shown.
        answer = await _answered(browser, hall, await browser.send(form, said))
    hall.note(name, answer)
    hall.counted += answer.status in _COUNTED
    return answer.location


async def _answered(browser: Browser, hall: Hall, crowded: Answer) -> Answer:
    """What came of the challenge that a page carries; the page itself where it carries none."""
    form = form_of(crowded)
    if form is None or form.challenge is None:
        return crowded
    hall.challenged += 1
    solution, seconds = await asyncio.get_running_loop().run_in_executor(hall.phones, solve, form.challenge)
    hall.seconds["challenge"].append(seconds)
    return await browser.send(form, {"challenge": solution})
