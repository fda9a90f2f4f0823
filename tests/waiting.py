"""Waiting for what another process does in its own time."""

import time
from collections.abc import Callable

from tests.servers import Server

PATIENCE_SECONDS = 60


def wait_until(happened: Callable[[], bool], worker: Server | None = None) -> None:
    """Poll; a test that waits for a worker in vain shows what the worker said."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, worker.output if worker else "it did not come about"
        time.sleep(0.02)
