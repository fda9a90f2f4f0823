"""Operations and helpers that the tests of recording share."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import connection, connections

from outreach.capture.operations import (
    Complete,
    Install,
    Operation,
    Pledge,
    Talk,
)
from outreach.capture.record import record
from outreach.capture.results import Principal, Result
from outreach.ledger.models import LedgerEntry
from tests.world import World

RESIDENT = Principal.resident("a1")


def send(operation: Operation, principal: Principal, world: World) -> Result:
    return record([operation], principal=principal, now=world.now)[0]


def net() -> dict[tuple[str, str], int]:
    """The net of all lines by (indicator, evidence)."""
    sums: dict[tuple[str, str], int] = {}
    for line in LedgerEntry.objects.all():
        key = (line.indicator, line.evidence)
        sums[key] = sums.get(key, 0) + line.quantity
    return {key: quantity for key, quantity in sums.items() if quantity}


def install(world: World, **fields: Any) -> Install:
    usual = {"submission_id": uuid4(), "code": world.codes["activity"].text, "basis": "installed_self"}
    return Install(**{**usual, **fields})


def pledge(world: World, **fields: Any) -> Pledge:
    usual = {
        "submission_id": uuid4(),
        "code": world.codes["activity"].text,
        "text_version": world.texts["resident"].version,
        "assent": True,
    }
    # The campaign asks for a finger or, in its place, for the name.
    marked = {} if fields.get("paper") or fields.get("signature") else {"name": "示例居民"}
    return Pledge(**{**usual, **marked, **fields})


def completion(talk: Talk, **fields: Any) -> Complete:
    carried = {name: getattr(talk, name) for name in ("code", "activity_kind", "audiences", "activity_code", "topic")}
    return Complete(submission_id=uuid4(), talk=talk.submission_id, **carried, **fields)


def in_parallel(count: int, call: Callable[[int], Result]) -> list[Result]:
    """`call` in `count` threads that start together, each with a connection of its own."""
    gate, results = threading.Barrier(count), [None] * count

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(timeout=20)
            results[number] = call(number)  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return [result for result in results if result is not None]
