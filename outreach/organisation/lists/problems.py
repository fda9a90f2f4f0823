"""What is wrong with a row of a list: a stable code with its facts; the sentence stands here once."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.sheets.problems import CELL_SENTENCES

UNIT_SENTENCES: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        "unit_unknown": _("There is no unit of this name."),
        "unit_ambiguous": _("Several units have this name. Write the unit above before it: %(example)s."),
        "unit_out_of_scope": _("This unit is not one of yours."),
    }
)
ROW_SENTENCES: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        **CELL_SENTENCES,
        **UNIT_SENTENCES,
        "unit_over": _("This unit has a last day. Choose another one."),
        "place_unknown": _("The unit has no place of this name."),
        "place_retired": _("The place is retired. Bring it back on its page first."),
        "not_in_list": _("Not one of those there are: %(names)s."),
        "kind_not_there": _("A unit stands below one of a higher kind, and over those of a lower one."),
        "landline_unlike": _("3 to 20 figures, spaces, +, - and brackets, such as 0000-1234567."),
        "same_row": _("Says the same as row %(row)s of this file."),
        "name_taken": _("Another one has this name already."),
        "number_taken": _("The number is that of somebody else. Check number and name."),
        "zeros_lost": _(
            "Nobody has this number, and there is %(known)s. Write all its zeros; another person is invited alone."
        ),
        "membership_over": _("It ended before today. Where it goes on, write a first day: %(day)s or later."),
        "number_unprintable": _("A number is written with letters, figures and dashes, without spaces."),
        "role_not_yours": _("You do not give this role there."),
        "oneself": _("That is your own number. Somebody else gives you memberships."),
        "day_wanted": _("A whole day: write 2026-09-01."),
        "unit_not_there_yet": _("The unit is there from %(day)s on: not before that day."),
        "ends_before_it_starts": _("Not before the first day."),
    }
)


def row_sentence(problem: Mapping[str, Any]) -> str:
    """What is wrong with a row, in the language of the page."""
    sentence: str = str(ROW_SENTENCES[problem["code"]]) % problem
    return sentence
