"""抽查: the lists drawn, one drawn anew, one looked up paper by paper, and what it came to."""

from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.check_words import paper_words, row_of
from outreach.pages.dashboard.codes.common import managers_page, offer, take_refusal
from outreach.pages.dashboard.frame import said_at
from outreach.pages.dashboard.manage.common import around, chosen_campaign, units_of
from outreach.pages.dashboard.oversight import overseers_page, show
from outreach.pages.dashboard.question import period_choices, period_of, unit_options
from outreach.pages.forms import LongSelect, StaffForm
from outreach.pages.words import name_of
from outreach.reporting.checks.models import CheckKind, Finding, SpotCheck, SpotCheckMark, Turn
from outreach.reporting.checks.papers import papers_of
from outreach.reporting.checks.selectors import (
    checks_visible_to,
    marked_of,
    papers_left,
    results_of,
    turn_of,
    unlike_among,
    unlike_of,
)
from outreach.reporting.checks.services import LARGEST_LIST, draw_check, mark_papers

_A_PAGE: Final = 20
_USUAL_SIZE: Final = 20


class DrawForm(StaffForm):
    """What to look up, and how many of it. It bears the list's number, so that sent twice it draws one."""

    check_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = forms.ChoiceField(label=gettext_lazy("What to look up"), choices=CheckKind.choices)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), widget=LongSelect)
    month = forms.ChoiceField(label=gettext_lazy("Month"))
    size = forms.IntegerField(
        label=pgettext_lazy("papers", "How many"),
        min_value=1,
        max_value=LARGEST_LIST,
        initial=_USUAL_SIZE,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )


class MarksForm(StaffForm):
    """What was found of each paper of a turn; those left empty wait."""

    def __init__(self, data: Any, items: list[int]) -> None:
        super().__init__(data)
        for item in items:
            self.fields[self.name_of(item)] = forms.ChoiceField(
                choices=[("", "—"), *Finding.choices],
                required=False,
                widget=forms.Select({"class": "form-select", "aria-labelledby": f"paper-{item}"}),
            )

    @staticmethod
    def name_of(item: int) -> str:
        return f"paper_{item}"

    def findings(self, items: list[int]) -> dict[int, Finding]:
        said = {item: self.cleaned_data[self.name_of(item)] for item in items}
        return {item: Finding(finding) for item, finding in said.items() if finding}


@require_safe
@overseers_page
def checks(request: HttpRequest, scope: Scope) -> HttpResponse:
    page = Paginator(checks_visible_to(scope), _A_PAGE).get_page(request.GET.get("page"))
    results = {result.check.pk: result for result in results_of(list(page))}
    unlike = unlike_among([result.check for result in results.values()])
    rows = [row_of(check, results.get(check.pk), unlike[check.pk]) for check in page]
    return show(request, scope, "dashboard/checks.html", {"tab": "checks", "rows": rows, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def draw(request: HttpRequest, scope: Scope) -> HttpResponse:
    campaigns, campaign = chosen_campaign(request, scope)
    units = units_of(campaign, scope.manages)
    now = timezone.now()
    if campaign is None or not units or now.astimezone(campaign.zone).date() < campaign.starts_on:
        return show(request, scope, "dashboard/check_draw.html", {"tab": "checks", "form": None})
    form = DrawForm(request.POST or None)
    offer(form.fields["unit"], unit_options(units))
    # The campaign as a whole is no month.
    offer(form.fields["month"], period_choices(campaign, now)[1:])
    status = 400 if form.is_bound else 200
    if form.is_valid():
        said = form.cleaned_data
        try:
            check = draw_check(
                by=scope,
                check_id=said["check_id"],
                campaign=campaign,
                unit=next(unit for unit in units if str(unit.pk) == said["unit"]),
                kind=CheckKind(said["kind"]),
                month=period_of(said["month"], campaign, now),
                size=said["size"],
                now=now,
            )
        except Refusal as refusal:
            take_refusal(form, refusal)
            status = refusal.problem.status
        else:
            return redirect("check", check.pk)
    context = {"tab": "checks", "form": form, **around(campaigns, campaign)}
    response = show(request, scope, "dashboard/check_draw.html", context)
    response.status_code = status
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@overseers_page
def check(request: HttpRequest, scope: Scope, number: UUID) -> HttpResponse:
    found = checks_visible_to(scope).filter(pk=number).first()
    if found is None:
        raise Refusal("not_found")
    turn = turn_of(found, scope.officer_id) if found.unit_id in scope.manages else None
    items = list(papers_left(found, turn, scope.officer_id).values_list("pk", flat=True)) if turn else []
    form = MarksForm(request.POST if request.method == "POST" else None, items)
    if request.method == "POST":
        found_of = _sent(request, form, items)
        if turn is None or request.POST.get("turn") != str(int(turn)):
            # Somebody else has done it meanwhile, or it was sent twice.
            return redirect("check", found.pk)
        if form.is_valid() and found_of:
            kept = mark_papers(by=scope, check=found, turn=turn, findings=found_of)
            messages.success(request, _("Papers kept: %(count)s") % {"count": kept})
            return redirect("check", found.pk)
    response = show(request, scope, "dashboard/check.html", _told(found, turn, form, scope))
    response.status_code = 400 if form.is_bound else 200
    return response


def _sent(request: HttpRequest, form: MarksForm, items: list[int]) -> dict[int, Finding]:
    if not form.is_valid():
        return {}
    found_of = form.findings(items)
    if not found_of:
        form.add_error(None, _("Choose what you found of one paper at least."))
    return found_of


def _told(found: SpotCheck, turn: Turn | None, form: MarksForm, scope: Scope) -> dict[str, Any]:
    results = results_of([found])
    unlike = unlike_of(found) if results else 0
    marked = marked_of(found)
    waiting: list[dict[str, Any]] = []
    if turn is not None:
        left = papers_left(found, turn, scope.officer_id).select_related("act__unit", "act__code")
        waiting = [{**paper_words(paper), "field": form[form.name_of(paper.item)]} for paper in papers_of(list(left))]
    return {
        "tab": "checks",
        "check": found,
        "row": row_of(found, results[0] if results else None, unlike),
        "unit_name": name_of(found.unit),
        "campaign_name": name_of(found.campaign),
        "drawn_at": said_at(found.drawn_at, found.campaign),
        "result": results[0] if results else None,
        "turn": turn,
        "is_second": turn is Turn.SECOND,
        "is_third": turn is Turn.THIRD,
        "unlike": unlike,
        "waiting": waiting,
        "form": form,
        "marked": [(Turn.FIRST.label, marked[Turn.FIRST], found.size)]
        + [(Turn.SECOND.label, marked[Turn.SECOND], found.second_size)],
        "found": _findings(found) if results else [],
        "is_for_another": turn is None and not results and found.unit_id in scope.manages,
    }


def _findings(found: SpotCheck) -> list[dict[str, Any]]:
    """Each paper with what was found of it in either turn."""
    items = list(found.items.select_related("act__unit", "act__code"))
    marks = {
        (mark.item_id, mark.turn): mark.get_finding_display()
        for mark in SpotCheckMark.objects.filter(item__spot_check=found)
    }
    return [
        {
            **paper_words(paper),
            # Voided before somebody looked, else every one is marked.
            "first": marks.get((paper.item, Turn.FIRST), _("voided")),
            "second": marks.get((paper.item, Turn.SECOND), ""),
            "third": marks.get((paper.item, Turn.THIRD), ""),
        }
        for paper in papers_of(items)
    ]
