"""A visit: one resident, one code, one device, one person of those who share it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from outreach.capture.kinds.pledges import RESIDENT_KINDS
from outreach.capture.models import Activity
from outreach.capture.residents import resident_submission_id
from outreach.capture.results import Principal
from outreach.codes.models import Code, CodeKind
from outreach.codes.selectors import CodeState, find, place_of, state_of, unit_of
from outreach.edge.admission import meter_unknown_code
from outreach.edge.devices import Device, device_of
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit, Place

# More than come to one phone at a stall; each costs a look-up by key when the code is scanned again.
MOST_PERSONS: Final = 99

_REFUSED_STATES: Final = {
    CodeState.SCHEDULED: "code_expired",
    CodeState.EXPIRED: "code_expired",
    CodeState.REVOKED: "code_revoked",
    CodeState.USED_UP: "code_used_up",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """`person` counts the members of a family who share the phone, from 1."""

    code: Code
    device: Device
    person: int
    now: datetime

    @property
    def principal(self) -> Principal:
        return self.device.principal

    @property
    def activity(self) -> Activity | None:
        return getattr(self.code, "activity", None)

    @property
    def unit(self) -> OrganisationUnit:
        """The unit whose event it is: a talk may take a code of another unit's pool, or hand out its leaflets."""
        return unit_of(self.code)

    @property
    def place(self) -> Place | None:
        return place_of(self.code)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.code.campaign.zone).date()

    def submission_id(self, act: str) -> UUID:
        return resident_submission_id(code_text=self.code.text, act=act, device=self.device.mark, person=self.person)

    def url(self, step: str = "code", **query: str) -> str:
        """The address of a step. It says whom it is about: somebody else on the phone may have come since."""
        person = {} if step == "code" and self.person == 1 else {"person": str(self.person)}
        address = reverse(step, kwargs={"text": self.code.text})
        asked = urlencode({**person, **query})
        return f"{address}?{asked}" if asked else address

    def of(self, person: int) -> "Visit":
        """The visit of this person on the same phone."""
        return replace(self, person=person)

    @property
    def another_url(self) -> str:
        """Where the next of the family begins (换一位家人); empty on a one-time code, which is for one signer."""
        return f"{reverse('code', kwargs={'text': self.code.text})}?another=1" if is_shared(self) else ""


def open_visit(request: HttpRequest, text: str) -> Visit:
    """The visit that this request is part of.

    Raises Refusal: `code_unknown`, or `wrong_code_kind` for a code that only teaches.
    """
    code = find(text, with_talk=request.method != "POST")
    if code is None:
        meter_unknown_code(request)
        raise Refusal("code_unknown")
    now = timezone.now()
    if code.kind not in RESIDENT_KINDS:
        raise Refusal("wrong_code_kind", code_found=code)
    return Visit(code, device_of(request), _person(request), now)


def require_open(visit: Visit) -> None:
    """Pass while the code is good. Raises Refusal: why it is not."""
    state = state_of(visit.code, visit.now)
    if state in _REFUSED_STATES:
        raise Refusal(_REFUSED_STATES[state], code_found=visit.code)


def is_shared(visit: Visit) -> bool:
    """Whether the code serves everyone who is there, two on one phone as well; a one-time code is for one signer."""
    return visit.code.kind == CodeKind.ACTIVITY


def _person(request: HttpRequest) -> int:
    given = request.POST.get("person") or request.GET.get("person") or "1"
    return min(max(int(given), 1), MOST_PERSONS) if given.isascii() and given.isdigit() else 1
