"""Many rows into many tables in one statement.

An act is a submission's worth of rows in several tables; a batch is two hundred of them. Each table's rows travel as
one array per column, one or two rows as plain values, and the tables are chained as data-modifying CTEs: the number of
statements stays the same whatever the number of rows, their texts are few, and the server keeps its plans
(docs/decisions/0002-rows-travel-as-arrays.md).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models


@dataclass(frozen=True, slots=True)
class _Column:
    """How one field's values travel: its column, the array type they come as, what restores them, and the default.

    `element` writes a value, adapted, as it stands in the text of an array.
    """

    attname: str
    name: str
    array: str
    restore: str
    adapt: Callable[[Any], Any] | None
    element: Callable[[Any], str]
    default: Callable[[], Any]


def _array(values: Sequence[Any], element: Callable[[Any], str]) -> str:
    """The text of an array. Written here: the driver asks of each value what it is and whether it must be quoted."""
    first = values[0] if values else None
    # Of most columns a batch has one value.
    if all(value is first for value in values):
        texts = ["NULL" if first is None else element(first)] * len(values)
    else:
        texts = ["NULL" if value is None else element(value) for value in values]
    return "{" + ",".join(texts) + "}"


def _quoted(value: Any) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _quoted_bytes(value: Any) -> str:
    return f'"\\\\x{value.hex()}"'


# By type. Those whose texts hold nothing that an array could take for its own stand as they are.
_ELEMENTS: Final[Mapping[str, Callable[[Any], str]]] = {
    "uuid": attrgetter("hex"),
    **dict.fromkeys(("smallint", "integer", "bigint", "boolean", "date", "timestamp with time zone"), str),
    "bytea": _quoted_bytes,
}


def _array_text(values: Sequence[Any] | None) -> str | None:
    """An array inside an array of rows travels as text: unnest would flatten it."""
    return None if values is None else _array(values, _quoted)


# Made once: json.dumps() makes one a call.
_JSON: Final = json.JSONEncoder(ensure_ascii=False)


def _json_text(value: Any) -> str | None:
    return None if value is None else _JSON.encode(value)


@cache
def _columns(model: type[models.Model]) -> tuple[_Column, ...]:
    columns = []
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.AutoField | models.BigAutoField) or field.column is None:
            continue
        kind = field.db_type(connection) or "text"
        array, restore = kind, ""
        adapt: Callable[[Any], Any] | None = None
        if isinstance(field, ArrayField):
            array, restore, adapt = "text", f"::{kind}", _array_text
        elif isinstance(field, models.JSONField):
            array, restore, adapt = "text", "::jsonb", _json_text
        element = _ELEMENTS.get(array, _quoted)
        columns.append(_Column(field.attname, field.column, array, restore, adapt, element, field.get_default))
    return tuple(columns)


# So few rows travel as plain values: an array is dearer to make. More would outgrow what the driver keeps prepared.
_FEW: Final = 2


@cache
def _source(model: type[models.Model], few: int) -> str:
    """What rows are selected from: `few` rows of plain values, or, for 0, any number given as one array per column."""
    columns = _columns(model)
    if few:
        row = ", ".join(f"%s::{column.array}{column.restore}" for column in columns)
        return "VALUES " + ", ".join([f"({row})"] * few)
    names = _names(model)
    picked = ", ".join(f'v."{column.name}"{column.restore}' for column in columns)
    arrays = ", ".join(f"%s::{column.array}[]" for column in columns)
    return f"SELECT {picked} FROM unnest({arrays}) AS v({names})"


@cache
def _names(model: type[models.Model]) -> str:
    return ", ".join(f'"{column.name}"' for column in _columns(model))


def as_table(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> tuple[str, list[Any]]:
    """Rows as a parenthesised table with the model's column names, to join with, and its parameters."""
    return f"({_source(model, _few(rows))}) AS n({_names(model)})", _parameters(model, rows)


def insertion(model: type[models.Model], rows: Sequence[dict[str, Any]], conflict: str = "") -> tuple[str, list[Any]]:
    """INSERT of these rows, followed by `conflict` (an ON CONFLICT clause), and its parameters.

    A row names columns by attribute; absent ones take the field's default.
    """
    source = _source(model, _few(rows))
    return f'INSERT INTO "{model._meta.db_table}" ({_names(model)}) {source} {conflict}', _parameters(model, rows)


def _few(rows: Sequence[dict[str, Any]]) -> int:
    return len(rows) if len(rows) <= _FEW else 0


def _parameters(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> list[Any]:
    is_few = bool(_few(rows))
    columns: list[Any] = []
    for column in _columns(model):
        name, adapt, default = column.attname, column.adapt, column.default
        values = [row[name] if name in row else default() for row in rows]
        if adapt:
            values = [adapt(value) for value in values]
        columns.append(values if is_few else _array(values, column.element))
    return [value for row in zip(*columns, strict=True) for value in row] if is_few else columns


class Rows:
    """Rows gathered for several tables, written together by `write`."""

    def __init__(self) -> None:
        self._parts: dict[tuple[type[models.Model], str], list[dict[str, Any]]] = {}

    def add(self, model: type[models.Model], *, conflict: str = "", **values: Any) -> None:
        self._parts.setdefault((model, conflict), []).append(values)

    def write(self) -> None:
        """Insert everything in one statement.

        Foreign keys between the tables are checked when it, or the transaction, ends.
        """
        if not self._parts:
            return
        parts = sorted(self._parts.items(), key=lambda part: (part[0][0]._meta.db_table, part[0][1]))
        inserts = [insertion(model, rows, conflict) for (model, conflict), rows in parts]
        chain = ", ".join(f"part{number} AS ({sql})" for number, (sql, _values) in enumerate(inserts))
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {chain} SELECT 1", [value for _sql, values in inserts for value in values])
