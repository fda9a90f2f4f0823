"""What stands around the figures, in English: the same names as in ``zh``."""

from datetime import date
from typing import Final

from outreach.campaigns.indicators import Audience, Evidence
from outreach.campaigns.period_names import day_en, name_en
from outreach.reporting.checked import ChecksPart, ResultPart
from outreach.reporting.checks.models import CheckKind
from outreach.reporting.coverage import BasePart, CoveredGroupPart, CoveredPart
from outreach.reporting.moves import MovePart
from outreach.reporting.progress import ProgressPart
from outreach.reporting.prose import en as prose
from outreach.reporting.prose.change import CountStatement, of_counts
from outreach.reporting.prose.rounding import Rate
from outreach.reporting.section import CorrectionPart, FigurePart, Section, UnitPart
from outreach.reporting.writing import en, facts

QUALITY: Final = "Notes on the data"
NEXT_STEPS: Final = "Problems and next steps"

KEY_FIGURES: Final = "Key figures"
MEASURE: Final = "Measure"
VALUE: Final = "This period"
PREVIOUS: Final = "Period before"
CHANGE: Final = "Change"
REMARK: Final = "Remark"
MONTH: Final = "Month"
PERIOD: Final = "Period"
PUBLISHED: Final = "Last published"
CURRENT: Final = "Now"
DIFFERENCE: Final = "Difference"
NONE_COMPARED: Final = "—"

COLON: Final = ": "
YEAR_BEFORE: Final = "Same month a year before"
ON_YEAR: Final = "On the year"
MONTHS_ON_YEAR: Final = "By month, against the year before"
COVERAGE: Final = "Coverage"
POPULATION: Final = "People (base)"
NO_POPULATION: Final = "no base"
SHARE: Final = "Of the base"
SOURCE: Final = "Source of the base"
PROGRESS: Final = "Targets"
TARGET: Final = "Target"
REACHED: Final = "Reached"
REACHED_SHARE: Final = "Share reached"

OUTREACH: Final = "Outreach and prevention"
SECTIONS_BEFORE: Final[tuple[str, ...]] = ("Cases and clearance", "Groundwork")
SECTIONS_AFTER: Final[tuple[str, ...]] = ("Safe sites",)
OTHER_SECTION: Final = "(This section comes from another department and is not kept in this system.)"
HEAD: Final = "(Letterhead and document number are added by the issuing unit)"
SEAL: Final = "(Seal, signatory and date of issue are added by the issuing unit)"
DRAFT_MARK: Final = "draft"
APPROVED_MARK: Final = "approved"


_CHECKED: Final = {CheckKind.PAPERS: "pledges on paper", CheckKind.LETTERS: "unit letters"}


def caption(number: int, name: str) -> str:
    return f"Table {number}. {name}"


def chart_caption(number: int, name: str) -> str:
    return f"Figure {number}. {name}"


def remark(figure: FigurePart, text: str) -> str:
    return f"Remark on {figure['definition']['en']}: {text}"


def month_name(section: Section, number: int) -> str:
    return name_en(facts.span_in(section["months"][number]).period, facts.cut_off(section))


def audience(name: Audience) -> str:
    return name.en


def correction_period(section: Section, correction: CorrectionPart) -> str:
    return en.published_label(correction, section)


def change(previous: int | None, value: int) -> str:
    """The change as a table has it: one decimal, no percentage where it would mislead."""
    if previous is None:
        return NONE_COMPARED
    result = of_counts(previous, value)
    match result.statement:
        case CountStatement.BOTH_ZERO:
            return "both 0"
        case CountStatement.FROM_ZERO:
            return "not computed"
        case CountStatement.EQUAL:
            return "level"
        case CountStatement.NEARLY_EQUAL:
            return "practically level"
        case CountStatement.DIFFERENCE:
            return f"{abs(result.difference):,} {'more' if result.difference > 0 else 'fewer'}"
        case CountStatement.PERCENTAGE:
            return f"{'up' if result.difference > 0 else 'down'} {abs(result.per_cent)}%"


def quality(section: Section) -> list[str]:
    """What a reader must know of the data to read the figures rightly."""
    noted = facts.quality(section)
    notes = []
    if noted.imported:
        notes.append(f"Imported, not verified line by line: {_shares(noted.imported, Evidence.IMPORTED)}.")
    if noted.self_reported:
        shares = _shares(noted.self_reported, Evidence.SELF_REPORTED)
        notes.append(f"Self-reported, not seen by an officer: {shares}.")
    if noted.silent_units:
        names = ", ".join(en.unit_name(section, unit) for unit in noted.silent_units)
        notes.append(
            f"Units without records in this period: {len(noted.silent_units)} ({names}). No record does not mean "
            "that nothing was done; check whether any are missing."
        )
    if noted.is_partial:
        notes.append(
            "The period was not over when it was counted, or the campaign or the unit covers a part of it: not "
            "compared."
        )
    if noted.moves:
        moves = "; ".join(_move(move) for move in noted.moves)
        notes.append(
            f"Units came or left within the days counted and compared: {moves}. Each period counts the units that "
            "belonged to it then, so changes include this."
        )
    if noted.prior_units:
        apart = "; months here close within the calendar month, theirs may not" if noted.closes_within_month else ""
        notes.append(
            f"Figures of the year before are the sum of what units entered afterwards ({noted.prior_units}): not "
            f"verified line by line, perhaps by another definition{apart}."
        )
    notes.extend(_checks(noted.checks))
    if noted.has_no_population:
        notes.append("No number of people is entered, so no coverage is computed.")
    if section["corrections"]:
        notes.append(f"Published figures corrected here, each with its earlier value: {len(section['corrections'])}.")
    return notes


def whole_unit(section: Section, unit: UnitPart) -> str:
    """A unit with all below it: the report's own, which elsewhere stands for what it did itself, by its bare name."""
    return unit["name_en"]


def people_of(audience: str) -> str:
    """Of whom a base is the number."""
    return Audience(audience).en if audience else "people of the area"


def coverage_of(audience: str, source: str | None) -> str:
    """What a table of coverage is called: of whom, and by whose number where there is one for all."""
    return f"{COVERAGE}: {people_of(audience)}{f' ({source})' if source else ''}"


def coverage_means(section: Section) -> list[str]:
    """What is held against a base, and what that is not."""
    since, to = facts.counted_since(section), facts.cut_off(section)
    texts = [
        f"Acts counted from {day_en(since, to)} to {day_en(to, facts.ANY_YEAR)} beside a number of people. This "
        "is not a number of people reached: one person may sign or be helped more than once, and who lives elsewhere "
        "is counted too. Imported quantities were not verified line by line and are left out."
    ]
    if facts.is_any_above_base(section):
        texts.append("Shares above 100% stand as they are: check whether the base is too old or too small.")
    return texts


def covered(section: Section, group: CoveredGroupPart, row: CoveredPart) -> str:
    """A unit's acts beside its base: never "covered people"."""
    name = whole_unit(section, facts.unit_of(section, row["unit"]))
    base = row["base"]
    if base is None:
        return f"{name}: {NO_POPULATION}, no share is computed."
    acts = "; ".join(
        f"{part['en']}, {value:,} ({prose.rate(Rate(value, base['count']))} of the base)"
        for key, value in zip(group["indicators"], row["values"], strict=True)
        for part in [facts.figure_of(section, key)["definition"]]
    )
    return f"{name}, {base['count']:,} {people_of(group['audience'])} ({source(section, base)}): {acts}."


def source(section: Section, base: BasePart) -> str:
    """Who counted the people, and when."""
    return f"{base['source']}, {day_en(date.fromisoformat(base['as_of']), facts.ANY_YEAR)}"


def progress(section: Section, part: ProgressPart) -> str:
    figure = facts.figure_of(section, part["indicator"])["definition"]
    name = whole_unit(section, facts.unit_of(section, part["unit"]))
    rate = prose.rate(Rate(part["reached"], part["target"]))
    return f"{name}, {figure['en']}: target {part['target']:,}, reached {part['reached']:,} ({rate})."


def digest(sha256: str) -> str:
    return f"Digest (SHA-256): {sha256}"


def verify(address: str) -> str:
    return f"Scan the code or open {address} to compare this report's unit, period and digest."


def not_verifiable() -> str:
    return "These are draft figures, not approved: they cannot be verified and are not for publication."


def _checks(checks: ChecksPart) -> list[str]:
    """Each list by itself, of the papers drawn and no others."""
    notes = [_checked(result) for result in checks["results"]]
    if checks["under_way"]:
        notes.append(f"Spot checks that are not done yet and not told here: {checks['under_way']}.")
    if shown := checks["shown"]:
        notes.append(
            f"Installs shown at the end of sessions ({shown['sessions']}): {shown['drawn']:,} drawn, "
            f"{shown['verified']:,} verified, {shown['not_shown']:,} not shown. To show is voluntary."
        )
    return notes


def _checked(result: ResultPart) -> str:
    first, last = (date.fromisoformat(result[end]) for end in ("first", "last"))
    found = {
        "not there": result["missing"],
        "not legible": result["unreadable"],
        "not agreeing": result["differing"],
        "voided or withdrawn since": result["voided"],
    }
    others = "".join(f", {number:,} {name}" for name, number in found.items() if number)
    third = f", {settled:,} of the others settled by a third person" if (settled := result.get("settled")) else ""
    return (
        f"Spot check at {result['name_en']}, {_CHECKED[result['kind']]} of {day_en(first, last)} to "
        f"{day_en(last, facts.ANY_YEAR)}: {result['drawn']:,} drawn, {result['matching']:,} matching{others}; "
        f"{result['twice']:,} looked at again by somebody else, {result['agreeing']:,} alike{third}. "
        "This says nothing of other papers."
    )


def _move(move: MovePart) -> str:
    day = day_en(date.fromisoformat(move["first"]), facts.ANY_YEAR)
    return f"{move['name_en']} {'came' if move['has_come'] else 'left'} on {day}"


def _shares(figures: list[FigurePart], level: Evidence) -> str:
    return "; ".join(_share(figure, figure["evidence"][level]) for figure in figures)


def _share(figure: FigurePart, part: int) -> str:
    singular, plural = figure["definition"]["measure_en"]
    of = Rate(part, figure["value"])
    return f"{figure['definition']['en']}, {part:,} ({prose.rate(of)} of {prose.exact(of.base, (singular, plural))})"
