"""A batch from a phone: every item is answered, in order, and none holds up the others."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rest_framework.exceptions import ValidationError

from outreach.api.answers import answer_item, answer_unread
from outreach.api.operations import SERIALIZERS, bounds, checker
from outreach.api.operations.malformed import id_of, malformed
from outreach.api.operations.sealed import opened
from outreach.api.problems import WHOLE
from outreach.capture.operations import Operation
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.ledger.models import Outcome

# How much of an id that is none is echoed.
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


def _read(item: Any) -> Operation | dict[str, Any]:
    """The operation an item says; for what cannot be kept under an id, the answer to it."""
    if not isinstance(item, dict):
        return answer_unread(None, "malformed", {WHOLE: ["must be a JSON object"]}, outcome=Outcome.MALFORMED)
    submission_id = id_of(item)
    if submission_id is None:
        echoed = item.get("submission_id")
        shown = echoed[:_ECHOED].encode(errors="replace").decode() if isinstance(echoed, str) else None
        return answer_unread(shown, "malformed", {"submission_id": ["must be a UUID"]}, outcome=Outcome.MALFORMED)
    # These two leave the id free: the next release may know the kind, and the item may be sent smaller.
    kind = item.get("kind")
    if not isinstance(kind, str) or kind not in SERIALIZERS:
        return answer_unread(submission_id, "malformed", {"kind": ["unknown kind"]}, outcome=Outcome.REJECTED)
    if _size(item) > bounds.ITEM_BYTES:
        return answer_unread(submission_id, "too_large", outcome=Outcome.REJECTED)
    said: Mapping[str, Any] = item
    try:
        said = opened(item)
        return checker(kind).check(said).operation
    except ValidationError as error:
        kept = malformed(said, error, of=kind)
        assert kept is not None
        return kept


def _size(item: Mapping[str, Any]) -> int:
    """The bytes of an item written as compactly as can be; a phone's own spaces are not held against it."""
    return len(json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
