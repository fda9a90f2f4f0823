"""Which lines a question is about, the same for totals and for the lines behind them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.campaigns.periods import EARLIEST, LATEST
from outreach.errors import Refusal

Condition: TypeAlias = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFilter:
    """Lines of one campaign: of some units, from one local day to another (both included), of some keys.

    None asks for everything, an empty set for nothing. ``unit_ids`` are the units as booked: a caller who means a
    subtree names all of it, and only what the viewer may see.

    Raises Refusal("malformed") for a key that does not exist, a day outside this century (a mistyped year), or
    days in the wrong order; ``errors`` names the query parameter.
    """

    campaign_id: int
    unit_ids: frozenset[int] | None = None
    first: date | None = None
    last: date | None = None
    indicators: frozenset[str] | None = None
    evidence: frozenset[str] | None = None
    audience: frozenset[str] | None = None

    def __post_init__(self) -> None:
        errors = self._errors()
        if errors:
            raise Refusal("malformed", errors=errors)

    def _errors(self) -> dict[str, list[str]]:
        """What is wrong with the question, by the name of its query parameter."""
        errors = {
            name: [_("Unknown: %(values)s.") % {"values": ", ".join(sorted(unknown))}]
            for name, asked, known in (
                ("indicator", self.indicators, IndicatorKey),
                ("evidence", self.evidence, Evidence),
                ("audience", self.audience, Audience),
            )
            if (unknown := set(asked or ()) - set(known))
        }
        for name, day in (("from", self.first), ("to", self.last)):
            if day is not None and not EARLIEST <= day <= LATEST:
                errors[name] = [_("Not a day of this century.")]
        if self.first and self.last and self.last < self.first:
            errors["to"] = [_("The last day is before the first.")]
        return errors

    def month_keys(self) -> Iterable[Condition]:
        """Conditions on the key columns of the month tally, but for the month."""
        yield "campaign_id = %s", [self.campaign_id]
        yield from _among("unit_id", "bigint", self.unit_ids)
        yield from _among("indicator", "text", self.indicators)
        yield from _among("evidence", "text", self.evidence)

    def day_keys(self) -> Iterable[Condition]:
        """Conditions on the key columns of the day tally, but for the day."""
        yield from self.month_keys()
        yield from _among("audience", "text", self.audience)

    def lines(self) -> Iterable[Condition]:
        """Conditions on a line."""
        yield from self.day_keys()
        yield from days("day", self.first, self.last)


def days(column: str, first: date | None, last: date | None) -> Iterable[Condition]:
    """Conditions that hold ``column``, a date, between two local days, both included; None leaves an end open."""
    if first is not None:
        yield f"{column} >= %s", [first]
    if last is not None:
        yield f"{column} <= %s", [last]


def where(conditions: Iterable[Condition]) -> Condition:
    """All of ``conditions`` as one, in the same order as their parameters."""
    texts, parameters = [], []
    for text, values in conditions:
        texts.append(text)
        parameters += values
    return " AND ".join(texts), parameters


def _among(column: str, kind: str, values: Collection[int] | Collection[str] | None) -> Iterable[Condition]:
    if values is not None:
        yield f"{column} = ANY (%s::{kind}[])", [sorted(values)]
