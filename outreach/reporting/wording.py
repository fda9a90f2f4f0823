"""A report's own words: what a chief writes beside the figures while the report is a draft or was sent back.

They are part of the section, so that they are frozen and hashed with its figures. Building the report anew keeps them.
"""

from collections.abc import Mapping
from typing import Final, cast

from django.db import transaction
from django.utils.translation import gettext as _

from outreach.campaigns.indicators import INDICATORS
from outreach.errors import Refusal
from outreach.organisation.models import Officer
from outreach.organisation.scope import scope_of
from outreach.reporting.files import have_files_built
from outreach.reporting.models import Report, ReportState, StepKind
from outreach.reporting.section import WordsPart, no_words
from outreach.reporting.steps import moved, note_step

LONGEST_LEAD_IN: Final = 1000
LONGEST_NEXT_STEPS: Final = 2000
LONGEST_REMARK: Final = 120
_WRITABLE: Final = (ReportState.DRAFT, ReportState.RETURNED)


def write_words(
    *,
    report: Report,
    officer: Officer,
    lead_in: str | None = None,
    next_steps: str | None = None,
    remarks: Mapping[str, str] | None = None,
) -> Report:
    """Change the words that are given, and leave the others: ``remarks`` by indicator, an empty one takes it away.

    Raises Refusal: ``permission_denied`` or ``out_of_scope`` to who is no chief or administrator over the unit,
    ``malformed`` for a text that is too long or an indicator that there is none of, ``report_moved_on`` where the
    report is neither a draft nor sent back.
    """
    remarks = {key: text.strip() for key, text in (remarks or {}).items()}
    _require_fitting(lead_in, next_steps, remarks)
    scope_of(officer).require_managed(report.unit_id)
    with transaction.atomic():
        current = Report.objects.select_for_update().get(pk=report.pk)
        words = words_of(current)
        if lead_in is not None:
            words["lead_in"] = lead_in.strip()
        if next_steps is not None:
            words["next_steps"] = next_steps.strip()
        words["remarks"] = {key: text for key, text in {**words["remarks"], **remarks}.items() if text}
        # A report that is sent back may have been so before it was built anew.
        section = current.section and {**current.section, "words": words}
        if not moved(report, _WRITABLE, new_edition=True, words=words, section=section):
            raise Refusal("report_moved_on")
        note_step(officer, StepKind.WORDED, report)
        have_files_built(report)
    return report


def words_of(report: Report) -> WordsPart:
    """The words of a report as they stand, every part of them there."""
    return cast(WordsPart, {**no_words(), **report.words})


def _require_fitting(lead_in: str | None, next_steps: str | None, remarks: Mapping[str, str]) -> None:
    errors = {}
    texts = [("lead_in", lead_in, LONGEST_LEAD_IN), ("next_steps", next_steps, LONGEST_NEXT_STEPS)]
    texts += [(f"remarks.{key}", text, LONGEST_REMARK) for key, text in remarks.items()]
    for name, text, limit in texts:
        if text is not None and len(text.strip()) > limit:
            errors[name] = [_("At most %(limit)s characters.") % {"limit": limit}]
    for key in remarks:
        if key not in INDICATORS:
            errors[f"remarks.{key}"] = [_("There is no such indicator.")]
    if errors:
        raise Refusal("malformed", errors=errors)
