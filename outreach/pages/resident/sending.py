"""What a resident's form sends on to `record()`, and where its answer leads."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from outreach.capture.operations import Operation
from outreach.capture.record import record
from outreach.capture.results import Result
from outreach.edge.admission import admit
from outreach.errors import Refusal
from outreach.ledger.models import Outcome
from outreach.pages.resident.kept import record_of
from outreach.pages.resident.visit import Visit

_DONE: Final = frozenset({Outcome.COUNTED, Outcome.ACCEPTED})


def send(request: HttpRequest, visit: Visit, operation: Operation) -> Result:
    """Let the operation through the limits and record it. Raises Refusal as `admit` does."""
    admit(request, code=visit.code.text, device=visit.device.mark, challenge=request.POST.get("challenge", ""))
    return record([operation], principal=visit.principal)[0]


def answer(visit: Visit, result: Result, *, next_step: str) -> HttpResponse:
    """On to the next step; where this person's phone sent something else before, to where that stands.

    Raises Refusal: for any other result, which `closed` then says in a plain page.
    """
    if result.outcome in _DONE:
        return redirect(visit.url(next_step))
    if result.code == "submission_mismatch":
        return redirect(visit.url("kept") if record_of(visit).acts else visit.url())
    raise Refusal(result.code, code_found=visit.code)
