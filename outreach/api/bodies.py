"""Reading a request: JSON only, never more of it than the edge takes, and an answer in JSON."""

import json
from collections.abc import Iterable, Mapping
from typing import IO, Any, Final, NoReturn

from rest_framework.exceptions import NotAcceptable, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.utils.mediatypes import media_type_matches

from outreach.api.operations import bounds
from outreach.api.problems import CONTENT_TYPE, WHOLE
from outreach.errors import Refusal

_ANSWERS: Final = ("application/json", CONTENT_TYPE)


class BoundedJSON(BaseParser):
    """Parses one JSON value of at most `limit` bytes.

    Raises Refusal `too_large`, or ValidationError for what is no JSON, holds NaN, or is nested deeper than any of ours.
    """

    media_type = "application/json"
    limit: int = bounds.ITEM_BYTES

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        # One byte more than allowed tells without reading the rest.
        raw: bytes = stream.read(self.limit + 1)
        if len(raw) > self.limit:
            raise Refusal("too_large")
        try:
            body = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise ValidationError({WHOLE: [f"not JSON: {_reason(error)}"]}) from None
        # Most bodies have too few brackets to be deep; only the others are walked.
        if raw.count(b"[") + raw.count(b"{") > bounds.NESTING and _is_deeper(body, bounds.NESTING):
            raise ValidationError({WHOLE: ["nested too deep"]})
        return body


class BoundedBatchJSON(BoundedJSON):
    limit = bounds.BATCH_BYTES


class JSONAnswers(DefaultContentNegotiation):
    """Answers are JSON whatever the query says; a client that takes no JSON is told so."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        accepted = self.get_accept_list(request)
        if not any(media_type_matches(wanted, answer) for wanted in accepted for answer in _ANSWERS):
            raise NotAcceptable
        return _first(renderers)


class AnyAnswers(DefaultContentNegotiation):
    """For pictures and documents: the address says the format, problems come in JSON."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return _first(renderers)


def _first(renderers: Iterable[BaseRenderer]) -> tuple[BaseRenderer, str]:
    renderer = next(iter(renderers))
    return renderer, renderer.media_type


def object_of(body: Any) -> Mapping[str, Any]:
    """A body that must be a JSON object. Raises ValidationError for anything else."""
    if not isinstance(body, dict):
        raise ValidationError({WHOLE: ["must be a JSON object"]})
    return body


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _reason(error: Exception) -> str:
    return f"{error.msg} at {error.pos}" if isinstance(error, json.JSONDecodeError) else "not readable"


def _is_deeper(value: Any, levels: int) -> bool:
    layer = [value]
    for _level in range(levels):
        layer = [
            part
            for whole in layer
            for part in (whole.values() if isinstance(whole, dict) else whole)
            if isinstance(part, dict | list)
        ]
        if not layer:
            return False
    return True
