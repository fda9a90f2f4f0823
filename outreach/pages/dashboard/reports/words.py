"""A report's own words on a screen of their own: how it opens, 问题和下步工作, and a remark by any figure, folded."""

from typing import Any, Final
from uuid import UUID

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
from outreach.pages.dashboard.codes.common import managers_page, take_refusal
from outreach.pages.dashboard.reports.common import officer_of, period_name, show
from outreach.pages.dashboard.shapes import indicator_name
from outreach.pages.fields import LineField, ParagraphsField
from outreach.pages.forms import StaffForm
from outreach.pages.words import name_of
from outreach.reporting.models import Report, StepKind
from outreach.reporting.selectors import period_of, report_of, steps_open
from outreach.reporting.wording import LONGEST_LEAD_IN, LONGEST_NEXT_STEPS, LONGEST_REMARK, words_of, write_words

_REMARK: Final = "remarks."


class WordsForm(StaffForm):
    """What a person writes beside the figures. It carries what it showed, so that only what was changed is written.

    Of two people who write at once each keeps the fields that the other did not touch.
    """

    lead_in = ParagraphsField(
        label=gettext_lazy("How it opens"),
        required=False,
        max_length=LONGEST_LEAD_IN,
        show_hidden_initial=True,
        widget=forms.Textarea({"rows": 4}),
    )
    next_steps = ParagraphsField(
        label=gettext_lazy("Problems and next steps"),
        required=False,
        max_length=LONGEST_NEXT_STEPS,
        show_hidden_initial=True,
        widget=forms.Textarea({"rows": 6}),
    )

    def __init__(self, data: Any, report: Report) -> None:
        words = words_of(report)
        remarks = {f"{_REMARK}{key}": text for key, text in words["remarks"].items()}
        super().__init__(data, initial={**words, **remarks})
        for key, indicator in INDICATORS.items():
            self.fields[f"{_REMARK}{key}"] = LineField(
                label=indicator_name(indicator),
                required=False,
                max_length=LONGEST_REMARK,
                show_hidden_initial=True,
                widget=forms.TextInput({"class": "form-control"}),
            )

    def remarks(self) -> list[tuple[forms.BoundField, bool]]:
        """The figures' remarks, and whether each is to be seen at once."""
        named = [self[name] for name in self.fields if name.startswith(_REMARK)]
        return [(field, bool(field.errors or field.value())) for field in named]

    def changes(self) -> dict[str, Any]:
        """What `write_words` is to be told of a form that is right."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data}
        remarks = {name.removeprefix(_REMARK): text for name, text in changed.items() if name.startswith(_REMARK)}
        texts = {name: text for name, text in changed.items() if not name.startswith(_REMARK)}
        return {**texts, "remarks": remarks}


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def words(request: HttpRequest, scope: Scope, report_id: UUID) -> HttpResponse:
    report = report_of(scope, report_id)
    if request.method != "POST" and StepKind.WORDED not in steps_open(scope, report):
        return redirect("report", report_id)
    form = WordsForm(request.POST or None, report)
    if form.is_valid():
        try:
            write_words(report=report, officer=officer_of(request), **form.changes())
        except Refusal as refusal:
            if refusal.problem.status == 403:
                raise
            # What was written stays in the form, to be taken elsewhere if need be.
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The words are kept. The documents are made anew with them."))
            return redirect("report", report_id)
    context = {
        "report": report,
        "campaign": report.campaign,
        "unit_name": name_of(report.unit),
        "period_name": period_name(period_of(report), report.campaign, timezone.now()),
        "form": form,
        "remarks": form.remarks(),
        "has_remarks": any(is_open for _field, is_open in form.remarks()),
    }
    return show(request, scope, "words.html", context)
