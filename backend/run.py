"""``make run`` after its set-up: services, data, web, worker and beat as one command in the foreground."""

import http.client
import os
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from django.core.exceptions import ImproperlyConfigured

from backend import env, welcome
from backend.embedded import ports, processes
from backend.embedded.postgres import PostgresError
from backend.embedded.redis import RedisError
from backend.embedded.services import AlreadyRunning, Services
from backend.supervisor import Console, Program, Supervisor

ROOT = Path(__file__).resolve().parent.parent
_READY_SECONDS = 60
_STOP_SECONDS = 6
_WORKERS = 2
_THREADS = 4


class Stopped(Exception):
    """The user, or the system, asked the run to end."""


class Failed(Exception):
    """The run cannot go on; the message says why and what to do."""


def main() -> int:
    """Run until a signal or a failure; the exit status."""
    console = Console()
    for number in _STOP_SIGNALS:
        signal.signal(number, _raise_stopped)
    try:
        _run(console)
    except Stopped:
        console.say("run", "stopped")
    except (Failed, AlreadyRunning, PostgresError, RedisError, ImproperlyConfigured) as error:
        console.say("run", str(error))
        return 1
    return 0


def _run(console: Console) -> None:
    port = env.number("PORT", 8000, minimum=1, maximum=65535)
    bind = env.text("BIND", ports.LOOPBACK)
    if not ports.is_free(port, bind):
        raise Failed(f"Port {port} is in use. Choose another: make run PORT={ports.choose(port + 1)}")
    var = Path(env.text("VAR_DIR", str(ROOT / "var"))).resolve()
    with Services(var, lambda text: console.say("services", text)) as services:
        _serve(console, services, var, bind, port)


def _serve(console: Console, services: Services, var: Path, bind: str, port: int) -> None:
    environment = _environment(var)
    supervisor = Supervisor(console, environment)
    try:
        for step in (["migrate", "--verbosity", "0"], ["load_demo"]):
            console.say("setup", f"manage.py {step[0]}")
            _complete(step, environment)
        for program in programs(bind, port):
            supervisor.start(program)
        _await_web(supervisor, services, bind, port)
        _greet(console, environment, var, port)
        supervisor.attend(lambda: _raise_fault(services))
    finally:
        # From here on a signal must not break off the stop, which time limits bound.
        for number in _STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        console.say("run", "stopping")
        supervisor.stop(_STOP_SECONDS)


def programs(bind: str, port: int) -> list[Program]:
    """Web, worker and beat."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "backend.celery", "--quiet"]
    web = [*python, "granian", "--interface", "wsgi", "--host", bind, "--port", str(port)]
    web += ["--workers", str(_WORKERS), "--blocking-threads", str(_THREADS), "--no-ws"]
    web += ["--log-level", "warning"]
    web += ["--respawn-failed-workers", "--workers-kill-timeout", "3", "backend.wsgi:application"]
    return [
        Program(label="web", command=web),
        Program(
            label="worker",
            command=[*celery, "worker", "--loglevel", "WARNING", "--concurrency", "2", "--without-gossip"],
            # Unfinished tasks go back to the queue: when the supervisor is killed, so is the database they
            # need.
            death_signal=signal.SIGQUIT,
        ),
        Program(label="beat", command=[*celery, "beat", "--loglevel", "WARNING"]),
    ]


_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _raise_stopped(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _environment(var: Path) -> dict[str, str]:
    metrics = var / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir(parents=True)
    return {
        **os.environ,
        "DEPLOYMENT": "demo",
        "VAR_DIR": str(var),
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        "PYTHONUNBUFFERED": "1",
        # As root, Celery warns of what this demonstration does not do: it takes no pickles.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }


def _manage(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def _complete(arguments: Sequence[str], environment: dict[str, str]) -> None:
    """Run one of Django's commands to its end, on the terminal itself so that progress bars can be drawn."""
    process = processes.spawn(_manage(arguments), death_signal=signal.SIGTERM, environment=environment)
    try:
        if process.wait():
            raise Failed(f"manage.py {arguments[0]} failed; nothing was started.")
    finally:
        processes.stop(process, with_signal=signal.SIGINT, patience=_STOP_SECONDS)


def _await_web(supervisor: Supervisor, services: Services, bind: str, port: int) -> None:
    deadline = time.monotonic() + _READY_SECONDS

    def answered() -> bool:
        _raise_fault(services)
        if time.monotonic() > deadline:
            raise Failed(f"The web server did not answer within {_READY_SECONDS} s.")
        return _answers(bind, port)

    supervisor.attend(answered)


def _answers(bind: str, port: int) -> bool:
    connection = http.client.HTTPConnection(bind, port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": ports.LOOPBACK})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _raise_fault(services: Services) -> bool:
    fault = services.fault()
    if fault:
        raise Failed(fault)
    return False


def _greet(console: Console, environment: dict[str, str], var: Path, port: int) -> None:
    host = env.text("PUBLIC_HOST", f"{ports.LOOPBACK}:{port}")
    scheme = env.text("SITE_SCHEME", "http")
    print(welcome.demonstration(var, f"{scheme}://{host}", in_colour=sys.stdout.isatty()), flush=True)
    print(flush=True)
    _complete(["outreach_section"], environment)
    print(flush=True)
    console.say("run", "ready; Ctrl-C stops everything")


if __name__ == "__main__":
    sys.exit(main())
