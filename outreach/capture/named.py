"""What operations name by its number or name: units, places, organisations, accounts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from outreach.capture.facts import UNIT_COLUMNS, PlaceFacts, UnitFacts, rows_of, unit_of


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """An organisation and the place it is at, whose unit its letters count for; from `retired_at` on it signs none."""

    id: int
    place: PlaceFacts
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class Named:
    """By their numbers, those of the units, places and organisations asked for that there are."""

    units: Mapping[int, UnitFacts] = field(default_factory=dict)
    places: Mapping[int, PlaceFacts] = field(default_factory=dict)
    organisations: Mapping[int, OrganisationFacts] = field(default_factory=dict)


_UNIT: Final = UNIT_COLUMNS.format(unit="u")
_NAMED: Final = f"""
SELECT 'unit', u.id, NULL::bigint, '', NULL::timestamptz, NULL::timestamptz, {_UNIT}
FROM outreach_organisationunit u WHERE u.id = ANY(%s)
UNION ALL
SELECT 'place', p.id, p.id, p.kind, p.retired_at, NULL, {_UNIT} FROM outreach_place p
JOIN outreach_organisationunit u ON u.id = p.unit_id WHERE p.id = ANY(%s)
UNION ALL
SELECT 'organisation', o.id, p.id, p.kind, p.retired_at, o.retired_at, {_UNIT} FROM outreach_signatoryorganisation o
JOIN outreach_place p ON p.id = o.place_id JOIN outreach_organisationunit u ON u.id = p.unit_id WHERE o.id = ANY(%s)
"""


def named(units: Collection[int], places: Collection[int], organisations: Collection[int]) -> Named:
    """The units, places and organisations with these numbers; one statement, none where nothing is asked."""
    if not (units or places or organisations):
        return Named()
    found_units: dict[int, UnitFacts] = {}
    found_places: dict[int, PlaceFacts] = {}
    found_organisations: dict[int, OrganisationFacts] = {}
    for what, number, place_id, kind, place_retired_at, retired_at, *told in rows_of(
        _NAMED, [[*units], [*places], [*organisations]]
    ):
        unit = unit_of(*told)
        place = PlaceFacts(place_id, kind, unit, place_retired_at)
        if what == "unit":
            found_units[number] = unit
        elif what == "place":
            found_places[number] = place
        else:
            found_organisations[number] = OrganisationFacts(number, place, retired_at)
    return Named(found_units, found_places, found_organisations)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    id: int
    name: str
    unit: UnitFacts


def publication_accounts(names: Collection[str]) -> dict[str, AccountFacts]:
    sql = f"""SELECT a.id, a.name, {_UNIT} FROM outreach_publicationaccount a
        JOIN outreach_organisationunit u ON u.id = a.unit_id WHERE a.name = ANY(%s)"""
    return {row[1]: AccountFacts(row[0], row[1], unit_of(*row[2:])) for row in rows_of(sql, [list(names)])}
