"""The numbers of an outreach section, shaped from the ledger's totals.

All of them are exact. Indicators are never added up: copies, sessions and acts of help have nothing in common
(domain.md section 1). Every breakdown of a figure adds up to it, and its query, sent as parameters of GET entries/,
finds the lines behind it (domain.md section 2).
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import pandas as pd
from django.utils import timezone

from outreach.campaigns.indicators import INDICATORS, Audience, Evidence, Indicator, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period
from outreach.ledger.totals import TotalsQuery, totals
from outreach.organisation.models import OrganisationUnit
from outreach.reporting.published import Published, published_by, to_correct
from outreach.reporting.spans import Basis, Span, months_of, span_of

_LABELS: Final = ("indicator", "unit", "month", "evidence", "audience")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A figure over one span of days: ``value`` as counted now, late arrivals and voids included.

    ``previous`` is the same of the period before, None where the two may not be compared. ``published`` and
    ``previous_published`` are what a locked report printed of the same days, None where that is what stands now.
    """

    value: int
    published: int | None = None
    previous: int | None = None
    previous_published: int | None = None


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
    the order of the tree: a ranking is no part of a report (domain.md section 4).
    """

    campaign: Campaign
    unit: OrganisationUnit
    span: Span
    as_of: datetime
    months: tuple[Span, ...]
    units: tuple[OrganisationUnit, ...]
    figures: tuple[Figure, ...]
    corrections: tuple[Correction, ...]


def figures_of(*, campaign: Campaign, unit: OrganisationUnit, period: Period, as_of: datetime | None = None) -> Figures:
    """The figures of a unit's subtree over a period of the campaign, in at most four statements.

    One statement counts the period, so that its figure and all its breakdowns are of one instant; a second counts
    the earlier days it is compared with or corrects. ``as_of`` (aware) is by default the present. Raises Refusal
    where the campaign has no day of the period.
    """
    as_of = as_of or timezone.now()
    span = span_of(period, campaign, as_of)
    months = months_of(span, campaign, as_of)
    subtree = list(OrganisationUnit.objects.filter(path__startswith=unit.path).order_by("path"))
    now = _Counted(_count(campaign, subtree, span.first, span.last, by=_LABELS), unit, subtree)
    earlier = _Earlier(campaign, subtree, published_by(campaign.pk, unit.pk), span, months)
    return Figures(
        campaign=campaign,
        unit=unit,
        span=span,
        as_of=as_of,
        months=months,
        units=tuple(below for below in subtree if below.depth <= unit.depth + 1),
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
    )


class _Counted:
    """Totals by every label, with units rolled up to the report's unit and those directly below it."""

    def __init__(self, frame: pd.DataFrame, top: OrganisationUnit, subtree: Iterable[OrganisationUnit]) -> None:
        length = len(top.path) + OrganisationUnit.steplen
        at = {unit.path: unit.pk for unit in subtree}
        frame = frame.assign(unit=frame["unit"].map({unit.pk: at[unit.path[:length]] for unit in subtree}))
        self._units = [pk for path, pk in at.items() if len(path) <= length]
        self._values = _summed(frame, "indicator")
        self._by = {label: _summed(frame, "indicator", label) for label in _LABELS[1:]}

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
    """What stood before: the periods that figures are compared with, and those already published."""

    def __init__(
        self,
        campaign: Campaign,
        subtree: Iterable[OrganisationUnit],
        published: Mapping[Period, Published],
        span: Span,
        months: Iterable[Span],
    ) -> None:
        self._published = published
        days = {(report.first, report.last) for report in to_correct(published.values(), span.period)}
        for previous in map(_compared_with, (span, *months)):
            if previous is not None:
                days.add((previous.first, previous.last))
        self._values = _sums_over(days, campaign, subtree)

    def against(self, span: Span, key: IndicatorKey, value: int) -> Count:
        """``value``, counted over ``span``, beside what it is compared with."""
        published = self._locked(span.period, key) if span.basis is not Basis.PARTIAL else None
        previous = _compared_with(span)
        if previous is None:
            return Count(value=value, published=_if_other(published, value))
        before = self._values[previous.first, previous.last].get(key, 0)
        return Count(
            value=value,
            published=_if_other(published, value),
            previous=before,
            previous_published=_if_other(self._locked(previous, key), before),
        )

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


def _if_other(published: int | None, value: int) -> int | None:
    return None if published == value else published


def _query(campaign: Campaign, unit: OrganisationUnit, key: IndicatorKey, span: Span) -> dict[str, str | int]:
    return {
        "campaign": campaign.slug,
        "unit": unit.pk,
        "indicator": key.value,
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
    }


def _count(
    campaign: Campaign, units: Iterable[OrganisationUnit], first: date, last: date, *, by: tuple[str, ...]
) -> pd.DataFrame:
    ids = frozenset(unit.pk for unit in units)
    answer = totals(TotalsQuery(campaign_id=campaign.pk, unit_ids=ids, first=first, last=last, by=by))
    return pd.DataFrame(answer.rows, columns=[*by, "quantity"])


def _sums_over(
    spans: set[tuple[date, date]], campaign: Campaign, units: Iterable[OrganisationUnit]
) -> dict[tuple[date, date], dict[Hashable, int]]:
    """The sums by indicator over each of ``spans``, in one statement: spans overlap, so days are counted once."""
    if not spans:
        return {}
    first, last = min(first for first, _ in spans), max(last for _, last in spans)
    frame = _count(campaign, units, first, last, by=("indicator", "day"))
    return {span: _summed(frame[frame["day"].between(*span)], "indicator") for span in spans}


def _summed(frame: pd.DataFrame, *labels: str) -> dict[Hashable, int]:
    """Sums by one label, or by pairs of labels, as plain integers."""
    names = list(labels) if len(labels) > 1 else labels[0]
    return {label: int(total) for label, total in frame.groupby(names)["quantity"].sum().items()}
