"""What hangs on walls: a card at each place, for officers, and posters of activities, for residents."""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from outreach.campaigns.models import Campaign
from outreach.codes import services
from outreach.codes.models import Code, CodeKind
from outreach.codes.selectors import find_posted, place_codes, place_of, posters_of, unit_of
from outreach.codes.services import Terms
from outreach.edge.once import comes_first, may_come_again
from outreach.errors import Refusal
from outreach.organisation.models import Place
from outreach.organisation.scope import Scope
from outreach.organisation.selectors import lasting
from outreach.pages.dashboard.codes.common import (
    OnceForm,
    campaign_options,
    campaigns_not_over,
    managed_units,
    managers_page,
    offer,
    show,
    take_refusal,
)
from outreach.pages.words import name_of

_A_PAGE: Final = 50


class PosterForm(OnceForm):
    """Where and when residents are to scan."""

    campaign = forms.ChoiceField(label=gettext_lazy("Campaign"))
    place = forms.ChoiceField(label=gettext_lazy("Place"))
    day = forms.DateField(
        label=gettext_lazy("Day of the event (the poster counts on this day only)"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, campaigns: list[Campaign], places: list[Place]) -> None:
        super().__init__(data)
        offer(self.fields["campaign"], campaign_options(campaigns))
        offer(self.fields["place"], [(str(place.pk), f"{name_of(place.unit)} · {name_of(place)}") for place in places])


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def places(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The places of managed units with their code; a POST makes one where there is none, for `place` or for all."""
    now = timezone.now()
    campaigns = campaigns_not_over(managed_units(scope), now)
    if not campaigns:
        return show(request, "dashboard/codes_places.html", {"tab": "places", "is_without_campaign": True})
    campaign = _chosen(request, campaigns)
    found = _places(scope, campaign)
    codes = place_codes([place.pk for place in found], campaign, now)
    if request.method == "POST":
        wanted = request.POST.get("place", "")
        missing = [place for place in found if place.pk not in codes and wanted in ("", str(place.pk))]
        for place in missing:
            services.make_code(Terms(kind=CodeKind.PLACE, campaign=campaign, unit=place.unit, place=place), by=scope)
        _tell_made(request, len(missing))
        return redirect(f"{reverse('codes-places')}?{urlencode({'campaign': campaign.slug})}")
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": "places",
        "rows": [
            {"name": name_of(place), "unit": name_of(place.unit), "place": place, "code": codes.get(place.pk)}
            for place in page
        ],
        "page": page,
        "missing": len(found) - len(codes),
        "chosen": campaign.slug,
        "choices": campaign_options(campaigns),
    }
    return show(request, "dashboard/codes_places.html", context)


@require_safe
@managers_page
def posters(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Activity codes that may hang on a wall today or later."""
    page = Paginator(posters_of(scope, timezone.now()), _A_PAGE).get_page(request.GET.get("page"))
    rows = [_poster(code) for code in page]
    return show(request, "dashboard/codes_posters.html", {"tab": "posters", "rows": rows, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def make_poster(request: HttpRequest, scope: Scope) -> HttpResponse:
    campaigns = campaigns_not_over(managed_units(scope), timezone.now())
    found = list(_used(scope).order_by("unit__path", "name"))
    form = PosterForm(request.POST or None, campaigns, found)
    if form.is_valid():
        said = form.cleaned_data
        place = next(each for each in found if str(each.pk) == said["place"])
        campaign = next(each for each in campaigns if each.slug == said["campaign"])
        if not comes_first(said["sending"]):
            messages.info(request, _("The form came twice. It makes one poster."))
            return redirect("codes-posters")
        try:
            starts_at, ends_at = services.window_of_day(campaign, said["day"])
            terms = Terms(
                kind=CodeKind.ACTIVITY,
                campaign=campaign,
                unit=place.unit,
                place=place,
                starts_at=starts_at,
                ends_at=ends_at,
            )
            services.make_code(terms, by=scope)
        except Refusal as refusal:
            may_come_again(said["sending"])
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The activity code is made. Print its poster below."))
            return redirect("codes-posters")
    return show(request, "dashboard/codes_poster_make.html", {"form": form, "can_make": bool(campaigns and found)})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def revoke(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    """Asked once more: what hangs somewhere becomes void."""
    code = find_posted(number, scope=scope)
    is_card = code.kind == CodeKind.PLACE
    back = reverse("codes-posters")
    if is_card:
        back = f"{reverse('codes-places')}?{urlencode({'campaign': code.campaign.slug})}"
    if request.method == "POST":
        services.revoke_code(code, by=scope)
        messages.success(request, _("The code was revoked. What was recorded before stays counted."))
        return redirect(back)
    return show(request, "dashboard/codes_revoke_one.html", {**_poster(code), "is_card": is_card, "back": back})


def _chosen(request: HttpRequest, campaigns: list[Campaign]) -> Campaign:
    asked = request.GET.get("campaign") or request.POST.get("campaign")
    if not asked:
        return campaigns[0]
    for campaign in campaigns:
        if campaign.slug == asked:
            return campaign
    raise Refusal("not_found")


def _places(scope: Scope, campaign: Campaign) -> list[Place]:
    """The places that the viewer manages and the campaign covers, in the order of the tree."""
    covered = _used(scope).filter(unit__path__startswith=campaign.unit.path)
    return list(covered.order_by("unit__path", "name"))


def _used(scope: Scope) -> QuerySet[Place]:
    units = lasting(scope.manages, timezone.localdate())
    return Place.objects.filter(unit__in=units, retired_at=None).select_related("unit")


def _tell_made(request: HttpRequest, made: int) -> None:
    if made:
        messages.success(request, _("Place codes made: %(count)s.") % {"count": made})


def _poster(code: Code) -> dict[str, Any]:
    """A code on a wall: of a day, or good until one."""
    talk = getattr(code, "activity", None)
    place = place_of(code)
    # The window ends before its last moment.
    last = (code.ends_at - timedelta(microseconds=1)).astimezone(code.campaign.zone).date()
    is_for_a_day = talk is not None or code.starts_at.astimezone(code.campaign.zone).date() == last
    return {
        "code": code,
        "name": name_of(place) if place else name_of(code.campaign),
        "topic": talk.topic if talk else "",
        "unit": name_of(unit_of(code)),
        "campaign": name_of(code.campaign),
        "last_day": last,
        "is_for_a_day": is_for_a_day,
    }
