"""The sentences of a section in English: the same functions as in ``zh``."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.campaigns.period_names import MONTHS_EN, Pair, day_en, name_en, pair_en
from outreach.campaigns.periods import Period, PeriodKind
from outreach.reporting.prose import en as prose
from outreach.reporting.prose.change import CountStatement, of_counts
from outreach.reporting.published import period_in
from outreach.reporting.section import CorrectionPart, FigurePart, Section, UnitPart
from outreach.reporting.spans import Basis, Span
from outreach.reporting.writing import facts
from outreach.reporting.writing.document import Approval
from outreach.reporting.writing.facts import Told

OVERVIEW: Final = "Overview"
MONTHS: Final = "By month"
UNITS: Final = "By unit"
AUDIENCES: Final = "By audience"
EVIDENCE: Final = "Evidence"
CORRECTIONS: Final = "Corrections"
DEFINITIONS: Final = "Definitions"

UNIT: Final = "Unit"
INDICATOR: Final = "Indicator"
TOTAL: Final = "Total"

# What follows the number and its measure: 47 sessions of school talks and law classes.
_ACTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        IndicatorKey.SCHOOL_TALKS: "of school talks and law classes",
        IndicatorKey.COMMUNITY_SESSIONS: "elsewhere than at schools",
        IndicatorKey.HOUSEHOLD_VISITS: "to households",
        IndicatorKey.ATTENDANCE: "at sessions",
        IndicatorKey.MATERIALS: "of leaflets and posters handed out",
        IndicatorKey.MATERIALS_POSTED: "of posters and notices put up",
        IndicatorKey.UNIT_PLEDGES: "signed with organisations",
        IndicatorKey.RESIDENT_PLEDGES: "signed with residents",
        IndicatorKey.APP_INSTALLS: "in installing the anti-fraud app",
        IndicatorKey.APP_CONFIRMATIONS: "by residents that they have the app",
        IndicatorKey.ALERTS_ENABLED: "that the app's warnings are on",
        IndicatorKey.PUBLICATIONS: "pushed to the public",
    }
)


def heading(number: int, name: str) -> str:
    return f"{number}. {name}"


def item(number: int, text: str) -> str:
    return f"({number}) {text}"


def subitem(number: int, text: str) -> str:
    return f"({chr(ord('a') + number - 1) if number <= 26 else number}) {text}"


def title(section: Section) -> str:
    mark = "[DEMONSTRATION] " if section["campaign"]["is_demonstration"] else ""
    return f"{mark}{section['unit']['name_en']}: anti-fraud outreach"


def subtitle(section: Section) -> str:
    span = facts.span_in(section["period"])
    return f"{section['campaign']['name_en']}, {_between(span.first, span.last)}"


def standing(section: Section, approval: Approval | None) -> str:
    """Draft or approved, the cut-off, and when the section was counted, in local time with its zone."""
    at = facts.counted_at(section)
    counted = f"Counted up to {_in_full(facts.cut_off(section))}, as of {_time(at)}."
    if approval is None:
        return f"Draft, not approved. {counted}"
    return f"Approved. {counted} Approved on {_time(approval.at.astimezone(at.tzinfo))}, snapshot {approval.snapshot}."


def overview(section: Section) -> str:
    """The paragraph of the briefing: round figures only where it runs to date."""
    span, told = facts.span_in(section["period"]), facts.of_section(section)
    opening = _opening(span) + section["unit"]["name_en"]
    if not told:
        return f"{opening} has no record of outreach."
    if facts.is_to_date(section):
        clauses = "; ".join(f"{each.figure['printed']['en']} {_act(each)}" for each in told)
    else:
        clauses = _compared(told, span, _own_labels(span))
    silent = "; ".join(figure["definition"]["en"] for figure in facts.without_records(section))
    return f"{opening} reports: {clauses}.{f' No records: {silent}.' if silent else ''}"


def month(section: Section, number: int) -> str:
    span, told = facts.span_in(section["months"][number]), facts.of_month(section, number)
    labels = _month_labels(span.period, facts.cut_off(section))
    if not told:
        return f"{labels.current}: no records."
    return f"{labels.current}: {_compared(told, span, labels)}."


def unit(section: Section, number: int) -> str:
    clauses = "; ".join(f"{_exact(each)} {_act(each)}" for each in facts.of_unit(section, number))
    return f"{unit_name(section, section['units'][number])}: {clauses}."


def idle_units(section: Section, units: Iterable[UnitPart]) -> str:
    return f"No records: {', '.join(unit_name(section, unit) for unit in units)}."


def unit_name(section: Section, unit: UnitPart) -> str:
    """A unit below by its name, the report's own unit for what it did itself."""
    return f"{unit['name_en']}{' itself' if unit['id'] == section['unit']['id'] else ''}"


def audience(figure: FigurePart) -> str:
    parts = facts.parts_of(figure["audiences"], Audience)
    return _broken_down(figure, [f"{name.en} {value:,}" for name, value in parts])


def evidence(figure: FigurePart) -> str:
    parts = facts.parts_of(figure["evidence"], Evidence)
    return _broken_down(figure, [f"{level(name)} {value:,}" for name, value in parts])


def correction(section: Section, correction: CorrectionPart) -> str:
    """A published figure that later lines changed, with the earlier value."""
    figure = next(each for each in section["figures"] if each["indicator"] == correction["indicator"])
    more = "more" if correction["difference"] > 0 else "fewer"
    return (
        f"{published_label(correction, section)}, {figure['definition']['en']}: last "
        f"published as {correction['published']:,}, now corrected to {correction['current']:,} "
        f"({abs(correction['difference']):,} {more})."
    )


def published_label(correction: CorrectionPart, section: Section) -> str:
    """Which figure was published: that of a period, or the one up to a day."""
    period, as_of = period_in(correction), facts.cut_off(section)
    return f"Up to {day_en(period.last, as_of)}" if period.kind is PeriodKind.CAMPAIGN else name_en(period, as_of)


def definitions_apply(section: Section) -> str:
    cut_off = _in_full(facts.cut_off(section))
    return f"Indicators count different things and are never added up. All are counted up to {cut_off}."


def definition(figure: FigurePart) -> str:
    part = figure["definition"]
    return (
        f"{column(figure)}: {part['definition_en']} Counted once by: {part['deduplicated_by_en']}. "
        f"Dated by: {part['dated_by_en']}."
    )


def trace(figure: FigurePart) -> str:
    return f" Lines: {facts.entries_query(figure)}"


def column(figure: FigurePart) -> str:
    return f"{figure['definition']['en']} ({figure['definition']['measure_en'][1]})"


def level(evidence: Evidence) -> str:
    return evidence.en


def _opening(span: Span) -> str:
    """Since when, or over what, and up to which day: Since September 2021, up to 2 December,"""
    name = name_en(span.period, facts.ANY_YEAR)
    match span.period.kind:
        case PeriodKind.CAMPAIGN:
            name = _sentence(name)
        case PeriodKind.MONTH:
            name = f"In {name}"
        case _:
            name = f"{'On' if span.period.days == 1 else 'From'} {name}"
    begun = f", from {day_en(span.first, span.last)}" if span.first > span.period.first else ""
    is_open = span.period.kind is PeriodKind.CAMPAIGN or span.last < span.period.last
    return f"{name}{begun}{f', up to {day_en(span.last, span.period.first)}' if is_open else ''}, "


def _compared(told: list[Told], span: Span, labels: Pair) -> str:
    """Exact figures, each beside that of the period before, or with the reason why not, and that of a year before."""
    if span.basis is Basis.COMPARED:
        return "; ".join(_beside_previous(each, labels) + _beside_year(each, labels) for each in told)
    clauses = "; ".join(f"{_exact(each)} {_act(each)}{_beside_year(each, labels)}" for each in told)
    return f"{clauses}. {_why_not_compared(span, labels)}"


def _beside_previous(told: Told, labels: Pair) -> str:
    value, previous = told.count["value"], told.count["previous"]
    change = prose.change(previous, value, measure=_measure(told.figure), labels=labels)
    if told.count["previous_published"] is not None:
        change = f"{change}; {labels.previous} was locked at {told.count['previous_published']:,}"
    if previous == 0 and of_counts(previous, value).statement is CountStatement.FROM_ZERO:
        # That statement names the figure itself.
        return f"{told.figure['definition']['en']} ({change})"
    return f"{_exact(told)} {_act(told)}, {change}"


def _beside_year(told: Told, labels: Pair) -> str:
    prior = facts.prior_year(told.count)
    if prior is None:
        return ""
    year = Pair(labels.current, "the same month a year before")
    return f", {prose.change(prior, told.count['value'], measure=_measure(told.figure), labels=year)}"


def _why_not_compared(span: Span, labels: Pair) -> str:
    if span.basis is not Basis.PARTIAL:
        return f"No comparable figures for {labels.previous}"
    if span.last < span.period.last:
        return _sentence(prose.not_compared(labels.current, day_en(span.last, span.period.first)))
    if span.first > span.period.first:
        return _sentence(f"{labels.current}: counted only from {day_en(span.first, span.period.last)}, not compared")
    return _sentence(f"{labels.current}: not over yet, not compared")


def _act(told: Told) -> str:
    return _ACTS.get(told.figure["indicator"], f"({told.figure['definition']['en']})")


def _exact(told: Told) -> str:
    published = told.count["published"]
    note = "" if published is None else f" (locked at {published:,})"
    return f"{_count(told.figure, told.count['value'])}{note}"


def _count(figure: FigurePart, value: int) -> str:
    return prose.exact(value, _measure(figure))


def _measure(figure: FigurePart) -> prose.Measure:
    singular, plural = figure["definition"]["measure_en"]
    return singular, plural


def _broken_down(figure: FigurePart, parts: Iterable[str]) -> str:
    return f"{figure['definition']['en']}, {_count(figure, figure['value'])}: {', '.join(parts)}."


def _own_labels(span: Span) -> Pair:
    return pair_en(span.period, span.last)


def _month_labels(month: Period, as_of: date) -> Pair:
    previous = month.previous()
    return Pair(name_en(month, as_of), "" if previous is None else name_en(previous, as_of))


def _between(first: date, last: date) -> str:
    return _in_full(first) if first == last else f"{day_en(first, last)} to {_in_full(last)}"


def _in_full(day: date) -> str:
    return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"


def _time(at: datetime) -> str:
    """Local time with its offset: 2 December 2021, 18:05 (UTC+08:00)."""
    return f"{_in_full(at.date())}, {at:%H:%M} (UTC{at.isoformat()[-6:]})"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
