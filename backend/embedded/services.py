"""The demonstration's PostgreSQL and Redis together, as one thing that starts and stops."""

import fcntl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO, Self
from urllib.parse import urlsplit

from backend import env
from backend.embedded import instance, ports, postgres, processes
from backend.embedded.postgres import PostgresServer
from backend.embedded.redis import RedisServer, find_program

ROLE = DATABASE = "outreach"


class AlreadyRunning(RuntimeError):
    """Another process keeps these services."""


class Services:
    """What the demonstration needs and the environment does not give (``DATABASE_URL``, ``REDIS_URL``).

    ``say`` is told what a reader should know, a sentence at a time.
    """

    def __init__(self, var: Path, say: Callable[[str], None]) -> None:
        self._var = var
        self._say = say
        self._lock: IO[str] | None = None
        self._postgres: PostgresServer | None = None
        self._redis: RedisServer | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the services and keep their addresses where the settings find them.

        Raises:
            AlreadyRunning: the services under this folder are in use.
            PostgresError, RedisError: a service cannot be had.
        """
        self._var.mkdir(parents=True, exist_ok=True)
        self._hold_lock()
        kept = instance.read(self._var)
        # At once: a cluster made with a password that is then lost would be of no use.
        instance.write(self._var, kept)
        if not env.text("DATABASE_URL"):
            kept = replace(kept, database_url=self._start_postgres(kept))
        if not env.text("REDIS_URL"):
            kept = replace(kept, redis_url=self._start_redis(kept))
        instance.write(self._var, kept)

    def fault(self) -> str | None:
        """Which service ended by itself, in a sentence; ``None`` while all run."""
        for server, name in ((self._postgres, "PostgreSQL"), (self._redis, "Redis")):
            if server and server.process and server.process.poll() is not None:
                return f"{name} ended by itself; its messages are in {server.log}."
        return None

    def stop(self) -> None:
        """Stop what was started, Redis first: its writes are worth nothing without the database."""
        for server in (self._redis, self._postgres):
            if server:
                server.stop()
        if self._lock:
            self._lock.close()

    def _hold_lock(self) -> None:
        self._lock = (self._var / "run.lock").open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"The demonstration in {self._var} runs already; stop it first.") from None

    def _start_postgres(self, kept: instance.Instance) -> str:
        account = processes.unprivileged_account()
        wanted = self._var / "postgres"
        home = postgres.reachable_home(wanted, account)
        if home != wanted and account:
            self._say(f"The user {account.name} cannot enter {wanted}; the database is kept in {home}.")
        binaries = postgres.find_binaries(postgres.kept_major(home))
        self._postgres = PostgresServer(
            home=home,
            port=ports.choose(_port(kept.database_url)),
            administrator_password=kept.administrator_password,
            binaries=binaries,
            account=account,
        )
        self._say(f"PostgreSQL {binaries.major} from {binaries.folder}")
        self._postgres.start()
        return self._postgres.ensure_database(role=ROLE, password=kept.database_password, database=DATABASE)

    def _start_redis(self, kept: instance.Instance) -> str:
        self._redis = RedisServer(
            home=self._var / "redis",
            port=ports.choose(_port(kept.redis_url)),
            password=kept.redis_password,
            program=find_program(),
        )
        self._say(f"Redis from {self._redis.program}")
        self._redis.start()
        return self._redis.url()


def _port(url: str) -> int | None:
    """The port of an earlier run."""
    port = urlsplit(url).port
    return None if port == instance.UNREACHABLE_PORT else port
