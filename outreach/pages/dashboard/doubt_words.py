"""待核事项 in plain words: what was found, why it may be and may not be right, where and when. Nobody is named."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outreach.campaigns.indicators import INDICATORS, ActivityKind, IndicatorKey
from outreach.capture.models import Activity
from outreach.codes.models import Code
from outreach.pages.dashboard.shapes import indicator_name, measure
from outreach.pages.words import label_of, name_of
from outreach.reporting.doubts.behind import days_of
from outreach.reporting.models import Doubt, DoubtKind

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
        "same_session": gettext_lazy("A session at a place and time at which one is counted already"),
        "awaits_seal": gettext_lazy("Letters signed on a phone and not yet sealed: %(count)s"),
        "above_peers": gettext_lazy(
            "%(figure)s: %(count)s %(measure)s, where the middle one of %(peers)s others of its kind has %(median)s"
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
        DoubtKind.SAME_SESSION: gettext_lazy(
            "Two partners may have recorded one session. It counts nothing until its officer says that it is another."
        ),
        DoubtKind.AWAITS_SEAL: gettext_lazy(
            "They are counted. A letter stands firm only with its organisation's seal: fetch the sealed copies."
        ),
        DoubtKind.ABOVE_PEERS: gettext_lazy(
            "A large area or a special action explains it; so does a figure entered twice or in the wrong unit."
        ),
    }
)

_NEXT: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        DoubtKind.DEVICE_MANY: gettext_lazy("Ask whether a family or a class shared the phone."),
        DoubtKind.BURST: gettext_lazy("Compare with the head count of the session."),
        DoubtKind.SECONDS_APART: gettext_lazy("Ask who held the phone, and whether the pledge was read."),
        DoubtKind.NIGHT: gettext_lazy("Ask what took place at that hour."),
        DoubtKind.ABOVE_ATTENDANCE: gettext_lazy("Put the head count right, or void what was not there."),
        DoubtKind.HELPED_TWICE: gettext_lazy("Void what was counted twice."),
        DoubtKind.SAME_SESSION: gettext_lazy("Void the repeat, or let its officer say that it is another session."),
        DoubtKind.AWAITS_SEAL: gettext_lazy("Send in the sealed copies: each doubt then goes by itself."),
        DoubtKind.ABOVE_PEERS: gettext_lazy("Look through its lines for a special action or a mistake."),
    }
)


def what_of(doubt: Doubt) -> str:
    """What was found, as a sentence with its numbers."""
    facts = dict(doubt.facts)
    if doubt.kind == DoubtKind.ABOVE_PEERS:
        indicator = INDICATORS[IndicatorKey(facts["indicator"])]
        facts |= {
            "figure": indicator_name(indicator),
            "measure": measure(indicator, facts["count"]),
            "median": f"{facts['median']:g}",
        }
    act = facts.get("act")
    words = str(_WHAT[f"{doubt.kind}:{act}" if act else doubt.kind])
    said: str = words % facts
    return said


def why_of(kind: str) -> str:
    """What may be behind a doubt of this kind, the harmless too."""
    return str(_WHY[kind])


def next_step_of(kind: DoubtKind) -> str:
    """What to do about a doubt of this kind."""
    return str(_NEXT[kind])


def when_of(doubt: Doubt) -> str:
    """The local day, or the days of a month, and from when to when, on the campaign's clock."""
    if "first" in doubt.facts:
        first, last = (date_format(day, "DATE_FORMAT") for day in days_of(doubt))
        return first if first == last else f"{first}–{last}"
    told = [doubt.facts[fact] for fact in ("from", "to") if fact in doubt.facts]
    clock = [f"{datetime.fromisoformat(moment).astimezone(doubt.campaign.zone):%H:%M}" for moment in told]
    return " ".join(filter(None, (date_format(doubt.day, "DATE_FORMAT"), "–".join(dict.fromkeys(clock)))))


def places_of(listed: Sequence[Doubt]) -> Callable[[Doubt], str]:
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
