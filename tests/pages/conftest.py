"""Visitors of the pages: residents with a phone in Chinese or English, officers who are logged in."""

from collections.abc import Callable

import pytest
from django.test import Client

from outreach.campaigns.models import TextKind
from tests.world import World

Visitor = Callable[[str], Client]


def phone(language: str = "zh-CN") -> Client:
    """A browser that knows nothing of us yet."""
    return Client(headers={"accept-language": language})


@pytest.fixture
def resident() -> Client:
    return phone()


@pytest.fixture
def version(world: World) -> str:
    """The version of the text that residents sign."""
    return world.texts[TextKind.RESIDENT].version


@pytest.fixture
def english_resident() -> Client:
    return phone("en-GB")


@pytest.fixture
def logged_in(world: World) -> Visitor:
    """`logged_in("chief")` is that officer's browser, in Chinese."""

    def visitor(name: str) -> Client:
        client = phone()
        client.force_login(world.officers[name], "django.contrib.auth.backends.ModelBackend")
        return client

    return visitor


@pytest.fixture
def chief(logged_in: Visitor) -> Client:
    """The browser of station A's chief."""
    return logged_in("chief")
