"""Doubts by the dozen, as a search would list them, for what is done with many at once."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from outreach.reporting.doubts.reviewing import Sight
from outreach.reporting.models import Doubt, DoubtKind
from tests.world import World


def nights(world: World, number: int, unit: str = "station_a", **fields: Any) -> list[Doubt]:
    """So many doubts of nights, each of its own day, all at the code of the school."""
    facts = {"count": 4, "codes": 1, "code": world.codes["activity"].pk}
    return _list(world, DoubtKind.NIGHT, number, unit, facts, fields)


def unsealed(world: World, number: int, unit: str = "station_a", **fields: Any) -> list[Doubt]:
    """So many doubts of letters without a seal; nothing is behind them."""
    day = (world.today - timedelta(days=40)).isoformat()
    return _list(world, DoubtKind.AWAITS_SEAL, number, unit, {"count": 3, "first": day, "last": day}, fields)


def sights(doubts: Iterable[Doubt], after: int = 0) -> list[Sight]:
    return [Sight(doubt.pk, after, doubt.facts["count"]) for doubt in doubts]


def _list(
    world: World, kind: DoubtKind, number: int, unit: str, facts: dict[str, Any], fields: dict[str, Any]
) -> list[Doubt]:
    return Doubt.objects.bulk_create(
        Doubt(
            campaign=world.campaign,
            unit=world.units[unit],
            kind=kind,
            day=world.today - timedelta(days=30 + each),
            **{
                "subject": f"{unit}:{each}",
                "facts": facts,
                "first_found_at": world.now,
                "last_found_at": world.now,
                **fields,
            },
        )
        for each in range(number)
    )
