"""Logging a talk: begun now with its code on the screen, or entered afterwards."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outreach.campaigns.indicators import ActivityKind
from outreach.capture.models import Activity
from outreach.capture.operations import Complete, Talk
from outreach.capture.results import Result
from outreach.codes.drawing import code_url, qr_svg
from outreach.codes.models import Code
from outreach.codes.selectors import find
from outreach.codes.services import give_number
from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.pages.images import inline_svg
from outreach.pages.officer import choices
from outreach.pages.officer.answers import DONE, send, tell
from outreach.pages.officer.forms import CompleteForm, PastTalkForm, TalkForm
from outreach.pages.staff import staff_page
from outreach.pages.words import label_of, name_of

# Someone else took the code of the pool that was meant for this talk.
_CODE_TAKEN = frozenset({"code_used_up", "already_counted"})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def begin(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Open a talk and take a code of the pool for it."""
    places = choices.places(scope.writes, at=timezone.now())
    first = {"submission_id": uuid4(), "place": request.GET.get("place", "")}
    form = TalkForm(request.POST or None, places=places, initial=first)
    if form.is_valid():
        result = _open(scope, form)
        if result.outcome in DONE or result.code == "submission_mismatch":
            return redirect("talk-code", talk=result.submission_id)
        tell(request, result)
        if result.code in _CODE_TAKEN:
            form.renew()
    return render(request, "officer/talk_begin.html", {"form": form, "places": places})


def _open(scope: Scope, form: TalkForm) -> Result:
    """Two taps lead to one talk: they carry one id, and the one that comes second finds the code of the first."""
    talk = Activity.objects.filter(pk=form.id, act__officer_id=scope.officer_id).select_related("code").first()
    if talk is not None:
        code = talk.code.text if talk.code else ""
    else:
        place = find(form.cleaned_data["place"])
        code = choices.pool_code(place, talk=form.id, units=scope.writes, at=timezone.now()) if place else ""
    result = send(scope.officer_id, Talk(submission_id=form.id, activity_code=code, **form.talk()))
    if result.outcome in DONE and code:
        give_number(text=code)
    return result


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def enter_past(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Enter a talk that is over, whole (补录)."""
    places = choices.places(scope.writes, at=timezone.now())
    first = {"submission_id": uuid4(), "place": request.GET.get("place", "")}
    form = PastTalkForm(request.POST or None, places=places, initial=first)
    if form.is_valid():
        said = form.cleaned_data
        operation = Talk(
            submission_id=form.id,
            occurred_at=said["began_at"],
            ended_at=said["ended_at"],
            **form.talk(),
            **form.outcome(),
        )
        result = send(scope.officer_id, operation)
        tell(request, result)
        if result.outcome in DONE:
            return redirect("officer")
    return render(request, "officer/talk_past.html", {"form": form, "places": places})


@dataclass(frozen=True, slots=True)
class _Shown:
    """A talk as its pages name it."""

    activity: Activity
    title: str
    code: Code | None

    @property
    def number(self) -> str:
        """The six digits, if they are good today."""
        today = timezone.now().astimezone(self.code.campaign.zone).date() if self.code else None
        if self.code is None or self.code.number_day != today:
            return ""
        return f"{self.code.number[:3]} {self.code.number[3:]}"


def _own(scope: Scope, talk: UUID) -> _Shown:
    """The officer's own talk. Raises Refusal: `not_found`."""
    activity = (
        Activity.objects.select_related("place", "code__campaign", "act__code", "act__campaign", "act__unit")
        .filter(pk=talk, act__officer_id=scope.officer_id, act__voided_by=None)
        .first()
    )
    if activity is None:
        raise Refusal("not_found")
    kind = label_of(ActivityKind(activity.activity_kind))
    return _Shown(activity, f"{kind} · {name_of(activity.place)}", activity.code)


@require_safe
@staff_page
def show_code(request: HttpRequest, scope: Scope, talk: UUID) -> HttpResponse:
    """The code alone, for the projector: no counter, nothing to compare people by (domain.md section 4, Pressure)."""
    shown = _own(scope, talk)
    context: dict[str, Any] = {"talk": shown, "id": talk, "campaign": shown.activity.act.campaign}
    if shown.code is not None:
        context |= {
            "picture": inline_svg(qr_svg(shown.code.text)),
            "address": code_url(shown.code.text),
            "site": f"{settings.SITE_SCHEME}://{settings.PUBLIC_HOST}",
            "unit_name": name_of(shown.activity.act.unit),
            "landline": shown.activity.act.unit.landline,
        }
    return render(request, "officer/code.html", context)


@require_POST
@staff_page
def new_number(request: HttpRequest, scope: Scope, talk: UUID) -> HttpResponse:
    """Give the talk's code the six digits of today."""
    shown = _own(scope, talk)
    if shown.code is not None:
        give_number(text=shown.code.text)
    return redirect("talk-code", talk=talk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def complete(request: HttpRequest, scope: Scope, talk: UUID) -> HttpResponse:
    """Close a talk with its head count; from then on it counts."""
    shown = _own(scope, talk)
    activity = shown.activity
    if activity.attendance is not None and request.method == "GET":
        messages.info(request, _("This talk is complete."))
        return redirect("officer")
    form = CompleteForm(request.POST or None, initial={"submission_id": uuid4()})
    if form.is_valid():
        operation = Complete(
            submission_id=form.id,
            talk=talk,
            started_at=activity.opened_at,
            code=activity.act.code.text if activity.act.code else "",
            activity_kind=activity.activity_kind,
            topic=activity.topic,
            audiences=tuple(activity.audiences),
            **form.outcome(),
        )
        result = send(scope.officer_id, operation)
        tell(request, result)
        if result.outcome in DONE:
            return redirect("officer")
    return render(request, "officer/talk_complete.html", {"form": form, "talk": shown})
