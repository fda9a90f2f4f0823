"""What stands for a unit that moved goes over to the one it is since: places, memberships, codes and accounts.

No act depends on it: `admission.open_act` finds the unit of an act's day whichever of the two is named. Lists do, on
phones and at the desk.
"""

from datetime import date, datetime
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from outreach.audit.services import note
from outreach.organisation.moves import settle

_TABLES: Final = ("outreach_code", "outreach_codebatch", "outreach_publicationaccount")
_SETTLE: Final = """
UPDATE {table} AS held SET unit_id = next.id
FROM outreach_organisationunit AS unit JOIN outreach_organisationunit AS next ON next.successor_of_id = unit.id
WHERE held.unit_id = unit.id AND next.begins_on <= %s
"""


def settle_moves(now: datetime | None = None) -> int:
    """Settle the moves whose day has come at the aware moment `now`: how many rows went over.

    Again changes nothing.
    """
    at = now or timezone.now()
    today: date = timezone.localdate(at)
    with transaction.atomic(), connection.cursor() as cursor:
        settled = settle(today)
        for table in _TABLES:
            cursor.execute(_SETTLE.format(table=table), [today])
            settled += cursor.rowcount
        if settled:
            note(actor="system:moves", action="moves_settled", subject="units", facts={"rows": settled}, at=at)
    return settled
