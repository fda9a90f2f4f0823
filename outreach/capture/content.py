"""The content mark: what makes two sendings under one id the same or not (design.md section 4, rule 1)."""

import json
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, Final

from outreach.capture.operations import FIELDS_OUTSIDE_CONTENT, OPERATIONS, Malformed, Operation
from outreach.crypto.marks import mark
from outreach.ledger.models import Kind


@cache
def _named_defaults(kind: Kind) -> tuple[tuple[str, Any], ...]:
    operation = OPERATIONS[kind]
    return tuple(
        (each.name, None if each.default is MISSING else each.default)
        for each in sorted(fields(operation), key=lambda each: each.name)
        if each.name not in FIELDS_OUTSIDE_CONTENT
    )


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        # Not astuple(), which copies every point of a signature.
        return [getattr(value, each.name) for each in fields(value)]
    return str(value)


# Made once: json.dumps() makes one a call.
_JSON: Final = json.JSONEncoder(default=_plain, ensure_ascii=False)


def content_mark(key: bytes, operation: Operation) -> bytes:
    """The HMAC over kind and fields.

    A field at its default is left out, so that a release may add fields without changing marks.
    """
    if isinstance(operation, Malformed):
        return mark(key, "malformed content", operation.of.value, operation.said)
    said = {
        name: value
        for name, default in _named_defaults(operation.kind)
        if (value := getattr(operation, name)) != default
    }
    return mark(key, "content", operation.kind.value, _JSON.encode(said))
