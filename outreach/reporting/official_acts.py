"""操作记录: what was done with the units, officers, texts, codes and reports that somebody oversees, the latest first.

Read from the audit events. Left out are what residents did, what the system did by the clock to its own tables, and
how an officer signed in or changed a password: none of that is an act of office. There is no question by officer and no
count: the record says what became of a thing and who answers for it, it is not there to watch anybody at work.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from outreach.organisation.scope import Scope

# The unit of an event by the kind of its subject; `key` is what stands behind the colon. What is gone has none.
_UNIT_IS_ITS_OWN: Final = "SELECT unit_id FROM {table} WHERE id = key::{kind}"
_UNIT_OF_OFFICER: Final = """
SELECT unit_id FROM outreach_membership
WHERE officer_id = ({officer}) AND unit_id = ANY (%(units)s)
    AND (ends_on IS NULL OR ends_on >= (at AT TIME ZONE %(zone)s)::date)
ORDER BY starts_on DESC, id DESC LIMIT 1
"""
_UNIT_OF_SUBJECT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unit": "key::bigint",
        **{
            name: _UNIT_IS_ITS_OWN.format(table=f"outreach_{table}", kind=kind)
            for name, table, kind in (
                ("membership", "membership", "bigint"),
                ("place", "place", "bigint"),
                ("campaign", "campaign", "bigint"),
                ("target", "target", "bigint"),
                ("population", "populationbase", "bigint"),
                ("code", "code", "bigint"),
                ("batch", "codebatch", "bigint"),
                ("report", "report", "uuid"),
                ("report_schedule", "reportschedule", "bigint"),
                ("export", "export", "uuid"),
                ("import", "paperimport", "uuid"),
                ("act", "act", "uuid"),
                ("check", "spotcheck", "uuid"),
                ("doubt", "doubt", "bigint"),
            )
        },
        "organisation": """
            SELECT place.unit_id FROM outreach_signatoryorganisation AS organisation
            JOIN outreach_place AS place ON place.id = organisation.place_id WHERE organisation.id = key::bigint
        """,
        "pledge_text": """
            SELECT campaign.unit_id FROM outreach_pledgetext AS text
            JOIN outreach_campaign AS campaign ON campaign.id = text.campaign_id WHERE text.id = key::bigint
        """,
        "officer": _UNIT_OF_OFFICER.format(officer="key::bigint"),
        "device": _UNIT_OF_OFFICER.format(officer="(facts->>'of')::bigint"),
        "list": _UNIT_OF_OFFICER.format(officer="SELECT sent_by_id FROM outreach_sentlist WHERE id = key::uuid"),
    }
)
# So many events are looked at for one page, whosever they are: a station's are few among a city's, and a page that went
# on until it had fifty of them would grow with the table. This many take some 30 ms.
LOOKED_AT: Final = 5_000
_ACTS: Final = """
WITH looked_at AS MATERIALIZED (
    SELECT id, at, actor, action, facts, split_part(subject, ':', 1) AS kind, split_part(subject, ':', 2) AS key
    FROM outreach_auditevent
    WHERE action = ANY (%(actions)s) AND actor <> 'resident' {conditions}
    ORDER BY id DESC LIMIT %(look)s
)
SELECT ends.oldest, act.* FROM (SELECT min(id) AS oldest FROM looked_at HAVING count(*) = %(look)s) AS ends
FULL JOIN (
    SELECT id, at, actor, action, kind, key, unit_id
    FROM (SELECT *, CASE kind {units} END AS unit_id FROM looked_at) AS event
    WHERE unit_id = ANY (%(units)s)
    ORDER BY id DESC LIMIT %(limit)s
) AS act ON true
ORDER BY act.id DESC
""".replace("{units}", " ".join(f"WHEN '{kind}' THEN ({unit})" for kind, unit in _UNIT_OF_SUBJECT.items()))


class Matter(StrEnum):
    """What an official act is about."""

    UNITS = "units"
    OFFICERS = "officers"
    PLACES = "places"
    CAMPAIGNS = "campaigns"
    CODES = "codes"
    REPORTS = "reports"
    RECORDS = "records"


# No acts of office: what residents did, signing in and the own password, what the system does by the clock. A void is
# told where its record is, to whom the record is shown.
LEFT_OUT: Final = frozenset(
    {
        "withdraw",
        "erase",
        "void",
        "logged_in",
        "token_issued",
        "token_revoked",
        "password_set",
        "moves_settled",
        "forget",
    }
)
# The actions that are official acts; each other one is named in LEFT_OUT, so that a new one is thought about.
ACTIONS: Final[Mapping[Matter, tuple[str, ...]]] = MappingProxyType(
    {
        Matter.UNITS: (
            "unit_added",
            "unit_changed",
            "unit_ended",
            "unit_brought_back",
            "unit_moved",
        ),
        Matter.OFFICERS: (
            "officer_invited",
            "password_link_made",
            "officer_enabled",
            "officer_disabled",
            "membership_begun",
            "membership_ended",
            "device_revoked",
            "held_codes_revoked",
            "list_entered",
        ),
        Matter.PLACES: (
            "place_added",
            "place_changed",
            "place_retired",
            "place_brought_back",
            "organisation_added",
            "organisation_changed",
            "organisation_retired",
            "organisation_brought_back",
        ),
        Matter.CAMPAIGNS: (
            "campaign_started",
            "campaign_changed",
            "text_published",
            "target_set",
            "population_entered",
        ),
        Matter.CODES: ("code_made", "batch_made", "batch_reprinted", "code_revoked", "batch_revoked"),
        Matter.REPORTS: (
            "report.requested",
            "report.scheduled",
            "report.worded",
            "report.submitted",
            "report.returned",
            "report.approved",
            "report.released",
            "report.withheld",
            "report_schedule.set",
            "report_schedule.followed",
            "export.ordered",
            "export.fetched",
        ),
        Matter.RECORDS: (
            "import.taken",
            "import.ordered",
            "import.discarded",
            "doubt_reviewed",
            "check_drawn",
            "papers_checked",
            "installs_checked",
            "sealed_copy_added",
            "sealed_copy_seen",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class OfficialAct:
    """`officer` is None for what the system did by itself. `kind` and `key` name what was acted on, `unit` whose it is.

    `at` is aware.
    """

    number: int
    at: datetime
    officer: int | None
    action: str
    kind: str
    key: str
    unit: int


def official_acts(
    scope: Scope, *, matter: Matter | None = None, day: date | None = None, before: int | None = None, limit: int = 50
) -> tuple[list[OfficialAct], int | None]:
    """Up to `limit` official acts on what belongs to units that `scope` oversees, and the number before which to go on.

    Of one local day or of all. `before` is such a number; None says that these were the last. There may be fewer than
    `limit`, or none, and more to come: no more than `LOOKED_AT` events are looked at. One statement.
    """
    conditions, parameters = "", _parameters(scope, matter)
    if day is not None:
        conditions += " AND at >= %(first)s AND at < %(end)s"
        parameters |= {"first": _midnight(day), "end": _midnight(day + timedelta(days=1))}
    if before is not None:
        conditions += " AND id < %(before)s"
        parameters["before"] = before
    with connection.cursor() as cursor:
        asked = {**parameters, "look": LOOKED_AT, "limit": limit + 1}
        cursor.execute(_ACTS.replace("{conditions}", conditions), asked)
        rows = cursor.fetchall()
    looked_to = rows[0][0] if rows else None
    acts = [_act(*row[1:]) for row in rows[:limit] if row[1] is not None]
    return acts, acts[-1].number if len(rows) > limit else looked_to


def _act(number: int, at: datetime, actor: str, action: str, kind: str, key: str, unit: int) -> OfficialAct:
    who, _colon, officer = actor.partition(":")
    return OfficialAct(number, at, int(officer) if who == "officer" else None, action, kind, key, unit)


def _parameters(scope: Scope, matter: Matter | None) -> dict[str, Any]:
    asked = [matter] if matter else list(Matter)
    return {
        "units": sorted(scope.oversees),
        "actions": [action for each in asked for action in ACTIONS[each]],
        "zone": settings.TIME_ZONE,
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone())
