"""One 待核事项: what it rests on, to be checked, what was found of it so far, and a review by who manages the unit."""

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from outreach.campaigns.indicators import INDICATORS
from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.organisation.selectors import answering_for
from outreach.pages.dashboard.codes.common import take_refusal
from outreach.pages.dashboard.doubt_words import places_of, what_of, when_of, why_of
from outreach.pages.dashboard.doubts_form import way_back
from outreach.pages.dashboard.frame import said_at
from outreach.pages.dashboard.oversight import overseers_page, show
from outreach.pages.dashboard.shapes import indicator_name
from outreach.pages.fields import LineField
from outreach.pages.forms import StaffForm
from outreach.pages.words import name_of
from outreach.reporting.doubts.behind import acts_behind, days_of, is_about
from outreach.reporting.doubts.counting import figures_of
from outreach.reporting.doubts.models import NOTE_LENGTH, DoubtReview, ReviewOutcome
from outreach.reporting.doubts.reviewing import OWN_ACTS, answers_for, review_doubt
from outreach.reporting.doubts.selectors import DoubtState, find_doubt, has_grown, reviews_of, state_of
from outreach.reporting.models import DoubtKind

if TYPE_CHECKING:
    from outreach.reporting.doubts.selectors import ReviewedDoubt

_MOST_ACTS: Final = 50
_LARGEST: Final = 2**62


class AnswerForm(StaffForm):
    """What whoever looked again found, and why: of one doubt, or of many alike."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What did you find?"), choices=ReviewOutcome.choices, widget=forms.RadioSelect
    )
    note = LineField(
        label=gettext_lazy("What you looked at and what was done, without names of residents"),
        max_length=NOTE_LENGTH,
        required=False,
    )


class ReviewForm(AnswerForm):
    """Of one doubt. It bears what was seen, so that two reviewers do not overlook each other."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=_LARGEST)
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32_000)


@require_http_methods(["GET", "HEAD", "POST"])
@overseers_page
def doubt(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    found = find_doubt(scope, number)
    if found is None:
        raise Refusal("not_found")
    reviews = reviews_of(found)
    form = _form(request, found, reviews)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        said = form.cleaned_data
        try:
            review_doubt(
                by=scope,
                doubt=found,
                outcome=ReviewOutcome(said["outcome"]),
                note=said["note"],
                seen=said["seen"],
                after=said["after"],
            )
        except Refusal as refusal:
            if refusal.problem.status == 403:
                raise
            # What the other found is on the page now: sent again, this review comes after it.
            form.data = {**request.POST.dict(), "after": str(reviews[0].number if reviews else 0)}
            take_refusal(form, refusal)
            status = refusal.problem.status
        else:
            messages.success(request, _("Kept. Nothing that counts was changed by it."))
            return redirect(way_back(request.GET))
    response = show(request, scope, "dashboard/doubt.html", _told(request, found, reviews, form, scope))
    response.status_code = status
    return response


def _form(request: HttpRequest, found: "ReviewedDoubt", reviews: list[DoubtReview]) -> ReviewForm:
    begun = {"seen": found.facts["count"], "after": reviews[0].number if reviews else 0}
    return ReviewForm(request.POST if request.method == "POST" else None, initial=begun)


def _told(
    request: HttpRequest, found: "ReviewedDoubt", reviews: list[DoubtReview], form: ReviewForm, scope: Scope
) -> dict[str, Any]:
    behind = acts_behind(found)
    state = state_of(found)
    is_theirs = state is not DoubtState.GONE and answers_for(scope, found)
    is_own = is_theirs and is_about(found, scope.officer_id)
    return {
        "tab": "doubts",
        "what": what_of(found),
        "why": why_of(found.kind),
        "where": places_of([found])(found),
        "when": when_of(found),
        "unit_name": name_of(found.unit),
        "campaign_name": name_of(found.campaign),
        "first_found_at": said_at(found.first_found_at, found.campaign),
        "gone_at": found.gone_at and said_at(found.gone_at, found.campaign),
        "has_grown": has_grown(found),
        "acts": [
            {
                "id": act.pk,
                "at": f"{act.occurred_at.astimezone(found.campaign.zone):%m-%d %H:%M}",
                "kind": act.get_kind_display(),
                "unit": name_of(act.unit),
                "is_voided": act.voided_by is not None,
            }
            for act in behind.select_related("unit")[:_MOST_ACTS]
        ],
        "acts_in_all": behind.count(),
        "zone": found.campaign.timezone,
        "takes_seals": found.kind == DoubtKind.AWAITS_SEAL
        and not answering_for(found.unit, timezone.localdate()).isdisjoint(scope.manages),
        "session": found.facts.get("activity"),
        "lines": [(indicator_name(INDICATORS[key]), _lines_query(found, key)) for key in figures_of(found)],
        "reviews": [
            {
                "outcome": review.get_outcome_display(),
                "note": review.note,
                "who": review.reviewed_by.name,
                "at": said_at(review.reviewed_at, found.campaign),
                "seen": review.seen,
            }
            for review in reviews
        ],
        "form": form if is_theirs and not is_own else None,
        "why_not": OWN_ACTS if is_own else "",
        "back": way_back(request.GET),
    }


def _lines_query(found: "ReviewedDoubt", key: str) -> str:
    first, last = days_of(found)
    days = {"from": first.isoformat(), "to": last.isoformat()}
    return urlencode({"campaign": found.campaign.slug, "unit": found.unit_id, "indicator": key, **days})
