"""``make run`` after its set-up: services, data, web, worker and beat as one command in the foreground."""

import http.client
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from backend import env, welcome
from backend.embedded import ports, processes
from backend.embedded.postgres import PostgresError
from backend.embedded.redis import RedisError
from backend.embedded.services import AlreadyRunning, Services
from backend.supervisor import Console, Program, Supervisor

# What brings the data up to date, in this order; each is quick when there is nothing to do.
DATA_COMMANDS = (("migrate", "--verbosity", "0"), ("load_demo",))

_READY_SECONDS = 60
_STOP_SECONDS = 6
_WEB_WORKERS = 2
_WEB_THREADS = 4
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Environment = Mapping[str, str]


class Stopped(Exception):
    """The user, or the system, asked the run to end."""


class Failed(Exception):
    """The run cannot go on; the message says why and what to do."""


def greet(environment: Environment) -> None:
    """Tell a newcomer where to look: address, logins, a code to scan, and the section that all this is for."""
    base_url = f"{settings.SITE_SCHEME}://{settings.PUBLIC_HOST}"
    text = welcome.demonstration(settings.VAR_DIR, base_url, in_colour=sys.stdout.isatty())
    print(text, end="\n\n", flush=True)
    manage(("outreach_section",), environment)
    print(flush=True)


def main(
    data_commands: Sequence[Sequence[str]] = DATA_COMMANDS, greeting: Callable[[Environment], None] = greet
) -> int:
    """Run until a signal comes or something fails; the exit status.

    Args:
        data_commands: Django's commands that run before the site does.
        greeting: what is done once the site answers.
    """
    console = Console()
    for number in _STOP_SIGNALS:
        signal.signal(number, _raise_stopped)
    os.environ.update(DEPLOYMENT="demo", DJANGO_SETTINGS_MODULE="backend.settings")
    try:
        bind = env.text("BIND", ports.LOOPBACK)
        if not ports.is_free(settings.PORT, bind):
            free = ports.choose(settings.PORT + 1)
            raise Failed(f"Port {settings.PORT} is in use. Choose another: make run PORT={free}")
        with Services(settings.VAR_DIR, lambda text: console.say("services", text)) as services:
            _serve(console, services, bind, data_commands, greeting)
    except Stopped:
        console.say("run", "stopped")
    except (Failed, AlreadyRunning, PostgresError, RedisError, ImproperlyConfigured) as error:
        console.say("run", str(error))
        return 1
    return 0


def manage(arguments: Sequence[str], environment: Environment) -> None:
    """Run one of Django's commands to its end, on the terminal itself so that it can draw a progress bar.

    Raises:
        Failed: it ended with an error, which it has printed.
    """
    command = [sys.executable, "manage.py", *arguments]
    process = processes.spawn(command, death_signal=signal.SIGTERM, environment=environment, folder=settings.BASE_DIR)
    try:
        if process.wait():
            raise Failed(f"manage.py {arguments[0]} failed.")
    finally:
        processes.stop(process, with_signal=signal.SIGINT, patience=_STOP_SECONDS)


def _serve(
    console: Console,
    services: Services,
    bind: str,
    data_commands: Sequence[Sequence[str]],
    greeting: Callable[[Environment], None],
) -> None:
    environment = _environment()
    supervisor = Supervisor(console, environment)
    try:
        for command in data_commands:
            console.say("setup", f"manage.py {command[0]}")
            manage(command, environment)
        for program in programs(bind):
            supervisor.start(program)
        _await_site(supervisor, services, bind)
        greeting(environment)
        console.say("run", "ready; Ctrl-C stops everything")
        supervisor.attend(lambda: _raise_fault(services))
    finally:
        # From here on a signal must not break off the stop, which time limits bound.
        for number in _STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        console.say("run", "stopping")
        supervisor.stop(_STOP_SECONDS)


def _environment() -> Environment:
    metrics = settings.VAR_DIR / "metrics"
    # Figures of processes that are no more would be counted for ever.
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir(parents=True)
    return {
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        "PYTHONUNBUFFERED": "1",
        # As root, Celery warns of what cannot happen here: it takes no pickles.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }


def programs(bind: str) -> list[Program]:
    """Web, worker and beat, on the port of the settings."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "backend.celery", "--quiet"]
    web = [*python, "granian", "--interface", "wsgi", "--host", bind, "--port", str(settings.PORT)]
    web += ["--workers", str(_WEB_WORKERS), "--blocking-threads", str(_WEB_THREADS), "--no-ws"]
    web += ["--respawn-failed-workers", "--workers-kill-timeout", "3", "--log-level", "warning"]
    return [
        Program(label="web", command=[*web, "backend.wsgi:application"]),
        Program(
            label="worker",
            command=[*celery, "worker", "--loglevel", "WARNING", "--concurrency", "2", "--without-gossip"],
            # When the supervisor is killed the database goes with it: a warm stop would wait for it in vain.
            death_signal=signal.SIGQUIT,
        ),
        Program(label="beat", command=[*celery, "beat", "--loglevel", "WARNING"]),
    ]


def _raise_stopped(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _await_site(supervisor: Supervisor, services: Services, bind: str) -> None:
    deadline = time.monotonic() + _READY_SECONDS

    def answered() -> bool:
        _raise_fault(services)
        if time.monotonic() > deadline:
            raise Failed(f"The web server did not answer within {_READY_SECONDS} s.")
        return _answers(bind)

    supervisor.attend(answered)


def _answers(bind: str) -> bool:
    connection = http.client.HTTPConnection(bind, settings.PORT, timeout=2)
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


if __name__ == "__main__":
    sys.exit(main())
