"""A real Chromium before the real site: browsers of a test's own, closed before the test's database is flushed."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

from tests.browser.cameras import camera_visitor
from tests.browser.visitors import Chromium, Visitor
from tests.servers import Site
from tests.world import World

__all__ = ["NewVisitor", "camera_visitor", "chromium", "new_visitor", "resident"]

NewVisitor = Callable[..., Visitor]


@pytest.fixture
def chromium(world: World, site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chromium]:
    """At the end every window must have kept to this site, and to the content policy."""
    # Playwright's synchronous interface runs a loop in this thread; the tests' own queries are none of its business.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        chromium = Chromium(playwright, site.url)
        yield chromium
        chromium.close()
        # Under that loop Django keeps connections of their own, which nobody else would close.
        connections.close_all()
    for visitor in chromium.visitors:
        assert visitor.elsewhere == []
        assert visitor.complaints == []


@pytest.fixture
def new_visitor(chromium: Chromium) -> NewVisitor:
    """`new_visitor(width=360, locale="zh-CN", scripts=True)` opens a window of its own."""
    return chromium.visit


@pytest.fixture
def resident(new_visitor: NewVisitor) -> Visitor:
    """Someone with a small phone in Chinese."""
    return new_visitor(width=360)
