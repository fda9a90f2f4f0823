"""What is wrong with a row of paper records: a stable code with its facts; the sentence stands here once."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.errors import PROBLEMS
from outreach.organisation.lists.problems import UNIT_SENTENCES
from outreach.sheets.problems import CELL_SENTENCES

ROW_SENTENCES: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        **CELL_SENTENCES,
        **UNIT_SENTENCES,
        "date_future": _("This day is still to come."),
        "date_before_campaign": _("Before the campaign began (%(day)s)."),
        "date_after_campaign": _("After the campaign ended (%(day)s)."),
        "year_missing": _("Which year? The campaign has this month not at all or more than once."),
        "month_not_over": _("The month is not over. Give the day."),
        "month_wanted": _("Only a whole month: write 2025年9月."),
        "month_of_campaign": _("Figures of before the campaign are compared with: a month before %(month)s."),
        "unit_outside_campaign": _("This unit does not take part in the campaign."),
        "not_whole": _("Not a whole number. Write figures alone, such as 312."),
        "not_positive": _("Must be at least 1."),
        "negative": _("Must not be less than 0."),
        "quantity_too_large": _("More than %(most)s in one row. Check the number, or enter it in parts."),
        "audience_unknown": _("Unknown audience: %(names)s. The template lists those there are."),
        "same_row": _("Says the same as row %(row)s of this file."),
        "same_elsewhere": _("Says the same as row %(row)s of “%(file)s”, which was imported."),
        "month_twice": _("The unit has this month in row %(row)s already."),
        "replaces": _("Takes the place of %(quantity)s, imported from “%(file)s”."),
        "set_meanwhile": _(
            "Would take the place of %(quantity)s, imported from “%(file)s” since the file was checked."
        ),
        "imported_meanwhile": _("Somebody else imported the same file meanwhile."),
        "cannot_be_stored": _("It could not be stored. Send the file again later."),
    }
)


def row_sentence(problem: Mapping[str, Any]) -> str:
    """What is wrong with a row, in the language of the page. A refusal of the ledger's has its own sentence."""
    code = problem["code"]
    if code in ROW_SENTENCES:
        sentence: str = str(ROW_SENTENCES[code]) % problem
        return sentence
    return str(PROBLEMS[code].title)
