"""What is behind a doubt: the acts that raised it, so that it can be checked, and whose they are."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from outreach.capture.models import Activity
from outreach.ledger.models import Act, Kind, LedgerEntry, Submission
from outreach.reporting.doubts.devices import DEVICE, device_key
from outreach.reporting.models import Doubt, DoubtKind

_OF_DEVICE: Final = f"""
SELECT act_id FROM outreach_submission
WHERE received_at BETWEEN %(begin)s AND %(end)s AND campaign_id = %(campaign)s AND source = 'resident'
    AND outcome = 'counted' AND kind = %(kind)s AND {DEVICE} = %(digest)s
"""


def acts_behind(doubt: Doubt) -> QuerySet[Act]:
    """The acts that raised the doubt, in the order they happened, those voided since among them.

    Of one phone those of the doubt's day alone. None for a quantity that stands out: its lines are a month's.
    """
    return _BEHIND[doubt.kind](doubt).order_by("occurred_at", "pk")


def is_about(doubt: Doubt, officer_id: int) -> bool:
    """Whether something that this officer sent is in doubt: an act behind it, or the session it happened at.

    A witness vouched for the act and is concerned too. Who voided one is not: that is how a doubt is put right.
    """
    sent = Submission.objects.filter(officer_id=officer_id, campaign_id=doubt.campaign_id).exclude(kind=Kind.VOID)
    if doubt.kind == DoubtKind.ABOVE_PEERS:
        return sent.filter(act_id__in=_lines_of(doubt).values("act_id")).exists()
    behind = acts_behind(doubt).order_by()
    held = Activity.objects.filter(code_id__in=behind.exclude(code=None).values("code_id"))
    return sent.filter(act_id__in=[*behind.values_list("pk", flat=True), *held.values_list("pk", flat=True)]).exists()


def days_of(doubt: Doubt) -> tuple[date, date]:
    """The local days that the doubt's lines lie in, both included."""
    if "first" in doubt.facts:
        return date.fromisoformat(doubt.facts["first"]), date.fromisoformat(doubt.facts["last"])
    return doubt.day, doubt.day + timedelta(days=1 if doubt.kind == DoubtKind.NIGHT else 0)


def _lines_of(doubt: Doubt) -> QuerySet[LedgerEntry]:
    first, last = days_of(doubt)
    return LedgerEntry.objects.filter(
        campaign_id=doubt.campaign_id,
        unit__path__startswith=doubt.unit.path,
        indicator=doubt.facts["indicator"],
        day__range=(first, last),
    )


def _of_device(doubt: Doubt) -> QuerySet[Act]:
    # The digest cannot be turned back: that of each phone of the day is made anew and compared.
    told: dict[str, Any] = {
        "begin": datetime.combine(doubt.day - timedelta(days=1), time.min, UTC),
        "end": datetime.combine(doubt.day + timedelta(days=2), time.min, UTC),
        "campaign": doubt.campaign_id,
        "kind": doubt.facts.get("act", Kind.PLEDGE),
        "digest": doubt.subject.partition(":")[0],
        "key": device_key(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_OF_DEVICE, told)
        found = [act for (act,) in cursor.fetchall()]
    return Act.objects.filter(pk__in=found, day=doubt.day)


def _of_code(doubt: Doubt) -> QuerySet[Act]:
    kinds = (Kind.PLEDGE, Kind.INSTALL)
    return Act.objects.filter(code=doubt.facts["code"], day=doubt.day, kind__in=kinds, officer=None)


def _of_night(doubt: Doubt) -> QuerySet[Act]:
    zone = doubt.campaign.zone
    evening = datetime.combine(doubt.day, time(23), zone)
    morning = datetime.combine(doubt.day + timedelta(days=1), time(6), zone)
    acts = Act.objects.filter(code=doubt.facts["code"], kind__in=(Kind.PLEDGE, Kind.INSTALL), officer=None)
    return acts.filter(occurred_at__gte=evening, occurred_at__lt=morning)


def _of_session(doubt: Doubt) -> QuerySet[Act]:
    installs = Act.objects.filter(code=doubt.facts["code"], kind=Kind.INSTALL)
    return installs.filter(install__basis="helped_now") if doubt.kind == DoubtKind.HELPED_TWICE else installs


def _both_records(doubt: Doubt) -> QuerySet[Act]:
    return Act.objects.filter(pk__in=[doubt.facts["activity"], doubt.facts["other"]])


def _unsealed(doubt: Doubt) -> QuerySet[Act]:
    letters = Act.objects.filter(pledge__awaits_seal=True, pledge__erased_at=None)
    return letters.filter(campaign=doubt.campaign_id, unit=doubt.unit_id, day__range=days_of(doubt))


_BEHIND: Final[Mapping[str, Callable[[Doubt], QuerySet[Act]]]] = MappingProxyType(
    {
        DoubtKind.DEVICE_MANY: _of_device,
        DoubtKind.SECONDS_APART: _of_device,
        DoubtKind.BURST: _of_code,
        DoubtKind.NIGHT: _of_night,
        DoubtKind.ABOVE_ATTENDANCE: _of_session,
        DoubtKind.HELPED_TWICE: _of_session,
        DoubtKind.SAME_SESSION: _both_records,
        DoubtKind.AWAITS_SEAL: _unsealed,
        DoubtKind.ABOVE_PEERS: lambda doubt: Act.objects.none(),
    }
)
