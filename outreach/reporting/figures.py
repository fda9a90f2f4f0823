"""The numbers of an outreach section, shaped from the ledger's totals.

All of them are exact. Indicators are never added up: copies, sessions and acts of help have nothing in common
(domain.md section 1). Every breakdown of a figure adds up to it, and its query, sent as parameters of GET entries/,
finds the lines behind it (domain.md section 2).
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import pandas as pd
from django.utils import timezone

from outreach.campaigns.indicators import INDICATORS, Audience, Evidence, Indicator, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import AnyUnit
from outreach.reporting.checks.selectors import Checks, checks_of
from outreach.reporting.coverage import Coverage, coverage_asked
from outreach.reporting.moves import Moved, moved_within
from outreach.reporting.prior_year import imported_before, month_of, year_before
from outreach.reporting.progress import Progress, progress_of
from outreach.reporting.published import Published, published_by, to_correct
from outreach.reporting.spans import Basis, Span, is_covered, months_of, span_of, was_there
from outreach.reporting.sums import counted, question, rolled_up, shown_units, summed

# The audience alone needs the day tally, which is a hundred times as long as that of months.
_LABELS: Final = ("unit", "month", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A figure over one span of days: ``value`` as counted now, late arrivals and voids included.

    ``previous`` is the same of the period before, None where the two may not be compared. ``published`` and
    ``previous_published`` are what a locked report printed of the same days, None where that is what stands now.
    ``prior_year`` is that of the same month of the year before, None where nobody knows it or the month is not whole.
    """

    value: int
    published: int | None = None
    previous: int | None = None
    previous_published: int | None = None
    prior_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One indicator over a span: ``months`` go with those of its ``Figures``, ``units`` are by unit id."""

    indicator: Indicator
    count: Count
    months: tuple[Count, ...]
    units: Mapping[int, int]
    evidence: Mapping[Evidence, int]
    audiences: Mapping[Audience, int]
    query: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A published figure that later lines changed: the value last published, and the one that stands now."""

    indicator: Indicator
    period: Period
    published: int
    current: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All figures of ``unit`` and the units below it, read at the aware instant ``as_of``.

    ``units`` are the unit itself, for what it did on its own, and those directly below, each with its subtree, in
    the order of the tree: a ranking is no part of a report (domain.md section 4). ``prior_units`` is how many units
    told the imported figures of the year before that stand here. ``away`` are the ids of those that were not there in
    the span: they ended, moved away or come later. ``moves`` are those within it and all it is compared with.
    ``checks`` are the spot checks of papers and sessions of its days.
    """

    campaign: Campaign
    unit: AnyUnit
    span: Span
    as_of: datetime
    months: tuple[Span, ...]
    units: tuple[OrganisationUnit, ...]
    figures: tuple[Figure, ...]
    corrections: tuple[Correction, ...]
    coverage: Coverage | None = None
    progress: tuple[Progress, ...] = ()
    prior_units: int = 0
    away: frozenset[int] = frozenset()
    moves: tuple[Moved, ...] = ()
    checks: Checks | None = None


def figures_of(*, campaign: Campaign, unit: OrganisationUnit, period: Period, as_of: datetime | None = None) -> Figures:
    """The figures of a unit's subtree over a period of the campaign, in six statements and those of the spot checks.

    All that is counted is counted in one of them, so that figures, breakdowns, coverage and the earlier days they are
    compared with or correct are of one instant. ``as_of`` (aware) is by default the present. Raises Refusal where the
    campaign or the unit has no day of the period.
    """
    as_of = as_of or timezone.now()
    span = span_of(period, campaign, as_of, unit)
    months = months_of(span, campaign, as_of, unit)
    below = OrganisationUnit.objects.filter(path__startswith=unit.path)
    subtree = list(below.select_related("successor").order_by("path"))
    units = tuple(shown_units(unit, subtree))
    coverage = coverage_asked(campaign=campaign, unit=unit, subtree=subtree, last=span.last)
    earlier = _Earlier(campaign, unit, subtree, published_by(campaign.pk, unit.pk), span, months)
    by_labels, by_audience, *others = counted(
        [
            question(campaign, subtree, span.first, span.last, by=_LABELS),
            question(campaign, subtree, span.first, span.last, by=("audience",)),
            *(question(campaign, subtree, first, last) for first, last in earlier.days),
            *coverage.queries(),
        ]
    )
    now = _Counted(rolled_up(by_labels, unit, subtree), by_audience, units)
    earlier.take(others[: len(earlier.days)])
    return Figures(
        campaign=campaign,
        unit=unit,
        span=span,
        as_of=as_of,
        months=months,
        units=units,
        figures=tuple(
            Figure(
                indicator=indicator,
                count=earlier.against(span, key, now.value(key)),
                months=tuple(earlier.against(month, key, now.in_month(key, month)) for month in months),
                units=now.by_unit(key),
                evidence=now.by_evidence(key),
                audiences=now.by_audience(key),
                query=_query(campaign, unit, key, span),
            )
            for key, indicator in INDICATORS.items()
        ),
        corrections=earlier.corrections(period),
        coverage=coverage.answered(others[len(earlier.days) :]),
        progress=progress_of(
            campaign=campaign,
            units=units,
            period=period,
            reached=lambda each, key: now.value(key) if each.pk == unit.pk else now.by_unit(key)[each.pk],
        ),
        prior_units=earlier.prior_units,
        away=frozenset(each.pk for each in units if not was_there(each, span.first, span.last)),
        moves=moved_within(unit, subtree, earlier.first, span.last),
        checks=checks_of(campaign, subtree, span.first, span.last),
    )


class _Counted:
    """Totals by every label, with units rolled up to the report's unit and those directly below it."""

    def __init__(self, by_labels: pd.DataFrame, by_audience: pd.DataFrame, units: Iterable[OrganisationUnit]) -> None:
        self._units = [unit.pk for unit in units]
        self._values = summed(by_labels, "indicator")
        self._by = {label: summed(by_labels, "indicator", label) for label in _LABELS}
        self._by["audience"] = summed(by_audience, "indicator", "audience")

    def value(self, key: IndicatorKey) -> int:
        return self._values.get(key, 0)

    def in_month(self, key: IndicatorKey, month: Span) -> int:
        return self._by["month"].get((key, month.period.first), 0)

    def by_unit(self, key: IndicatorKey) -> dict[int, int]:
        return {unit: self._by["unit"].get((key, unit), 0) for unit in self._units}

    def by_evidence(self, key: IndicatorKey) -> dict[Evidence, int]:
        return {level: self._by["evidence"].get((key, level), 0) for level in Evidence}

    def by_audience(self, key: IndicatorKey) -> dict[Audience, int]:
        return {audience: self._by["audience"].get((key, audience), 0) for audience in Audience}


class _Earlier:
    """What stood before: the periods that figures are compared with, and those already published.

    ``days`` are to be counted, and then taken. ``first`` is the first local day of all that is compared.
    """

    def __init__(
        self,
        campaign: Campaign,
        unit: OrganisationUnit,
        subtree: Sequence[OrganisationUnit],
        published: Mapping[Period, Published],
        span: Span,
        months: Iterable[Span],
    ) -> None:
        self._published = published
        self._campaign = campaign
        whole = [each for each in (span, *months) if each.basis is not Basis.PARTIAL]
        years = {each.period: year for each in whole if (year := year_before(each.period, campaign)) is not None}
        self._own_years = {year for year in years.values() if is_covered(year, campaign, unit)}
        imported = {month: year for month, year in years.items() if year not in self._own_years}
        self._imported = imported_before(campaign, subtree, imported)
        days = {(report.first, report.last) for report in to_correct(published.values(), span.period)}
        compared = {(year.first, year.last) for year in self._own_years}
        for previous in map(_compared_with, (span, *months)):
            if previous is not None:
                compared.add((previous.first, previous.last))
        self.days = sorted(days | compared)
        self.first = min([span.first, *(first for first, _last in compared)])
        self._values: dict[tuple[date, date], dict[Hashable, int]] = {}

    def take(self, frames: Iterable[pd.DataFrame]) -> None:
        """What was counted over each of ``days``."""
        self._values = {days: summed(frame, "indicator") for days, frame in zip(self.days, frames, strict=True)}

    @property
    def prior_units(self) -> int:
        """How many units told the imported figures of the year before."""
        return self._imported.units

    def against(self, span: Span, key: IndicatorKey, value: int) -> Count:
        """``value``, counted over ``span``, beside what it is compared with."""
        published = self._locked(span.period, key) if span.basis is not Basis.PARTIAL else None
        previous = _compared_with(span)
        before = None if previous is None else self._values[previous.first, previous.last].get(key, 0)
        return Count(
            value=value,
            published=_if_other(published, value),
            previous=before,
            previous_published=None if previous is None else _if_other(self._locked(previous, key), before),
            prior_year=self._year_before(span, key),
        )

    def _year_before(self, span: Span, key: IndicatorKey) -> int | None:
        year = year_before(span.period, self._campaign) if span.basis is not Basis.PARTIAL else None
        if year is None:
            return None
        if year in self._own_years:
            return self._values[year.first, year.last].get(key, 0)
        return self._imported.values.get((month_of(year), key))

    def corrections(self, period: Period) -> tuple[Correction, ...]:
        """Current less last published, wherever the two differ."""
        return tuple(
            Correction(indicator=INDICATORS[key], period=report.period, published=last, current=current)
            for report in to_correct(self._published.values(), period)
            for key in INDICATORS
            if (last := report.latest.get(key)) is not None
            and (current := self._values[report.first, report.last].get(key, 0)) != last
        )

    def _locked(self, period: Period, key: IndicatorKey) -> int | None:
        report = self._published.get(period)
        return None if report is None else report.locked.get(key)


def _compared_with(span: Span) -> Period | None:
    return span.period.previous() if span.basis is Basis.COMPARED else None


def _if_other(published: int | None, value: int | None) -> int | None:
    return None if published == value else published


def _query(campaign: Campaign, unit: OrganisationUnit, key: IndicatorKey, span: Span) -> dict[str, str | int]:
    return {
        "campaign": campaign.slug,
        "unit": unit.pk,
        "indicator": key.value,
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
    }
