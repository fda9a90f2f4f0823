"""Pledges: by a resident alone or with an officer, on paper (singly, by range, in bundles), or by an organisation."""

import json
from collections.abc import Sequence
from hashlib import sha256

from outreach.campaigns.indicators import Evidence, IndicatorKey
from outreach.campaigns.models import FULL_AGE, MINIMUM_AGE, Mark, PhonePolicy, TextKind
from outreach.capture.admission import (
    admit,
    admit_code,
    admit_without_code,
    audience_of,
    open_act,
    require_scope,
)
from outreach.capture.case import Case
from outreach.capture.facts import CodeFacts
from outreach.capture.models import AgeBand, ClaimKind, Signer, SignerRecord
from outreach.capture.models import Pledge as PledgeDetail
from outreach.capture.operations import Pledge, Signature
from outreach.capture.receipts import receipt_mark
from outreach.capture.serials import COUNTED, REVOKED, form_key, missing_of
from outreach.capture.state import Facts
from outreach.codes.alphabet import normalise
from outreach.codes.models import CodeKind
from outreach.codes.stubs import stub_text
from outreach.crypto.cipher import seal
from outreach.crypto.marks import mark
from outreach.errors import Refusal

OFFICER_KINDS = (CodeKind.ACTIVITY, CodeKind.PLACE, CodeKind.FORM, CodeKind.LEAFLET)
RESIDENT_KINDS = (CodeKind.ACTIVITY, CodeKind.FORM, CodeKind.LEAFLET)


def judge_pledge(case: Case, facts: Facts) -> None:
    operation = case.operation
    assert isinstance(operation, Pledge)
    if operation.signer == Signer.ORGANISATION:
        _judge_letter(case, facts, operation)
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
    _claim_phone(case, operation)
    case.line(IndicatorKey.RESIDENT_PLEDGES, Evidence.SELF_REPORTED, 1)
    _describe(case, facts, operation, copies=1)


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
    _claim_phone(case, operation)
    case.line(IndicatorKey.RESIDENT_PLEDGES, evidence, copies)
    _describe(case, facts, operation, copies=copies)


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


def _judge_letter(case: Case, facts: Facts, operation: Pledge) -> None:
    """A unit letter: an organisation signs once per text version and year.

    On paper it bears the seal, else it awaits it (待盖章).
    """
    if not case.is_by_officer:
        raise Refusal("permission_denied")
    if operation.copy:
        raise Refusal("malformed", errors={"copy": ["a photocopy is of a resident's form"]})
    organisation = facts.named.organisations.get(operation.organisation or 0)
    if organisation is None:
        raise Refusal("malformed", errors={"organisation": ["unknown organisation"]})
    if operation.code:
        code = admit_code(case, facts, CodeKind.PLACE, CodeKind.ACTIVITY)
        if code.place is not None and code.place.id != organisation.place.id:
            raise Refusal("malformed", errors={"organisation": ["not an organisation at this place"]})
        # The letter counts where the organisation is, whoever's code was scanned.
        require_scope(case, facts, organisation.place.unit)
        case.unit = organisation.place.unit
    else:
        admit_without_code(case, facts, organisation.place.unit)
    if operation.place not in (None, organisation.place.id):
        raise Refusal("malformed", errors={"place": ["not the place of the organisation"]})
    case.place = organisation.place
    assert case.campaign is not None
    open_act(case, audience=audience_of(()))
    text_version = _text(case, facts, operation, TextKind.UNIT)
    year = case.campaign.day_of(case.occurred_at).year
    case.claim(ClaimKind.ORGANISATION, f"{organisation.id}:{text_version}:{year}")
    evidence = Evidence.DOCUMENTED if operation.paper else Evidence.WITNESSED
    case.line(IndicatorKey.UNIT_PLEDGES, evidence, 1)
    _describe(case, facts, operation, copies=1, awaits_seal=not operation.paper)


def claim_single_use(case: Case, code: CodeFacts, act: str) -> None:
    """Form serials and leaflet codes count once per act; an activity's code is shared and claims nothing."""
    if code.kind == CodeKind.FORM:
        case.claim(ClaimKind.FORM, form_key(code.batch_id or 0, code.serial or 0, act))
    elif code.kind == CodeKind.LEAFLET:
        case.claim(ClaimKind.LEAFLET, f"{code.id}:{act}")


def _claim_phone(case: Case, operation: Pledge) -> None:
    """Only where the campaign asks is a phone kept, and then as a keyed pseudonym (PIPL, minimisation.

    Domain.md section 5).
    """
    assert case.campaign is not None
    if case.campaign.phone_policy == PhonePolicy.REQUIRED and not operation.phone and not operation.paper:
        raise Refusal("malformed", errors={"phone": ["this campaign asks for a phone number"]})
    pseudonym = _pseudonym(case, operation)
    if pseudonym:
        case.claim(ClaimKind.PHONE, pseudonym.hex())


def _pseudonym(case: Case, operation: Pledge) -> bytes | None:
    assert case.campaign is not None
    if case.campaign.phone_policy == PhonePolicy.NEVER or not operation.phone:
        return None
    digits = "".join(filter(str.isdigit, operation.phone))
    return mark(case.campaign.key, "phone", digits)


def _text(case: Case, facts: Facts, operation: Pledge, *kinds: TextKind) -> str:
    """The text version signed: the named one, or for papers the one printed on the form, or in force on the day."""
    assert case.campaign is not None
    if operation.paper and not operation.text_version and case.code is not None and case.code.text_version:
        return case.code.text_version
    day = case.campaign.day_of(case.occurred_at)
    for text in facts.texts:
        if text.campaign_id != case.campaign.id or text.kind not in kinds or text.effective_from > day:
            continue
        if operation.text_version in ("", text.version):
            return text.version
    raise Refusal("malformed", errors={"text_version": ["not a text of this campaign on that day"]})


def _describe(case: Case, facts: Facts, operation: Pledge, *, copies: int, awaits_seal: bool = False) -> None:
    organisation = operation.signer == Signer.ORGANISATION
    minor = operation.age_band == AgeBand.UNDER_14_WITH_GUARDIAN
    text_version = _text(case, facts, operation, *_text_kinds(case, organisation, minor))
    chosen = [name for name in ("signature", "name", "paper") if getattr(operation, name)]
    if len(chosen) > 1 and not organisation:
        raise Refusal("malformed", errors={chosen[1]: ["one mark is enough: a signature, a typed name or paper"]})
    case.detail(
        PledgeDetail,
        act_id=case.act_id,
        signer=operation.signer,
        organisation_id=operation.organisation if organisation else None,
        text_version=text_version,
        mark=chosen[0] if chosen else "assent",
        age_band=operation.age_band,
        copies=copies,
        serial_from=operation.serial_from,
        serial_to=operation.serial_to,
        missing=operation.missing,
        archive_box=operation.archive_box,
        copy_mark=normalise(operation.copy),
        awaits_seal=awaits_seal,
        signature_digest=_digest(text_version, operation.signature) if operation.signature else None,
    )
    _keep_signer(case, operation)


def _text_kinds(case: Case, organisation: bool, minor: bool) -> tuple[TextKind, ...]:
    """The texts that this signer may sign, the fitting one first."""
    if organisation:
        return (TextKind.UNIT,)
    if minor:
        return (TextKind.MINOR, TextKind.RESIDENT)
    # Where one signs alone from a later age than fourteen, a guardian signs for those between, who state no age.
    guarded = case.campaign is not None and case.campaign.minimum_age > MINIMUM_AGE
    return (TextKind.RESIDENT, TextKind.MINOR) if guarded else (TextKind.RESIDENT,)


def _digest(version: str, signature: Signature) -> bytes:
    """SHA-256 over text version and strokes: a signature binds to the words it was put under."""
    drawn = [signature.width, signature.height, signature.strokes]
    return sha256(version.encode() + json.dumps(drawn, separators=(",", ":")).encode()).digest()


def _keep_signer(case: Case, operation: Pledge) -> None:
    """Seal name and strokes apart from the ledger, where they can be erased alone."""
    assert case.campaign is not None and case.act_id is not None
    personal: dict[str, object] = {}
    if operation.name:
        personal["name"] = operation.name
    if operation.signature:
        drawn = operation.signature
        personal["signature"] = {"w": drawn.width, "h": drawn.height, "strokes": drawn.strokes}
    pseudonym = _pseudonym(case, operation)
    if personal or pseudonym:
        plain = json.dumps(personal, ensure_ascii=False, separators=(",", ":")).encode()
        sealed = seal(case.campaign.key, plain, bound_to=case.act_id.bytes)
        case.detail(SignerRecord, act_id=case.act_id, sealed=sealed, phone_pseudonym=pseudonym)
