"""Unit letters: an organisation signs with an officer, on paper or on the officer's phone (责任书)."""

from outreach.campaigns.indicators import Evidence, IndicatorKey
from outreach.campaigns.models import TextKind
from outreach.capture.admission import admit_code, admit_without_code, audience_of, open_act, require_scope
from outreach.capture.case import Case
from outreach.capture.kinds.signing import describe, text_signed
from outreach.capture.models import ClaimKind
from outreach.capture.operations import Pledge
from outreach.capture.state import Facts
from outreach.codes.models import CodeKind
from outreach.errors import Refusal


def judge_letter(case: Case, facts: Facts, operation: Pledge) -> None:
    """A unit letter: an organisation signs once per text version and year.

    On paper it bears the seal, else it awaits it (待盖章).
    """
    if not case.is_by_officer:
        raise Refusal("permission_denied")
    if operation.copy:
        raise Refusal("malformed", errors={"copy": ["a photocopy is of a resident's form"]})
    _require_signatory(operation)
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
    if organisation.retired_at is not None and organisation.retired_at <= case.occurred_at:
        raise Refusal("no_longer_used")
    text_version = text_signed(case, facts, operation, TextKind.UNIT)
    year = case.campaign.day_of(case.occurred_at).year
    case.claim(ClaimKind.ORGANISATION, f"{organisation.id}:{text_version}:{year}")
    evidence = Evidence.DOCUMENTED if operation.paper else Evidence.WITNESSED
    case.line(IndicatorKey.UNIT_PLEDGES, evidence, 1)
    describe(case, facts, operation, copies=1, awaits_seal=not operation.paper)


def _require_signatory(operation: Pledge) -> None:
    """Whoever signs for an organisation on the phone says who that is and in what post; paper says it itself."""
    if operation.paper and operation.signature:
        raise Refusal("malformed", errors={"paper": ["one mark is enough: a signature or paper"]})
    if operation.signature:
        wanted = {"name": operation.name, "post": operation.post}
        missing = {field: ["say who signs for the organisation"] for field, said in wanted.items() if not said}
        if missing:
            raise Refusal("malformed", errors=missing)
