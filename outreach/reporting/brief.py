"""The briefing's paragraph as it would be printed at this instant, and its six figures by month.

It is counted from the month tally, and anew only where that changed, so that a page may ask for it every two seconds:
the breakdowns of a report (``figures``) read the day tally, which is a hundred times as long.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from outreach.campaigns.indicators import INDICATORS, Indicator, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.ledger.kept_totals import kept_totals
from outreach.ledger.totals import TotalsQuery
from outreach.organisation.scope import AnyUnit
from outreach.reporting.figures import Count, Figure, Figures
from outreach.reporting.section import section_of
from outreach.reporting.spans import Span, chosen, last_two_months_of, span_of
from outreach.reporting.writing.outline import LANGUAGES

BRIEFED: Final = (
    IndicatorKey.SCHOOL_TALKS,
    IndicatorKey.MATERIALS,
    IndicatorKey.UNIT_PLEDGES,
    IndicatorKey.RESIDENT_PLEDGES,
    IndicatorKey.APP_INSTALLS,
    IndicatorKey.PUBLICATIONS,
)
"""The figures of the source briefing, in its order (domain.md section 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefRow:
    """One of the six: ``to_date`` over the whole campaign, ``latest`` and ``before`` over the brief's two months."""

    indicator: Indicator
    to_date: int
    latest: int
    before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Exact at the aware instant ``as_of``. ``latest`` is the campaign's last month, ``before`` the one before it.

    A campaign in its first month has none ``before``.
    """

    span: Span
    as_of: datetime
    paragraph: str
    rows: tuple[BriefRow, ...]
    latest: Span
    before: Span | None


def brief_of(*, campaign: Campaign, unit: AnyUnit, unit_ids: frozenset[int], language: str, now: datetime) -> Brief:
    """The brief of a unit, ``unit_ids`` being it and all below it, in one of ``writing.LANGUAGES``.

    One statement, two after a fold. Raises Refusal("malformed") where the campaign has not begun at the aware
    instant ``now``.
    """
    span = span_of(chosen(campaign, kind=PeriodKind.CAMPAIGN, now=now), campaign, now)
    latest, before = last_two_months_of(span, campaign, now)
    query = TotalsQuery(campaign_id=campaign.pk, unit_ids=unit_ids, first=span.first, last=span.last, by=("month",))
    counted = kept_totals(query)
    by_month = {(row["indicator"], row["month"]): row["quantity"] for row in counted.rows}
    to_date: dict[str, int] = {}
    for (key, _month), quantity in by_month.items():
        to_date[key] = to_date.get(key, 0) + quantity
    return Brief(
        span=span,
        as_of=counted.as_of,
        paragraph=_paragraph(campaign, unit, span, counted.as_of, to_date, language),
        rows=tuple(
            BriefRow(
                indicator=INDICATORS[key],
                to_date=to_date.get(key, 0),
                latest=by_month.get((key, latest.period.first), 0),
                before=None if before is None else by_month.get((key, before.period.first), 0),
            )
            for key in BRIEFED
        ),
        latest=latest,
        before=before,
    )


def _paragraph(
    campaign: Campaign,
    unit: AnyUnit,
    span: Span,
    as_of: datetime,
    to_date: Mapping[str, int],
    language: str,
) -> str:
    """The overview of a section that holds these values and nothing else: the words are the report's own."""
    figures = Figures(
        campaign=campaign,
        unit=unit,
        span=span,
        as_of=as_of,
        months=(),
        units=(),
        figures=tuple(
            Figure(
                indicator=indicator,
                count=Count(value=to_date.get(key, 0)),
                months=(),
                units={},
                evidence={},
                audiences={},
                query={},
            )
            for key, indicator in INDICATORS.items()
        ),
        corrections=(),
    )
    return LANGUAGES[language].overview(section_of(figures))
