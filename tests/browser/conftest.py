"""A real Chromium before the real site: one browser a test, closed before the test's database is flushed."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

from tests.browser.visitors import FLAGS, Visitor, chromium_path
from tests.servers import Site
from tests.world import World

NewVisitor = Callable[..., Visitor]


@pytest.fixture
def new_visitor(world: World, site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[NewVisitor]:
    """`new_visitor(width=360, locale="zh-CN", scripts=True)` opens a window of its own.

    At the end every window must have kept to this site, and to the content policy.
    """
    # Playwright's synchronous interface runs a loop in this thread; the tests' own queries are none of its business.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    visitors: list[Visitor] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)

        def visit(**options: object) -> Visitor:
            visitor = Visitor.open(browser, site.url, **options)
            visitors.append(visitor)
            return visitor

        yield visit
        browser.close()
        # Under that loop Django keeps connections of their own, which nobody else would close.
        connections.close_all()
    for visitor in visitors:
        assert visitor.elsewhere == []
        assert visitor.complaints == []


@pytest.fixture
def resident(new_visitor: NewVisitor) -> Visitor:
    """Someone with a small phone in Chinese."""
    return new_visitor(width=360)
