"""A single write is a batch of one through `record`: read, admit, record, answer."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from outreach.api.answers import answer
from outreach.api.operations import checker
from outreach.api.operations.malformed import malformed
from outreach.api.operations.sealed import opened
from outreach.capture.operations import Operation
from outreach.capture.record import record
from outreach.capture.results import Principal, Result
from outreach.edge.admission import admit, admit_officer, meter_unknown_code
from outreach.edge.devices import Device, device_of
from outreach.ledger.models import Kind
from outreach.organisation.models import Officer


def submit_as_officer(kind: Kind, raw: Mapping[str, Any], officer: Officer) -> Response:
    """Record what an officer sent; a malformed item spends its id, where it has one."""
    admit_officer(officer.pk)
    try:
        raw = opened(raw)
        operation = checker(kind).check(raw).operation
    except ValidationError as error:
        kept = malformed(raw, error, of=kind)
        if kept is None:
            raise
        operation = kept
    return answer(_record(operation, Principal.officer(officer.pk)))


def submit_as_resident(kind: Kind, raw: Mapping[str, Any], request: HttpRequest) -> Response:
    """Record what a resident sent with a code.

    A refusal is kept with the code and nothing else: it neither reads nor sets a device (design.md section 5).
    """
    checked = checker(kind).check(raw)
    code = checked.operation.code
    if not code:
        raise ValidationError({"code": [_("This field is required.")]})
    device = None if kind is Kind.REFUSAL else device_of(request)
    admit(request, code=code, device=device.mark if device else "", challenge=checked.challenge)
    result = _record(checked.operation, _sender(device))
    if result.code == "code_unknown":
        meter_unknown_code(request)
    response = answer(result)
    if device:
        device.remember_on(response, request)
    return response


def _record(operation: Operation, principal: Principal) -> Result:
    return record([operation], principal=principal)[0]


def _sender(device: Device | None) -> Principal:
    """Who sends: a device that came with its cookie; for one without, the submission id speaks (decision 0004)."""
    return Principal.resident() if device is None or device.is_new else device.principal
