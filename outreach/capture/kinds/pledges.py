"""Pledges: by a resident alone or with an officer, on paper (singly, by range, in bundles), or by an organisation."""

from collections.abc import Sequence

from outreach.campaigns.indicators import Evidence, IndicatorKey
from outreach.campaigns.models import FULL_AGE, Mark
from outreach.capture.admission import (
    admit,
    admit_code,
    audience_of,
    open_act,
)
from outreach.capture.case import Case
from outreach.capture.facts import CodeFacts
from outreach.capture.kinds.letters import judge_letter
from outreach.capture.kinds.signing import claim_phone, describe
from outreach.capture.models import AgeBand, ClaimKind, Signer
from outreach.capture.operations import Pledge
from outreach.capture.receipts import receipt_mark
from outreach.capture.serials import COUNTED, REVOKED, form_key, missing_of
from outreach.capture.state import Facts
from outreach.codes.alphabet import normalise
from outreach.codes.models import CodeKind
from outreach.codes.stubs import stub_text
from outreach.errors import Refusal

OFFICER_KINDS = (CodeKind.ACTIVITY, CodeKind.PLACE, CodeKind.FORM, CodeKind.LEAFLET)
RESIDENT_KINDS = (CodeKind.ACTIVITY, CodeKind.FORM, CodeKind.LEAFLET)


def judge_pledge(case: Case, facts: Facts) -> None:
    operation = case.operation
    assert isinstance(operation, Pledge)
    if operation.signer == Signer.ORGANISATION:
        judge_letter(case, facts, operation)
    elif case.is_by_officer:
        _judge_with_officer(case, facts, operation)
    else:
        _judge_resident(case, facts, operation)


def _judge_resident(case: Case, facts: Facts, operation: Pledge) -> None:
    """A resident signs alone: self-reported until an officer saw it."""
    code = admit_code(case, facts, *RESIDENT_KINDS)
    if operation.paper or operation.copies or operation.copy or operation.serial_from or operation.serial_to:
        raise Refusal("malformed", errors={"paper": ["papers are entered by an officer"]})
    if not operation.assent:
        raise Refusal("malformed", errors={"assent": ["must be true: taking part is voluntary"]})
    _require_mark(case, operation)
    _require_age(case, operation)
    open_act(case, audience=audience_of(code.audiences))
    claim_single_use(case, code, "pledge")
    claim_phone(case, operation)
    case.line(IndicatorKey.RESIDENT_PLEDGES, Evidence.SELF_REPORTED, 1)
    describe(case, facts, operation, copies=1)


def _require_mark(case: Case, operation: Pledge) -> None:
    """The one mark that the campaign asks for, and no other: a name takes the place of a drawing for who cannot draw.

    Asked of residents alone: what an officer's phone recorded under an earlier policy was signed, and stands.
    """
    assert case.campaign is not None
    wanted = case.campaign.mark
    if operation.signature and wanted != Mark.FINGER:
        raise Refusal("malformed", errors={"signature": ["this campaign asks for no signature"]})
    if operation.name and wanted == Mark.ASSENT:
        raise Refusal("malformed", errors={"name": ["this campaign asks for no name"]})
    if wanted == Mark.TYPED_NAME and not operation.name:
        raise Refusal("malformed", errors={"name": ["this campaign asks for the name"]})
    if wanted == Mark.FINGER and not (operation.signature or operation.name):
        raise Refusal("malformed", errors={"signature": ["this campaign asks for a signature, or else for the name"]})


def _require_age(case: Case, operation: Pledge) -> None:
    """Who says to be younger than a campaign's own minimum signs the text that a guardian signs too."""
    assert case.campaign is not None
    if operation.age_band == AgeBand.FROM_14_TO_17 and case.campaign.minimum_age >= FULL_AGE:
        raise Refusal("malformed", errors={"age_band": ["under the age from which one signs alone here"]})


def _judge_with_officer(case: Case, facts: Facts, operation: Pledge) -> None:
    """A resident's pledge entered by an officer: the signed paper in hand, or signed on the officer's phone."""
    evidence = Evidence.DOCUMENTED if operation.paper else Evidence.WITNESSED
    if not operation.paper and not operation.assent:
        raise Refusal("malformed", errors={"assent": ["must be true unless a signed paper is entered"]})
    code = admit(case, facts, *OFFICER_KINDS)
    copies = _papers(case, facts, code, operation)
    open_act(case, audience=audience_of(code.audiences if code else ()), is_batch=copies > 1)
    _give_stub(case, code, operation)
    claim_phone(case, operation)
    case.line(IndicatorKey.RESIDENT_PLEDGES, evidence, copies)
    describe(case, facts, operation, copies=copies)


def _papers(case: Case, facts: Facts, code: CodeFacts | None, operation: Pledge) -> int:
    """How many papers this is, with a claim on every serial among them."""
    if operation.copy:
        return _claim_copy(case, code, operation)
    if operation.serial_from is not None or operation.serial_to is not None:
        return _claim_range(case, facts, code, operation)
    if operation.copies is not None:
        if not operation.paper:
            raise Refusal("malformed", errors={"copies": ["bundles are of signed papers"]})
        if code is not None and code.kind in (CodeKind.FORM, CodeKind.LEAFLET):
            raise Refusal("malformed", errors={"copies": ["what bears a code of its own is entered one by one"]})
        return operation.copies
    if code is not None:
        claim_single_use(case, code, "pledge")
    return 1


def _claim_copy(case: Case, code: CodeFacts | None, operation: Pledge) -> int:
    """A photocopied form bears the serial of another: what was written on it by hand is what counts once."""
    if code is None or code.kind != CodeKind.FORM or not operation.paper:
        raise Refusal("malformed", errors={"copy": ["a photocopy is of a numbered form, on paper"]})
    if any(given is not None for given in (operation.serial_from, operation.serial_to, operation.copies)):
        raise Refusal("malformed", errors={"copy": ["photocopies are entered one by one"]})
    letters = normalise(operation.copy)
    case.claim(ClaimKind.FORM, form_key(code.batch_id or 0, code.serial or 0, f"pledge:{letters}"))
    case.flags.add("photocopy")
    return 1


def _give_stub(case: Case, code: CodeFacts | None, operation: Pledge) -> None:
    """A single form, signed on paper or with the officer on the phone, is found again by its tear-off stub."""
    assert case.act is not None
    stub = stub_of(operation, code)
    if stub:
        case.act["receipt_mark"] = receipt_mark(stub)


def stub_of(operation: Pledge, code: CodeFacts | None) -> str:
    """The receipt of whoever signs this form before an officer; empty where there is none.

    A photocopy has no stub of its own, and papers entered together have no one signer.
    """
    is_single = operation.serial_from is None and operation.copies is None and not operation.copy
    if code is None or code.kind != CodeKind.FORM or not is_single:
        return ""
    return stub_text(code.campaign.key, code.text)


def _claim_range(case: Case, facts: Facts, code: CodeFacts | None, operation: Pledge) -> int:
    if code is None or code.kind != CodeKind.FORM or code.batch_id is None or not operation.paper:
        raise Refusal("malformed", errors={"serial_from": ["a range needs the code of a numbered form and paper"]})
    first, last = operation.serial_from, operation.serial_to
    if first is None or last is None or not 1 <= first <= last <= (code.batch_size or 0):
        raise Refusal("malformed", errors={"serial_to": ["not a range of this batch"]})
    if any(not first <= serial <= last for serial in operation.missing):
        raise Refusal("malformed", errors={"missing": ["outside the range"]})
    serials = sorted(set(range(first, last + 1)) - set(operation.missing))
    if not serials:
        raise Refusal("malformed", errors={"missing": ["nothing is left of the range"]})
    _require_countable(case, facts, code.batch_id, serials)
    for serial in serials:
        case.claim(ClaimKind.FORM, form_key(code.batch_id, serial, "pledge"))
    return len(serials)


def _require_countable(case: Case, facts: Facts, batch_id: int, serials: Sequence[int]) -> None:
    """A range of which some papers were revoked or counted names them all: they are to be entered as missing."""
    assert case.campaign is not None
    known = facts.serials.get(batch_id, {})
    revoked = [
        serial
        for serial in serials
        if serial in known and (at := known[serial].revoked_at) is not None and at <= case.occurred_at
    ]
    counted = []
    for serial in serials:
        key = (case.campaign.id, ClaimKind.FORM.value, form_key(batch_id, serial, "pledge"))
        if holder := facts.paper_holder(case, batch_id, serial, key):
            counted.append(serial)
            case.lost_to.add(holder)
    if len(counted) == len(serials):
        raise Refusal("already_counted")
    if revoked or counted:
        raise Refusal("malformed", errors=missing_of({REVOKED: revoked, COUNTED: counted}))


def claim_single_use(case: Case, code: CodeFacts, act: str) -> None:
    """Form serials and leaflet codes count once per act; an activity's code is shared and claims nothing."""
    if code.kind == CodeKind.FORM:
        case.claim(ClaimKind.FORM, form_key(code.batch_id or 0, code.serial or 0, act))
    elif code.kind == CodeKind.LEAFLET:
        case.claim(ClaimKind.LEAFLET, f"{code.id}:{act}")
