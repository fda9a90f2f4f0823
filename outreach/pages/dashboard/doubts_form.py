"""Which 待核事项 to show, and the way back to them."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from outreach.campaigns.indicators import INDICATORS, IndicatorKey
from outreach.campaigns.selectors import campaigns_of
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import campaign_options
from outreach.pages.dashboard.question import unit_options
from outreach.pages.dashboard.shapes import indicator_name
from outreach.pages.forms import LongSelect, StaffForm
from outreach.reporting.doubts.counting import about
from outreach.reporting.doubts.selectors import DoubtState, doubts_visible_to
from outreach.reporting.models import DoubtKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from outreach.reporting.doubts.selectors import ReviewedDoubt


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
        self._offer("campaign", gettext_lazy("All campaigns"), campaign_options(campaigns_of(units)))
        self._offer("unit", gettext_lazy("All units"), unit_options(units))
        self._offer("month", gettext_lazy("All months"), named)
        self._units = units

    @property
    def state_asked(self) -> DoubtState:
        return DoubtState(self.asked("state") or DoubtState.OPEN)

    def asked(self, name: str) -> str:
        """What is asked for, empty for all and for what is not offered."""
        self.is_valid()
        value: str = self.cleaned_data.get(name, "")
        return value

    @property
    def all_asked(self) -> dict[str, str]:
        return {name: self.asked(name) for name in self.fields if self.asked(name)}

    def found(self, scope: Scope) -> "QuerySet[ReviewedDoubt]":
        """The doubts that are asked for, of those that the viewer may see."""
        found = doubts_visible_to(scope, state=self.state_asked)
        if kind := self.asked("kind"):
            found = found.filter(kind=kind)
        if figure := self.asked("figure"):
            found = found.filter(about(IndicatorKey(figure)))
        if slug := self.asked("campaign"):
            found = found.filter(campaign__slug=slug)
        if number := self.asked("unit"):
            path = next(unit.path for unit in self._units if str(unit.pk) == number)
            found = found.filter(unit__path__startswith=path)
        if month := self.asked("month"):
            first = date.fromisoformat(month)
            found = found.filter(day__year=first.year, day__month=first.month)
        return found

    def _offer(self, name: str, every: Any, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", every), *choices]
        if len(choices) == 1:
            field.widget = forms.HiddenInput()


def came_from(query: QueryDict) -> dict[str, str]:
    """What of the list was asked for where somebody came from it, as a page below it carries it on."""
    return {name: str(query[name]) for name in DoubtsForm.base_fields if query.get(name)}


def way_back(query: QueryDict) -> str:
    """The address of the list that somebody came from."""
    asked = urlencode(came_from(query))
    return f"{reverse('doubts')}?{asked}" if asked else reverse("doubts")
