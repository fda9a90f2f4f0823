"""What stands around the figures, in English: the same names as in ``zh``."""

from typing import Final

from outreach.campaigns.indicators import Audience, Evidence
from outreach.campaigns.period_names import name_en
from outreach.reporting.prose import en as prose
from outreach.reporting.prose.change import CountStatement, of_counts
from outreach.reporting.prose.rounding import Rate
from outreach.reporting.section import CorrectionPart, FigurePart, Section
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

OUTREACH: Final = "Outreach and prevention"
SECTIONS_BEFORE: Final[tuple[str, ...]] = ("Cases and clearance", "Groundwork")
SECTIONS_AFTER: Final[tuple[str, ...]] = ("Safe sites",)
OTHER_SECTION: Final = "(This section comes from another department and is not kept in this system.)"
HEAD: Final = "(Letterhead and document number are added by the issuing unit)"
SEAL: Final = "(Seal, signatory and date of issue are added by the issuing unit)"
DRAFT_MARK: Final = "draft"
APPROVED_MARK: Final = "approved"


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


def change(figure: FigurePart) -> str:
    """The change as a table has it: one decimal, no percentage where it would mislead."""
    if figure["previous"] is None:
        return NONE_COMPARED
    result = of_counts(figure["previous"], figure["value"])
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
        notes.append("The period was not over when it was counted, or the campaign covers a part of it: not compared.")
    if section["corrections"]:
        notes.append(f"Published figures corrected here, each with its earlier value: {len(section['corrections'])}.")
    return notes


def digest(sha256: str) -> str:
    return f"Digest (SHA-256): {sha256}"


def verify(address: str) -> str:
    return f"Scan the code or open {address} to compare this report's unit, period and digest."


def not_verifiable() -> str:
    return "These are draft figures, not approved: they cannot be verified and are not for publication."


def _shares(figures: list[FigurePart], level: Evidence) -> str:
    return "; ".join(_share(figure, figure["evidence"][level]) for figure in figures)


def _share(figure: FigurePart, part: int) -> str:
    singular, plural = figure["definition"]["measure_en"]
    of = Rate(part, figure["value"])
    return f"{figure['definition']['en']}, {part:,} ({prose.rate(of)} of {prose.exact(of.base, (singular, plural))})"
