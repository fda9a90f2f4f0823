"""Coverage: acts counted up to a day beside the number of people of an area, by a named source (domain.md section 3).

Acts are not people: one resident may sign twice, and who lives elsewhere is counted too. So a share may be above 100 %,
and is never capped. What was imported was taken on trust and is no part of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypedDict

import pandas as pd

from outreach.campaigns.aims.models import PopulationBase
from outreach.campaigns.aims.selectors import standing_populations
from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.organisation.models import OrganisationUnit
from outreach.reporting.sums import counted, rolled_up, shown_units, summed

OF_ALL: Final = (IndicatorKey.RESIDENT_PLEDGES, IndicatorKey.APP_INSTALLS, IndicatorKey.APP_CONFIRMATIONS)
"""What is held against all people of an area, whomever it reached."""

# Pupils sign nothing and have no phones at school (domain.md sections 4 and 5): there it is who came.
_OF_SCHOOLS: Final = (IndicatorKey.ATTENDANCE,)
_OF_A_GROUP: Final = (IndicatorKey.RESIDENT_PLEDGES, IndicatorKey.APP_INSTALLS)
_BY: Final = ("unit", "evidence", "audience")
_AT_SCHOOL: Final = (Audience.PUPILS, Audience.COLLEGE_STUDENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A unit with all below it: its base, None where there is none, and what stands against it, by indicator.

    ``imported`` is what was left out.
    """

    unit: OrganisationUnit
    base: PopulationBase | None
    values: Mapping[IndicatorKey, int]
    imported: Mapping[IndicatorKey, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredGroup:
    """One audience, or all people where that is None; the unit asked about comes first, then those below it."""

    audience: Audience | None
    indicators: tuple[IndicatorKey, ...]
    rows: tuple[Covered, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was counted in the local days ``first`` to ``last``, all of the campaign up to then.

    No group where nobody entered a base; units without one are rows of the group of all people only.
    """

    first: date
    last: date
    groups: tuple[CoveredGroup, ...]


class BasePart(TypedDict):
    """How many people ``source`` counted on the day ``as_of``."""

    count: int
    source: str
    as_of: str


class CoveredPart(TypedDict):
    """See ``Covered``: ``values`` and ``imported`` go with the group's indicators."""

    unit: int
    base: BasePart | None
    values: list[int]
    imported: list[int]


class CoveredGroupPart(TypedDict):
    """``audience`` is empty for all people."""

    audience: str
    indicators: list[str]
    units: list[CoveredPart]


class CoveragePart(TypedDict("CoverageEnds", {"from": str, "to": str})):
    """Coverage as a section has it: rates are not stored, they follow from a value and its base."""

    groups: list[CoveredGroupPart]


def coverage_of(
    *,
    campaign: Campaign,
    unit: OrganisationUnit,
    subtree: Sequence[OrganisationUnit],
    last: date,
    frame: pd.DataFrame | None = None,
) -> Coverage:
    """The coverage of ``unit``, whose ``subtree`` is it and all below it, from the campaign's beginning to ``last``.

    One statement for the bases, and where there are any, one or two for what stands against them; none where ``frame``
    has the same days by indicator, unit, evidence and audience already.
    """
    first, shown = campaign.starts_on, shown_units(unit, subtree)
    bases = {(base.unit_id, base.audience): base for base in standing_populations(campaign, shown, day=last)}
    audiences = [audience for audience in Audience if any(group == audience for _unit, group in bases)]
    of_all = any(not group for _unit, group in bases)
    groups: list[CoveredGroup] = []
    if of_all:
        if frame is None:
            found = counted(campaign, subtree, first, last, by=("unit", "evidence"), indicators=OF_ALL)
        else:
            found = frame
        groups.append(_group(None, OF_ALL, rolled_up(found, unit, subtree), shown, bases))
    if audiences:
        found = counted(campaign, subtree, first, last, by=_BY, audiences=audiences) if frame is None else frame
        found = rolled_up(found, unit, subtree)
        for audience in audiences:
            indicators = _OF_SCHOOLS if audience in _AT_SCHOOL else _OF_A_GROUP
            groups.append(_group(audience, indicators, found[found["audience"] == audience], shown, bases))
    return Coverage(first=first, last=last, groups=tuple(groups))


def coverage_part(coverage: Coverage) -> CoveragePart:
    return {
        "from": coverage.first.isoformat(),
        "to": coverage.last.isoformat(),
        "groups": [
            {
                "audience": group.audience.value if group.audience else "",
                "indicators": [key.value for key in group.indicators],
                "units": [
                    {
                        "unit": row.unit.pk,
                        "base": _base_part(row.base),
                        "values": [row.values[key] for key in group.indicators],
                        "imported": [row.imported[key] for key in group.indicators],
                    }
                    for row in group.rows
                ],
            }
            for group in coverage.groups
        ],
    }


def _group(
    audience: Audience | None,
    indicators: tuple[IndicatorKey, ...],
    frame: pd.DataFrame,
    shown: Iterable[OrganisationUnit],
    bases: Mapping[tuple[int, str], PopulationBase],
) -> CoveredGroup:
    is_imported = frame["evidence"] == Evidence.IMPORTED
    kept, left_out = (summed(part, "indicator", "unit") for part in (frame[~is_imported], frame[is_imported]))
    top, *below = shown

    def of(sums: Mapping[object, int], unit: OrganisationUnit) -> dict[IndicatorKey, int]:
        own = [top.pk, *(each.pk for each in below)] if unit.pk == top.pk else [unit.pk]
        return {key: sum(sums.get((key, pk), 0) for pk in own) for key in indicators}

    rows = tuple(
        Covered(
            unit=unit,
            base=bases.get((unit.pk, audience.value if audience else "")),
            values=of(kept, unit),
            imported=of(left_out, unit),
        )
        for unit in (top, *below)
    )
    if audience is not None:
        rows = tuple(row for row in rows if row.base is not None)
    return CoveredGroup(audience=audience, indicators=indicators, rows=rows)


def _base_part(base: PopulationBase | None) -> BasePart | None:
    if base is None or base.count is None:
        return None
    return {"count": base.count, "source": base.source, "as_of": base.as_of.isoformat()}
