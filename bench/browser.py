"""A resident's browser without its screen: it keeps cookies, and sends back the forms that pages hand it.

What it needs of a page it cuts out by pattern: to parse each of them would take the processor from the server.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any, Final, Self
from urllib.parse import urlencode

from bench.client import Answer, Connection, connect, get, post_form

# The switch of languages on every page is a form of another class; each step has one of its own.
_FORM: Final = re.compile(rb'<form method="post" action="([^"]+)"(.*?)</form>', re.DOTALL)
_HIDDEN: Final = re.compile(rb'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?>')
_CHALLENGE: Final = re.compile(rb'<script type="application/json">(.*?)</script>', re.DOTALL)
_FILE: Final = re.compile(rb'(?:href|src)="(/static/[^"]+)"')
_PICTURE: Final = re.compile(rb'<img [^>]*src="(/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Form:
    """Where a page's form goes, what it says by itself, and the challenge to answer first, if there is one."""

    action: str
    fields: Mapping[str, str]
    challenge: dict[str, Any] | None


def form_of(page: Answer) -> Form | None:
    """The form of a step's page; none where the page asks nothing."""
    found = _FORM.search(page.body)
    if found is None:
        return None
    action, content = found.groups()
    given = _CHALLENGE.search(content)
    return Form(
        action=_text(action),
        fields={_text(name): _text(value) for name, value in _HIDDEN.findall(content)},
        challenge=json.loads(given[1]) if given else None,
    )


def files_of(page: Answer) -> list[str]:
    """The style sheet and the scripts of a page, which a browser fetches once."""
    return [_text(address) for address in _FILE.findall(page.body)]


def picture_of(page: Answer) -> str:
    """The address of the first picture on a page; empty where there is none."""
    found = _PICTURE.search(page.body)
    return _text(found[1]) if found else ""


class Browser:
    """One phone: a connection, opened anew where the server closed it, and its cookies."""

    def __init__(self, connection: Connection, host: str) -> None:
        self._connection = connection
        self._host = host
        self._cookies: dict[str, str] = {}

    @classmethod
    async def on(cls, host: str) -> Self:
        """A phone that has never been at `host` (address:port)."""
        return cls(await connect(host), host)

    async def open(self, address: str) -> Answer:
        return await self._ask(get(self._host, address, **self._cookie()))

    async def send(self, form: Form, said: Mapping[str, str], *, by_script: bool = False) -> Answer:
        """Send a form, with what the resident said in it. Where it leads is opened by the caller."""
        origin = {"Origin": f"http://{self._host}", **({"X-Next-Page": "1"} if by_script else {})}
        content = urlencode({**form.fields, **said}).encode()
        return await self._ask(post_form(self._host, form.action, content, **origin, **self._cookie()))

    def close(self) -> None:
        self._connection.close()

    async def _ask(self, request: bytes) -> Answer:
        if not self._connection.is_open:
            self._connection = await connect(self._host)
        answer = await self._connection.ask(request)
        self._cookies |= answer.cookies
        return answer

    def _cookie(self) -> dict[str, str]:
        return (
            {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())} if self._cookies else {}
        )


def _text(written: bytes) -> str:
    return unescape(written.decode())
