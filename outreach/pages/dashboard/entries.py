"""明细: the lines behind a figure, filtered, by day, page by page; each leads to what it was recorded with."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from outreach.campaigns.indicators import INDICATORS, Audience, Evidence, IndicatorKey
from outreach.codes.models import CodeKind
from outreach.ledger.lines import Line, lines_page
from outreach.ledger.models import Kind, Source
from outreach.ledger.totals import TotalsQuery, totals
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.frame import frame, said_at
from outreach.pages.dashboard.lines_form import LinesForm
from outreach.pages.dashboard.question import Ground, ground_of
from outreach.pages.dashboard.shapes import definition, indicator_name, measure
from outreach.pages.staff import staff_page
from outreach.pages.words import label_of, name_of, names_of

_A_PAGE: Final = 50


@require_safe
@staff_page
def entries(request: HttpRequest, scope: Scope) -> HttpResponse:
    now, given = timezone.now(), request.GET.dict()
    ground = ground_of(given, scope, now)
    if ground is None or not ground.has_begun(now):
        return frame(request, scope, "dashboard/empty.html", {"campaign": ground and ground.campaign})
    form = LinesForm(ground, given)
    context = {"form": form, "campaign": ground.campaign, "unit_name": name_of(ground.unit)}
    if not form.is_valid():
        response = frame(request, scope, "dashboard/entries.html", context)
        response.status_code = 400
        return response
    page = lines_page(
        form.line_filter(ground, ground.subtree(scope)),
        source=form.source_asked,
        cursor=given.get("cursor"),
        limit=_A_PAGE,
    )
    unit_names = {unit.pk: name for unit, name in zip(ground.units, names_of(ground.units), strict=True)}
    indicator = form.indicator_asked
    return frame(
        request,
        scope,
        "dashboard/entries.html",
        {
            **context,
            "rows": [_row(line, scope, unit_names) for line in page.rows],
            "newer": form.query(cursor=page.previous) if page.previous else None,
            "older": form.query(cursor=page.next) if page.next else None,
            "is_first": "cursor" not in given,
            "query": form.query(),
            "asked": form.data,
            "parts": _parts(form),
            "name": indicator and indicator_name(indicator),
            "measure": indicator and measure(indicator, 2),
            "definition": indicator and definition(indicator),
            "exports": ground.unit.pk in scope.oversees,
            **_total(form, ground, scope),
        },
    )


def who_recorded(
    scope: Scope, *, unit_id: int | None, officer_id: int | None, officer_name: str | None, source: str
) -> str:
    """Who sent it: an officer's name to those who manage the unit and to that officer, else by what way it came."""
    if officer_id is not None and officer_id == scope.officer_id:
        return _("%(name)s (you)") % {"name": officer_name} if officer_name else _("myself")
    if officer_name and scope.personal_data and unit_id in scope.manages:
        return officer_name
    return str(Source(source).label)


def code_words(kind: str | None, serial: int | None) -> str:
    """A code by its kind and number; never its text, which would grant its act."""
    if kind is None:
        return ""
    return f"{CodeKind(kind).label}{f' №{serial}' if serial is not None else ''}"


def _row(line: Line, scope: Scope, unit_names: Mapping[int, str]) -> dict[str, Any]:
    indicator = INDICATORS[IndicatorKey(line.indicator)]
    return {
        "submission": line.submission,
        "day": line.day,
        "name": indicator_name(indicator),
        "measure": measure(indicator, abs(line.quantity)),
        "quantity": line.quantity,
        "unit": unit_names[line.unit],
        "evidence": label_of(Evidence(line.evidence)),
        "audience": label_of(Audience(line.audience)),
        "who": who_recorded(
            scope,
            unit_id=line.unit,
            officer_id=line.officer,
            officer_name=line.officer_name,
            source=line.source,
        ),
        "code": code_words(line.code_kind, line.code_serial),
        "is_voided": line.voided_by is not None,
        "takes_back": line.kind == Kind.VOID,
    }


def _parts(form: LinesForm) -> list[str]:
    """The question in words, but for its campaign and unit."""
    said = []
    first, last = form.cleaned_data["from"], form.cleaned_data["to"]
    for name, words in (("evidence", Evidence), ("audience", Audience)):
        if form.cleaned_data[name]:
            said.append(label_of(words(form.cleaned_data[name])))
    if form.source_asked:
        said.append(str(Source(form.source_asked).label))
    if first or last:
        said.append(f"{first or ''}–{last or ''}")
    return said


def _total(form: LinesForm, ground: Ground, scope: Scope) -> dict[str, Any]:
    """What the listed lines come to, where they are of one indicator; the tally does not know by what way they came."""
    if form.indicator_asked is None or form.source_asked:
        return {}
    found = totals(TotalsQuery(**form.filters(ground, ground.subtree(scope))))
    return {
        "total": sum(row["quantity"] for row in found.rows),
        "as_of": said_at(found.as_of, ground.campaign),
    }
