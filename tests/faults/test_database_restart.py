"""The database restarts under a request: the answer is 503, and sending again counts once."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psycopg
import pytest

from backend.embedded.postgres import PostgresServer
from tests import services
from tests.servers import Site
from tests.waiting import wait_until

BUILD = """
import django; django.setup()
from tests.world import World
world = World.build()
print(world.codes["activity"].text)
"""


@pytest.fixture
def breakable_database(postgres_server: PostgresServer) -> str:
    """The address of a migrated database in a server that the test may break."""
    return postgres_server.ensure_database(role=services.ROLE, password=services.PASSWORD, database="breakable")


@pytest.fixture
def code(breakable_database: str) -> str:
    """An activity code in it."""
    environment = {**os.environ, "DATABASE_URL": breakable_database, "DJANGO_SETTINGS_MODULE": "backend.settings"}
    run = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(run, env=environment, check=True, timeout=120)
    built = subprocess.run(
        [sys.executable, "-c", BUILD], env=environment, check=True, timeout=60, capture_output=True, text=True
    )
    return built.stdout.strip().splitlines()[-1]


@pytest.fixture
def breakable_site(new_site: Callable[..., Site], breakable_database: str, code: str) -> Site:
    return new_site(DATABASE_URL=breakable_database)


@pytest.fixture
def watcher(breakable_database: str) -> Iterator[Callable[[str], Any]]:
    """Asks the breakable database one question on a connection of its own."""

    def ask(sql: str) -> Any:
        with psycopg.connect(breakable_database) as connection:
            row = connection.execute(sql).fetchone()
            return row[0] if row else None

    yield ask


def test_a_request_cut_off_by_a_restart_is_told_so_and_counts_once_when_sent_again(
    breakable_site: Site,
    code: str,
    breakable_database: str,
    postgres_server: PostgresServer,
    watcher: Callable[[str], Any],
) -> None:
    assert urlsplit(breakable_database).path == "/breakable"
    body = {"submission_id": str(uuid4()), "code": code, "basis": "installed_self"}
    answers: list[httpx.Response] = []

    with httpx.Client(timeout=30) as client:

        def post() -> httpx.Response:
            return client.post(f"{breakable_site.url}/api/v1/installs/", json=body)

        # The lock holds the request inside its transaction, so that the restart hits it in the middle.
        holder = psycopg.connect(breakable_database)
        holder.execute("LOCK TABLE outreach_submission IN ACCESS EXCLUSIVE MODE")
        request = threading.Thread(target=lambda: answers.append(post()))
        request.start()
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        wait_until(lambda: watcher(waiting) > 0)
        postgres_server.stop()
        request.join(timeout=30)
        holder.close()
        postgres_server.start()

        assert answers[0].status_code == 503
        assert answers[0].headers["content-type"].startswith("application/problem+json")
        assert "retry-after" in answers[0].headers
        assert watcher("SELECT count(*) FROM outreach_submission") == 0
        assert post().status_code == 201
        assert post().headers["idempotent-replay"] == "true"
    assert watcher("SELECT count(*) FROM outreach_ledgerentry") == 1
