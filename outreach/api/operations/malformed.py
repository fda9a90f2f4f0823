"""Items that no operation can be made from: under a good id they are kept, so that the id is spent."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework.exceptions import ValidationError

from outreach.api.problems import flat_errors
from outreach.capture.operations import Malformed
from outreach.ledger.models import Kind


def id_of(raw: Mapping[str, Any]) -> UUID | None:
    """The submission id, where the item has a good one."""
    text = raw.get("submission_id")
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def malformed(raw: Mapping[str, Any], error: ValidationError, *, of: Kind | str) -> Malformed | None:
    """What an officer's malformed item of the kind `of` is recorded as; None when it has no id to keep it under."""
    submission_id = id_of(raw)
    if submission_id is None:
        return None
    # Escapes take everything that JSON can say, lone surrogates too.
    # Only a batch names the kind in the item; the address does for a single one.
    fields = {name: value for name, value in raw.items() if name != "kind"}
    said = json.dumps(fields, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return Malformed(submission_id=submission_id, of=Kind(of), said=said, errors=flat_errors(error.detail))
