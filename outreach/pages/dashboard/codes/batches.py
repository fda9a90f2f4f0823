"""Batches: listed with what became of them, made, printed again, taken back."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outreach.campaigns.models import Campaign
from outreach.capture.selectors import used_of
from outreach.codes import services
from outreach.codes.models import BatchState, CodeBatch, CodeKind
from outreach.codes.selectors import batches_of, find_batch, revoked_of
from outreach.codes.services import MAX_BATCH, Terms
from outreach.edge.once import comes_first, may_come_again
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.organisation.selectors import lasting
from outreach.pages.dashboard.codes.common import (
    OnceForm,
    campaign_options,
    campaigns_not_over,
    managers_page,
    offer,
    show,
    take_refusal,
)
from outreach.pages.dashboard.question import unit_options
from outreach.pages.words import name_of

_A_PAGE: Final = 20
_REFRESH_SECONDS: Final = 3
_UNDER_WAY: Final = frozenset({BatchState.QUEUED, BatchState.DRAWING})
_KINDS: Final = (
    (CodeKind.FORM, gettext_lazy("Pledge forms on paper, one an A4 page, with a receipt stub")),
    (CodeKind.LEAFLET, gettext_lazy("Take-home leaflets, eight an A4 page, to cut apart")),
    (CodeKind.ACTIVITY, gettext_lazy("Activity codes in stock, for talks without a network")),
)


class BatchForm(OnceForm):
    """What is to be printed."""

    campaign = forms.ChoiceField(label=gettext_lazy("Campaign"))
    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    kind = forms.ChoiceField(
        label=pgettext_lazy("codes", "What for"), widget=forms.RadioSelect, choices=_KINDS, initial=CodeKind.FORM
    )
    size = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=1,
        max_value=MAX_BATCH,
        initial=100,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    bundle_size = forms.IntegerField(
        label=gettext_lazy("Leaflets in a bundle, one bundle a class (leave empty for none)"),
        min_value=1,
        max_value=MAX_BATCH,
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )

    def __init__(self, data: Any, campaigns: list[Campaign], units: list[OrganisationUnit]) -> None:
        super().__init__(data)
        offer(self.fields["campaign"], campaign_options(campaigns))
        offer(self.fields["unit"], unit_options(units))


@require_safe
@managers_page
def batches(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The newest first; the page comes again by itself while a sheet is being drawn."""
    page = Paginator(batches_of(scope), _A_PAGE).get_page(request.GET.get("page"))
    response = show(request, "dashboard/codes.html", {"tab": "batches", "batches": _shown(list(page)), "page": page})
    if any(batch.state in _UNDER_WAY for batch in page):
        response["Refresh"] = str(_REFRESH_SECONDS)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def make(request: HttpRequest, scope: Scope) -> HttpResponse:
    units = list(lasting(scope.manages, timezone.localdate()))
    campaigns = campaigns_not_over(units, timezone.now())
    form = BatchForm(request.POST or None, campaigns, units)
    if form.is_valid():
        said = form.cleaned_data
        if not comes_first(said["sending"]):
            messages.info(request, _("The form came twice. It makes one batch."))
            return redirect("codes")
        terms = Terms(
            kind=CodeKind(said["kind"]),
            campaign=next(each for each in campaigns if each.slug == said["campaign"]),
            unit=next(each for each in units if str(each.pk) == said["unit"]),
        )
        try:
            services.make_batch(terms, by=scope, size=said["size"], bundle_size=said["bundle_size"])
        except Refusal as refusal:
            may_come_again(said["sending"])
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The codes are made. Their sheet is ready to print in a moment."))
            return redirect("codes")
    return show(request, "dashboard/codes_make.html", {"form": form, "campaigns": campaigns})


@require_POST
@managers_page
def reprint(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    services.reprint_batch(find_batch(number, scope=scope), by=scope)
    messages.success(request, _("The sheet is being drawn again. Its codes stay the same."))
    return redirect("codes")


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def revoke(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    """Asked once more: what is on paper already becomes void."""
    batch = find_batch(number, scope=scope)
    if request.method == "POST":
        services.revoke_batch(batch, by=scope)
        messages.success(request, _("The batch was revoked. What was recorded before stays counted."))
        return redirect("codes")
    [shown] = _shown([batch])
    return show(request, "dashboard/codes_revoke.html", {"batch": shown, "campaign": batch.campaign})


def _shown(found: list[CodeBatch]) -> list[dict[str, Any]]:
    used, revoked = used_of(found), revoked_of(found)
    return [
        {
            "id": batch.pk,
            "kind": batch.get_kind_display(),
            "unit": name_of(batch.unit),
            "campaign": name_of(batch.campaign),
            "made_at": batch.made_at,
            "size": batch.size,
            "bundle_size": batch.bundle_size,
            "drawn": batch.drawn,
            "used": used[batch.pk],
            "revoked": revoked[batch.pk],
            "left": batch.size - revoked[batch.pk],
            "state": batch.state,
            "state_name": batch.get_state_display(),
            "is_under_way": batch.state in _UNDER_WAY,
        }
        for batch in found
    ]
