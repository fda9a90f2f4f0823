"""What an officer is told of what was recorded."""

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from outreach.campaigns.indicators import INDICATORS, IndicatorKey
from outreach.capture.operations import Operation
from outreach.capture.record import record
from outreach.capture.results import Principal, Result
from outreach.codes.models import CodeKind
from outreach.edge.admission import admit_officer
from outreach.errors import PROBLEMS
from outreach.ledger.models import Kind, Outcome, Submission
from outreach.pages.words import in_english

DONE: Final = frozenset({Outcome.COUNTED, Outcome.ACCEPTED})


def send(officer_id: int, operation: Operation) -> Result:
    """Record one operation of an officer."""
    admit_officer(officer_id)
    return record([operation], principal=Principal.officer(officer_id))[0]


def tell(request: HttpRequest, result: Result) -> None:
    """Say on the next page what became of it."""
    taken_back = any(quantity < 0 for quantity in result.indicators.values())
    if result.outcome == Outcome.COUNTED and taken_back:
        messages.info(request, _("Voided: %(figures)s") % {"figures": figures(result.indicators)})
    elif result.outcome == Outcome.COUNTED:
        messages.success(request, _("Counted: %(figures)s") % {"figures": figures(result.indicators)})
    elif result.outcome == Outcome.ACCEPTED:
        messages.success(request, _("Saved."))
    elif result.outcome == Outcome.DUPLICATE:
        messages.warning(request, str(PROBLEMS[result.code].title))
    else:
        messages.error(request, str(PROBLEMS[result.code].title))


def what_of(submission: Submission) -> str:
    """What a record is called: its kind, and the number of the form where there is one."""
    label = str(Kind(submission.kind).label)
    serial = submission.code.serial if submission.code is not None and submission.code.kind == CodeKind.FORM else None
    return label if serial is None else f"{label} {serial:06d}"


def figures(indicators: Mapping[str, int]) -> str:
    """Changes with their measure words: 与群众签订责任书 +1份."""
    words = []
    for key, quantity in indicators.items():
        indicator = INDICATORS[IndicatorKey(key)]
        if in_english():
            measure = indicator.measure_en[0] if abs(quantity) == 1 else indicator.measure_en[1]
            words.append(f"{indicator.en} {quantity:+d} {measure}")
        else:
            words.append(f"{indicator.zh} {quantity:+d}{indicator.measure_word}")
    return (", " if in_english() else "、").join(words)
