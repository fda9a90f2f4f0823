"""A submission: what was recorded, without personal data, what became of it, and 作废 with a reason."""

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from outreach.campaigns.indicators import INDICATORS, Evidence, IndicatorKey
from outreach.capture.history import History, Step, history_of, is_locked
from outreach.capture.operations import Void
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.capture.selectors import submission_seen_by
from outreach.errors import PROBLEMS, Refusal
from outreach.ledger.models import Act, Kind, LedgerEntry, Outcome, Submission
from outreach.organisation.scope import Scope
from outreach.organisation.selectors import answering_for
from outreach.pages.dashboard.act_facts import facts_of
from outreach.pages.dashboard.entries import code_words, who_recorded
from outreach.pages.dashboard.frame import frame, said_at
from outreach.pages.dashboard.shapes import indicator_name, measure
from outreach.pages.fields import LineField
from outreach.pages.forms import StaffForm
from outreach.pages.staff import staff_page
from outreach.pages.words import label_of, name_of

_LONGEST_REASON: Final = 200

_FLAGS: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        "activity_code_not_free": gettext_lazy("The session's code could not be bound to it."),
        "batch": gettext_lazy("Papers entered together, not one by one."),
        "bundle_not_bound": gettext_lazy("A bundle of leaflets could not be bound to the session."),
        "implausible_time": gettext_lazy("The phone's clock was wrong: counted at the time of arrival."),
        "photocopy": gettext_lazy("Recorded as a photocopy."),
        "same_session": gettext_lazy("Perhaps a second record of one session."),
    }
)


class VoidForm(StaffForm):
    """Why it is taken back. The id is made with the page, so that a form sent twice voids once."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    reason = LineField(label=gettext_lazy("Reason, without names of residents"), max_length=_LONGEST_REASON)


@require_safe
@staff_page
def submission(request: HttpRequest, scope: Scope, submission_id: UUID) -> HttpResponse:
    found = _seen(submission_id, scope)
    history = history_of(found.act_id) if found.act_id else None
    context = {"submission": found, "campaign": found.campaign, **_told(found, history, scope)}
    return frame(request, scope, "dashboard/submission.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def void(request: HttpRequest, scope: Scope, submission_id: UUID) -> HttpResponse:
    """Asked once more, with the reason: a void is not taken back."""
    found = _seen(submission_id, scope)
    history = history_of(found.act_id) if found.act_id else None
    if history is not None and _voided_by(found, history):
        return redirect("submission", submission_id=found.pk)
    if not _may_void(found, history, scope):
        raise Refusal("permission_denied")
    form = VoidForm(request.POST or None)
    if form.is_valid():
        operation = Void(
            submission_id=form.cleaned_data["submission_id"],
            target=found.pk,
            reason=form.cleaned_data["reason"],
        )
        [result] = record([operation], principal=Principal.officer(scope.officer_id))
        if result.problem is None:
            messages.success(request, _("Voided. The figures no longer count it; the record stays."))
            return redirect("submission", submission_id=found.pk)
        # A refused void was kept under its id: what is sent next is another one.
        form = VoidForm({**request.POST.dict(), "submission_id": str(uuid4())})
        form.add_error(None, str(result.problem.title))
    context = {
        "submission": found,
        "campaign": found.campaign,
        "form": form,
        **_told(found, history, scope),
        **_would(found, history),
    }
    response = frame(request, scope, "dashboard/submission_void.html", context)
    response.status_code = 400 if form.is_bound else 200
    return response


def _would(found: Submission, history: History | None) -> dict[str, Any]:
    """What the void would take from the figures, and whether a report of that day is locked."""
    if history is None:
        return {}
    net: Counter[tuple[str, str]] = Counter()
    for line in history.lines:
        if found.kind != Kind.WITNESS or line.submission_id == found.pk:
            net[line.indicator, line.evidence] += line.quantity
    taken = [LedgerEntry(indicator=key, evidence=evidence, quantity=-net[key, evidence]) for key, evidence in net]
    return {
        "taken": [_line(line) for line in taken if line.quantity],
        "is_locked": is_locked(history.act),
    }


def _seen(submission_id: UUID, scope: Scope) -> Submission:
    found = submission_seen_by(submission_id, officer_id=scope.officer_id, scope=scope)
    if found is None:
        raise Refusal("not_found")
    return found


def _may_void(found: Submission, history: History | None, scope: Scope) -> bool:
    """Whether the page offers it; `record` judges, by the day and by closed periods too."""
    if history is None or found.kind in (Kind.VOID, Kind.REFUSAL) or _voided_by(found, history):
        return False
    if found.officer_id == scope.officer_id:
        return True
    return not answering_for(history.act.unit, timezone.localdate()).isdisjoint(scope.manages)


def _voided_by(found: Submission, history: History) -> UUID | None:
    """The void of this submission: that of a witness is its own, everything else goes with its act."""
    own = next((step.submission.pk for step in history.steps if step.took_back == found.pk), None)
    of_act = history.act.voided_by
    return own or (of_act if of_act != found.pk else None)


def _told(found: Submission, history: History | None, scope: Scope) -> dict[str, Any]:
    """What both pages say of it. A submission without an act was not accepted, and says why."""
    told: dict[str, Any] = {
        "kind": found.get_kind_display(),
        "outcome": found.get_outcome_display(),
        "problem": PROBLEMS[found.reason].title if found.reason in PROBLEMS else "",
        "is_refused": found.outcome not in (Outcome.COUNTED, Outcome.ACCEPTED),
        "flags": [_FLAGS.get(flag, flag) for flag in found.flags],
        "unit_name": found.unit and name_of(found.unit),
        "who": _who(found, scope),
        "code": code_words(found.code.kind, found.code.serial) if found.code else "",
        "occurred_at": _moment(found, "occurred_at"),
        "received_at": _moment(found, "received_at"),
    }
    if history is None:
        return told
    act = history.act
    told |= {
        "voided": _voided_by(found, history),
        "may_void": _may_void(found, history, scope),
        "facts": facts_of(act),
        "place": _place(act),
        "steps": [_step(step, history, scope) for step in history.steps],
    }
    return told


def _place(act: Act) -> str:
    """Where it happened; of a session what its record says."""
    place = act.place or getattr(getattr(act, "activity", None), "place", None)
    return name_of(place) if place else ""


def _who(found: Submission, scope: Scope) -> str:
    officer = found.officer
    return who_recorded(
        scope,
        unit_id=found.unit_id,
        officer_id=found.officer_id,
        officer_name=officer and officer.name,
        source=found.source,
    )


def _step(step: Step, history: History, scope: Scope) -> dict[str, Any]:
    sent = step.submission
    kind = _("withdrawal by the resident") if step.by_resident else sent.get_kind_display()
    return {
        "kind": kind,
        "at": said_at(sent.received_at, history.act.campaign),
        "who": _who(sent, scope),
        "reason": "" if step.by_resident else step.reason,
        "lines": [_line(line) for line in history.lines if line.submission_id == sent.pk],
    }


def _line(line: LedgerEntry) -> dict[str, Any]:
    indicator = INDICATORS[IndicatorKey(line.indicator)]
    return {
        "name": indicator_name(indicator),
        "quantity": f"{line.quantity:+d}",
        "measure": measure(indicator, abs(line.quantity)),
        "evidence": label_of(Evidence(line.evidence)),
    }


def _moment(found: Submission, name: str) -> str:
    moment = getattr(found, name)
    return said_at(moment, found.campaign) if found.campaign else timezone.localtime(moment).isoformat(" ", "minutes")
