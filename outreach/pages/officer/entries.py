"""Entering codes by typing, and the acts that a code opens to an officer."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outreach.campaigns.indicators import ActivityKind
from outreach.capture.models import Basis, Signer
from outreach.capture.operations import Install, Material, Operation, Pledge, Void, Witness
from outreach.capture.selectors import submission_seen_by
from outreach.codes.alphabet import in_groups
from outreach.codes.models import Code, CodeKind
from outreach.codes.selectors import find
from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.pages.officer import choices, forms
from outreach.pages.officer.answers import DONE, send, tell, what_of
from outreach.pages.staff import staff_page
from outreach.pages.words import label_of, name_of

_TALKS: Final = frozenset({CodeKind.PLACE})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def enter(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Type a code: known codes open their page, any other is taken for the witness code on a resident's phone."""
    form = forms.EnterForm(request.POST or None, initial={"submission_id": uuid4()})
    if form.is_valid():
        entry = form.cleaned_data["entry"]
        code = find(entry)
        if code is not None:
            return redirect("officer-code", text=code.text)
        result = send(scope.officer_id, Witness(submission_id=form.id, code=entry))
        if result.outcome in DONE:
            messages.success(request, _("Witnessed on the spot."))
            return redirect("officer")
        form.add_error("entry", str(result.problem.title) if result.problem else "")
        form.renew()
    return render(request, "officer/enter.html", {"form": form})


@require_safe
@staff_page
def code_page(request: HttpRequest, scope: Scope, text: str) -> HttpResponse:
    """What this code is, and what can be recorded at it."""
    code = _code_in_scope(scope, text)
    return render(
        request,
        "officer/code_page.html",
        {
            "code": code,
            "code_in_groups": in_groups(code.text),
            "title": _title(code),
            "campaign": code.campaign,
            "is_place": code.kind == CodeKind.PLACE,
            "is_numbered": code.kind == CodeKind.FORM,
            "takes_bundles": code.kind == CodeKind.ACTIVITY,
            "next_help": uuid4(),
            "next_paper": uuid4(),
        },
    )


def _code_in_scope(scope: Scope, text: str) -> Code:
    code = find(text)
    if code is None:
        raise Refusal("code_unknown")
    if code.unit_id not in scope.writes:
        raise Refusal("out_of_scope")
    return code


def _title(code: Code) -> str:
    kind = str(CodeKind(code.kind).label)
    talk = getattr(code, "activity", None)
    if talk is not None:
        return f"{label_of(ActivityKind(talk.activity_kind))} · {name_of(talk.place)}"
    if code.place is not None:
        return name_of(code.place)
    return f"{kind} {code.serial:06d}" if code.serial is not None else kind


@require_POST
@staff_page
def help_given(request: HttpRequest, scope: Scope) -> HttpResponse:
    """帮装 +1."""
    form = forms.HelpForm(request.POST)
    if not form.is_valid():
        raise Refusal("malformed")
    operation = Install(
        submission_id=form.id, code=form.cleaned_data["code"], basis=Basis.HELPED_NOW.value, alerts_enabled="unknown"
    )
    tell(request, send(scope.officer_id, operation))
    return redirect("officer")


def _page(
    request: HttpRequest, scope: Scope, form: forms.ActForm, title: str, operation: Callable[[], Operation]
) -> HttpResponse:
    """A form of its own page: what it says is recorded, and home again."""
    if form.is_valid():
        result = send(scope.officer_id, operation())
        tell(request, result)
        if result.outcome in DONE:
            return redirect("officer")
    return render(request, "officer/act.html", {"form": form, "title": title})


def _first(request: HttpRequest) -> dict[str, Any]:
    return {"submission_id": uuid4(), "code": request.GET.get("code", "")}


@require_POST
@staff_page
def numbered_paper(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The paper that bears a serial, signed and in hand."""
    form = forms.NumberedPaperForm(request.POST)
    if not form.is_valid():
        raise Refusal("malformed")
    code = form.cleaned_data["code"]
    tell(request, send(scope.officer_id, Pledge(submission_id=form.id, code=code, paper=True)))
    return redirect("officer")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def papers(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Signed papers without a serial: one, or a bundle (成批)."""
    form = forms.PaperForm(request.POST or None, initial=_first(request))

    def operation() -> Operation:
        said = form.cleaned_data
        return Pledge(
            submission_id=form.id,
            code=said["code"],
            paper=True,
            copies=said["copies"],
            archive_box=said["archive_box"],
        )

    return _page(request, scope, form, _("Signed papers"), operation)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def letter(request: HttpRequest, scope: Scope, text: str) -> HttpResponse:
    """A pledge by an organisation at a place."""
    code = _code_in_scope(scope, text)
    if code.kind not in _TALKS:
        raise Refusal("wrong_code_kind")
    first = {"submission_id": uuid4(), "code": code.text}
    form = forms.LetterForm(request.POST or None, organisations=choices.organisations(code), initial=first)

    def operation() -> Operation:
        said = form.cleaned_data
        return Pledge(
            submission_id=form.id,
            code=code.text,
            signer=Signer.ORGANISATION.value,
            organisation=said["organisation"],
            assent=True,
            paper=said["sealed"],
        )

    return _page(request, scope, form, _("Pledge of an organisation"), operation)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def materials(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Leaflets and posters handed out or put up."""
    form = forms.MaterialForm(request.POST or None, initial=_first(request))

    def operation() -> Operation:
        said = form.cleaned_data
        return Material(
            submission_id=form.id,
            code=said["code"],
            material_kind=said["material_kind"],
            copies=said["copies"],
            copies_method=said["copies_method"],
            use=said["use"],
        )

    return _page(request, scope, form, _("Materials"), operation)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def void(request: HttpRequest, scope: Scope, submission: UUID) -> HttpResponse:
    """Take back a record, with a reason."""
    target = submission_seen_by(submission, officer_id=scope.officer_id, scope=scope)
    if target is None:
        raise Refusal("not_found")
    form = forms.VoidForm(request.POST or None, initial={"submission_id": uuid4()})

    def operation() -> Operation:
        return Void(submission_id=form.id, target=submission, reason=form.cleaned_data["reason"])

    when = timezone.localtime(target.received_at)
    title = _("Void: %(what)s") % {"what": f"{what_of(target)} · {when:%H:%M}"}
    return _page(request, scope, form, title, operation)
