"""The days a report is about, how far they have been counted, and what they may be compared with.

Days are local to the campaign. A period that is not wholly counted yet, because it is not over or because the
campaign covers only a part of it, is partial and never compared with a whole one (domain.md section 2). Nor is one that
a unit which ended or moved was there for only in part.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import ONE_DAY, Period, PeriodKind
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit


class Basis(StrEnum):
    """Whether a span of days may be compared with the one before it."""

    COMPARED = "compared"
    PARTIAL = "partial"
    NO_BASE = "no_base"
    NOTHING_BEFORE = "nothing_before"


@dataclass(frozen=True, slots=True)
class Span:
    """A period, the days of it that are counted (``first`` to ``last``), and its basis of comparison."""

    period: Period
    first: date
    last: date
    basis: Basis


def chosen(
    campaign: Campaign, *, kind: PeriodKind, now: datetime, first: date | None = None, last: date | None = None
) -> Period:
    """The period that a request for a report names.

    A week or a month is named by any of its days, ``first``; chosen days by both ends; a campaign to date
    by nothing, or by its cut-off ``last``. Raises Refusal("malformed") where a day is missing, where the days
    are in the wrong order, or where the campaign has none of them up to the aware instant ``now``.
    """
    try:
        period = _chosen(campaign, kind, first, last, today=now.astimezone(campaign.zone).date())
    except ValueError as error:
        raise _no_period(_("No such period: name its days, in their order, with the right year.")) from error
    span_of(period, campaign, now)
    return period


def span_of(period: Period, campaign: Campaign, now: datetime, unit: OrganisationUnit | None = None) -> Span:
    """``period`` as far as the campaign has counted it, for ``unit`` where one is named, at the aware instant ``now``.

    Raises Refusal("malformed") where the campaign, or the unit, has no day of it, or none that has begun.
    """
    first = max(period.first, campaign.starts_on)
    last = min(period.last, campaign.ends_on or period.last, now.astimezone(campaign.zone).date())
    if last < first:
        raise _no_period(_("The campaign has no day in this period, or none that has begun."))
    if unit is not None:
        first, last = max(first, unit.begins_on or first), min(last, unit.ends_on or last)
        if last < first:
            raise _no_period(_("The unit was not there in this period: ask for the one that it was then."))
    try:
        previous = period.previous()
    except ValueError:
        # Chosen days of many years may be preceded by some that no calendar here knows.
        previous = None
    if previous is None:
        basis = Basis.NOTHING_BEFORE
    elif not _is_whole(period, campaign, now, unit):
        basis = Basis.PARTIAL
    else:
        basis = Basis.COMPARED if _is_whole(previous, campaign, now, unit) else Basis.NO_BASE
    return Span(period, first, last, basis)


def months_of(span: Span, campaign: Campaign, now: datetime, unit: OrganisationUnit | None = None) -> tuple[Span, ...]:
    """The campaign's months within a span of many, each as far as the span counts it; none within a week or month."""
    if span.period.kind in (PeriodKind.WEEK, PeriodKind.MONTH):
        return ()
    months = campaign.closing_days.periods(PeriodKind.MONTH, span.first, span.last)
    return tuple(_month_within(span, span_of(month, campaign, now, unit)) for month in months)


def last_two_months_of(span: Span, campaign: Campaign, now: datetime) -> tuple[Span, Span | None]:
    """The last of ``months_of`` a span of many, and the one before it if there is one."""
    last = campaign.closing_days.period_of(PeriodKind.MONTH, span.last)
    months = campaign.closing_days.periods(PeriodKind.MONTH, max(span.first, last.first - ONE_DAY), span.last)
    *before, latest = (_month_within(span, span_of(month, campaign, now)) for month in months)
    return latest, before[0] if before else None


def last_closed(campaign: Campaign, kind: PeriodKind, now: datetime) -> Period | None:
    """The latest week or month of the campaign whose last local day is over at the aware instant ``now``.

    None while the first one runs, and before the campaign begins. The last of a campaign that ended may reach beyond
    it, and is over once it would have been.
    """
    today = now.astimezone(campaign.zone).date()
    before = campaign.closing_days.period_of(kind, today).first - ONE_DAY
    last = min(before, campaign.ends_on or before)
    return campaign.closing_days.period_of(kind, last) if campaign.starts_on <= last else None


def was_there(unit: OrganisationUnit, first: date, last: date) -> bool:
    """Whether the unit counts on any of the local days ``first`` to ``last``: it may end, or move here, at any time."""
    return (unit.begins_on is None or unit.begins_on <= last) and (unit.ends_on is None or first <= unit.ends_on)


def is_covered(period: Period, campaign: Campaign, unit: OrganisationUnit | None = None) -> bool:
    """Whether the campaign, and the unit where one is named, have all of its days."""
    if not period.lies_within(campaign.starts_on, campaign.ends_on or period.last):
        return False
    return unit is None or period.lies_within(unit.begins_on or period.first, unit.ends_on or period.last)


def _month_within(span: Span, month: Span) -> Span:
    is_cut = month.first < span.first or span.last < month.last
    return Span(
        month.period,
        max(month.first, span.first),
        min(month.last, span.last),
        Basis.PARTIAL if is_cut else month.basis,
    )


def _chosen(campaign: Campaign, kind: PeriodKind, first: date | None, last: date | None, *, today: date) -> Period:
    if kind is PeriodKind.CAMPAIGN:
        return Period(kind, campaign.starts_on, last or min(today, campaign.ends_on or today))
    if first is None:
        raise ValueError("a day is missing")
    if kind is not PeriodKind.CUSTOM:
        return campaign.closing_days.period_of(kind, first)
    if last is None:
        raise ValueError("the last day is missing")
    return Period(kind, first, last)


def _is_whole(period: Period, campaign: Campaign, now: datetime, unit: OrganisationUnit | None) -> bool:
    """Whether the campaign and the unit have all of it and all of it is over."""
    return is_covered(period, campaign, unit) and not period.is_partial(now, campaign.zone)


def _no_period(why: str) -> Refusal:
    return Refusal("malformed", errors={"period": [why]})
