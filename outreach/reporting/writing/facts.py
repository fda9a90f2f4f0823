"""What a stored section tells, before it is put into words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar
from urllib.parse import urlencode

from outreach.campaigns.indicators import Audience, Evidence
from outreach.campaigns.periods import PeriodKind
from outreach.reporting.published import period_in
from outreach.reporting.section import CountPart, FigurePart, Section, SpanPart, UnitPart, WordsPart, no_words
from outreach.reporting.spans import Basis, Span

Part = TypeVar("Part", bound=str)

# A report is read in any year, so its opening names its own: no day of a report is in the year 1.
ANY_YEAR: Final = date.min


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with one of its counts: that of the whole section, of a month, or of a unit."""

    figure: FigurePart
    count: CountPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What may mislead a reader of the section."""

    imported: list[FigurePart]
    self_reported: list[FigurePart]
    silent_units: list[UnitPart]
    is_partial: bool


def span_in(part: SpanPart) -> Span:
    """A stored span as it was."""
    first, last = (date.fromisoformat(part[end]) for end in ("counted_from", "counted_to"))
    return Span(period_in(part), first, last, Basis(part["basis"]))


def cut_off(section: Section) -> date:
    """The last day counted."""
    return date.fromisoformat(section["period"]["counted_to"])


def counted_at(section: Section) -> datetime:
    """When the section was counted, with the campaign's offset."""
    return datetime.fromisoformat(section["as_of"])


def is_to_date(section: Section) -> bool:
    return section["period"]["kind"] == PeriodKind.CAMPAIGN


def of_section(section: Section) -> list[Told]:
    """What there is to tell of the whole period."""
    return _worth_telling(Told(figure, figure) for figure in section["figures"])


def of_month(section: Section, number: int) -> list[Told]:
    """What there is to tell of one of the section's months, numbered from 0."""
    return _worth_telling(Told(figure, figure["months"][number]) for figure in section["figures"])


def of_unit(section: Section, number: int) -> list[Told]:
    """What there is to tell of one of the section's units, numbered from 0. Units are never compared."""
    return _worth_telling(Told(figure, _value(figure["units"][number]["value"])) for figure in section["figures"])


def without_records(section: Section) -> list[FigurePart]:
    """The figures that there is nothing to tell about."""
    told = {item.figure["indicator"] for item in of_section(section)}
    return [figure for figure in section["figures"] if figure["indicator"] not in told]


def audiences_noted(section: Section) -> list[FigurePart]:
    """The figures of which it was noted whom they reached."""
    return [
        figure
        for figure in section["figures"]
        if any(value for audience, value in figure["audiences"].items() if audience != Audience.UNSPECIFIED)
    ]


def parts_of(breakdown: Mapping[Part, int], order: Iterable[Part]) -> list[tuple[Part, int]]:
    """A breakdown's parts that are not zero; the database does not keep members in order."""
    return [(part, breakdown[part]) for part in order if breakdown.get(part)]


def words_in(section: Section) -> WordsPart:
    """The report's own words, none in what was frozen before there were any."""
    return section.get("words") or no_words()


def paragraphs_in(text: str) -> tuple[str, ...]:
    """The lines of a text that someone wrote, as paragraphs."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def quality(section: Section) -> Quality:
    """What there is to say of the data."""
    figures = [told.figure for told in of_section(section)]
    units = list(enumerate(section["units"]))
    return Quality(
        imported=[figure for figure in figures if figure["evidence"].get(Evidence.IMPORTED)],
        self_reported=[figure for figure in figures if figure["evidence"].get(Evidence.SELF_REPORTED)],
        # Where nobody has a record, that is said once, and of the whole.
        silent_units=[unit for number, unit in units if figures and number and not of_unit(section, number)],
        is_partial=section["period"]["basis"] == Basis.PARTIAL,
    )


def entries_query(figure: FigurePart) -> str:
    """The query that leads to a figure's lines, as an address below the API's root."""
    query = figure["query"]
    # In this order, whatever order the database gives the members back in.
    return "entries/?" + urlencode({name: query[name] for name in ("campaign", "unit", "indicator", "from", "to")})


def _worth_telling(told: Iterable[Told]) -> list[Told]:
    """Zero is told only where it is news: where there was something before, or something else was published."""
    return [item for item in told if item.count["value"] or item.count["previous"] or item.count["published"]]


def _value(value: int) -> CountPart:
    return {"value": value, "published": None, "previous": None, "previous_published": None}
