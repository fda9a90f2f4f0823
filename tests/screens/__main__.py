"""Pictures of the pages for the documentation: `python -m tests.screens [resident officer dashboard paper]`.

They show the demonstration and the trial campaign beside it, on a database of their own that is thrown away.
"""

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import httpx
from playwright.sync_api import sync_playwright

from backend.embedded import ports, processes
from tests import services

Told = dict[str, Any]


def main() -> None:
    """Start everything, take the pictures, stop everything."""
    run, port, home = services.RunServices(), ports.choose(), services.folder()
    os.environ |= {"PORT": str(port), "VAR_DIR": str(home), "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    try:
        run.begin()
        os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
        django.setup()
        told = _load(home)
        with _site(port, home), sync_playwright() as playwright:
            # Only now: they import models.
            from tests.browser.visitors import Chromium
            from tests.screens import dashboard, officer, paper, resident

            chromium = Chromium(playwright, told["base_url"])
            for part in (resident, officer, dashboard, paper):
                if not sys.argv[1:] or part.__name__.rpartition(".")[2] in sys.argv[1:]:
                    part.take_all(chromium, told, home)
            chromium.close()
    finally:
        run.end()
        shutil.rmtree(home)


def _load(home: Path) -> Told:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_demo")
    told: Told = json.loads((home / "demo.json").read_text(encoding="utf-8"))
    return told


@contextmanager
def _site(port: int, home: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "backend.wsgi:application"]
    with (home / "site.log").open("wb") as log:
        process = processes.spawn(command, death_signal=signal.SIGKILL, environment=os.environ, output=log)
    try:
        _wait_for(lambda: httpx.get(f"http://{ports.LOOPBACK}:{port}/healthz").status_code == 200)
        yield
    finally:
        processes.stop(process, with_signal=signal.SIGTERM, patience=10)


def _wait_for(is_up: Callable[[], bool]) -> None:
    for _attempt in range(300):
        try:
            if is_up():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError("the site did not start")


if __name__ == "__main__":
    main()
