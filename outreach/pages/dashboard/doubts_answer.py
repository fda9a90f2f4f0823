"""Several 待核事项 of one kind answered alike: what was found, then one confirmation that says what it means.

Nothing is kept between the steps but in the page itself: which doubts, and how each looked when it was ticked.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import take_refusal
from outreach.pages.dashboard.doubt import AnswerForm
from outreach.pages.dashboard.doubt_rows import brief_names, sight_text
from outreach.pages.dashboard.doubts_form import came_from, way_back
from outreach.pages.dashboard.oversight import overseers_page, show
from outreach.reporting.doubts.models import ReviewOutcome
from outreach.reporting.doubts.reviewing import Sight, require_reason
from outreach.reporting.doubts.together import Together, WhyLeftOut, look_together, review_doubts
from outreach.reporting.models import DoubtKind

_SIGHT: Final = re.compile(r"(\d{1,18})-(\d{1,4})-(\d{1,18})", re.ASCII)

_LEFT_OUT: Final[Mapping[WhyLeftOut, Promise]] = MappingProxyType(
    {
        WhyLeftOut.MEANWHILE: gettext_lazy("Left out, since somebody looked at it meanwhile:"),
        WhyLeftOut.SETTLED: gettext_lazy("Left out, since somebody looked at it before:"),
        WhyLeftOut.OWN: gettext_lazy("Left out, since you recorded something of it; somebody else looks at it:"),
        WhyLeftOut.GONE: gettext_lazy("Left out, since it is no longer so:"),
    }
)


@require_http_methods(["GET", "HEAD", "POST"])
@overseers_page
def answer(request: HttpRequest, scope: Scope) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    sights = _sights(sent.getlist("doubt"))
    if not sights:
        messages.warning(request, _("Tick those that you looked at."))
        return redirect(way_back(sent))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and "change" not in sent:
        outcome, note = ReviewOutcome(form.cleaned_data["outcome"]), form.cleaned_data["note"]
        try:
            if "confirmed" in sent:
                _say(request, review_doubts(by=scope, sights=sights, outcome=outcome, note=note))
                return redirect(way_back(sent))
            require_reason(outcome, note)
        except Refusal as refusal:
            if not refusal.errors:
                raise
            take_refusal(form, refusal)
    looked = look_together(scope, sights)
    context = {
        "tab": "doubts",
        "form": form,
        "kind_name": _kind_of(looked),
        "count": len(looked.answered),
        "names": brief_names(looked.answered),
        "left_out": _left_out(looked),
        "sights": [sight_text(sight) for sight in sights],
        "came_from": came_from(sent),
        "back": way_back(sent),
    }
    if form.is_valid() and "change" not in sent and looked.answered:
        # What is named as left out stays left out, also if it could be answered by the time that this is confirmed.
        answered = {doubt.pk for doubt in looked.answered}
        context["sights"] = [sight_text(sight) for sight in sights if sight.doubt in answered]
        context["outcome"] = outcome.label
        context["awaits_seal"] = looked.answered[0].kind == DoubtKind.AWAITS_SEAL
        context["settles"] = outcome != ReviewOutcome.WATCHED
        return show(request, scope, "dashboard/doubts_confirm.html", context)
    response = show(request, scope, "dashboard/doubts_answer.html", context)
    response.status_code = 400 if form.errors else 200
    return response


def _sights(sent: Sequence[str]) -> list[Sight]:
    """What was ticked, each once. Raises Refusal: `malformed` for what no list of ours offers."""
    read = [_SIGHT.fullmatch(text) for text in sent]
    if None in read:
        raise Refusal("malformed")
    sights = [Sight(*map(int, match.groups())) for match in read if match]
    return list({sight.doubt: sight for sight in sights}.values())


def _kind_of(looked: Together) -> str:
    first = (looked.answered or [doubt for doubt, _why in looked.left_out])[0]
    return str(DoubtKind(first.kind).label)


def _left_out(looked: Together) -> list[tuple[str, list[tuple[int, str]]]]:
    """Why some are left out, each with those it is said of. Two statements."""
    names = dict(brief_names([doubt for doubt, _why in looked.left_out]))
    told: list[tuple[str, list[tuple[int, str]]]] = []
    for why, sentence in _LEFT_OUT.items():
        those = [(doubt.pk, names[doubt.pk]) for doubt, said in looked.left_out if said is why]
        if those:
            told.append((str(sentence), those))
    return told


def _say(request: HttpRequest, kept: Together) -> None:
    if kept.answered:
        words: Any = ngettext(
            "Kept for one doubt. Nothing that counts was changed by it.",
            "Kept for %(count)s doubts. Nothing that counts was changed by it.",
            len(kept.answered),
        )
        messages.success(request, words % {"count": len(kept.answered)})
    for sentence, those in _left_out(kept):
        names = _("; ").join(name for _number, name in those)
        messages.warning(request, _("%(sentence)s %(names)s") % {"sentence": sentence, "names": names})
