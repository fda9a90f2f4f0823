"""How many doubts stand by each figure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from django.db import connection
from django.db.models import Q

from outreach.campaigns.indicators import IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.ledger.models import Kind
from outreach.organisation.scope import AnyUnit, Scope
from outreach.reporting.doubts.selectors import IS_OPEN
from outreach.reporting.models import Doubt, DoubtKind

_OF_ACTS: Final[Mapping[str, IndicatorKey]] = MappingProxyType(
    {Kind.PLEDGE: IndicatorKey.RESIDENT_PLEDGES, Kind.INSTALL: IndicatorKey.APP_INSTALLS}
)
_BOTH: Final = (IndicatorKey.RESIDENT_PLEDGES, IndicatorKey.APP_INSTALLS)
# Very many at once and at night are pledges and confirmations alike: such a doubt stands by both.
_OF_KINDS: Final[Mapping[str, tuple[IndicatorKey, ...]]] = MappingProxyType(
    {
        DoubtKind.BURST: _BOTH,
        DoubtKind.NIGHT: _BOTH,
        DoubtKind.SECONDS_APART: (IndicatorKey.RESIDENT_PLEDGES,),
        DoubtKind.ABOVE_ATTENDANCE: (IndicatorKey.APP_INSTALLS,),
        DoubtKind.HELPED_TWICE: (IndicatorKey.APP_INSTALLS,),
        DoubtKind.AWAITS_SEAL: (IndicatorKey.UNIT_PLEDGES,),
    }
)

_OPEN: Final = f"""
SELECT doubt.kind, doubt.facts ->> 'act', doubt.facts ->> 'indicator', count(*)
FROM outreach_doubt AS doubt JOIN outreach_organisationunit AS unit ON unit.id = doubt.unit_id
WHERE doubt.campaign_id = %s AND starts_with(unit.path, %s) AND {IS_OPEN}
GROUP BY 1, 2, 3
"""


def doubts_by_indicator(scope: Scope, *, campaign: Campaign, unit: AnyUnit) -> Counter[str]:
    """Doubts about ``unit`` and those below it that wait to be looked at, by the figure they cast doubt on.

    None for a viewer who does not oversee the unit; who does, oversees all below it. One statement. A doubt that names
    its ``indicator`` or ``act`` stands by that one.
    """
    counted: Counter[str] = Counter()
    if unit.pk not in scope.oversees:
        return counted
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [campaign.pk, unit.path])
        for kind, act, indicator, number in cursor.fetchall():
            for key in _about(kind, act, indicator):
                counted[key] += number
    return counted


def figures_of(doubt: Doubt) -> tuple[IndicatorKey, ...]:
    """The figures that the doubt stands by."""
    keys = _about(doubt.kind, doubt.facts.get("act"), doubt.facts.get("indicator"))
    return tuple(IndicatorKey(key) for key in keys)


def about(indicator: IndicatorKey) -> Q:
    """The doubts that stand by this figure, as `doubts_by_indicator` counts them."""
    acts = [act for act, key in _OF_ACTS.items() if key == indicator]
    kinds = [kind for kind, keys in _OF_KINDS.items() if indicator in keys]
    by_act, by_kind = Q(facts__act__in=acts), Q(kind__in=kinds, facts__act__isnull=True)
    return Q(facts__indicator=indicator.value) | (Q(facts__indicator__isnull=True) & (by_act | by_kind))


def _about(kind: str, act: str | None, indicator: str | None) -> Iterable[str]:
    if indicator is not None:
        return (indicator,)
    if act is not None and act in _OF_ACTS:
        return (_OF_ACTS[act],)
    return _OF_KINDS.get(kind, ())
