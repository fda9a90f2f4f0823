"""Ledgers made by hand: acts with their submissions and lines, as record() leaves them, without its rules."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models
from hypothesis import strategies as st

from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.capture.models import Void, Witness
from outreach.ledger.models import Act, Kind, LedgerEntry, Outcome, Source, Submission
from outreach.organisation.models import OrganisationUnit, UnitKind

DAY = date(2021, 9, 3)
Lines = Mapping[tuple[str, str], int]


def new_campaign(**fields: Any) -> Campaign:
    """A campaign of a unit of its own. Ledger rows name units without a constraint, so tests may invent their ids."""
    number = Campaign.objects.count() + 1
    unit = OrganisationUnit(kind=UnitKind.CITY_BUREAU, name=f"{number}", name_en=f"{number}")
    OrganisationUnit.objects.add_root(instance=unit)
    usual = {"slug": f"campaign-{number}", "name": "活动", "name_en": "Campaign", "starts_on": date(2021, 9, 1)}
    return Campaign.objects.create(unit=unit, **{**usual, **fields})


def count(
    campaign: Campaign,
    quantity: int = 1,
    *,
    indicator: str = IndicatorKey.RESIDENT_PLEDGES,
    evidence: str = Evidence.SELF_REPORTED,
    audience: str = Audience.RESIDENTS,
    unit: int = 1,
    day: date = DAY,
) -> Act:
    """An act of one line, counted."""
    act = Act.objects.create(
        id=uuid4(),
        kind=Kind.PLEDGE,
        campaign=campaign,
        unit_id=unit,
        day=day,
        audience=audience,
        occurred_at=datetime.combine(day, time(4), UTC),
    )
    submit(act, Kind.PLEDGE, {(indicator, evidence): quantity}, submission_id=act.id)
    return act


def witness(act: Act) -> UUID:
    """An officer sees what was self-reported."""
    lines = {}
    for (indicator, evidence), quantity in net(act).items():
        if evidence == Evidence.SELF_REPORTED:
            lines |= {(indicator, evidence): -quantity, (indicator, Evidence.WITNESSED): quantity}
    submission_id = submit(act, Kind.WITNESS, lines)
    Witness.objects.create(submission_id=submission_id, act=act)
    Act.objects.filter(pk=act.pk).update(witnessed_by=submission_id)
    return submission_id


def void(act: Act) -> UUID:
    """The act is taken back, whatever it is worth now."""
    submission_id = submit(act, Kind.VOID, {key: -quantity for key, quantity in net(act).items()})
    Void.objects.create(submission_id=submission_id, act=act, target_id=act.pk, reason="test")
    Act.objects.filter(pk=act.pk).update(voided_by=submission_id)
    return submission_id


def void_witness(act: Act, witnessed_by: UUID) -> UUID:
    """The act is as its resident reported it, again."""
    lines = LedgerEntry.objects.filter(submission_id=witnessed_by)
    submission_id = submit(act, Kind.VOID, {(line.indicator, line.evidence): -line.quantity for line in lines})
    Void.objects.create(submission_id=submission_id, act=act, target_id=witnessed_by, reason="test")
    Witness.objects.filter(pk=witnessed_by).update(voided_by=submission_id)
    Act.objects.filter(pk=act.pk).update(witnessed_by=None)
    return submission_id


def submit(act: Act, kind: Kind, lines: Lines, *, submission_id: UUID | None = None) -> UUID:
    """A counted submission that writes `lines`, (indicator, evidence) -> quantity, for the act."""
    submission_id = submission_id or uuid4()
    told: dict[str, int] = {}
    for (indicator, _evidence), quantity in lines.items():
        told[str(indicator)] = told.get(str(indicator), 0) + quantity
    Submission.objects.create(
        id=submission_id,
        kind=kind,
        outcome=Outcome.COUNTED,
        source=Source.OFFICER,
        principal="officer:1",
        campaign=act.campaign,
        unit_id=act.unit_id,
        act_id=act.pk,
        occurred_at=act.occurred_at,
        received_at=act.occurred_at,
        indicators={indicator: quantity for indicator, quantity in told.items() if quantity},
    )
    LedgerEntry.objects.bulk_create(
        line_of(act, submission_id=submission_id, indicator=indicator, evidence=evidence, quantity=quantity)
        for (indicator, evidence), quantity in lines.items()
    )
    return submission_id


def line_of(act: Act, **fields: Any) -> LedgerEntry:
    """A line of the act, not saved."""
    usual = {
        "submission_id": act.pk,
        "act_id": act.pk,
        "campaign_id": act.campaign_id,
        "unit_id": act.unit_id,
        "indicator": IndicatorKey.RESIDENT_PLEDGES,
        "evidence": Evidence.SELF_REPORTED,
        "audience": act.audience,
        "day": act.day,
        "quantity": 1,
        "occurred_at": act.occurred_at,
        "received_at": act.occurred_at,
        "source": Source.OFFICER,
    }
    return LedgerEntry(**{**usual, **fields})


def net(act: Act) -> dict[tuple[str, str], int]:
    """What the act's lines come to, by (indicator, evidence), without zeros."""
    sums = LedgerEntry.objects.filter(act_id=act.pk).values_list("indicator", "evidence")
    return {
        (indicator, evidence): total for indicator, evidence, total in sums.annotate(models.Sum("quantity")) if total
    }


@contextmanager
def unguarded(model: type[models.Model]) -> Iterator[None]:
    """The model's table without its triggers, as only its owner can make it: a recount must find what they prevent."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        # What waits for the end of the transaction is checked now: a table with checks to come is not altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        # A table with foreign keys still to be checked cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


# Few values each, so that keys meet; days at the edges of months, weeks and years.
days = st.dates(date(2021, 8, 24), date(2021, 10, 8)) | st.sampled_from([date(2021, 12, 31), date(2022, 1, 1)])
indicators = st.sampled_from([IndicatorKey.RESIDENT_PLEDGES, IndicatorKey.APP_CONFIRMATIONS])
evidence_levels = st.sampled_from([Evidence.SELF_REPORTED, Evidence.DOCUMENTED])
audiences = st.sampled_from([Audience.RESIDENTS, Audience.ELDERLY])
units = st.integers(1, 3)
counts = st.fixed_dictionaries(
    {
        "quantity": st.integers(1, 5),
        "indicator": indicators,
        "evidence": evidence_levels,
        "audience": audiences,
        "unit": units,
        "day": days,
    }
)
