"""Which units have their months, or their weeks, drafted as soon as these are over: a box each, kept together.

Units stand in their tree, those below one folded into a row by which all of them are switched at once. Nothing is
switched off before one more question, by whichever way: missing weeks may go with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.organisation.selectors import BELOW_A_STATION
from outreach.pages.dashboard.manage.common import around, units_of
from outreach.pages.dashboard.oversight import overseers_page
from outreach.pages.dashboard.reports.common import campaign_asked, show
from outreach.pages.words import name_of
from outreach.reporting.owing import due_for
from outreach.reporting.schedule import KINDS, schedules_on, set_schedules

Switched: TypeAlias = dict[tuple[OrganisationUnit, PeriodKind], bool]


@dataclass(slots=True)
class Row:
    """A unit's box, or where the visitor may not switch it its state, and the rows of the units right below it."""

    unit: OrganisationUnit
    name: str
    value: str
    is_on: bool
    may: bool
    below: list["Row"] = field(default_factory=list)

    @property
    def all_below(self) -> list["Row"]:
        return [row for each in self.below for row in (each, *each.all_below)]

    @property
    def on_below(self) -> int:
        return sum(row.is_on for row in self.all_below)

    @property
    def may_switch_below(self) -> tuple[bool, bool]:
        """Whether there are units below that may be switched on, and such that may be switched off."""
        states = {row.is_on for row in self.all_below if row.may}
        return False in states, True in states

    @property
    def has_folds(self) -> bool:
        """Whether there are units below units below it: to be unfolded one by one, they need not all be seen."""
        return any(each.below for each in self.below)


@require_http_methods(["GET", "HEAD", "POST"])
@overseers_page
def schedules(request: HttpRequest, scope: Scope) -> HttpResponse:
    now = timezone.now()
    campaigns, campaign = campaign_asked(request, scope, now)
    kind = _kind(request)
    units = [unit for unit in units_of(campaign, scope.oversees) if unit.kind not in BELOW_A_STATION]
    if campaign is not None:
        today = now.astimezone(campaign.zone).date()
        units = [unit for unit in units if unit.ends_on is None or today <= unit.ends_on]
    if request.method == "POST":
        if campaign is None or not any(unit.pk in scope.manages for unit in units):
            raise Refusal("permission_denied")
        asked = _asked(request, scope, campaign, units)
        if not (all(asked.values()) or request.POST.get("told")):
            return _confirming(request, scope, asked, {**around(campaigns, campaign), "kind": kind}, now)
        changed = set_schedules(by=scope, campaign=campaign, switched=asked, now=now)
        messages.success(request, _("Kept.") if changed else _("Nothing was changed."))
        return redirect(f"{request.path}?{urlencode({'campaign': campaign.slug, 'kind': kind.value})}")
    on = schedules_on(campaign, units) if campaign else set()
    rows = [
        Row(each, name_of(each), _box(each, kind), (each.pk, kind) in on, each.pk in scope.manages) for each in units
    ]
    context: dict[str, Any] = {
        **around(campaigns, campaign),
        "kind": kind.value,
        "rows": _tree(rows),
        "was": " ".join(row.value for row in rows if row.is_on and row.may),
        "may_set": any(unit.pk in scope.manages for unit in units),
    }
    return show(request, scope, "schedules.html", context)


def _kind(request: HttpRequest) -> PeriodKind:
    """Months, unless weeks are asked for. Raises Refusal: `malformed` for another kind."""
    asked = request.GET.get("kind", KINDS[0].value)
    for kind in KINDS:
        if kind.value == asked:
            return kind
    raise Refusal("malformed")


def _tree(rows: Iterable[Row]) -> list[Row]:
    """The highest of the rows, which come in the order of the tree, with the others below them."""
    tops: list[Row] = []
    line: list[Row] = []
    for row in rows:
        line = [*(each for each in line if row.unit.path.startswith(each.unit.path)), row]
        (line[-2].below if len(line) > 1 else tops).append(row)
    return tops


def _box(unit: OrganisationUnit, kind: PeriodKind) -> str:
    return f"{kind}-{unit.pk}"


def _asked(request: HttpRequest, scope: Scope, campaign: Campaign, units: list[OrganisationUnit]) -> Switched:
    """What was changed on the page, and all below a unit where that was pressed.

    The page names the boxes it showed as on. What another set meanwhile stays: only a box that this visitor touched
    is written.
    """
    on = schedules_on(campaign, units)
    asked = _touched(request, units) | _below(request.POST.get("below", ""), scope, units)
    return {(unit, kind): is_on for (unit, kind), is_on in asked.items() if ((unit.pk, kind.value) in on) != is_on}


def _confirming(
    request: HttpRequest, scope: Scope, asked: Switched, around_it: dict[str, Any], now: datetime
) -> HttpResponse:
    """Ask once more before units are switched off, and say what goes with it.

    What is sent from here are the boxes, as if each had been touched: those that were told of, and no others.
    """
    off = [(unit, kind) for (unit, kind), is_on in asked.items() if not is_on]
    units = list(dict.fromkeys(unit for unit, _kind in off))
    weekly = [unit for unit, kind in off if kind is PeriodKind.WEEK]
    due = due_for(around_it["campaign"], weekly, PeriodKind.WEEK, now=now) if weekly else None
    context = {
        **around_it,
        "units": len(units),
        "unit_name": name_of(units[0]) if len(units) == 1 else "",
        "missing": sum(len(each.periods) for each in due.arrears) if due else 0,
        "was": " ".join(_box(unit, kind) for unit, kind in off),
        "on": " ".join(_box(unit, kind) for (unit, kind), is_on in asked.items() if is_on),
    }
    return show(request, scope, "schedules_off.html", context)


def _touched(request: HttpRequest, units: list[OrganisationUnit]) -> Switched:
    # One field for all that were on, however many: a form of too many fields is refused.
    was, now = (set(" ".join(request.POST.getlist(name)).split()) for name in ("was", "on"))
    boxes = ((unit, kind, _box(unit, kind)) for unit in units for kind in KINDS)
    return {(unit, kind): box in now for unit, kind, box in boxes if box in was ^ now}


def _below(pressed: str, scope: Scope, units: list[OrganisationUnit]) -> Switched:
    """What `on-month-7` asks for: every unit below the seventh that the visitor may switch."""
    state, _dash, box = pressed.partition("-")
    return {
        (unit, kind): state == "on"
        for top in units
        for kind in KINDS
        if _box(top, kind) == box and state in ("on", "off")
        for unit in units
        if unit.path.startswith(top.path) and unit != top and unit.pk in scope.manages
    }
