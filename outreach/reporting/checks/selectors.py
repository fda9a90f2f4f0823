"""Reading spot checks: how far one is, what it came to, and what those of a period came to together.

What was found is told once both turns are done: before, the second look could lean on the first.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from outreach.campaigns.models import Campaign
from outreach.capture.models import Activity
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.reporting.checks.models import Finding, InstallCheck, SpotCheck, SpotCheckItem, SpotCheckMark, Turn

# A list is done without a third look: where two find unlike things somebody else may settle it.
_NEEDED: Final = (Turn.FIRST, Turn.SECOND)


@dataclass(frozen=True, slots=True)
class Result:
    """What a list came to: 抽 `drawn` 份, 相符 `matching` 份, and of `twice` looked at twice `agreeing` alike.

    `voided` were voided or withdrawn before somebody looked. Of those not alike `settled` were looked at by a third
    person: of each that finding is counted, of the other papers the first. It is about the papers drawn and says
    nothing of the others.
    """

    check: SpotCheck
    drawn: int
    matching: int
    missing: int
    unreadable: int
    differing: int
    voided: int
    twice: int
    agreeing: int
    settled: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Installs shown at sessions' ends: 抽 `drawn`, 核实 `verified`, 未出示 `not_shown`."""

    sessions: int
    drawn: int
    verified: int
    not_shown: int


@dataclass(frozen=True, slots=True)
class Checks:
    """The spot checks of a period: results of those done, how many are not, installs shown (None: at no session)."""

    results: list[Result]
    under_way: int
    shown: Shown | None


def checks_of(campaign: Campaign, units: Collection[OrganisationUnit], first: date, last: date) -> Checks:
    """The spot checks drawn for one of `units` from papers of local days all within `first` to `last` (both included).

    For a report's notes on its data. Name the report's unit and all below it: a check of a station is about the
    station's papers alone, and results of several lists are told one by one, never added up. No result is a rate of all
    papers. Installs are those shown at sessions of these days and units. Five statements.
    """
    found = SpotCheck.objects.filter(campaign=campaign, unit__in=units, first__gte=first, last__lte=last)
    checks = list(found.select_related("unit").order_by("unit__path", "first", "kind", "round"))
    results = results_of(checks)
    sessions = Activity.objects.filter(act__campaign=campaign, act__unit__in=units, act__day__range=(first, last))
    return Checks(results, len(checks) - len(results), _shown(sessions))


def checks_visible_to(scope: Scope) -> QuerySet[SpotCheck]:
    """The lists drawn for the units whose reports the viewer reads, the newest first."""
    found = SpotCheck.objects.filter(unit__in=scope.oversees)
    return found.select_related("campaign", "unit", "drawn_by").order_by("-drawn_at", "-pk")


def results_of(checks: Collection[SpotCheck]) -> list[Result]:
    """What each of these lists that are done came to, in their order; three statements."""
    under_way = {check for turn in _NEEDED for check in _waiting(checks, turn).values_list("spot_check", flat=True)}
    found: dict[object, list[tuple[int, int, str]]] = {}
    marks = SpotCheckMark.objects.filter(item__spot_check__in=checks)
    for check, item, turn, finding in marks.values_list("item__spot_check", "item", "turn", "finding"):
        found.setdefault(check, []).append((item, turn, finding))
    return [_result(check, found.get(check.pk, [])) for check in checks if check.pk not in under_way]


def is_done(check: SpotCheck) -> bool:
    """Whether every paper of the list was marked, and those of the second look twice; what was voided is left out."""
    return not any(_waiting([check], turn).exists() for turn in _NEEDED)


def marked_of(check: SpotCheck) -> Counter[int]:
    """How many papers were marked in each turn."""
    marks = SpotCheckMark.objects.filter(item__spot_check=check).order_by().values_list("turn").annotate(Count("pk"))
    return Counter(dict(marks))


def turn_of(check: SpotCheck, officer_id: int) -> Turn | None:
    """The turn that this officer has papers to look up in: the one begun, else the first one that is not done.

    None where nothing is left for them. Each look begins once the one before it is done.
    """
    own = SpotCheckMark.objects.filter(item__spot_check=check, marked_by=officer_id).values_list("turn", flat=True)
    begun = own.first()
    turns = list(Turn) if begun is None else [Turn(begun)]
    under_way = next((turn for turn in _NEEDED if _waiting([check], turn).exists()), Turn.THIRD)
    turns = [turn for turn in turns if turn is under_way]
    return next((turn for turn in turns if papers_left(check, turn, officer_id).exists()), None)


def unlike_among(checks: Collection[SpotCheck]) -> Counter[UUID]:
    """How many papers of each of these lists wait for a third person, since the first and the second look found unlike
    things; one statement. It is told of lists that are done, as `results_of` is.
    """
    counted = _waiting(checks, Turn.THIRD).values_list("spot_check").annotate(Count("pk"))
    return Counter(dict(counted))


def unlike_of(check: SpotCheck) -> int:
    """As `unlike_among`, of one list."""
    return unlike_among([check])[check.pk]


def papers_left(check: SpotCheck, turn: Turn, officer_id: int) -> QuerySet[SpotCheckItem]:
    """The papers that wait in this turn and that the officer did not record, in the order of the list."""
    return _waiting([check], turn).exclude(act__officer=officer_id).order_by("position")


def sessions_of(scope: Scope, *, since: datetime) -> QuerySet[Activity]:
    """Sessions that count and began since an aware moment, of units whose reports the viewer reads; newest first."""
    held = Activity.objects.filter(
        act__unit__in=scope.oversees,
        act__voided_by=None,
        attendance__isnull=False,
        same_as=None,
        opened_at__gte=since,
    )
    return held.select_related("act__unit", "act__campaign", "place").order_by("-opened_at", "-act_id")


def newest_shown(sessions: Collection[Activity]) -> dict[object, InstallCheck]:
    """What was entered last of each of these sessions, by its act; one statement."""
    entered = InstallCheck.objects.filter(act__in=[session.act_id for session in sessions])
    return {check.act_id: check for check in entered.order_by("act", "-number").distinct("act")}


def _waiting(checks: Collection[SpotCheck], turn: Turn) -> QuerySet[SpotCheckItem]:
    """The papers that somebody is still to look up in this turn: not those whose record is voided by now."""
    items = SpotCheckItem.objects.filter(spot_check__in=checks, act__voided_by=None).exclude(marks__turn=turn)
    if turn is Turn.SECOND:
        items = items.filter(is_second=True)
    if turn is Turn.THIRD:
        found = SpotCheckMark.objects.filter(item=OuterRef("pk"))
        second = found.filter(turn=Turn.SECOND).exclude(finding=OuterRef("first_finding"))
        first = found.filter(turn=Turn.FIRST).values("finding")
        items = items.annotate(first_finding=Subquery(first)).filter(Exists(second))
    return items.order_by()


def _shown(sessions: QuerySet[Activity]) -> Shown | None:
    entered = InstallCheck.objects.filter(act__in=sessions.filter(act__voided_by=None).values("act"))
    newest = list(entered.order_by("act", "-number").distinct("act"))
    if not newest:
        return None
    return Shown(
        len(newest),
        sum(check.drawn for check in newest),
        sum(check.verified for check in newest),
        sum(check.not_shown for check in newest),
    )


def _result(check: SpotCheck, marks: list[tuple[int, int, str]]) -> Result:
    first = {item: finding for item, turn, finding in marks if turn == Turn.FIRST}
    second = {item: finding for item, turn, finding in marks if turn == Turn.SECOND}
    third = {item: finding for item, turn, finding in marks if turn == Turn.THIRD}
    counted = Counter((first | third).values())
    return Result(
        check=check,
        drawn=check.size,
        matching=counted[Finding.FOUND],
        missing=counted[Finding.MISSING],
        unreadable=counted[Finding.UNREADABLE],
        differing=counted[Finding.DIFFERS],
        voided=check.size - len(first),
        twice=len(first.keys() & second.keys()),
        agreeing=len(first.items() & second.items()),
        settled=len(third),
    )
