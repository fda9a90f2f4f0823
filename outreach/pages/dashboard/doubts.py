"""待核事项: what is worth a second look, in plain words, for those who read the unit's reports. Nobody is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.paginator import Paginator
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from outreach.campaigns.indicators import INDICATORS, IndicatorKey
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import campaign_options
from outreach.pages.dashboard.doubt_words import places_of, what_of, when_of, why_of
from outreach.pages.dashboard.manage.common import units_read
from outreach.pages.dashboard.oversight import overseers_page, show
from outreach.pages.dashboard.question import campaigns_for, unit_options
from outreach.pages.dashboard.shapes import indicator_name
from outreach.pages.forms import LongSelect, StaffForm
from outreach.pages.words import name_of
from outreach.reporting.doubts.counting import about
from outreach.reporting.doubts.models import ReviewOutcome
from outreach.reporting.doubts.selectors import DoubtState, doubts_visible_to, has_grown
from outreach.reporting.models import DoubtKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from outreach.reporting.doubts.selectors import ReviewedDoubt

_A_PAGE: Final = 50


class DoubtsForm(StaffForm):
    """Which doubts to show; what is left empty asks for all, but for the state: those that wait."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", DoubtState.OPEN.label), *DoubtState.choices[1:]],
        required=False,
    )
    figure = forms.ChoiceField(label=gettext_lazy("Figure"), required=False)
    campaign = forms.ChoiceField(label=gettext_lazy("Campaign"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False, widget=LongSelect)
    month = forms.ChoiceField(label=gettext_lazy("Month"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("All kinds")), *DoubtKind.choices], required=False
    )

    def __init__(self, asked: Any, units: list[OrganisationUnit], months: Sequence[date]) -> None:
        super().__init__(asked)
        figures = [(key.value, indicator_name(each)) for key, each in INDICATORS.items()]
        named = [(month.isoformat(), date_format(month, "YEAR_MONTH_FORMAT")) for month in months]
        self._offer("figure", gettext_lazy("All figures"), figures)
        self._offer("campaign", gettext_lazy("All campaigns"), campaign_options(campaigns_for(units)))
        self._offer("unit", gettext_lazy("All units"), unit_options(units))
        self._offer("month", gettext_lazy("All months"), named)

    @property
    def state_asked(self) -> DoubtState:
        return DoubtState(self.asked("state") or DoubtState.OPEN)

    def asked(self, name: str) -> str:
        """What is asked for, empty for all and for what is not offered."""
        self.is_valid()
        value: str = self.cleaned_data.get(name, "")
        return value

    @property
    def is_chosen(self) -> bool:
        return any(self.asked(name) for name in self.fields)

    def _offer(self, name: str, every: Any, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", every), *choices]
        if len(choices) == 1:
            field.widget = forms.HiddenInput()


@dataclass(frozen=True, slots=True)
class Row:
    """A doubt in words. `where` is the session or the code's place; `review` is how its newest review came out."""

    number: int
    what: str
    why: str
    where: str
    unit: str
    campaign: str
    when: str
    review: str
    has_grown: bool


@require_safe
@overseers_page
def doubts(request: HttpRequest, scope: Scope) -> HttpResponse:
    every = doubts_visible_to(scope, state=None)
    units = units_read(scope)
    found_in = every.annotate(month=TruncMonth("day")).order_by("-month").values_list("month", flat=True)
    months = list(found_in.distinct())
    form = DoubtsForm(request.GET, units, months)
    page = Paginator(_asked(form, scope, units), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": "doubts",
        "rows": _rows(list(page)),
        "page": page,
        "form": form,
        "is_chosen": form.is_chosen,
        "is_gone": form.state_asked is DoubtState.GONE,
        "has_any": bool(months),
    }
    return show(request, scope, "dashboard/doubts.html", context)


def _asked(form: DoubtsForm, scope: Scope, units: Sequence[OrganisationUnit]) -> "QuerySet[ReviewedDoubt]":
    found = doubts_visible_to(scope, state=form.state_asked)
    if kind := form.asked("kind"):
        found = found.filter(kind=kind)
    if figure := form.asked("figure"):
        found = found.filter(about(IndicatorKey(figure)))
    if slug := form.asked("campaign"):
        found = found.filter(campaign__slug=slug)
    if number := form.asked("unit"):
        found = found.filter(unit__path__startswith=next(unit.path for unit in units if str(unit.pk) == number))
    if month := form.asked("month"):
        first = date.fromisoformat(month)
        found = found.filter(day__year=first.year, day__month=first.month)
    return found


def _rows(listed: "Sequence[ReviewedDoubt]") -> list[Row]:
    places = places_of(listed)
    return [
        Row(
            number=doubt.pk,
            what=what_of(doubt),
            why=why_of(doubt),
            where=places(doubt),
            unit=name_of(doubt.unit),
            campaign=name_of(doubt.campaign),
            when=when_of(doubt),
            review=str(ReviewOutcome(doubt.outcome).label) if doubt.outcome else "",
            has_grown=has_grown(doubt),
        )
        for doubt in listed
    ]
