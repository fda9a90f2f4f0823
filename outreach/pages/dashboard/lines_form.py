"""Which lines to list or to export: the same question, asked once by a form and carried on by an address."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.indicators import INDICATORS, Audience, Evidence, Indicator, IndicatorKey, Term
from outreach.campaigns.periods import EARLIEST, LATEST
from outreach.ledger.filters import LineFilter
from outreach.ledger.models import Source
from outreach.pages.dashboard.question import Ground, GroundForm
from outreach.pages.dashboard.shapes import indicator_name
from outreach.pages.words import label_of

_ASKED: Final = ("campaign", "unit", "indicator", "from", "to", "evidence", "audience", "source")


class LinesForm(GroundForm):
    """Filters of lines; what is left empty asks for all. Days are local to the campaign, both included."""

    indicator = forms.ChoiceField(label=_("Figure"), required=False)
    evidence = forms.ChoiceField(label=_("Evidence"), required=False)
    audience = forms.ChoiceField(label=_("Audience"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)

    def __init__(self, ground: Ground, asked: Mapping[str, str]) -> None:
        super().__init__(ground)
        # `from` is a word of Python's own.
        for name, label in (("from", gettext("From")), ("to", gettext("To"))):
            self.fields[name] = _day(label)
        self.order_fields(_ASKED)
        self.data = {**ground.as_choices(), **{name: asked[name] for name in _ASKED[2:] if asked.get(name)}}
        self.is_bound = True
        every = ("", gettext("All"))
        self.offer("indicator", [every, *((key.value, indicator_name(each)) for key, each in INDICATORS.items())])
        self.offer("evidence", [every, *_terms(Evidence)])
        self.offer("audience", [every, *_terms(Audience)])
        self.offer("source", [every, *((value, str(label)) for value, label in Source.choices)])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and last < first:
            self.add_error("to", _("The last day is before the first."))
        return cleaned

    @property
    def indicator_asked(self) -> Indicator | None:
        key = self.cleaned_data["indicator"]
        return INDICATORS[IndicatorKey(key)] if key else None

    @property
    def source_asked(self) -> str | None:
        return self.cleaned_data["source"] or None

    def keys(self) -> dict[str, str]:
        """What of the question is no place and no day, as `LineFilter` names it; only what is asked."""
        named = (("indicators", "indicator"), ("evidence", "evidence"), ("audience", "audience"))
        return {key: value for key, name in named if (value := self.cleaned_data[name])}

    def days(self) -> tuple[date | None, date | None]:
        return self.cleaned_data["from"], self.cleaned_data["to"]

    def filters(self, ground: Ground, unit_ids: frozenset[int]) -> dict[str, Any]:
        """The arguments of a `LineFilter`."""
        first, last = self.days()
        keys = {name: frozenset({value}) for name, value in self.keys().items()}
        return {"campaign_id": ground.campaign.pk, "unit_ids": unit_ids, "first": first, "last": last, **keys}

    def line_filter(self, ground: Ground, unit_ids: frozenset[int]) -> LineFilter:
        return LineFilter(**self.filters(ground, unit_ids))

    def query(self, **more: str) -> str:
        """The address's query that asks the same again."""
        return urlencode({name: value for name, value in {**self.data, **more}.items() if value})


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(
        {"type": "date", "class": "form-control", "min": EARLIEST.isoformat(), "max": LATEST.isoformat()},
        format="%Y-%m-%d",
    )
    return forms.DateField(label=label, required=False, input_formats=["%Y-%m-%d"], widget=widget)


def _terms(terms: Iterable[Term]) -> list[tuple[str, str]]:
    return [(term.value, label_of(term)) for term in terms]
