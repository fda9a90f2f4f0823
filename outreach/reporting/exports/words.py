"""A line as a row of a file: headings and names in Chinese or English, times on the campaign's clock.

Nothing that could name a person or grant an act is among the columns: no officer, no code's text, no receipt.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from outreach.campaigns.indicators import INDICATORS, Audience, Evidence, Term
from outreach.codes.models import CodeKind
from outreach.ledger.models import Kind, Source
from outreach.organisation.models import OrganisationUnit
from outreach.reporting.exports.models import Export

_HEADER: Final = (
    _("Line"),
    _("Day"),
    _("Unit"),
    _("Figure"),
    _("Quantity"),
    _("Measure"),
    _("Evidence"),
    _("Audience"),
    _("Source"),
    _("Record"),
    _("Code"),
    _("Serial number"),
    _("Happened"),
    _("Arrived"),
    _("Submission"),
    _("Voided"),
)
_CATALOGUES: Final[Mapping[str, str]] = MappingProxyType({"zh": "zh-hans", "en": "en"})


def header_of(language: str) -> list[str]:
    """The headings of the columns."""
    return _translated(_HEADER, language)


def title_of(language: str) -> str:
    """The name of the sheet."""
    [title] = _translated([_("All lines")], language)
    return title


def rows_of(
    export: Export, units: Mapping[int, OrganisationUnit], lines: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[str | int, ...]]:
    """The lines of ``ledger.reading`` as rows of the file; ``units`` names all that may occur."""
    is_english = export.language == "en"
    zone = export.campaign.zone
    unit_names = {pk: (unit.name_en if is_english else "") or unit.name for pk, unit in units.items()}
    figures = {
        key.value: (each.en, each.measure_en[1]) if is_english else (each.zh, each.measure_word)
        for key, each in INDICATORS.items()
    }
    evidence, audiences = _terms(Evidence, is_english), _terms(Audience, is_english)
    sources, kinds, codes = (_labels(each, export.language) for each in (Source, Kind, CodeKind))
    [yes] = _translated([_("yes")], export.language)
    for (
        number, day, unit, indicator, quantity, level, audience, source, kind, code, serial, occurred_at, received_at,
        submission, is_voided,
    ) in lines:  # fmt: skip
        name, measure = figures[indicator]
        yield (
            number,
            day.isoformat(),
            unit_names[unit],
            name,
            quantity,
            measure,
            evidence[level],
            audiences[audience],
            sources[source],
            kinds.get(kind, ""),
            codes.get(code, ""),
            "" if serial is None else serial,
            _local(occurred_at, zone),
            _local(received_at, zone),
            str(submission),
            yes if is_voided else "",
        )


def _terms(terms: Iterable[Term], is_english: bool) -> dict[str, str]:
    return {term.value: term.en if is_english else term.zh for term in terms}


def _labels(choices: Any, language: str) -> dict[str | None, str]:
    return dict(zip(choices.values, _translated(choices.labels, language), strict=True))


def _translated(texts: Iterable[str | Promise], language: str) -> list[str]:
    with override(_CATALOGUES[language]):
        return [str(text) for text in texts]


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(" ", "seconds")
