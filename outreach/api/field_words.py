"""The words of an officer's choices, in both languages, from where each stands in code."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import TextChoices
from django.utils import translation

from outreach.campaigns.indicators import INDICATORS, ActivityKind, Audience, Term
from outreach.campaigns.models import Language
from outreach.capture.models import AgeBand, MaterialKind
from outreach.organisation.models import OrganisationKind, PlaceKind

# A line is booked under these; nobody chooses them.
_DERIVED = frozenset({Audience.MIXED, Audience.UNSPECIFIED})


@cache
def vocabulary() -> dict[str, list[dict[str, Any]]]:
    """By the field they are for, the values with their names; indicators with their measure words too."""
    return {
        "activity_kind": _terms(ActivityKind),
        "audience": _terms(audience for audience in Audience if audience not in _DERIVED),
        "material_kind": _choices(MaterialKind),
        "organisation_kind": _choices(OrganisationKind),
        "place_kind": _choices(PlaceKind),
        "age_band": _choices(AgeBand),
        "indicator": [
            {
                "key": indicator.key.value,
                "zh": indicator.zh,
                "en": indicator.en,
                "measure_zh": indicator.measure_word,
                "measure_en": list(indicator.measure_en),
            }
            for indicator in INDICATORS.values()
        ],
    }


def _terms(terms: Iterable[Term]) -> list[dict[str, Any]]:
    return [{"key": term.value, "zh": term.zh, "en": term.en} for term in terms]


def _choices(choices: type[TextChoices]) -> list[dict[str, Any]]:
    zh, en = (_labels(choices, language) for language in (Language.ZH_HANS, Language.EN))
    return [{"key": choice.value, "zh": zh[choice.value], "en": en[choice.value]} for choice in choices]


def _labels(choices: type[TextChoices], language: str) -> dict[str, str]:
    with translation.override(language):
        return {choice.value: str(choice.label) for choice in choices}
