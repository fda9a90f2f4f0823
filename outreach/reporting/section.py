"""The outreach section as it is stored, frozen and sent: numbers with all that is needed to read them.

A section is plain JSON: objects, lists, strings, integers, booleans and null, never a fraction. It carries the names
and definitions its figures had when they were counted, so that a frozen one reads the same for ever. Days are local
to the campaign, ISO 8601; ``schema`` grows when a member changes its meaning or goes, not when one is added.

Whether a section is a draft (初步) or approved (已核定) is not part of it: approval freezes it as it is.
"""

from dataclasses import fields
from datetime import date
from typing import Final, Literal, NotRequired, TypedDict, cast

from outreach.campaigns.indicators import Audience, Evidence, Indicator
from outreach.campaigns.periods import PeriodKind
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import AnyUnit
from outreach.reporting.checked import ChecksPart, checks_part
from outreach.reporting.coverage import CoveragePart, coverage_part
from outreach.reporting.figures import Correction, Count, Figure, Figures
from outreach.reporting.moves import MovePart, move_part
from outreach.reporting.progress import ProgressPart, progress_part
from outreach.reporting.prose import en, zh
from outreach.reporting.spans import Basis, Span

SCHEMA: Final = 1


class CampaignPart(TypedDict):
    slug: str
    name: str
    name_en: str
    timezone: str
    is_demonstration: bool


class UnitPart(TypedDict):
    """A unit: in ``units``, the report's own comes first and stands for what it did itself, without those below.

    ``is_away`` stands with those alone that were not there in the period: they ended, moved away or come later.
    """

    id: int
    name: str
    name_en: str
    is_away: NotRequired[bool]


class SpanPart(TypedDict):
    """A period (``first`` to ``last``), the days of it that are counted, and whether it is compared: see ``Basis``.

    ``counted_to`` is the cut-off.
    """

    kind: PeriodKind
    first: str
    last: str
    counted_from: str
    counted_to: str
    basis: Basis


class CountPart(TypedDict):
    """See ``Count``: the exact value, that of the period before, and what a locked report says where it differs.

    ``prior_year`` is missing from what was frozen before there was one.
    """

    value: int
    published: int | None
    previous: int | None
    previous_published: int | None
    prior_year: NotRequired[int | None]


class UnitCountPart(TypedDict):
    unit: int
    value: int


class PrintedPart(TypedDict):
    """The figure as prose prints it: 8万余份, more than 80,000 copies."""

    zh: str
    en: str


class QueryPart(TypedDict("QueryEnds", {"from": str, "to": str})):
    """The parameters of GET entries/ that find the lines behind a figure."""

    campaign: str
    unit: int
    indicator: str


class IndicatorPart(TypedDict):
    """See ``Indicator``: names, measure words and the definition (口径)."""

    key: str
    zh: str
    en: str
    measure_word: str
    measure_en: list[str]
    definition_zh: str
    definition_en: str
    deduplicated_by_zh: str
    deduplicated_by_en: str
    dated_by_zh: str
    dated_by_en: str
    prose: Literal["exact", "approximate"]


class FigurePart(CountPart):
    """A figure: ``months`` and ``units`` go with the section's; each breakdown adds up to ``value``.

    Imported evidence was taken on trust and not verified line by line (domain.md section 3).
    """

    indicator: str
    printed: PrintedPart
    definition: IndicatorPart
    evidence: dict[Evidence, int]
    audiences: dict[Audience, int]
    units: list[UnitCountPart]
    months: list[CountPart]
    query: QueryPart


class CorrectionPart(TypedDict):
    """A published figure of an earlier period that changed since: ``difference`` is current less published."""

    indicator: str
    kind: PeriodKind
    first: str
    last: str
    published: int
    current: int
    difference: int


class WordsPart(TypedDict):
    """What a person writes beside the figures, in plain text with line breaks; empty where nobody wrote anything.

    ``lead_in`` opens the section; ``next_steps`` (问题和下步工作) closes it; ``remarks`` (备注) has one text per
    indicator at most, to stand by its figure.
    """

    lead_in: str
    next_steps: str
    remarks: dict[str, str]


class Section(TypedDict):
    """The whole section. ``as_of`` is when it was counted: ISO 8601 with the campaign's offset.

    ``words``, ``coverage``, ``progress``, ``prior_units``, ``moves`` and ``checks`` are missing from what was frozen
    before there were any. ``prior_units`` is how many units told the imported figures of the year before; ``moves`` are
    the units that came or left within the days counted and those they are compared with.
    """

    schema: int
    campaign: CampaignPart
    unit: UnitPart
    period: SpanPart
    as_of: str
    units: list[UnitPart]
    months: list[SpanPart]
    figures: list[FigurePart]
    corrections: list[CorrectionPart]
    words: NotRequired[WordsPart]
    coverage: NotRequired[CoveragePart]
    progress: NotRequired[list[ProgressPart]]
    prior_units: NotRequired[int]
    moves: NotRequired[list[MovePart]]
    checks: NotRequired[ChecksPart]


def no_words() -> WordsPart:
    return {"lead_in": "", "next_steps": "", "remarks": {}}


def section_of(figures: Figures, words: WordsPart | None = None) -> Section:
    """The section that ``figures`` make, with the report's own ``words`` where it has some."""
    campaign, unit = figures.campaign, figures.unit
    section: Section = {
        "schema": SCHEMA,
        "campaign": {
            "slug": campaign.slug,
            "name": campaign.name,
            "name_en": campaign.name_en,
            "timezone": campaign.timezone,
            "is_demonstration": campaign.is_demonstration,
        },
        "unit": _unit_part(unit),
        "period": _span_part(figures.span),
        "as_of": figures.as_of.astimezone(campaign.zone).isoformat(timespec="seconds"),
        "units": [_shown_part(unit, figures) for unit in figures.units],
        "months": [_span_part(month) for month in figures.months],
        "figures": [_figure_part(figure, figures.span) for figure in figures.figures],
        "corrections": [_correction_part(correction) for correction in figures.corrections],
        "words": words or no_words(),
        "progress": [progress_part(each) for each in figures.progress],
        "prior_units": figures.prior_units,
        "moves": [move_part(each) for each in figures.moves],
    }
    if figures.coverage is not None:
        section["coverage"] = coverage_part(figures.coverage)
    if figures.checks is not None:
        section["checks"] = checks_part(figures.checks)
    return section


def _unit_part(unit: AnyUnit) -> UnitPart:
    """In English by its Chinese name, where nobody gave it an English one."""
    return {"id": unit.pk, "name": unit.name, "name_en": unit.name_en or unit.name}


def _shown_part(unit: OrganisationUnit, figures: Figures) -> UnitPart:
    part = _unit_part(unit)
    return {**part, "is_away": True} if unit.pk in figures.away else part


def _figure_part(figure: Figure, span: Span) -> FigurePart:
    return {
        "indicator": figure.indicator.key.value,
        **_count_part(figure.count),
        "printed": _printed(figure.count.value, figure.indicator, span),
        "definition": _indicator_part(figure.indicator),
        "evidence": dict(figure.evidence),
        "audiences": dict(figure.audiences),
        "units": [{"unit": unit, "value": value} for unit, value in figure.units.items()],
        "months": [_count_part(count) for count in figure.months],
        "query": cast(QueryPart, dict(figure.query)),
    }


def _indicator_part(indicator: Indicator) -> IndicatorPart:
    told = {member.name: getattr(indicator, member.name) for member in fields(indicator)}
    return cast(IndicatorPart, {**told, "measure_en": [*indicator.measure_en]})


def _printed(value: int, indicator: Indicator, span: Span) -> PrintedPart:
    """Round figures belong in campaign-to-date prose only (domain.md section 2)."""
    if span.period.kind is PeriodKind.CAMPAIGN:
        return {"zh": zh.to_date(value, indicator), "en": en.to_date(value, indicator)}
    return {"zh": zh.exact(value, indicator.measure_word), "en": en.exact(value, indicator.measure_en)}


def _count_part(count: Count) -> CountPart:
    return {
        "value": count.value,
        "published": count.published,
        "previous": count.previous,
        "previous_published": count.previous_published,
        "prior_year": count.prior_year,
    }


def _span_part(span: Span) -> SpanPart:
    return {
        "kind": span.period.kind,
        "first": _iso(span.period.first),
        "last": _iso(span.period.last),
        "counted_from": _iso(span.first),
        "counted_to": _iso(span.last),
        "basis": span.basis,
    }


def _correction_part(correction: Correction) -> CorrectionPart:
    return {
        "indicator": correction.indicator.key.value,
        "kind": correction.period.kind,
        "first": _iso(correction.period.first),
        "last": _iso(correction.period.last),
        "published": correction.published,
        "current": correction.current,
        "difference": correction.current - correction.published,
    }


def _iso(day: date) -> str:
    return day.isoformat()
