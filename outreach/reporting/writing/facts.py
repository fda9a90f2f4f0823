"""What a stored section tells, before it is put into words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar
from urllib.parse import urlencode

from outreach.campaigns.indicators import Audience, Evidence
from outreach.campaigns.periods import PeriodKind
from outreach.reporting.checked import ChecksPart
from outreach.reporting.coverage import OF_ALL, CoveredGroupPart
from outreach.reporting.moves import MovePart
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
    moves: list[MovePart]
    checks: ChecksPart
    is_partial: bool
    has_no_population: bool
    prior_units: int
    closes_within_month: bool


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


def idle_units(section: Section) -> list[UnitPart]:
    """The units below without a record, of those that were there."""
    shown = list(enumerate(section["units"]))[1:]
    return [unit for number, unit in shown if is_shown(section, number) and not of_unit(section, number)]


def is_shown(section: Section, number: int) -> bool:
    """Whether one of the section's units, numbered from 0, was there in the period, or has a record of it."""
    return not section["units"][number].get("is_away", False) or bool(of_unit(section, number))


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
    return Quality(
        imported=[figure for figure in figures if figure["evidence"].get(Evidence.IMPORTED)],
        self_reported=[figure for figure in figures if figure["evidence"].get(Evidence.SELF_REPORTED)],
        # Where nobody has a record, that is said once, and of the whole.
        silent_units=idle_units(section) if figures else [],
        moves=section.get("moves", []),
        checks=section.get("checks") or {"results": [], "under_way": 0, "shown": None},
        is_partial=section["period"]["basis"] == Basis.PARTIAL,
        has_no_population="coverage" in section
        and not section["coverage"]["groups"]
        and any(figure["indicator"] in OF_ALL for figure in figures),
        prior_units=section.get("prior_units", 0),
        closes_within_month=any(
            part["kind"] == PeriodKind.MONTH and not part["first"].endswith("-01")
            for part in (section["period"], *section["months"])
        ),
    )


def prior_year(count: CountPart) -> int | None:
    """The same month's of the year before; none in what was frozen before there was one."""
    return count.get("prior_year")


def has_prior_year(counts: Iterable[CountPart]) -> bool:
    return any(prior_year(count) is not None for count in counts)


def covered(section: Section) -> list[CoveredGroupPart]:
    """The groups with a base; of a group's indicators those of which there is something."""
    return [_worth_covering(group) for group in section["coverage"]["groups"]] if "coverage" in section else []


def _worth_covering(group: CoveredGroupPart) -> CoveredGroupPart:
    kept = [at for at in range(len(group["indicators"])) if any(unit["values"][at] for unit in group["units"])]
    kept = kept or [*range(len(group["indicators"]))]
    return {
        "audience": group["audience"],
        "indicators": [group["indicators"][at] for at in kept],
        "units": [
            {
                **unit,
                "values": [unit["values"][at] for at in kept],
                "imported": [unit["imported"][at] for at in kept],
            }
            for unit in group["units"]
        ],
    }


def is_any_above_base(section: Section) -> bool:
    """Whether more acts than people stand anywhere."""
    rows = (row for group in covered(section) for row in group["units"])
    return any(row["base"] is not None and max(row["values"]) > row["base"]["count"] for row in rows)


def unit_of(section: Section, number: int) -> UnitPart:
    """The unit of this id."""
    return next(unit for unit in section["units"] if unit["id"] == number)


def figure_of(section: Section, indicator: str) -> FigurePart:
    """The figure of this indicator."""
    return next(figure for figure in section["figures"] if figure["indicator"] == indicator)


def counted_since(section: Section) -> date:
    """The first day that coverage counts."""
    return date.fromisoformat(section["coverage"]["from"])


def entries_query(figure: FigurePart) -> str:
    """The query that leads to a figure's lines, as an address below the API's root."""
    query = figure["query"]
    # In this order, whatever order the database gives the members back in.
    return "entries/?" + urlencode({name: query[name] for name in ("campaign", "unit", "indicator", "from", "to")})


def _worth_telling(told: Iterable[Told]) -> list[Told]:
    """Zero is told only where it is news: where there was something before, or something else was published."""
    return [
        item
        for item in told
        if item.count["value"] or item.count["previous"] or item.count["published"] or prior_year(item.count)
    ]


def _value(value: int) -> CountPart:
    return {"value": value, "published": None, "previous": None, "previous_published": None}
