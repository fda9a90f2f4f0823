"""Spot checks as a section has them: of each list that is done what it came to, never added up and never a rate of all.

What was drawn says nothing of the papers that were not (docs/decisions/0020-second-looks.md).
"""

from dataclasses import asdict
from typing import NotRequired, TypedDict, cast

from outreach.reporting.checks.models import CheckKind
from outreach.reporting.checks.selectors import Checks, Result


class ResultPart(TypedDict):
    """See ``Result``: the list by its unit, which may stand further down than a section's units, its kind and days.

    ``voided`` were never marked, since their record was voided after they were drawn. ``settled`` stands where a third
    person looked.
    """

    unit: int
    name: str
    name_en: str
    kind: CheckKind
    first: str
    last: str
    drawn: int
    matching: int
    missing: int
    unreadable: int
    differing: int
    voided: int
    twice: int
    agreeing: int
    settled: NotRequired[int]


class ShownPart(TypedDict):
    """See ``Shown``: installs shown at sessions' ends."""

    sessions: int
    drawn: int
    verified: int
    not_shown: int


class ChecksPart(TypedDict):
    """See ``Checks``."""

    results: list[ResultPart]
    under_way: int
    shown: ShownPart | None


def checks_part(checks: Checks) -> ChecksPart:
    return {
        "results": [_result_part(result) for result in checks.results],
        "under_way": checks.under_way,
        "shown": None if checks.shown is None else cast(ShownPart, asdict(checks.shown)),
    }


def _result_part(result: Result) -> ResultPart:
    check = result.check
    marked = result.matching + result.missing + result.unreadable + result.differing
    part: ResultPart = {
        "unit": check.unit_id,
        "name": check.unit.name,
        "name_en": check.unit.name_en or check.unit.name,
        "kind": CheckKind(check.kind),
        "first": check.first.isoformat(),
        "last": check.last.isoformat(),
        "drawn": result.drawn,
        "matching": result.matching,
        "missing": result.missing,
        "unreadable": result.unreadable,
        "differing": result.differing,
        "voided": result.drawn - marked,
        "twice": result.twice,
        "agreeing": result.agreeing,
    }
    if result.settled:
        part["settled"] = result.settled
    return part
