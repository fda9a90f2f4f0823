"""What everything is measured on: a PostgreSQL and a Redis of the bench's own, at the durability of production."""

import base64
import contextlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from backend.embedded import ports, postgres, processes, redis

ROOT = Path(__file__).resolve().parent.parent
_ROLE = _TEMPLATE = "outreach"
# Durability stays as it comes. With less room for the log, a checkpoint would fall into one measurement and not into
# the one beside it.
_ROOM_FOR_LOG = "8GB"


@dataclass
class Database:
    """One database of the ground, with a connection of this process kept open."""

    name: str
    url: str
    _wrapper: BaseDatabaseWrapper | None = field(default=None, init=False)

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Let everything in this process work on this database."""
        if self._wrapper is None:
            self._wrapper = connections.create_connection("default")
            self._wrapper.settings_dict = {**self._wrapper.settings_dict, "NAME": self.name}
        before = connections["default"]
        connections["default"] = self._wrapper
        try:
            yield
        finally:
            connections["default"] = before

    def close(self) -> None:
        """Close this process's connection."""
        if self._wrapper is not None:
            self._wrapper.close()
            self._wrapper = None


class Ground:
    """Servers that start with the bench and go with it, and an environment in which Django's settings reach them."""

    def __init__(self) -> None:
        (ROOT / "var").mkdir(exist_ok=True)
        self.home = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "var"))
        self.home.chmod(0o755)
        account = processes.unprivileged_account()
        self.postgres = postgres.PostgresServer(
            home=postgres.reachable_home(self.home / "postgres", account),
            port=ports.choose(),
            administrator_password=secrets.token_urlsafe(24),
            binaries=postgres.find_binaries(),
            account=account,
        )
        self.redis = redis.RedisServer(
            home=self.home / "redis",
            port=ports.choose(),
            password=secrets.token_urlsafe(24),
            program=redis.find_program(),
        )
        self._template_url = ""
        self._databases: list[Database] = []

    def __enter__(self) -> Self:
        try:
            self.postgres.start()
            with self._as_administrator() as connection:
                connection.execute(f"ALTER SYSTEM SET max_wal_size = '{_ROOM_FOR_LOG}'")
                connection.execute("SELECT pg_reload_conf()")
            self.redis.start()
            self._template_url = self.postgres.ensure_database(
                role=_ROLE, password=secrets.token_urlsafe(24), database=_TEMPLATE
            )
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for database in self._databases:
            database.close()
        connections.close_all()
        self.redis.stop()
        self.postgres.stop()
        for folder in {self.postgres.home, self.home}:
            shutil.rmtree(folder, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """The variables by which the settings find the ground's services."""
        is_built = (ROOT / "var" / "static" / "staticfiles.json").exists()
        port = ports.choose()
        return {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "DEPLOYMENT": "demo",
            "DATABASE_URL": self._template_url,
            "REDIS_URL": self.redis.url(),
            "SECRET_KEY": secrets.token_urlsafe(48),
            "OUTREACH_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "PORT": str(port),
            "PUBLIC_HOST": f"{ports.LOOPBACK}:{port}",
            "STAFF_HOST": f"{ports.LOOPBACK}:{port}",
            "TRUSTED_PROXIES": "",
            "STATIC_BUILD": "1" if is_built else "0",
            "BENCH_HOME": str(self.home),
            "LOG_LEVEL": "WARNING",
        }

    def migrate(self) -> None:
        """Make the tables once; every database is a copy."""
        call_command("migrate", run_syncdb=True, verbosity=0)
        connections.close_all()

    def new_database(self, name: str) -> Database:
        """A database with all tables and no rows."""
        with self._as_administrator() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_TEMPLATE}" OWNER "{_ROLE}"')
        self._databases.append(Database(name, urlsplit(self._template_url)._replace(path=f"/{name}").geturl()))
        return self._databases[-1]

    def settle(self) -> None:
        """Write out what earlier work left to be written, so that the next measurement does not pay for it."""
        with self._as_administrator() as connection:
            connection.execute("CHECKPOINT")

    def durability(self) -> Mapping[str, str]:
        """The settings that decide what a commit means, as the server has them."""
        names = ("server_version", "fsync", "synchronous_commit", "full_page_writes")
        with self._as_administrator() as connection:
            return {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in names}  # type: ignore[index]

    def _as_administrator(self) -> psycopg.Connection[tuple[str, ...]]:
        url = self.postgres.url(postgres.ADMINISTRATOR, self.postgres.administrator_password, "postgres")
        return psycopg.connect(url, autocommit=True)
