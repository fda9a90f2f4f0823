"""What a write is answered: alone with a status of its own, in a batch as one item of many (design.md section 5)."""

from typing import Any, Final
from uuid import UUID

from rest_framework.response import Response

from outreach.api.problems import CONTENT_TYPE, body_of, headers_of
from outreach.capture.results import Result
from outreach.codes.field import in_base64, symbol_of
from outreach.errors import PROBLEMS, FieldErrors, Refusal
from outreach.ledger.models import Outcome

REPLAY_HEADER: Final = "Idempotent-Replay"


def answer(result: Result) -> Response:
    """The answer to a single write. A replay has the first answer's family of status, and says so."""
    headers = {REPLAY_HEADER: "true"} if result.replay else {}
    if result.problem is None:
        return Response(_counted(result), status=result.status, headers=headers)
    refusal = Refusal(
        result.code,
        errors=result.errors,
        submission_id=str(result.submission_id),
        outcome=result.outcome.value,
        flags=list(result.flags),
    )
    return Response(
        body_of(refusal), status=result.status, headers=headers | headers_of(refusal), content_type=CONTENT_TYPE
    )


def answer_item(result: Result) -> dict[str, Any]:
    """The answer to one item of a batch."""
    told = _counted(result) | {"status": result.status, "code": result.code, "replay": result.replay}
    told["detail"] = str(result.problem.title) if result.problem else ""
    if result.receipt:
        # A phone shows it to whoever signed there, also once the network is gone.
        symbol = symbol_of(result.receipt, "R")
        told["receipt_symbol"] = {"size": symbol.size, "modules": in_base64(symbol.bits)}
    if result.errors:
        told["errors"] = result.errors
    return told


def answer_unread(
    submission_id: UUID | str | None, code: str, errors: FieldErrors | None = None, *, outcome: Outcome
) -> dict[str, Any]:
    """The answer to an item that no submission can be made of: nothing of it was kept."""
    problem = PROBLEMS[code]
    told: dict[str, Any] = {
        "submission_id": None if submission_id is None else str(submission_id),
        "status": problem.status,
        "outcome": outcome.value,
        "code": code,
        "detail": str(problem.title),
        "indicators": {},
        "flags": [],
        "replay": False,
    }
    if errors:
        told["errors"] = errors
    return told


def _counted(result: Result) -> dict[str, Any]:
    told: dict[str, Any] = {
        "submission_id": str(result.submission_id),
        "outcome": result.outcome.value,
        "indicators": dict(result.indicators),
        "flags": list(result.flags),
    }
    if result.receipt:
        told["receipt"] = result.receipt
    if result.witness:
        told["witness"] = result.witness
    return told
