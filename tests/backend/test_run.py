"""`make run` after its set-up, but for the demonstration's data: it starts, it answers, and nothing outlives it."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from backend import run
from backend.embedded import ports
from tests.backend import proc
from tests.services import folder

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120
# Addresses and secrets of this test run: the run under test has services and secrets of its own.
OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "OUTREACH_KEY", "DEPLOYMENT")

pytestmark = pytest.mark.timeout(3 * SECONDS)


@dataclass
class Run:
    """The process, and the data folder, port and output it was given."""

    process: subprocess.Popen
    var: Path
    port: int
    log: Path

    @property
    def output(self):
        return self.log.read_text(errors="replace")

    def await_line(self, pattern):
        self._await(lambda: re.search(pattern, self.output))

    def await_answer(self, path, status):
        self._await(lambda: self.answer(path) == status)
        return httpx.get(self._url(path))

    def answer(self, path="/healthz"):
        """The status of the answer; None while nobody listens."""
        try:
            return httpx.get(self._url(path)).status_code
        except httpx.TransportError:
            return None

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.status()

    def status(self):
        return self.process.wait(timeout=SECONDS)

    def programs(self):
        return proc.descendants(self.process.pid)

    def kill_program(self, name):
        os.kill(next(entry.pid for entry in self.programs() if name in entry.command), signal.SIGKILL)

    def _url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def _await(self, condition):
        deadline = time.monotonic() + SECONDS
        while not condition():
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.05)


@contextlib.contextmanager
def runs():
    """Starts runs that end with the block; their data go into a folder that the database's user can enter."""
    home = folder()
    started = []

    def start(*, var=home / "var", port=None, ready=True):
        port = port or ports.choose()
        log = home / f"run-{len(started)}.log"
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.backend.bare_run"],
                env={**environment, "VAR_DIR": str(var), "PORT": str(port), "STATIC_BUILD": "0"},
                cwd=ROOT,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(Run(process, var, port, log))
        if ready:
            started[-1].await_line("ready; Ctrl-C")
        return started[-1]

    try:
        yield start
    finally:
        for one in started:
            if one.process.poll() is None:
                one.end()
        shutil.rmtree(home)


@pytest.fixture
def start():
    with runs() as start:
        yield start


@pytest.fixture(scope="module")
def running():
    """A run that tests leave as it is."""
    with runs() as start:
        yield start()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_it_started(start, number):
    running = start()
    started = running.programs()
    for name in ("postgres", "granian", "celery --app backend.celery --quiet worker", "beat"):
        assert any(name in entry.command for entry in started), name
    assert running.end(number) == 0
    assert proc.await_end(started, seconds=0) == []
    assert "stopped" in running.output


def test_killing_it_leaves_no_process_and_its_data_for_the_next(start):
    killed = start()
    started = killed.programs()
    kept = (killed.var / "instance.json").read_text()
    killed.process.kill()
    killed.status()
    assert proc.await_end(started) == []
    again = start(port=killed.port)
    assert (again.var / "instance.json").read_text() == kept


def test_it_starts_after_the_machine_failed(start):
    failed = start()
    for entry in failed.programs():
        with contextlib.suppress(ProcessLookupError):
            os.kill(entry.pid, signal.SIGKILL)
    failed.process.kill()
    failed.status()
    assert start(port=failed.port).answer() == 200


def test_a_site_that_dies_is_started_again(start):
    running = start()
    running.kill_program("granian")
    running.await_line(r"web +\| ended by itself \(status -9\); starting again in 1 s")
    running.await_answer("/healthz", 200)


def test_a_database_that_dies_ends_it_with_a_sentence(start):
    running = start()
    started = running.programs()
    running.kill_program("postgres")
    assert running.status() == 1
    assert "PostgreSQL ended by itself; its messages are in" in running.output
    assert proc.await_end(started) == []


def test_readiness_comes_once_a_worker_ran_a_scheduled_task(running):
    answer = running.await_answer("/readyz", 200)
    assert answer.json() == {"database": "ok", "redis": "ok", "worker": "ok"}


def test_secrets_are_for_their_owner_alone(running):
    assert (running.var / "instance.json").stat().st_mode & 0o077 == 0
    kept = (running.var / "instance.json").read_text()
    secrets = re.findall(r'"(?:\w+_password|\w+_key)": "([^"]+)"', kept)
    assert len(secrets) == 5
    for entry in running.programs():
        assert not any(secret in entry.command for secret in secrets)


def test_a_second_run_on_the_same_data_is_refused_and_harms_nothing(running, start):
    second = start(var=running.var, ready=False)
    assert second.status() == 1
    assert f"The demonstration in {running.var} runs already; stop it first." in second.output
    assert running.answer() == 200


def test_a_busy_port_is_named_with_a_way_out(start):
    with socket.create_server(("127.0.0.1", 0)) as other:
        refused = start(port=other.getsockname()[1], ready=False)
        assert refused.status() == 1
    message = rf"Port {refused.port} is in use\. Choose another: make run PORT=\d+"
    assert re.search(message, refused.output)
    assert not refused.var.exists()


def test_a_port_that_is_no_number_is_refused(start):
    refused = start(port="eighty", ready=False)
    assert refused.status() == 1
    assert "PORT is 'eighty'; it must be a whole number." in refused.output


def test_the_data_is_brought_up_to_date_before_the_site_starts():
    assert [command[0] for command in run.DATA_COMMANDS] == ["migrate", "load_demo"]
