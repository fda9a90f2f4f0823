"""Lists in pages, the newest first, with cursors that are looked at before the database is asked."""

from datetime import datetime

from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from outreach.errors import Refusal


class Pages(CursorPagination):
    """Pages of a list. A cursor that was never given is refused.

    Raises Refusal `not_found` where the position in a cursor is none by `is_position`.
    """

    page_size = 50

    @staticmethod
    def is_position(text: str) -> bool:
        """Whether `text` can be a value of what the list is ordered by."""
        raise NotImplementedError

    def decode_cursor(self, request: Request) -> Cursor | None:
        cursor: Cursor | None = super().decode_cursor(request)
        if cursor and cursor.position is not None and not self.is_position(str(cursor.position)):
            raise Refusal("not_found")
        return cursor


def is_moment(text: str) -> bool:
    """Whether this is an aware moment in ISO 8601."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def is_number(text: str) -> bool:
    """Whether this is a whole number, as the ids of rows are."""
    return text.isdecimal()
