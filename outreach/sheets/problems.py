"""What is wrong with a file or with a cell of it: a stable code with its facts; the sentence stands here once.

A list that knows further reasons, units that there are not for one, has their sentences beside its own rules.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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

CELL_SENTENCES: Final[Mapping[str, Promise]] = MappingProxyType(
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
        "digits_lost": _("The spreadsheet kept 15 digits only. Format the column as text and type the number again."),
    }
)


def file_sentence(problem: Mapping[str, Any]) -> str:
    """Why the file cannot be read, in the language of the page."""
    sentence: str = str(FILE_SENTENCES[problem["code"]]) % problem
    return sentence
