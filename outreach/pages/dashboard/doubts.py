"""待核事项: what is worth a second look, in plain words, for those who read the unit's reports. Nobody is named.

Many are told kind by kind; those of one kind stand below what lies behind them, and can be answered together.
"""

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from outreach.organisation.scope import Scope
from outreach.pages.dashboard.doubt_rows import FEW, groups_of, kinds_among, reviewable_among, rows_of
from outreach.pages.dashboard.doubt_words import why_of
from outreach.pages.dashboard.doubts_form import DoubtsForm, came_from
from outreach.pages.dashboard.manage.common import units_read
from outreach.pages.dashboard.oversight import overseers_page, show
from outreach.reporting.doubts.selectors import DoubtState, by_what_is_behind, doubts_visible_to

_A_PAGE: Final = 50


@require_safe
@overseers_page
def doubts(request: HttpRequest, scope: Scope) -> HttpResponse:
    every = doubts_visible_to(scope, state=None)
    found_in = every.annotate(month=TruncMonth("day")).order_by("-month").values_list("month", flat=True)
    months = list(found_in.distinct())
    form = DoubtsForm(request.GET, units_read(scope), months)
    context = {
        "tab": "doubts",
        "form": form,
        "is_chosen": bool(form.all_asked),
        "is_gone": form.state_asked is DoubtState.GONE,
        "is_open": form.state_asked is DoubtState.OPEN,
        "has_any": bool(months),
        "came_from": came_from(request.GET),
        "carried": urlencode(came_from(request.GET)),
        **_listed(request, scope, form),
    }
    return show(request, scope, "dashboard/doubts.html", context)


def _listed(request: HttpRequest, scope: Scope, form: DoubtsForm) -> dict[str, Any]:
    """The kinds, where there are many doubts of several; else the doubts."""
    found = form.found(scope)
    kinds = kinds_among(found, form.all_asked)
    if len(kinds) > 1 and sum(kind.count for kind in kinds) > FEW:
        return {"kinds": kinds}
    if len(kinds) != 1:
        return {"rows": rows_of(list(found))}
    # Doubts come and go between two statements: those listed are of this kind, and may be none by now.
    kind = kinds[0]
    found = by_what_is_behind(found.filter(kind=kind.kind))
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    listed = list(page)
    if not listed:
        return {"rows": []}
    reviewable = reviewable_among(scope, listed) if form.state_asked is DoubtState.OPEN else frozenset()
    of_any_kind = {name: value for name, value in form.all_asked.items() if name != "kind"}
    return {
        "kind": kind,
        "why": why_of(kind.kind),
        "groups": groups_of(listed, found, reviewable),
        "page": page,
        "campaigns_differ": len({doubt.campaign_id for doubt in listed}) > 1,
        "other_kinds": f"?{urlencode(of_any_kind)}" if form.asked("kind") else "",
        # One alone is answered at its own page.
        "ticks": len(reviewable) > 1,
    }
