"""Runs several programs as one: labelled output, restarts, a clean stop."""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from backend.embedded import processes

_TICK_SECONDS = 0.2
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
# A program that ran this long had started well: its next end counts as the first again.
_STEADY_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Program:
    """One long-running program: how it is called, how it is started and how it ends."""

    label: str
    command: Sequence[str]
    # What ends it in order, and what the kernel sends should the supervisor itself be killed.
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGTERM


@dataclass(kw_only=True)
class _Running:
    program: Program
    process: subprocess.Popen[bytes]
    started: float
    pause: float = _FIRST_PAUSE
    restart_at: float | None = None
    rest: bytes = b""


class Console:
    """Writes whole lines, each behind a label; in colour on a terminal that wants it (no ``NO_COLOR``)."""

    _COLOURS = (36, 32, 33, 35, 34, 31)
    _WIDTH = 9

    def __init__(self, out: IO[str] | None = None) -> None:
        self._out = out or sys.stdout
        self._in_colour = self._out.isatty() and "NO_COLOR" not in os.environ
        self._labels: dict[str, int] = {}

    def say(self, label: str, text: str) -> None:
        """Write ``text``, one label a line."""
        head = label.ljust(self._WIDTH) + "| "
        if self._in_colour:
            colour = self._COLOURS[self._labels.setdefault(label, len(self._labels)) % len(self._COLOURS)]
            head = f"\x1b[{colour}m{head}\x1b[0m"
        for line in text.splitlines() or [""]:
            self._out.write(f"{head}{line}\n")
        self._out.flush()


@dataclass
class Supervisor:
    """Starts programs, passes their output on, restarts those that end by themselves, and stops them all."""

    console: Console
    environment: Mapping[str, str]
    _running: list[_Running] = field(default_factory=list)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def start(self, program: Program) -> None:
        """Start ``program``; its output appears as long as ``attend`` runs."""
        self._running.append(_Running(program=program, process=self._spawn(program), started=time.monotonic()))
        self._listen(self._running[-1])

    def attend(self, done: Callable[[], bool]) -> None:
        """Pass output on and restart what ends, until ``done`` answers yes."""
        while not done():
            for key, _ in self._selector.select(_TICK_SECONDS):
                self._pass_on(key.data)
            for running in self._running:
                self._revive(running)

    def stop(self, patience: float) -> None:
        """Ask every program to end; after ``patience`` seconds kill what has not, with all it started."""
        for running in self._running:
            if running.process.poll() is None:
                running.process.send_signal(running.program.stop_signal)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and any(item.process.poll() is None for item in self._running):
            for key, _ in self._selector.select(_TICK_SECONDS):
                self._pass_on(key.data)
        for running in self._running:
            if running.process.poll() is None:
                self.console.say(running.program.label, f"did not stop within {patience:.0f} s and is killed")
            processes.kill_group(running.process)
            self._drain(running)
        self._running.clear()

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        return processes.spawn(
            program.command,
            death_signal=program.death_signal,
            environment=self.environment,
            output=subprocess.PIPE,
        )

    def _listen(self, running: _Running) -> None:
        assert running.process.stdout is not None
        os.set_blocking(running.process.stdout.fileno(), False)
        self._selector.register(running.process.stdout, selectors.EVENT_READ, running)

    def _pass_on(self, running: _Running) -> bool:
        """Write the program's whole lines that have arrived; whether there may be more."""
        assert running.process.stdout is not None
        chunk = running.process.stdout.read(65536)
        if chunk is None:
            return False
        *lines, running.rest = (running.rest + chunk).split(b"\n")
        for line in lines:
            self.console.say(running.program.label, line.decode(errors="replace"))
        if not chunk:
            self._selector.unregister(running.process.stdout)
            running.process.stdout.close()
        return bool(chunk)

    def _drain(self, running: _Running) -> None:
        assert running.process.stdout is not None
        with contextlib.suppress(ValueError):
            while self._pass_on(running):
                pass
            self._selector.unregister(running.process.stdout)
            running.process.stdout.close()

    def _revive(self, running: _Running) -> None:
        now = time.monotonic()
        if running.restart_at is None:
            status = running.process.poll()
            if status is None:
                return
            # What it started must not hold the port or the queue against its successor.
            processes.kill_group(running.process)
            self._drain(running)
            if now - running.started > _STEADY_SECONDS:
                running.pause = _FIRST_PAUSE
            again = f"starting again in {running.pause:.0f} s"
            self.console.say(running.program.label, f"ended by itself (status {status}); {again}")
            running.restart_at = now + running.pause
            running.pause = min(running.pause * 2, _LONGEST_PAUSE)
        elif now >= running.restart_at:
            running.restart_at = None
            running.rest = b""
            running.started = now
            running.process = self._spawn(running.program)
            self._listen(running)
