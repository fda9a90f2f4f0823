"""A batch from a phone: every item is answered, in order, and none holds up the others."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from rest_framework.exceptions import ValidationError

from outreach.api.answers import answer_item, answer_unread
from outreach.api.operations import SERIALIZERS, bounds, checker
from outreach.api.problems import WHOLE, flat_errors
from outreach.capture.operations import Malformed, Operation
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.ledger.models import Kind, Outcome

# An item that was not read may be sent again under the same id; one without an id never counts as it is.
_UNREAD: Final = Outcome.REJECTED.value
_HOPELESS: Final = Outcome.MALFORMED.value
_ECHOED: Final = 100


def submit(items: Sequence[Any], *, principal: Principal) -> list[dict[str, Any]]:
    """Record what can be made out, and answer each item in its place. Raises only when the database is away."""
    answers: dict[int, dict[str, Any]] = {}
    operations: dict[int, Operation] = {}
    for place, item in enumerate(items):
        read = _read(item)
        if isinstance(read, Operation):
            operations[place] = read
        else:
            answers[place] = read
    results = record(list(operations.values()), principal=principal)
    answers |= {place: answer_item(result) for place, result in zip(operations, results, strict=True)}
    return [answers[place] for place in range(len(items))]


def malformed(raw: Mapping[str, Any], error: ValidationError, *, kind: str) -> Malformed | None:
    """An officer's item with wrong fields, to be kept under its id, so that the id is spent; None when it has no id."""
    submission_id = id_of(raw)
    if submission_id is None:
        return None
    said = json.dumps(raw, default=str, sort_keys=True)
    return Malformed(submission_id=submission_id, of=Kind(kind), said=said, errors=flat_errors(error.detail))


def id_of(raw: Mapping[str, Any]) -> UUID | None:
    """The submission id, where the item has a good one."""
    text = raw.get("submission_id")
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _read(item: Any) -> Operation | dict[str, Any]:
    """The operation an item says, else the answer to it."""
    if not isinstance(item, dict):
        return answer_unread(None, "malformed", {WHOLE: ["must be a JSON object"]}, outcome=_HOPELESS)
    submission_id = id_of(item)
    if submission_id is None:
        echoed = item.get("submission_id")
        shown = echoed[:_ECHOED] if isinstance(echoed, str) else None
        return answer_unread(shown, "malformed", {"submission_id": ["must be a UUID"]}, outcome=_HOPELESS)
    if _size(item) > bounds.ITEM_BYTES:
        return answer_unread(submission_id, "too_large", outcome=_UNREAD)
    kind = item.get("kind")
    if not isinstance(kind, str) or kind not in SERIALIZERS:
        return answer_unread(submission_id, "malformed", {"kind": ["unknown kind"]}, outcome=_UNREAD)
    try:
        return checker(kind).check(item).operation
    except ValidationError as error:
        kept = malformed(item, error, kind=kind)
        assert kept is not None
        return kept


def _size(item: Mapping[str, Any]) -> int:
    """The bytes of an item when written as compactly as can be; a phone's own spaces are not held against it."""
    return len(json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
