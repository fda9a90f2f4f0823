"""Fields that take what JSON means and nothing near it: no number for a text, no text for a number, no 1 for true.

A lenient field would let one slip of a program become a count. Every complaint names the field and says what it
must hold.
"""

import re
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from outreach.api.operations import bounds

# Control characters, and the marks that turn the direction of writing: they make a text read other than it is stored.
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_UNSEEN_BUT_LINES: Final = re.compile(_UNSEEN.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))


class Text(serializers.CharField):
    """One line of text, trimmed, without invisible characters."""

    default_error_messages = {"unseen": _("Control characters and direction marks are not allowed.")}
    unseen = _UNSEEN

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        if self.unseen.search(text):
            self.fail("unseen")
        return text


class Lines(Text):
    """Text that may run over several lines."""

    unseen = _UNSEEN_BUT_LINES


class Whole(serializers.IntegerField):
    """A whole number: neither 3.0 nor "3" nor true."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return data


class Flag(serializers.BooleanField):
    """true or false."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=type(data).__name__)
        return data


class Choice(serializers.ChoiceField):
    """One of the stored values of an enumeration."""

    default_error_messages = {"invalid_choice": _("Not one of the values allowed here.")}

    def to_internal_value(self, data: Any) -> str:
        is_blank = data == "" and self.allow_blank
        if not isinstance(data, str) or (data not in self.choices and not is_blank):
            self.fail("invalid_choice")
        return data


class Id(serializers.UUIDField):
    """A UUID written as text."""

    # What was sent is not repeated: it may be no text that an answer can hold.
    default_error_messages = {"invalid": _("Must be a valid UUID.")}

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Moment(serializers.DateTimeField):
    """A time with its offset from UTC, of our days; without the offset nobody knows when that was."""

    default_error_messages = {
        "naive": _("The time needs an offset from UTC, such as +08:00."),
        "far": _("The time is out of bounds."),
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("naive")
        return value

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str):
            self.fail("invalid", format="ISO 8601")
        moment: datetime = super().to_internal_value(value)
        if not bounds.EARLIEST <= moment < bounds.LATEST:
            self.fail("far")
        return moment


class Day(serializers.DateField):
    """A day, YYYY-MM-DD, of this century."""

    default_error_messages = {"far": _("The day is out of bounds.")}

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DD")
        day: date = super().to_internal_value(value)
        if not bounds.FIRST_PUBLICATION <= day <= bounds.LAST_PUBLICATION:
            self.fail("far")
        return day


class Address(Text):
    """A link to a page: http or https, never a script."""

    default_validators = [RegexValidator(r"^https?://[^\s/?#]+[^\s]*$", _("Enter a valid URL."))]


class Many(serializers.ListField):
    """A list that becomes a tuple, as the operations hold it."""

    def to_internal_value(self, data: Any) -> tuple[Any, ...]:  # type: ignore[override]
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        return tuple(super().to_internal_value(data))


@extend_schema_field(
    {
        "type": "array",
        "minItems": 1,
        "maxItems": bounds.STROKES,
        "items": {
            "type": "array",
            "minItems": 2,
            "maxItems": bounds.STROKE_POINTS,
            "items": {"type": "integer", "minimum": -bounds.CANVAS, "maximum": bounds.CANVAS},
        },
    }
)
class Strokes(serializers.Field[Any, Any, Any, Any]):
    """The strokes of a signature: lists of dx, dy, dx, dy… in half pixels, without timing.

    Checked by hand: a signature is a thousand numbers, and a field object for each would cost more than all the rest.
    """

    default_error_messages = {"invalid": _("Strokes are lists of dx, dy pairs of whole numbers.")}

    def to_internal_value(self, data: Any) -> tuple[tuple[int, ...], ...]:
        if not isinstance(data, list) or not 1 <= len(data) <= bounds.STROKES:
            self.fail("invalid")
        return tuple(self._stroke(stroke) for stroke in data)

    def _stroke(self, stroke: Any) -> tuple[int, ...]:
        is_pairs = isinstance(stroke, list) and 2 <= len(stroke) <= bounds.STROKE_POINTS and len(stroke) % 2 == 0
        if not is_pairs or any(type(step) is not int or abs(step) > bounds.CANVAS for step in stroke):
            self.fail("invalid")
        return tuple(stroke)

    def to_representation(self, value: Any) -> Any:
        return value
