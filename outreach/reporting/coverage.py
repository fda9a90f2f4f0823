"""Coverage: acts counted up to a day beside the number of people of an area, by a named source (domain.md section 3).

Acts are not people: one resident may sign twice, and who lives elsewhere is counted too. So a share may be above 100 %,
and is never capped. What was imported was taken on trust and is no part of it.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypedDict

import pandas as pd

from outreach.campaigns.aims.models import PopulationBase
from outreach.campaigns.aims.selectors import standing_populations
from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.ledger.totals import TotalsQuery
from outreach.organisation.models import OrganisationUnit
from outreach.reporting.sums import counted, question, rolled_up, shown_units, summed

OF_ALL: Final = (IndicatorKey.RESIDENT_PLEDGES, IndicatorKey.APP_INSTALLS, IndicatorKey.APP_CONFIRMATIONS)
"""What is held against all people of an area, whomever it reached."""

# Pupils sign nothing and have no phones at school (domain.md sections 4 and 5): there it is who came.
_OF_SCHOOLS: Final = (IndicatorKey.ATTENDANCE,)
_OF_A_GROUP: Final = (IndicatorKey.RESIDENT_PLEDGES, IndicatorKey.APP_INSTALLS)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageQuestion:
    """The bases of ``unit``, those directly below it and its whole ``subtree`` on the day ``last``."""

    campaign: Campaign
    unit: OrganisationUnit
    subtree: Sequence[OrganisationUnit]
    last: date
    bases: Mapping[tuple[int, str], PopulationBase]

    @property
    def groups(self) -> list[Audience | None]:
        """Of whom anybody knows the number; all people first."""
        known = {audience for _unit, audience in self.bases}
        return [*([None] if "" in known else []), *(audience for audience in Audience if audience in known)]

    def queries(self) -> list[TotalsQuery]:
        """What is to be counted, one for each group."""
        asked = self.campaign, self.subtree, self.campaign.starts_on, self.last
        return [
            question(
                *asked,
                by=("unit", "evidence"),
                indicators=_indicators(group),
                audiences=None if group is None else (group,),
            )
            for group in self.groups
        ]

    def answered(self, frames: Iterable[pd.DataFrame]) -> Coverage:
        """The coverage, where ``frames`` answer ``queries``."""
        return Coverage(
            first=self.campaign.starts_on,
            last=self.last,
            groups=tuple(
                self._group(group, rolled_up(frame, self.unit, self.subtree))
                for group, frame in zip(self.groups, frames, strict=True)
            ),
        )

    def _group(self, audience: Audience | None, frame: pd.DataFrame) -> CoveredGroup:
        is_imported = frame["evidence"] == Evidence.IMPORTED
        kept, left_out = (summed(part, "indicator", "unit") for part in (frame[~is_imported], frame[is_imported]))
        top, *below = shown_units(self.unit, self.subtree)
        indicators = _indicators(audience)

        def of(sums: Mapping[Hashable, int], unit: OrganisationUnit) -> dict[IndicatorKey, int]:
            own = [top, *below] if unit.pk == top.pk else [unit]
            return {key: sum(sums.get((key, each.pk), 0) for each in own) for key in indicators}

        rows = tuple(
            Covered(
                unit=unit,
                base=self.bases.get((unit.pk, audience.value if audience else "")),
                values=of(kept, unit),
                imported=of(left_out, unit),
            )
            for unit in (top, *below)
        )
        if audience is not None:
            rows = tuple(row for row in rows if row.base is not None)
        return CoveredGroup(audience=audience, indicators=indicators, rows=rows)


def coverage_of(
    *, campaign: Campaign, unit: OrganisationUnit, subtree: Sequence[OrganisationUnit], last: date
) -> Coverage:
    """The coverage of ``unit``, whose ``subtree`` is it and all below it, from the campaign's beginning to ``last``.

    One statement for the bases, and where there are any, one for what stands against them.
    """
    asked = coverage_asked(campaign=campaign, unit=unit, subtree=subtree, last=last)
    queries = asked.queries()
    return asked.answered(counted(queries) if queries else [])


def coverage_asked(
    *, campaign: Campaign, unit: OrganisationUnit, subtree: Sequence[OrganisationUnit], last: date
) -> CoverageQuestion:
    """The same question with its bases, to be counted together with others."""
    standing = standing_populations(campaign, [each.pk for each in shown_units(unit, subtree)], day=last)
    bases = {(base.unit_id, base.audience): base for base in standing}
    return CoverageQuestion(campaign=campaign, unit=unit, subtree=subtree, last=last, bases=bases)


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


def _indicators(audience: Audience | None) -> tuple[IndicatorKey, ...]:
    if audience is None:
        return OF_ALL
    return _OF_SCHOOLS if audience in _AT_SCHOOL else _OF_A_GROUP


def _base_part(base: PopulationBase | None) -> BasePart | None:
    if base is None or base.count is None:
        return None
    return {"count": base.count, "source": base.source, "as_of": base.as_of.isoformat()}
