"""Form fields that take what a page means and nothing near it."""

import json
import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from outreach.capture.operations import Signature

# Control characters, and the marks that turn the direction of writing: they make a text read other than it is stored.
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LARGEST_CANVAS: Final = 10_000
_MOST_STROKES: Final = 500
_LONGEST_STROKE: Final = 4_000
# Numbers in all strokes together: six points. The officers' app asks for as many.
_LEAST_STEPS: Final = 12
_LONGEST_SIGNATURE: Final = 16 * 1024


class LineField(forms.CharField):
    """One line of text, trimmed, without invisible characters."""

    default_validators = [
        RegexValidator(_UNSEEN, _("Control characters and direction marks are not allowed."), inverse_match=True)
    ]


class ParagraphsField(forms.CharField):
    """Text of many lines, trimmed, without invisible characters; its lines end as the server's do."""

    default_validators = [
        RegexValidator(
            re.compile(_UNSEEN.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f")),
            _("Control characters and direction marks are not allowed."),
            inverse_match=True,
        )
    ]

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class SignatureField(forms.CharField):
    """A drawn signature as the page's script sends it: {"w", "h", "strokes": [[x, y, dx, dy, …], …]} in half pixels."""

    default_error_messages = {"unreadable": _("The signature could not be read. Please sign again.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=_LONGEST_SIGNATURE, **options)

    def to_python(self, value: Any) -> Any:
        written = super().to_python(value)
        if not written:
            return None
        if len(written) > _LONGEST_SIGNATURE:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable")
        try:
            drawn = json.loads(written)
            signature = Signature(
                width=_whole(drawn["w"], least=1),
                height=_whole(drawn["h"], least=1),
                strokes=tuple(_stroke(stroke) for stroke in drawn["strokes"]),
            )
        except (ValueError, TypeError, KeyError, RecursionError):
            raise ValidationError(self.error_messages["unreadable"], code="unreadable") from None
        if not 1 <= len(signature.strokes) <= _MOST_STROKES:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable")
        if sum(map(len, signature.strokes)) < _LEAST_STEPS:
            # A dot is no signature.
            return None
        return signature

    def run_validators(self, value: Any) -> None:
        """A signature is checked as it is read."""


def _stroke(steps: Any) -> tuple[int, ...]:
    if not isinstance(steps, list) or len(steps) % 2 or not 2 <= len(steps) <= _LONGEST_STROKE:
        raise ValueError("a stroke is a list of pairs")
    return tuple(_whole(step, least=-_LARGEST_CANVAS) for step in steps)


def _whole(number: Any, *, least: int) -> int:
    if type(number) is not int or not least <= number <= _LARGEST_CANVAS:
        raise ValueError("not a whole number within bounds")
    return number
