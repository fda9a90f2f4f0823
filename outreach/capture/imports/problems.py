"""What is wrong with a file or with a row of it: a stable code with its facts; the sentence stands here once."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.errors import PROBLEMS

# So much of a cell is shown again.
SHOWN_LENGTH: Final = 40


class FileProblem(Exception):
    """The file as a whole cannot be read; `facts` fill the sentence of `code` in."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code, self.facts = code, facts
        super().__init__(code)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, **self.facts}


class RowProblem(Exception):
    """A cell is not right; `facts` fill the sentence of `code` in."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code, self.facts = code, facts
        super().__init__(code)


FILE_SENTENCES: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        "unreadable": _("This is no xlsx or csv file, or it is damaged. Save it again as .xlsx and send that."),
        "old_or_locked": _("This is an old .xls file or one with a password. Save it as .xlsx without a password."),
        "unpacks_too_large": _("Unpacked, the file is larger than is read. Copy the rows into an empty template."),
        "macros": _("The file holds macros. Save it as .xlsx, which has none."),
        "encoding": _("The text is neither UTF-8 nor GB18030. Save the file as .xlsx."),
        "empty": _("There are no rows in the file."),
        "several_sheets": _("Rows stand on more than one sheet: %(sheets)s. Send one file a sheet."),
        "no_header": _("No row has the headings of the template. Missing: %(columns)s."),
        "heading_twice": _("The heading “%(column)s” stands there twice."),
        "unknown_columns": _("Unknown headings: %(columns)s. Take these columns out."),
        "too_many_columns": _("The sheet has more than %(most)s columns. Copy the rows into an empty template."),
        "too_many_rows": _("The file has more than %(most)s rows. Send it in parts."),
        "too_many_merged": _("Very many cells are merged. Take the merging back and send the file again."),
    }
)

ROW_SENTENCES: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        "missing": _("Nothing is entered."),
        "formula": _("A formula. Enter the value itself."),
        "error_value": _("The cell shows an error of the spreadsheet."),
        "merged": _("A merged cell. Take the merging back and fill each row in."),
        "too_long": _("At most %(most)s characters."),
        "control_characters": _("Characters that cannot be seen. Type the text again."),
        "person": _("This looks like an identity or phone number. Leave data of persons out."),
        "date_unreadable": _("Not a date. Write 2026-09-01, or 2026年9月 where only the month is known."),
        "date_ambiguous": _("Day, month and year cannot be told apart. Write 2026-09-01."),
        "date_number": _("A number in place of a date; as a date it would be %(day)s. Give the cell a date format."),
        "date_impossible": _("There is no such day."),
        "date_future": _("This day is still to come."),
        "date_before_campaign": _("Before the campaign began (%(day)s)."),
        "date_after_campaign": _("After the campaign ended (%(day)s)."),
        "year_missing": _("Which year? The campaign has this month not at all or more than once."),
        "month_not_over": _("The month is not over. Give the day."),
        "month_wanted": _("Only a whole month: write 2025年9月."),
        "month_of_campaign": _("Figures of before the campaign are compared with: a month before %(month)s."),
        "unit_unknown": _("There is no unit of this name."),
        "unit_ambiguous": _("Several units have this name. Write the unit above before it: %(example)s."),
        "unit_out_of_scope": _("This unit is not one of yours."),
        "unit_outside_campaign": _("This unit does not take part in the campaign."),
        "not_whole": _("Not a whole number. Write figures alone, such as 312."),
        "not_positive": _("Must be at least 1."),
        "negative": _("Must not be less than 0."),
        "quantity_too_large": _("More than %(most)s in one row. Check the number, or enter it in parts."),
        "audience_unknown": _("Unknown audience: %(names)s. The template lists those there are."),
        "digits_lost": _("The spreadsheet kept 15 digits only. Format the column as text and type the number again."),
        "same_row": _("Says the same as row %(row)s of this file."),
        "same_elsewhere": _("Says the same as row %(row)s of “%(file)s”, which was imported."),
        "month_twice": _("The unit has this month in row %(row)s already."),
        "replaces": _("Takes the place of %(quantity)s, imported from “%(file)s”."),
        "imported_meanwhile": _("Somebody else imported the same file meanwhile."),
        "cannot_be_stored": _("It could not be stored. Send the file again later."),
    }
)


def file_sentence(problem: Mapping[str, Any]) -> str:
    """Why the file cannot be read, in the language of the page."""
    sentence: str = str(FILE_SENTENCES[problem["code"]]) % problem
    return sentence


def row_sentence(problem: Mapping[str, Any]) -> str:
    """What is wrong with a row, in the language of the page. A refusal of the ledger's has its own sentence."""
    code = problem["code"]
    if code in ROW_SENTENCES:
        sentence: str = str(ROW_SENTENCES[code]) % problem
        return sentence
    return str(PROBLEMS[code].title)
