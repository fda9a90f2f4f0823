"""The second screen: the pledge in plain words and the one mark the campaign asks for, or another way to sign."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from outreach.campaigns.models import Mark, PledgeText, TextKind
from outreach.campaigns.texts import text_in_force
from outreach.capture.operations import Pledge
from outreach.errors import Refusal
from outreach.pages.resident import forms
from outreach.pages.resident.kept import record_of
from outreach.pages.resident.pages import resident_page, show
from outreach.pages.resident.sending import answer, send
from outreach.pages.resident.visit import Visit, is_shared


@require_http_methods(["GET", "HEAD", "POST"])
@resident_page
def pledge(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The text, the mark, the button."""
    if request.method != "POST":
        # Back from a later screen: it is signed, and goes on from where it stands. The claim on a one-time code says
        # so when the form is sent.
        if is_shared(visit) and record_of(visit).has("pledge"):
            return redirect(visit.url("app"))
        return _page(request, visit, forms.PledgeForm(None, campaign=visit.code.campaign))
    form = forms.PledgeForm(request.POST, campaign=visit.code.campaign, is_typed="typed" in request.GET)
    return _signed(request, visit, form) if form.is_valid() else _page(request, visit, form)


def _signed(request: HttpRequest, visit: Visit, form: forms.PledgeForm) -> HttpResponse:
    operation = Pledge(
        submission_id=visit.submission_id("pledge"),
        code=visit.code.text,
        text_version=form.cleaned_data["text_version"],
        assent=True,
        signature=form.cleaned_data["signature"],
        name=form.cleaned_data["name"],
        phone=form.cleaned_data["phone"],
        age_band=form.age_band,
    )
    result = send(request, visit, operation)
    if result.code == "already_counted" and is_shared(visit):
        # The number counts already. Whether it does is told to nobody who tries numbers: the way goes on as for all.
        return redirect(visit.url("app"))
    return answer(visit, result, next_step="app")


def _page(request: HttpRequest, visit: Visit, form: forms.PledgeForm) -> HttpResponse:
    campaign = visit.code.campaign
    asked = {name: "1" for name in ("guardian", "typed") if name in request.GET or name in request.POST}
    return show(
        request,
        visit,
        "pledge",
        status=400 if form.is_bound else 200,
        step="pledge",
        form=form,
        text=_text_for(visit, is_guarded="guardian" in asked),
        guardian="guardian" in asked,
        mark=Mark.TYPED_NAME if campaign.mark == Mark.FINGER and "typed" in asked else campaign.mark,
        phone_policy=campaign.phone_policy,
        form_url=visit.url("pledge", **asked),
        is_typed=campaign.mark == Mark.FINGER and "typed" in asked,
        drawn_url=visit.url("pledge", **{name: value for name, value in asked.items() if name != "typed"}),
        typed_url=visit.url("pledge", **{**asked, "typed": "1"}),
        guardian_url=visit.url("guardian"),
        paper_url=visit.url("paper"),
        app_url=visit.url("app"),
    )


def _text_for(visit: Visit, *, is_guarded: bool) -> PledgeText:
    """The text in the page's language; a campaign without words of its own for minors uses the residents' ones."""
    for kind in (TextKind.MINOR, TextKind.RESIDENT) if is_guarded else (TextKind.RESIDENT,):
        text = text_in_force(visit.code.campaign, kind, day=visit.today, language=get_language() or "")
        if text is not None:
            return text
    raise Refusal("campaign_unknown", code_found=visit.code)


@require_safe
@resident_page
def guardian(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Whether a guardian is there: without one a child signs nothing, and the page teaches (PIPL article 31)."""
    return show(
        request,
        visit,
        "guardian",
        step="pledge",
        together_url=visit.url("pledge", guardian="1"),
        learn_url=visit.url("learn"),
        pledge_url=visit.url("pledge"),
    )


@require_safe
@resident_page
def learn(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What a child takes home. It counts nothing."""
    return show(request, visit, "learn", pledge_url=visit.url("pledge"))


@require_safe
@resident_page
def paper(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Signing on paper: the officer logs the form, and its stub is the receipt. It counts nothing here."""
    return show(request, visit, "paper", step="pledge", app_url=visit.url("app"), pledge_url=visit.url("pledge"))
