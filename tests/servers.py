"""Servers that a test may have to itself: a worker, a site, a Redis and a PostgreSQL that it may break.

tests/conftest.py loads this module as a plugin, so every test can name its fixtures.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings as django_settings
from django.db import connection
from kombu import pools

from backend.celery import app as celery_app
from backend.embedded import ports, processes
from backend.embedded.postgres import PostgresServer
from backend.embedded.redis import RedisServer
from tests import services

_START_SECONDS = 60
_STOP_SECONDS = 10


@dataclass(kw_only=True)
class Server:
    """A process of our own program that a test starts, stops and kills."""

    command: list[str]
    environment: Mapping[str, str]
    log: Path
    is_up: Callable[["Server"], bool]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process and return once it works."""
        with self.log.open("wb") as log:
            self.process = processes.spawn(
                self.command, death_signal=signal.SIGKILL, environment=self.environment, output=log
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self.is_up(self):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                pytest.fail(f"{self.command} did not start:\n{self.output}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the process in order: it finishes what it is doing."""
        if self.process:
            processes.stop(self.process, with_signal=signal.SIGTERM, patience=_STOP_SECONDS)
            self.process = None

    def kill(self) -> None:
        """Kill the process and all that it started, as a failing machine would."""
        if self.process:
            processes.kill_group(self.process)
            self.process = None

    @property
    def output(self) -> str:
        """What the process has written since its latest start."""
        return self.log.read_text(errors="replace")


@dataclass(kw_only=True)
class Site(Server):
    """The site, served as in production."""

    url: str


@dataclass
class BreakableRedis:
    """A Redis that only this test uses; the limits, the cache and the broker of this process point to it."""

    server: RedisServer
    _frozen: bool = field(default=False, init=False)

    @property
    def url(self) -> str:
        return self.server.url()

    def start(self) -> None:
        """Start it (again); what it held is still there."""
        self.server.start()

    def stop(self) -> None:
        """Stop it: connections are refused."""
        self.thaw()
        self.server.stop()

    def freeze(self) -> None:
        """Make it a black hole: it accepts connections and answers nothing."""
        self._signal(signal.SIGSTOP)
        self._frozen = True

    def thaw(self) -> None:
        """Let it answer again."""
        if self._frozen:
            self._signal(signal.SIGCONT)
            self._frozen = False

    def _signal(self, number: signal.Signals) -> None:
        assert self.server.process is not None
        self.server.process.send_signal(number)


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder of this test's own, which the database server's user may enter too."""
    path = services.folder()
    yield path
    shutil.rmtree(path)


@pytest.fixture
def redis_server(scratch: Path, settings: Any) -> Iterator[BreakableRedis]:
    """A Redis of its own that a test may stop, start, freeze and thaw; this process's application uses it."""
    redis = BreakableRedis(services.new_redis(scratch))
    redis.start()
    settings.REDIS_URL = redis.url
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": redis.url}}
    with _broker(redis.url):
        yield redis
    redis.stop()


@contextlib.contextmanager
def _broker(url: str) -> Iterator[None]:
    def point_to(address: str) -> None:
        celery_app.conf.broker_url = address
        # Both keep connections to where they pointed before.
        pools.reset()
        celery_app._pool = celery_app.amqp._producer_pool = None

    before = celery_app.conf.broker_url
    point_to(url)
    try:
        yield
    finally:
        point_to(before)


@pytest.fixture
def postgres_server(scratch: Path) -> Iterator[PostgresServer]:
    """A PostgreSQL of its own that a test may stop, start and crash; `ensure_database` makes a database in it."""
    server = services.new_postgres(scratch)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def environment(transactional_db: None) -> dict[str, str]:
    """The environment in which another process works on this test's database and Redis."""
    url = urlsplit(os.environ["DATABASE_URL"])
    return {
        **os.environ,
        "DATABASE_URL": url._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "REDIS_URL": django_settings.REDIS_URL,
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture
def celery_worker(environment: dict[str, str], scratch: Path) -> Iterator[Server]:
    """A real worker process, ready. It ends before the test's database is flushed."""
    command = [sys.executable, "-m", "celery", "--app", "backend.celery", "worker", "--loglevel", "INFO"]
    command += ["--concurrency", "1", "--without-gossip", "--without-mingle"]
    worker = Server(
        command=command,
        environment=environment,
        log=scratch / "worker.log",
        is_up=lambda server: " ready." in server.output,
    )
    worker.start()
    yield worker
    worker.stop()


@pytest.fixture
def new_site(environment: dict[str, str], scratch: Path) -> Iterator[Callable[..., Site]]:
    """Serves the site on a free port, the environment's variables changed as asked: `new_site(DEBUG="1")`."""
    sites: list[Site] = []

    def serve(**changes: str) -> Site:
        port = str(ports.choose())
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", port]
        command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "backend.wsgi:application"]
        site = Site(
            url=f"http://{ports.LOOPBACK}:{port}",
            command=command,
            environment={**environment, "PORT": port, **changes},
            log=scratch / f"site-{port}.log",
            is_up=_answers,
        )
        sites.append(site)
        site.start()
        return site

    yield serve
    for site in sites:
        site.stop()


@pytest.fixture
def site(new_site: Callable[..., Site]) -> Site:
    """The site on this test's database."""
    return new_site()


def _answers(server: Server) -> bool:
    assert isinstance(server, Site)
    try:
        return httpx.get(f"{server.url}/healthz").status_code == 200
    except httpx.TransportError:
        return False
