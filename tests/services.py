"""The PostgreSQL and the Redis that one run of the tests uses: private, thrown away, shared by all its
processes.

The process that the run starts in (xdist's controller, or the only one) starts both and puts their addresses
in the environment; xdist's workers inherit it. Addresses that are given already (DATABASE_URL, REDIS_URL) are
used as they are; a Redis given so must be for tests alone, as its databases are flushed.
"""

import base64
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from backend.embedded import ports, postgres, processes
from backend.embedded import redis as embedded_redis

PASSWORD = "for tests alone"
# The one role that the ledger's guards let truncate: transactional tests are flushed.
ROLE = "outreach_test"
# Most of a test's rows are never committed. Whenever statistics are gathered beside such a transaction, they say
# that its tables are empty, and it reads them from end to end for each row until it is over.
_SETTINGS = {"autovacuum": "off"}
# One for the controller and one for each xdist worker.
REDIS_DATABASES = 64


def folder() -> Path:
    """A new temporary folder that the database server's own user can enter."""
    path = Path(tempfile.mkdtemp(prefix="outreach-tests-"))
    path.chmod(0o755)
    return path


def new_postgres(home: Path) -> postgres.PostgresServer:
    """A PostgreSQL server of its own, not started yet. It is fast and would not survive a power cut."""
    account = processes.unprivileged_account()
    return postgres.PostgresServer(
        home=postgres.reachable_home(home / "postgres", account),
        port=ports.choose(),
        administrator_password=PASSWORD,
        binaries=postgres.find_binaries(),
        account=account,
        fragile=True,
        settings=_SETTINGS,
    )


def new_redis(home: Path) -> embedded_redis.RedisServer:
    """A Redis server of its own, not started yet."""
    return embedded_redis.RedisServer(
        home=home / "redis",
        port=ports.choose(),
        password="tests",
        program=embedded_redis.find_program(),
        databases=REDIS_DATABASES,
    )


class RunServices:
    """What this process started for the run, and must stop at its end."""

    def __init__(self) -> None:
        self._servers: list[postgres.PostgresServer | embedded_redis.RedisServer] = []
        self._folder: Path | None = None

    def begin(self) -> None:
        """Make the environment one in which Django's settings reach a database and a Redis for tests."""
        os.environ["DEPLOYMENT"] = "test"
        os.environ.setdefault("LOG_LEVEL", "WARNING")
        os.environ.setdefault("SECRET_KEY", "for-tests-alone-" * 4)
        os.environ.setdefault("OUTREACH_KEY", base64.b64encode(bytes(range(32))).decode())
        if "DATABASE_URL" not in os.environ:
            server = new_postgres(self._home())
            server.start()
            self._servers.append(server)
            os.environ["DATABASE_URL"] = server.ensure_database(role=ROLE, password=PASSWORD, database="outreach")
        if "REDIS_URL" not in os.environ:
            redis_server = new_redis(self._home())
            redis_server.start()
            self._servers.append(redis_server)
            os.environ["REDIS_URL"] = redis_server.url()
        os.environ["REDIS_URL"] = _of_this_worker(os.environ["REDIS_URL"])

    def end(self) -> None:
        """Stop what was started and remove what it left."""
        for server in self._servers:
            server.stop()
        if self._folder:
            shutil.rmtree(self._folder)

    def _home(self) -> Path:
        self._folder = self._folder or folder()
        return self._folder


def _of_this_worker(redis_url: str) -> str:
    """The address with the number of a database that no other process of the run uses."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    number = int(worker.removeprefix("gw")) + 1 if worker else 0
    return urlsplit(redis_url)._replace(path=f"/{number}").geturl()
