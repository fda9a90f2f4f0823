"""Fields that an officer's phone sealed, taken out and put beside the others before an item is checked."""

from collections.abc import Mapping
from typing import Any, Final, NoReturn

from rest_framework.exceptions import ValidationError

from outreach.api.operations import bounds
from outreach.crypto.sealing import CannotOpen, open_sealed_fields

FIELD: Final = "sealed"
# What is said of a person. Nothing else has a reason to be hidden from who carries the phone.
PERSONAL: Final = frozenset({"name", "post", "signature", "phone", "age_band"})


def opened(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """An officer's item with its sealed fields among the others; what stands there openly goes before.

    Its content is then the same however often it was sealed. Raises ValidationError: an item that does not open now
    never will, as no other key than this installation's can be meant.
    """
    text = raw.get(FIELD)
    if text is None:
        return raw
    try:
        fields = open_sealed_fields(text) if isinstance(text, str) else _refuse("cannot be opened")
    except CannotOpen:
        _refuse("cannot be opened")
    if not fields.keys() <= PERSONAL:
        _refuse("holds other than personal fields")
    # The body was held to this depth before anybody could look inside.
    if not _is_within(fields, bounds.NESTING):
        _refuse("nested too deep")
    return {**fields, **{name: value for name, value in raw.items() if name != FIELD}}


def _refuse(why: str) -> NoReturn:
    raise ValidationError({FIELD: [why]})


def _is_within(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return True
    parts = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_within(part, levels - 1) for part in parts)
