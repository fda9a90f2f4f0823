"""What a scanned code is, and what whoever scanned it can do with it (design.md section 3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django.utils import timezone

from outreach.api.shapes.common import named_campaign, named_unit
from outreach.campaigns.models import Campaign
from outreach.capture.kinds.pledges import OFFICER_KINDS, RESIDENT_KINDS
from outreach.capture.receipts import witness_mark
from outreach.capture.residents import resident_submission_id
from outreach.codes.alphabet import is_well_formed, normalise
from outreach.codes.drawing import code_url
from outreach.codes.models import Code, CodeKind
from outreach.codes.selectors import CodeState, find, place_of, state_of, unit_of
from outreach.edge.devices import Device
from outreach.errors import Refusal
from outreach.ledger.models import Act, Kind
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope

WITNESS: Final = "witness"

# Acts of officers by the kinds of code that they need.
_OFFICER_ACTS: Final = (
    (Kind.TALK, (CodeKind.PLACE,)),
    (Kind.PLEDGE, OFFICER_KINDS),
    (Kind.INSTALL, OFFICER_KINDS),
    (Kind.MATERIAL, (CodeKind.ACTIVITY, CodeKind.PLACE)),
)
_DERIVED_IDS: Final = (Kind.PLEDGE, Kind.INSTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """What a code stands for: a row of codes, or the act whose witness code it is."""

    text: str
    kind: str
    state: str
    campaign: Campaign
    unit: OrganisationUnit
    title: str


def known_code(text: str) -> Code:
    """The code with a row. Raises Refusal `code_unknown`."""
    code = find(text)
    if code is None:
        raise Refusal("code_unknown")
    return code


def for_resident(text: str, device: Device) -> dict[str, Any]:
    """A code as a resident's phone sees it, each act with the id to send it under. Raises Refusal `code_unknown`."""
    code = known_code(text)
    found = _found(code)
    acts: list[dict[str, str]] = []
    if found.state == CodeState.ACTIVE and code.kind in RESIDENT_KINDS:
        acts = [
            {
                "act": act.value,
                "submission_id": str(resident_submission_id(code_text=code.text, act=act.value, device=device.mark)),
            }
            for act in _DERIVED_IDS
        ]
        # Nothing may lead from one refusal to another.
        acts.append({"act": Kind.REFUSAL.value, "submission_id": str(uuid4())})
    return _answer(found, acts)


def for_officer(text: str, scope: Scope) -> dict[str, Any]:
    """A code as an officer's phone sees it; a resident's witness code too. Raises Refusal `code_unknown`."""
    code = find(text)
    if code is None:
        return _for_witnessing(text, scope)
    found = _found(code)
    is_good = found.state == CodeState.ACTIVE and found.unit.pk in scope.writes
    return _answer(found, [{"act": act.value} for act in _officer_acts(code)] if is_good else [])


def managed_code(code: Code) -> dict[str, Any]:
    """A code as those see it who make and revoke it."""
    return _answer(_found(code), []) | {
        "url": code_url(code.text),
        "starts_at": code.starts_at,
        "ends_at": code.ends_at,
        "use_limit": code.use_limit,
        "revoked_at": code.revoked_at,
    }


def title_of(code: Code) -> str:
    """What people know the code's occasion by: the talk's topic, else the place, else the campaign."""
    activity = getattr(code, "activity", None)
    place = place_of(code)
    title: str = activity.topic if activity and activity.topic else place.name if place else code.campaign.name
    return title


def _found(code: Code) -> Found:
    state = state_of(code, timezone.now())
    return Found(code.text, code.kind, state, code.campaign, unit_of(code), title_of(code))


def _officer_acts(code: Code) -> Iterator[Kind]:
    return (act for act, kinds in _OFFICER_ACTS if code.kind in kinds)


def _for_witnessing(text: str, scope: Scope) -> dict[str, Any]:
    normal = normalise(text)
    act = None
    if is_well_formed(normal):
        act = Act.objects.select_related("campaign", "unit").filter(witness_mark=witness_mark(normal)).first()
    if act is None:
        raise Refusal("code_unknown")
    if act.unit_id not in scope.writes:
        raise Refusal("out_of_scope")
    state = CodeState.REVOKED if act.voided_by else CodeState.USED_UP if act.witnessed_by else CodeState.ACTIVE
    found = Found(normal, WITNESS, state, act.campaign, act.unit, "")
    return _answer(found, [{"act": Kind.WITNESS.value}] if state == CodeState.ACTIVE else [])


def _answer(found: Found, acts: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "code": found.text,
        "kind": found.kind,
        "state": str(found.state),
        "campaign": named_campaign(found.campaign),
        "unit": named_unit(found.unit),
        "title": found.title,
        "acts": acts,
    }
