"""Spot checks in words: a list, and what tells one of its papers from the others."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from outreach.pages.words import in_english, name_of
from outreach.reporting.checks.models import SpotCheck
from outreach.reporting.checks.papers import Paper
from outreach.reporting.checks.selectors import Result


@dataclass(frozen=True, slots=True)
class Row:
    """A list of papers in words; `result` is empty until both turns are done, `waits` where no third look is wanted."""

    id: UUID
    kind: str
    unit: str
    campaign: str
    days: str
    size: int
    result: str
    waits: str


def row_of(check: SpotCheck, result: Result | None, unlike: int) -> Row:
    """`unlike` papers wait for a third person."""
    return Row(
        id=check.pk,
        kind=check.get_kind_display(),
        unit=name_of(check.unit),
        campaign=name_of(check.campaign),
        days=f"{date_format(check.first, 'DATE_FORMAT')}–{date_format(check.last, 'DATE_FORMAT')}",
        size=check.size,
        result=result_words(result) if result else "",
        waits=_waits_words(result, unlike) if result and unlike else "",
    )


def result_words(result: Result) -> str:
    """抽n份，相符m份，其后作废或撤回k份: of the papers drawn, and of no others."""
    words = _("Drawn %(drawn)s, matching %(matching)s")
    if result.voided:
        words = _("Drawn %(drawn)s, matching %(matching)s, voided or withdrawn since %(voided)s")
    said: str = words % {"drawn": result.drawn, "matching": result.matching, "voided": result.voided}
    return said


def paper_words(paper: Paper) -> dict[str, Any]:
    """What a checker looks for, with the record it leads to."""
    return {
        "item": paper.item,
        "position": paper.position,
        "act": paper.act,
        "day": paper.day,
        "unit": paper.unit_en if in_english() and paper.unit_en else paper.unit,
        "name": _name(paper),
        "is_voided": paper.is_voided,
    }


def _waits_words(result: Result, unlike: int) -> str:
    words: str = _("Of %(twice)s looked at twice, unlike %(unlike)s: waiting for a third person")
    return words % {"twice": result.twice, "unlike": unlike}


def _name(paper: Paper) -> str:
    if paper.organisation:
        return paper.organisation
    if paper.serial is not None:
        return _("No. %(serial)s") % {"serial": paper.serial}
    named = []
    if paper.box:
        named.append(_("box %(box)s") % {"box": paper.box})
    if paper.file:
        named.append(_("%(file)s, row %(row)s") % {"file": paper.file, "row": paper.row})
    if paper.of > 1:
        named.append(_("paper %(number)s of %(of)s") % {"number": paper.number, "of": paper.of})
    return " · ".join(named) or _("without a number")
