"""How many statements one request sends to the database; BEGIN and COMMIT are the driver's and do not count."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.test import Client

from backend.embedded.ports import LOOPBACK


def statements_of(path: str, body: Mapping[str, Any], *, status: int, headers: Mapping[str, str]) -> list[str]:
    """The statements of a POST that goes through all of the application in this process.

    Raises RuntimeError unless it is answered with `status`.
    """
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *told: Any) -> Any:
        statements.append(sql)
        return execute(sql, *told)

    client = Client(headers={"host": LOOPBACK, **headers})
    with connection.execute_wrapper(note):
        answer = client.post(path, body, content_type="application/json")
    if answer.status_code != status:
        raise RuntimeError(f"{path} answered {answer.status_code}: {answer.content[:500]!r}")
    return statements
