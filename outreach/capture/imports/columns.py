"""The columns of the templates."""

from typing import Final

from django.utils.translation import get_language

from outreach.campaigns.indicators import Term


class Column(Term):
    """A column, by its Chinese and its English heading."""

    DATE = "date", "日期", "Date"
    UNIT = "unit", "单位", "Unit"
    PLACE = "place", "地点", "Place"
    QUANTITY = "quantity", "数量", "Quantity"
    AUDIENCE = "audience", "对象", "Audience"
    NOTE = "note", "备注", "Note"
    NUMBER = "number", "编号", "Number"


REQUIRED: Final = (Column.DATE, Column.UNIT, Column.QUANTITY)


def heading_of(column: str) -> str:
    """The heading over a column in the language of the page; none for a problem of the row as a whole."""
    if not column:
        return ""
    return Column(column).en if (get_language() or "").startswith("en") else Column(column).zh
