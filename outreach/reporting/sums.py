"""Sums of the ledger's totals as pandas shapes them: by label, and of units with all that is below them."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import date

import pandas as pd

from outreach.campaigns.models import Campaign
from outreach.ledger.totals import TotalsQuery
from outreach.ledger.totals_at_once import totals_at_once
from outreach.organisation.models import OrganisationUnit


def counted(queries: Sequence[TotalsQuery]) -> list[pd.DataFrame]:
    """The answers to ``queries``, by their labels, with a ``quantity``; all of one instant, in one statement."""
    answers = totals_at_once(queries).answers
    return [
        pd.DataFrame(rows, columns=[*query.labels, "quantity"]) for query, rows in zip(queries, answers, strict=True)
    ]


def question(
    campaign: Campaign,
    units: Iterable[OrganisationUnit],
    first: date,
    last: date,
    *,
    by: tuple[str, ...] = (),
    indicators: Collection[str] | None = None,
    audiences: Collection[str] | None = None,
) -> TotalsQuery:
    """What these units, as booked, have from the local day ``first`` to ``last``, by indicator and ``by``.

    Of some indicators and audiences only, if any are named.
    """
    return TotalsQuery(
        campaign_id=campaign.pk,
        unit_ids=frozenset(unit.pk for unit in units),
        first=first,
        last=last,
        indicators=None if indicators is None else frozenset(indicators),
        audience=None if audiences is None else frozenset(audiences),
        by=by,
    )


def rolled_up(frame: pd.DataFrame, top: OrganisationUnit, subtree: Iterable[OrganisationUnit]) -> pd.DataFrame:
    """The same with each unit as the one directly below ``top`` that it belongs to, or as ``top`` itself."""
    length = len(top.path) + OrganisationUnit.steplen
    at = {unit.path: unit.pk for unit in subtree}
    return frame.assign(unit=frame["unit"].map({pk: at[path[:length]] for path, pk in at.items()}))


def shown_units(top: OrganisationUnit, subtree: Iterable[OrganisationUnit]) -> list[OrganisationUnit]:
    """``top`` and those directly below it, in the order of ``subtree``."""
    return [unit for unit in subtree if unit.depth <= top.depth + 1]


def summed(frame: pd.DataFrame, *labels: str) -> dict[Hashable, int]:
    """Sums by one label, or by tuples of several, as plain integers."""
    names = list(labels) if len(labels) > 1 else labels[0]
    return {label: int(total) for label, total in frame.groupby(names)["quantity"].sum().items()}
