"""What every pledge leaves, whoever signs: the version of the words, its detail, the signer sealed apart."""

from outreach.campaigns.models import MINIMUM_AGE, PhonePolicy, TextKind
from outreach.capture.case import Case
from outreach.capture.models import AgeBand, ClaimKind, Signer, SignerRecord
from outreach.capture.models import Pledge as PledgeDetail
from outreach.capture.operations import Pledge
from outreach.capture.signatures import Signed, digest_of, sealed
from outreach.capture.state import Facts
from outreach.codes.alphabet import normalise
from outreach.crypto.marks import mark
from outreach.errors import Refusal


def claim_phone(case: Case, operation: Pledge) -> None:
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


def text_signed(case: Case, facts: Facts, operation: Pledge, *kinds: TextKind) -> str:
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


def describe(case: Case, facts: Facts, operation: Pledge, *, copies: int, awaits_seal: bool = False) -> None:
    """The detail of a pledge and the sealed record of its signer.

    Raises Refusal: `malformed` for a second mark, for a post outside an organisation, for words that are not in force.
    """
    organisation = operation.signer == Signer.ORGANISATION
    minor = operation.age_band == AgeBand.UNDER_14_WITH_GUARDIAN
    text_version = text_signed(case, facts, operation, *_text_kinds(case, organisation, minor))
    chosen = [name for name in ("signature", "name", "paper") if getattr(operation, name)]
    if len(chosen) > 1 and not organisation:
        raise Refusal("malformed", errors={chosen[1]: ["one mark is enough: a signature, a typed name or paper"]})
    if operation.post and not organisation:
        raise Refusal("malformed", errors={"post": ["a post is held in an organisation"]})
    case.detail(
        PledgeDetail,
        act_id=case.act_id,
        signer=operation.signer,
        organisation_id=operation.organisation if organisation else None,
        text_version=text_version,
        mark=_mark(operation),
        age_band=operation.age_band,
        copies=copies,
        serial_from=operation.serial_from,
        serial_to=operation.serial_to,
        missing=operation.missing,
        archive_box=operation.archive_box,
        copy_mark=normalise(operation.copy),
        awaits_seal=awaits_seal,
        signature_digest=digest_of(text_version, operation.signature) if operation.signature else None,
    )
    _keep_signer(case, operation)


def _mark(operation: Pledge) -> str:
    """What the pledge rests on: of a letter on paper the paper, though a name is noted beside it."""
    for name in ("paper", "signature", "name"):
        if getattr(operation, name):
            return name
    return "assent"


def _text_kinds(case: Case, organisation: bool, minor: bool) -> tuple[TextKind, ...]:
    """The texts that this signer may sign, the fitting one first."""
    if organisation:
        return (TextKind.UNIT,)
    if minor:
        return (TextKind.MINOR, TextKind.RESIDENT)
    # Where one signs alone from a later age than fourteen, a guardian signs for those between, who state no age.
    guarded = case.campaign is not None and case.campaign.minimum_age > MINIMUM_AGE
    return (TextKind.RESIDENT, TextKind.MINOR) if guarded else (TextKind.RESIDENT,)


def _keep_signer(case: Case, operation: Pledge) -> None:
    """Seal name, post and strokes apart from the ledger, where they can be erased alone."""
    assert case.campaign is not None and case.act_id is not None
    signed = Signed(operation.name, operation.post, operation.signature)
    pseudonym = _pseudonym(case, operation)
    if signed or pseudonym:
        closed = sealed(signed, key=case.campaign.key, act_id=case.act_id.bytes)
        case.detail(SignerRecord, act_id=case.act_id, sealed=closed, phone_pseudonym=pseudonym)
