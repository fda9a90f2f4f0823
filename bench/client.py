"""A client that costs the machine little: the two cores are the server's.

Requests are bytes made before the clock starts, sent over kept connections of asyncio, and answers are cut out by
their Content-Length.
"""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

_ANSWER_SECONDS = 60


class Answer(NamedTuple):
    """What came back, and after how many seconds."""

    status: int
    head: bytes
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that the answer sets, by name."""
        return dict(line.partition(";")[0].split("=", 1) for line in self._lines("set-cookie"))

    @property
    def location(self) -> str:
        """Where the answer leads the browser, or tells its script to go; empty where it does neither."""
        return next(iter([*self._lines("location"), *self._lines("x-next-page")]), "")

    def _lines(self, name: str) -> list[str]:
        named = f"{name}: "
        return [line[len(named) :] for line in self.head.decode("latin-1").split("\r\n") if line.startswith(named)]


class Connection(asyncio.Protocol):
    """One kept connection, a request at a time."""

    def __init__(self) -> None:
        self._received = b""
        self._answer: asyncio.Future[tuple[int, bytes, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, ended, body = self._received.partition(b"\r\n\r\n")
        if not ended or len(body) < _length(head):
            return
        self._received = b""
        if self._answer is not None:
            self._answer.set_result((int(head[9:12]), head, body))

    def connection_lost(self, reason: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(reason or ConnectionResetError("the server closed the connection"))

    @property
    def is_open(self) -> bool:
        """Whether it can be asked: a server closes what was not used for a while."""
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes) -> Answer:
        """Send a request and wait for its answer."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError("the server closed the connection")
        self._answer = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        self._transport.write(request)
        async with asyncio.timeout(_ANSWER_SECONDS):
            status, head, body = await self._answer
        return Answer(status, head, body, time.perf_counter() - began)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


async def connect(host: str) -> Connection:
    """A connection to `host` (address:port)."""
    address, _colon, port = host.partition(":")
    _transport, connection = await asyncio.get_running_loop().create_connection(Connection, address, int(port))
    return connection


@dataclass(frozen=True, slots=True)
class Run:
    """Answers in the order they came, and how many seconds all of them took."""

    answers: Sequence[Answer]
    seconds: float

    @property
    def per_second(self) -> float:
        return len(self.answers) / self.seconds

    def statuses(self) -> set[int]:
        return {answer.status for answer in self.answers}


async def send_all(connections: Sequence[Connection], requests: Sequence[bytes]) -> Run:
    """Send all requests, each connection the next as soon as it has its answer."""
    waiting = iter(requests)
    answers: list[Answer] = []
    began = time.perf_counter()
    await asyncio.gather(*(_work(connection, waiting, answers) for connection in connections))
    return Run(answers, time.perf_counter() - began)


async def _work(connection: Connection, waiting: Iterator[bytes], answers: list[Answer]) -> None:
    for request in waiting:
        answers.append(await connection.ask(request))


def post(host: str, path: str, body: Mapping[str, Any], **headers: str) -> bytes:
    """A POST of JSON, as a script of a page sends it."""
    content = json.dumps(body).encode()
    return _head(host, "POST", path, {"Content-Type": "application/json", **headers}, len(content)) + content


def post_form(host: str, path: str, content: bytes, **headers: str) -> bytes:
    """A POST of a form whose fields are encoded already, as a browser sends it."""
    sent_as = {"Content-Type": "application/x-www-form-urlencoded"}
    return _head(host, "POST", path, {**sent_as, **headers}, len(content)) + content


def get(host: str, path: str, **headers: str) -> bytes:
    return _head(host, "GET", path, headers, 0)


def _head(host: str, method: str, path: str, headers: Mapping[str, str], length: int) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {host}",
        "Accept: */*",
        "Accept-Language: zh-CN,zh;q=0.9",
        "User-Agent: Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
        *(f"{name}: {value}" for name, value in headers.items()),
        f"Content-Length: {length}",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def _length(head: bytes) -> int:
    _before, found, after = head.lower().partition(b"\r\ncontent-length:")
    return int(after.partition(b"\r\n")[0]) if found else 0


def percentile(seconds: Sequence[float], share: float) -> float:
    """The time within which `share` (0 to 1) of the answers came."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
