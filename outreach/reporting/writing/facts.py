"""What a stored section tells, before it is put into words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar
from urllib.parse import urlencode

from outreach.campaigns.indicators import Audience
from outreach.campaigns.periods import PeriodKind
from outreach.reporting.published import period_in
from outreach.reporting.section import CountPart, FigurePart, Section, SpanPart
from outreach.reporting.spans import Basis, Span

Part = TypeVar("Part", bound=str)

# A report is read in any year, so its opening names its own: no day of a report is in the year 1.
ANY_YEAR: Final = date.min


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with one of its counts: that of the whole section, of a month, or of a unit."""

    figure: FigurePart
    count: CountPart


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
