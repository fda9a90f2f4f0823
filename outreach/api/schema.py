"""How calls describe themselves in the OpenAPI document: what each takes, and every answer it may give."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from outreach.api.answers import REPLAY_HEADER
from outreach.api.problems import CONTENT_TYPE
from outreach.api.shapes.common import ProblemSerializer
from outreach.api.shapes.writes import CountedSerializer
from outreach.errors import PROBLEMS

Call = TypeVar("Call", bound=Callable[..., Any])

# What any call may be answered, and what comes with a body, with an officer, with a resident. Any address may be none:
# the residents' site has no officers' calls, and an id may be no id.
_ALWAYS: Final = ("not_found", "not_acceptable", "unavailable")
_BODY: Final = ("malformed", "too_large", "unsupported_media_type")
OFFICER: Final = ("not_authenticated", "csrf_failed")
MEMBER: Final = ("not_authenticated", "permission_denied", "out_of_scope")
MANAGER: Final = (*OFFICER, "permission_denied", "out_of_scope")
RESIDENT: Final = ("challenge_required", "too_many_requests")
WRITE: Final = (
    "malformed",
    "permission_denied",
    "out_of_scope",
    "code_unknown",
    "already_counted",
    "act_voided",
    "period_closed",
    "code_expired",
    "code_revoked",
    "no_longer_used",
    "code_used_up",
    "submission_mismatch",
    "wrong_code_kind",
    "target_unknown",
    "cannot_void",
    "nothing_to_witness",
    "campaign_unknown",
    "too_late",
    "too_many_requests",
)

_REPLAY: Final = OpenApiParameter(
    REPLAY_HEADER, str, OpenApiParameter.HEADER, response=[200], description=_("true: this was sent before.")
)


def call(
    summary: str | Promise,
    *,
    ok: Mapping[int, Any],
    problems: Sequence[str] = (),
    takes: Any = None,
    query: type[Any] | None = None,
    parameters: Sequence[OpenApiParameter] = (),
    media_type: str = "application/json",
    takes_type: str = "application/json",
    name: str | None = None,
) -> Callable[[Call], Call]:
    """Describe one method of a view.

    `ok` maps success statuses to what is answered (None: no body); `problems` names the refusals of `outreach.errors`
    that are particular to the call; `takes` is the body's serializer, `query` that of the query, beside single
    `parameters`; `media_type` is that of a success, `takes_type` that of the body; `name` is the operation's, where the
    usual one collides.
    """
    codes = {*_ALWAYS, *problems, *(_BODY if takes else ()), *(("malformed",) if query else ())}
    responses: dict[Any, Any] = {
        (status, media_type): OpenApiResponse(answered, _("Done.")) for status, answered in ok.items()
    }
    responses |= {
        (status, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, _told(status, codes))
        for status in sorted({PROBLEMS[code].status for code in codes})
    }
    wait = OpenApiParameter(
        "Retry-After",
        int,
        OpenApiParameter.HEADER,
        response=[status for status in (429, 503) if any(PROBLEMS[code].status == status for code in codes)],
        description=_("Seconds after which it is worth trying again."),
    )
    return extend_schema(
        summary=summary,
        request={takes_type: takes} if takes else None,
        responses=responses,
        parameters=[*parameters, wait, *([query] if query else ())],
        operation_id=name,
    )


def write(summary: str | Promise, takes: Any, *, residents: bool = False) -> Callable[[Call], Call]:
    """Describe a call that records one operation."""
    return call(
        summary,
        takes=takes,
        ok={201: CountedSerializer, 200: CountedSerializer},
        problems=(*WRITE, *OFFICER, *(RESIDENT if residents else ())),
        parameters=[_REPLAY],
    )


def _told(status: int, codes: set[str]) -> Any:
    """The refusals with one status, as a list."""
    lines = [
        format_lazy("- `{}`: {}", code, problem.title)
        for code, problem in PROBLEMS.items()
        if code in codes and problem.status == status
    ]
    return format_lazy("\n".join(["{}"] * len(lines)), *lines)


_ANY_OFFICER: Final[list[dict[str, list[Any]]]] = [{"token": []}, {"session": []}]


class OfficerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """An officer's token, or an officer's session with its CSRF header."""

    target_class = "outreach.api.authentication.OfficerAuthentication"
    name = ["token", "session"]

    def get_security_requirement(self, auto_schema: AutoSchema) -> list[dict[str, list[Any]]]:
        return _ANY_OFFICER

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, Any]]:
        return [
            {"type": "http", "scheme": "bearer"},
            {
                "type": "apiKey",
                "in": "header",
                "name": "X-CSRFToken",
                "description": "The token of GET session/, together with the session's cookie.",
            },
        ]


class VisitorScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The same, or nothing."""

    target_class = "outreach.api.authentication.VisitorAuthentication"
    name: list[str] = []

    def get_security_requirement(self, auto_schema: AutoSchema) -> list[dict[str, list[Any]]]:
        return [*_ANY_OFFICER, {}]

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, Any]]:
        return []
