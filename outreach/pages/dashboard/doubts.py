"""待核事项: what is worth a second look, in plain words, for those who read the unit's reports. Nobody is named."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from outreach.campaigns.indicators import ActivityKind
from outreach.capture.models import Activity
from outreach.codes.models import Code
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.oversight import overseers_page, show
from outreach.pages.forms import StaffForm
from outreach.pages.words import label_of, name_of
from outreach.reporting.doubts.selectors import doubts_visible_to
from outreach.reporting.models import Doubt, DoubtKind

_A_PAGE: Final = 50

# The count of each kind, as a sentence of its own; the facts fill it in.
_WHAT: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        "device_many:pledge": gettext_lazy("One phone signed %(count)s times on this day"),
        "device_many:install": gettext_lazy("One phone confirmed the app %(count)s times on this day"),
        "burst": gettext_lazy("%(count)s records within ten seconds, %(in_a_minute)s within a minute"),
        "seconds_apart": gettext_lazy("One phone signed %(count)s times running, less than 20 seconds apart"),
        "night": gettext_lazy("%(count)s records between 23:00 and 06:00"),
        "above_attendance": gettext_lazy("%(count)s installs and confirmations, attendance %(attendance)s"),
        "helped_twice": gettext_lazy(
            "Help to install: %(by_officers)s by staff, %(by_residents)s by residents themselves"
        ),
    }
)
_WHY: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        DoubtKind.DEVICE_MANY: gettext_lazy("A family may share a phone; somebody may also have signed for others."),
        DoubtKind.BURST: gettext_lazy("More than the people there could well do at once."),
        DoubtKind.SECONDS_APART: gettext_lazy("Too short a time to read the pledge."),
        DoubtKind.NIGHT: gettext_lazy("Sessions are seldom held at this hour; a phone's clock plays no part in it."),
        DoubtKind.ABOVE_ATTENDANCE: gettext_lazy("The head count may be wrong, or the code was used elsewhere too."),
        DoubtKind.HELPED_TWICE: gettext_lazy("The same help may have been counted by staff and by the resident."),
    }
)


_GONE: Final = "gone"


class KindForm(StaffForm):
    """Which doubts to show: those that stand, or those that were found before."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("Still so")), (_GONE, gettext_lazy("Found before, no longer so"))],
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("All kinds")), *DoubtKind.choices], required=False
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A doubt in words. `where` is the session or the code's place; `times` are those of the day, if they are known."""

    what: str
    why: Promise
    where: str
    unit: str
    campaign: str
    day: date
    times: str


@require_safe
@overseers_page
def doubts(request: HttpRequest, scope: Scope) -> HttpResponse:
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    is_gone = state == _GONE
    found = doubts_visible_to(scope, gone=is_gone)
    if kind in DoubtKind.values:
        found = found.filter(kind=kind)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": "doubts",
        "rows": _rows(list(page)),
        "page": page,
        "form": KindForm(initial={"kind": kind, "state": state}),
        "is_chosen": is_gone or kind in DoubtKind.values,
        "is_gone": is_gone,
        "has_gone": is_gone or doubts_visible_to(scope, gone=True).exists(),
    }
    return show(request, scope, "dashboard/doubts.html", context)


def _rows(listed: Sequence[Doubt]) -> list[Row]:
    places = _places_of(listed)
    return [
        Row(
            what=_what(doubt),
            why=_WHY[doubt.kind],
            where=places(doubt),
            unit=name_of(doubt.unit),
            campaign=name_of(doubt.campaign),
            day=doubt.day,
            times=_times(doubt),
        )
        for doubt in listed
    ]


def _what(doubt: Doubt) -> str:
    act = doubt.facts.get("act")
    words = str(_WHAT[f"{doubt.kind}:{act}" if act else doubt.kind])
    said: str = words % doubt.facts
    return said


def _times(doubt: Doubt) -> str:
    """From when to when, on the campaign's clock."""
    told = [doubt.facts[fact] for fact in ("from", "to") if fact in doubt.facts]
    clock = [f"{datetime.fromisoformat(moment).astimezone(doubt.campaign.zone):%H:%M}" for moment in told]
    return "–".join(dict.fromkeys(clock))


def _places_of(listed: Sequence[Doubt]) -> Callable[[Doubt], str]:
    """Where each of these doubts arose, in words; two statements for all of them."""
    sessions = Activity.objects.select_related("place").in_bulk(_named(listed, "activity"))
    codes = Code.objects.select_related("place").in_bulk(_named(listed, "code"))

    def place_of(doubt: Doubt) -> str:
        session = sessions.get(UUID(doubt.facts["activity"])) if "activity" in doubt.facts else None
        if session is not None:
            return f"{label_of(ActivityKind(session.activity_kind))} · {name_of(session.place)}"
        code = codes.get(doubt.facts.get("code"))
        if code is None:
            return _("%(codes)s codes") % doubt.facts if "codes" in doubt.facts else ""
        return name_of(code.place) if code.place else code.get_kind_display()

    return place_of


def _named(listed: Sequence[Doubt], fact: str) -> list[Any]:
    return [doubt.facts[fact] for doubt in listed if fact in doubt.facts]
