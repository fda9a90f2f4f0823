"""The steps of a resident's visit, each under one address for GET and POST: it can be reloaded in either language."""

import uuid
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outreach.campaigns.models import Mark, PledgeText, TextKind
from outreach.campaigns.texts import text_in_force
from outreach.capture.models import AgeBand
from outreach.capture.operations import Install, Operation, Pledge
from outreach.capture.operations import Refusal as SayNo
from outreach.capture.record import record
from outreach.capture.results import Principal, Result
from outreach.codes.drawing import qr_svg
from outreach.edge.admission import admit
from outreach.errors import Refusal
from outreach.ledger.models import Outcome
from outreach.pages.images import inline_svg
from outreach.pages.resident import forms
from outreach.pages.resident.kept import record_of
from outreach.pages.resident.pages import kept_page, resident_page, show
from outreach.pages.resident.visit import Visit, may_add_person
from outreach.pages.words import name_of

_DONE: Final = frozenset({Outcome.COUNTED, Outcome.ACCEPTED})


@require_safe
@resident_page
def welcome(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who asks, why, and that saying no is as good an answer."""
    kept = record_of(visit)
    onward = visit.for_another() if kept.withdrawn and not kept.acts else visit
    return show(
        request,
        visit,
        "welcome",
        step="welcome",
        activity=visit.activity,
        place_name=name_of(visit.place) if visit.place else "",
        signed=bool(kept.acts),
        withdrawn=kept.withdrawn,
        refusal_id=uuid.uuid4(),
        next_url=onward.url("pledge"),
        refuse_url=visit.url("refuse"),
        receipt_url=visit.url("kept"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@resident_page
def pledge(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who signs, then the text and the mark that the campaign asks for."""
    answers = forms.AgeForm(request.POST or request.GET)
    if not answers.is_valid():
        return show(
            request, visit, "age", step="pledge", ages=forms.AGES,
            form_url=visit.url("pledge"), app_url=visit.url("app"),
        )  # fmt: skip
    form = forms.PledgeForm(request.POST if request.method == "POST" else None, campaign=visit.code.campaign)
    if form.is_valid():
        return _signed(request, visit, form)
    return _pledge_page(request, visit, form, answers)


def _signed(request: HttpRequest, visit: Visit, form: forms.PledgeForm) -> HttpResponse:
    operation = Pledge(
        submission_id=visit.submission_id("pledge"),
        code=visit.code.text,
        text_version=form.cleaned_data["text_version"],
        assent=True,
        signature=form.cleaned_data["signature"],
        name=form.cleaned_data["name"],
        phone=form.cleaned_data["phone"],
        age_band=form.band,
    )
    return _answer(visit, _send(request, visit, operation), next_step="app")


def _pledge_page(request: HttpRequest, visit: Visit, form: forms.PledgeForm, answers: forms.AgeForm) -> HttpResponse:
    is_minor = answers.band == AgeBand.UNDER_14_WITH_GUARDIAN
    campaign = visit.code.campaign
    age = answers.cleaned_data["age"]
    mark = Mark.TYPED_NAME if campaign.mark != Mark.ASSENT and "typed" in request.GET else campaign.mark
    return show(
        request,
        visit,
        "pledge",
        status=400 if form.is_bound else 200,
        step="pledge",
        form=form,
        text=_text_for(visit, is_minor=is_minor),
        age=age,
        guardian=is_minor,
        mark=mark,
        phone_policy=campaign.phone_policy,
        form_url=visit.url("pledge", age=age),
        typed_url=visit.url("pledge", age=age, typed="1"),
        app_url=visit.url("app"),
    )


def _text_for(visit: Visit, *, is_minor: bool) -> PledgeText:
    """The text in the page's language; a campaign without words of its own for minors uses the residents' ones."""
    for kind in (TextKind.MINOR, TextKind.RESIDENT) if is_minor else (TextKind.RESIDENT,):
        text = text_in_force(visit.code.campaign, kind, day=visit.today, language=get_language() or "")
        if text is not None:
            return text
    raise Refusal("campaign_unknown", code_found=visit.code)


@require_http_methods(["GET", "HEAD", "POST"])
@resident_page
def app(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Whether the app is there, then whether its warnings are on."""
    form_url = visit.url("app")
    confirmed = forms.InstallForm(request.POST or None)
    if confirmed.is_valid():
        return _confirmed(request, visit, confirmed)
    chosen = forms.BasisForm(request.POST or request.GET)
    if not chosen.is_valid():
        return show(request, visit, "app", step="app", bases=forms.BASES, form_url=form_url)
    basis = chosen.cleaned_data["basis"]
    if basis == forms.NOT_INSTALLED:
        return redirect(visit.url("kept"))
    return show(request, visit, "alerts", step="app", basis=basis, alerts=forms.ALERTS, form_url=form_url)


def _confirmed(request: HttpRequest, visit: Visit, form: forms.InstallForm) -> HttpResponse:
    operation = Install(
        submission_id=visit.submission_id("install"),
        code=visit.code.text,
        basis=form.cleaned_data["basis"],
        alerts_enabled=form.cleaned_data["alerts_enabled"],
        receipt=record_of(visit).receipt_of("pledge"),
    )
    return _answer(visit, _send(request, visit, operation), next_step="kept")


@require_safe
@kept_page
def kept(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The receipt: a private code to see, withdraw and delete, and apart from it the codes an officer may scan."""
    found = record_of(visit)
    if not found.acts:
        return redirect(visit.url("card"))
    return show(
        request,
        visit,
        "receipt",
        step="receipt",
        acts=found.acts,
        witnesses=[(act, inline_svg(qr_svg(act.witness, "W"))) for act in found.acts if act.witness],
        card_url=visit.url("card"),
        another_url=visit.for_another().url() if may_add_person(visit) else "",
    )


@require_POST
@resident_page
def refuse(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A no is kept with the code alone: not even with the mark of the device."""
    form = forms.RefusalForm(request.POST)
    if form.is_valid():
        admit(request, code=visit.code.text, challenge=request.POST.get("challenge", ""))
        record(
            [SayNo(submission_id=form.cleaned_data["submission_id"], code=visit.code.text)],
            principal=Principal.resident(),
        )
    return redirect(visit.url("refused"))


@require_safe
@kept_page
def refused(request: HttpRequest, visit: Visit) -> HttpResponse:
    return show(request, visit, "refused", card_url=visit.url("card"), welcome_url=visit.url())


@require_safe
@kept_page
def card(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The card 已阅读, the same for everyone: whoever is asked for proof shows it (domain.md section 4, Pressure)."""
    return show(request, visit, "card", today=visit.today)


def _send(request: HttpRequest, visit: Visit, operation: Operation) -> Result:
    admit(
        request,
        code=visit.code.text,
        device=visit.device.mark,
        challenge=request.POST.get("challenge", ""),
    )
    return record([operation], principal=visit.principal)[0]


def _answer(visit: Visit, result: Result, *, next_step: str) -> HttpResponse:
    """On to the next step, or to the receipt of what this device sent before; anything else is a refusal."""
    if result.outcome in _DONE:
        return redirect(visit.url(next_step))
    if result.code == "submission_mismatch":
        return redirect(visit.url("kept"))
    raise Refusal(result.code, code_found=visit.code)
