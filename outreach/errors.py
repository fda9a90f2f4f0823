"""Every refusal this system gives: a stable code, an HTTP status, and a sentence that says what to do next.

The edges render these (RFC 9457 for programs, a plain page for people); nothing below the edges knows HTTP beyond the
number kept here, so that a rule and its answer stand in one place (design.md section 5, "Answers to a write").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FieldErrors: TypeAlias = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of refusal. `code` is the stable name programs branch on; `title` is the sentence people read."""

    code: str
    status: int
    title: str | Promise


PROBLEMS: dict[str, Problem] = {
    problem.code: problem
    for problem in (
        Problem("malformed", 400, _("Some fields are not right. Correct them and send again.")),
        Problem("not_authenticated", 401, _("Please log in.")),
        Problem("permission_denied", 403, _("Your role does not allow this.")),
        Problem("out_of_scope", 403, _("This belongs to a unit you do not work for.")),
        Problem("challenge_required", 403, _("Many requests came from here. Answer the challenge and send again.")),
        Problem("csrf_failed", 403, _("The page is too old. Reload it and send again.")),
        Problem("not_found", 404, _("There is nothing here.")),
        Problem("code_unknown", 404, _("This code is not known here. Check it and try again later.")),
        Problem("method_not_allowed", 405, _("This address does not take that method.")),
        Problem("not_acceptable", 406, _("This address answers in JSON only.")),
        Problem("already_counted", 409, _("This was counted before. Nothing was added.")),
        Problem("act_voided", 409, _("This record was voided or withdrawn. Nothing was added.")),
        Problem("period_closed", 409, _("The period is closed. Ask your chief to enter a correction.")),
        Problem("period_open", 409, _("The period is not over yet. Build the report again after its last day.")),
        Problem("report_moved_on", 409, _("This report is in another state by now. Load it again.")),
        Problem("import_moved_on", 409, _("This import is in another state by now. Load it again.")),
        Problem("review_moved_on", 409, _("Somebody else looked at this meanwhile. Load it again.")),
        Problem("check_under_way", 409, _("A list of these days is drawn already. Look up its papers first.")),
        Problem("code_expired", 410, _("This code is not valid at that time.")),
        Problem("code_revoked", 410, _("This code was withdrawn. Use a new one.")),
        Problem("no_longer_used", 410, _("This place, organisation or unit is no longer used. Choose another one.")),
        Problem("erased_by_signer", 410, _("Its signer had this erased. Nothing of it is kept any more.")),
        Problem("code_used_up", 410, _("This code has been used up. Use a new one.")),
        Problem("too_large", 413, _("The message is too large. Send less at a time.")),
        Problem("unsupported_media_type", 415, _("Send JSON.")),
        Problem("submission_mismatch", 422, _("This submission id was used for something else. Use a new id.")),
        Problem("wrong_code_kind", 422, _("This code is for another purpose.")),
        Problem("target_unknown", 422, _("The record this refers to has not arrived yet. Send again later.")),
        Problem("cannot_void", 422, _("This record cannot be voided.")),
        Problem("nothing_to_witness", 422, _("Only what a resident reported can be witnessed.")),
        Problem("campaign_unknown", 422, _("No open campaign covers this unit on that day.")),
        Problem("too_late", 422, _("This happened too long ago to be entered. Ask your chief for an import.")),
        Problem("too_many_requests", 429, _("Too many requests. Please wait a moment.")),
        Problem("internal_error", 500, _("Something went wrong here. It was noted; try again later.")),
        Problem("unavailable", 503, _("The service is restarting. Nothing is lost; send again in a moment.")),
    )
}


class Refusal(Exception):
    """A request that a rule refuses.

    `code` names the entry in PROBLEMS; `errors` names fields; `extra` goes out as further members.
    """

    def __init__(
        self,
        code: str,
        detail: str | Promise = "",
        *,
        errors: FieldErrors | None = None,
        retry_after: int | None = None,
        **extra: Any,
    ) -> None:
        self.problem = PROBLEMS[code]
        self.detail = detail or self.problem.title
        self.errors = dict(errors or {})
        self.retry_after = retry_after
        self.extra = extra
        super().__init__(code, str(detail))
