"""Pledge texts: every version with the days it is in force, and a new one, read as residents will before it is out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from outreach.campaigns.models import Campaign, Language, PledgeText, TextKind
from outreach.campaigns.services import LONGEST_BODY, LONGEST_TITLE, publish_text
from outreach.campaigns.texts import Words, find_text, offered_languages, words_of
from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import offer, take_refusal
from outreach.pages.dashboard.manage.common import around, chosen_campaign, number_in, show
from outreach.pages.dashboard.oversight import overseers_page
from outreach.pages.fields import LineField, ParagraphsField
from outreach.pages.forms import StaffForm

_ONE_DAY: Final = timedelta(days=1)
_APPROVED: Final = "approved"
_SAMPLE: Final = "sample"


class TextForm(StaffForm):
    """A new version of a pledge's words."""

    kind = forms.ChoiceField(label=gettext_lazy("Who signs"), widget=forms.RadioSelect, choices=TextKind.choices)
    language = forms.ChoiceField(label=gettext_lazy("Language of the text"), widget=forms.RadioSelect)
    title = LineField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    body = ParagraphsField(
        label=gettext_lazy("Words to sign (an empty line begins a paragraph)"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea({"rows": 12}),
    )
    effective_from = forms.DateField(
        label=gettext_lazy("In force from"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    standing = forms.ChoiceField(
        label=gettext_lazy("Who approved the words"),
        widget=forms.RadioSelect,
        choices=[
            (_APPROVED, gettext_lazy("Counsel of the unit approved them")),
            (_SAMPLE, gettext_lazy("Nobody yet: mark them as a sample")),
        ],
    )

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        named = [(language.value, language.label) for language in Language if language in offered_languages()]
        offer(self.fields["language"], named)


@dataclass(frozen=True, slots=True)
class Version:
    """A version with the days it is in force: `last` is None of the newest, `state` past, current or coming."""

    text: PledgeText
    first: date
    last: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Group:
    """The versions of one pledge in one language: `shown` at once, `past` folded away."""

    words: Words
    shown: Sequence[Version]
    past: Sequence[Version]


@require_safe
@overseers_page
def texts(request: HttpRequest, scope: Scope) -> HttpResponse:
    campaigns, campaign = chosen_campaign(request, scope)
    groups = [_group(words) for words in words_of(campaign, today=_today(campaign))] if campaign else []
    context = {
        **around(campaigns, campaign),
        "groups": groups,
        "administers": campaign is not None and campaign.unit_id in scope.administers,
    }
    return show(request, scope, "texts.html", context)


@require_safe
@overseers_page
def text(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    """One version, as those who sign it read it."""
    campaigns, _first = chosen_campaign(request, scope)
    found = find_text(number, campaigns=campaigns)
    campaign = found.campaign
    groups = [_group(words) for words in words_of(campaign, today=_today(campaign))]
    version = next(each for group in groups for each in (*group.shown, *group.past) if each.text == found)
    context = {
        **around(campaigns, campaign),
        "text": found,
        "version": version,
        "administers": campaign.unit_id in scope.administers,
    }
    return show(request, scope, "text.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@overseers_page
def publish(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Written, then read as residents will read it, then published: a published version is never edited."""
    campaigns, campaign = chosen_campaign(request, scope)
    if campaign is None:
        raise Refusal("not_found")
    scope.require_administered(campaign.unit_id)
    form = TextForm(request.POST or None, initial=_initial(request, campaigns, campaign))
    context = {**around(campaigns, campaign), "form": form}
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return show(request, scope, "text_write.html", context)
    written = form.cleaned_data
    if "publish" not in request.POST:
        return show(request, scope, "text_check.html", {**context, "text": _draft(written)})
    draft = _draft(written)
    try:
        kept = publish_text(
            campaign=campaign,
            kind=TextKind(draft.kind),
            language=Language(draft.language),
            title=draft.title,
            body=draft.body,
            effective_from=draft.effective_from,
            is_sample=draft.is_sample,
            by=scope,
        )
    except Refusal as refusal:
        take_refusal(form, refusal)
        return show(request, scope, "text_write.html", context)
    messages.success(request, _("Published. It is signed from its first day on."))
    return redirect("manage-text", kept.pk)


def _draft(written: dict[str, Any]) -> PledgeText:
    return PledgeText(
        kind=written["kind"],
        language=written["language"],
        title=written["title"],
        body=written["body"],
        effective_from=written["effective_from"],
        is_sample=written["standing"] == _SAMPLE,
    )


def _initial(request: HttpRequest, campaigns: list[Campaign], campaign: Campaign) -> dict[str, Any]:
    """The words of the version that the new one goes out from, if one is named; in force from tomorrow."""
    begun: dict[str, Any] = {"effective_from": _today(campaign) + _ONE_DAY}
    number = number_in(request, "from")
    if number is None:
        return begun
    model = find_text(number, campaigns=campaigns)
    return begun | {"kind": model.kind, "language": model.language, "title": model.title, "body": model.body}


def _group(words: Words) -> Group:
    versions: list[Version] = []
    last: date | None = None
    for text in words.versions:
        state = "current" if text == words.current else "past"
        if words.current is None or text.effective_from > words.current.effective_from:
            state = "coming"
        versions.append(Version(text, text.effective_from, last, state))
        last = text.effective_from - _ONE_DAY
    return Group(
        words,
        [version for version in versions if version.state != "past"],
        [version for version in versions if version.state == "past"],
    )


def _today(campaign: Campaign) -> date:
    return timezone.now().astimezone(campaign.zone).date()
