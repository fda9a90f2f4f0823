"""How many statements one request sends to the database; BEGIN and COMMIT are the driver's and do not count."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client

from backend.embedded.ports import LOOPBACK


@contextmanager
def noted() -> Iterator[list[str]]:
    """The statements that this process sends until the block ends."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *told: Any) -> Any:
        statements.append(sql)
        return execute(sql, *told)

    with connection.execute_wrapper(note):
        yield statements


def statements_of(path: str, body: Mapping[str, Any], *, status: int, headers: Mapping[str, str]) -> list[str]:
    """The statements of a POST that goes through all of the application in this process.

    Raises RuntimeError unless it is answered with `status`.
    """
    client = Client(headers={"host": LOOPBACK, **headers})
    with noted() as statements:
        answer = client.post(path, body, content_type="application/json")
    if answer.status_code != status:
        raise RuntimeError(f"{path} answered {answer.status_code}: {answer.content[:500]!r}")
    return statements
