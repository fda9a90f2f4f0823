"""The site as `make run` starts it, on one of the ground's databases."""

import http.client
import json
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self
from urllib.request import urlopen

import redis
from django.conf import settings

from backend.embedded import ports, processes
from backend.run import programs
from bench.ground import Database, Ground

# High-water mark of what a process had in memory, in kB (Linux).
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
_START_SECONDS = 60
_STOP_SECONDS = 10


class Site:
    """Web, and with `workers` Celery's worker and beat too, until the block ends; one site at a time.

    `limits` raises limits by name: (burst, refill per second). They are evaluated all the same.
    """

    def __init__(
        self,
        ground: Ground,
        database: Database,
        *,
        limits: Mapping[str, tuple[float, float]] | None = None,
        workers: bool = False,
    ) -> None:
        self._ground = ground
        self._workers = workers
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._folder = Path(tempfile.mkdtemp(prefix="site-", dir=ground.home))
        self._environment = {
            **os.environ,
            "DATABASE_URL": database.url,
            "BENCH_LIMITS": json.dumps(limits or {}),
            "PROMETHEUS_MULTIPROC_DIR": str(self._folder),
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
        }

    def __enter__(self) -> Self:
        with redis.Redis.from_url(self._ground.redis.url()) as client:
            client.flushdb()
        try:
            for program in programs(ports.LOOPBACK):
                if program.label == "web" or self._workers:
                    self._start(program.label, program.command, program.death_signal)
            self._await("/readyz" if self._workers else "/healthz")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._running.values():
            processes.stop(process, with_signal=signal.SIGTERM, patience=_STOP_SECONDS)
        self._running.clear()

    @property
    def host(self) -> str:
        """The address residents and officers know the site by."""
        return f"{ports.LOOPBACK}:{settings.PORT}"

    def metrics(self) -> str:
        """What /metrics tells at this moment."""
        with urlopen(f"http://{self.host}/metrics") as answer:
            told: str = answer.read().decode()
        return told

    def processes_of(self, label: str) -> list[int]:
        """The numbers of the processes of web, worker or beat, the first one and all it started."""
        return _family(self._running[label].pid)

    def processor_seconds(self, label: str) -> float:
        """How long web, worker or beat have had the processor so far: unlike waits, not a matter of who else works."""
        return sum(map(_processor_seconds, self.processes_of(label)))

    def peaks_of(self, label: str) -> list[float]:
        """The most that each process of web, worker or beat had in memory, in MB; empty where no system tells."""
        return [peak for pid in self.processes_of(label) if (peak := _peak_megabytes(pid))]

    def _start(self, label: str, command: Sequence[str], death_signal: signal.Signals) -> None:
        with self._log(label).open("wb") as log:
            self._running[label] = processes.spawn(
                command, death_signal=death_signal, environment=self._environment, output=log
            )

    def _await(self, path: str) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers(path):
            ended = [label for label, process in self._running.items() if process.poll() is not None]
            if ended or time.monotonic() > deadline:
                messages = self._log(ended[0] if ended else "web").read_text(errors="replace")
                raise RuntimeError(f"The site did not start:\n{messages[-4000:]}")
            time.sleep(0.1)

    def _answers(self, path: str) -> bool:
        connection = http.client.HTTPConnection(ports.LOOPBACK, settings.PORT, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def _log(self, label: str) -> Path:
        return self._folder / f"{label}.log"


def _family(pid: int) -> list[int]:
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name of a program, in brackets, may hold anything.
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [pid]
    for number in found:
        found += [child for child, parent in parents.items() if parent == number]
    return found


def _processor_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_megabytes(pid: int) -> float:
    try:
        found = _PEAK.search(Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) / 1024 if found else 0
