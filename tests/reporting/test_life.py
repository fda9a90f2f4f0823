"""After a report is locked: what arrives late changes no locked figure and is printed by the next report."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from outreach.campaigns.indicators import IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.ledger.recount import recount
from outreach.organisation.scope import scope_of
from outreach.reporting.arrivals import arrivals_after
from outreach.reporting.canonical import sha256_of
from outreach.reporting.models import Report, ReportState, Snapshot, StepKind
from outreach.reporting.section import Section
from outreach.reporting.selectors import history_of, report_of, steps_open
from outreach.reporting.services import return_
from outreach.reporting.writing import plain, write
from tests.ledger.ledgers import count, line_of, void
from tests.pages.reading import page
from tests.reporting.briefing import NOVEMBER, OCTOBER, SEPTEMBER
from tests.reporting.lives import approved, drafted, submitted
from tests.world import World

PLEDGES = IndicatorKey.RESIDENT_PLEDGES


def late(world: World, campaign: Campaign, quantity: int, *, unit: str = "station_a", day: date = SEPTEMBER) -> Any:
    """An act of the locked days with two lines."""
    act = count(campaign, quantity, indicator=PLEDGES, unit=world.units[unit].pk, day=day)
    line_of(act, indicator=IndicatorKey.APP_INSTALLS, quantity=quantity).save()
    return act


def value(section: Section, indicator: str = PLEDGES) -> int:
    return next(figure["value"] for figure in section["figures"] if figure["indicator"] == indicator)


def section_in(report: Report) -> Section:
    section: Any = report.section
    return section


def test_a_late_arrival_from_the_lock_to_the_next_report(world: World, briefed: Campaign) -> None:
    locked = approved(world, briefed, first=SEPTEMBER)
    snapshot = Snapshot.objects.get(report=locked)
    assert arrivals_after(locked).changes == ()

    late(world, briefed, 25)
    since = arrivals_after(locked)
    changed = {change.indicator.key: (change.locked, change.published, change.current) for change in since.changes}
    assert changed == {PLEDGES: (6100, 6100, 6125), IndicatorKey.APP_INSTALLS: (9412, 9412, 9437)}
    assert (since.lines, since.is_published) == (2, False)

    following = approved(world, briefed, first=OCTOBER)
    assert "9月份与群众签订责任书上次公布为6100份，现更正为6125份，增加25份。" in plain(write(section_in(following)))
    since = arrivals_after(locked)
    assert since.is_published
    assert {change.indicator.key: change.published for change in since.changes}[PLEDGES] == 6125

    locked.refresh_from_db()
    frozen = Snapshot.objects.get(pk=snapshot.pk)
    assert value(section_in(locked)) == value(frozen.figures) == 6100
    assert frozen.sha256 == snapshot.sha256 == sha256_of(frozen.figures)
    shown = page(Client(headers={"accept-language": "zh-CN"}).get(f"/verify/{snapshot.pk}/")).text
    assert "已核定并锁定" in shown and snapshot.sha256 in shown
    assert [difference for difference in recount() if "snapshot" in str(difference).lower()] == []


def test_a_late_line_that_was_voided_leaves_nothing_to_print(world: World, briefed: Campaign) -> None:
    locked = approved(world, briefed, first=SEPTEMBER)
    void(count(briefed, 25, indicator=PLEDGES, unit=world.units["station_a"].pk, day=SEPTEMBER))
    assert arrivals_after(locked).changes == ()


def test_what_other_units_or_days_received_is_no_arrival(world: World, briefed: Campaign) -> None:
    locked = approved(world, briefed, first=SEPTEMBER)
    late(world, briefed, 25, unit="station_b")
    late(world, briefed, 25, day=NOVEMBER)
    assert (arrivals_after(locked).lines, arrivals_after(locked).changes) == (0, ())


def test_what_a_post_below_received_is_an_arrival(world: World, briefed: Campaign) -> None:
    locked = approved(world, briefed, first=SEPTEMBER)
    late(world, briefed, 25, unit="post_a")
    assert arrivals_after(locked).lines == 2


def test_the_history_keeps_every_reason(world: World, briefed: Campaign) -> None:
    sub_chief = world.officers["sub_chief"]
    for reason in ("缺附件", "数字不符"):
        return_(report=submitted(world, briefed), officer=sub_chief, reason=reason)
    report = approved(world, briefed)
    history = [(step.kind, step.reason) for step in history_of(report)]
    assert history[0] == (StepKind.APPROVED, "")
    assert [reason for kind, reason in history if kind == StepKind.RETURNED] == ["数字不符", "缺附件"]


@pytest.mark.parametrize(
    "change", ["UPDATE outreach_reportstep SET reason = 'other'", "DELETE FROM outreach_reportstep"]
)
def test_the_history_is_kept_by_the_database_itself(world: World, briefed: Campaign, change: str) -> None:
    drafted(world, briefed)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize("state", list(ReportState))
@pytest.mark.parametrize("name", ["officer", "auditor"])
def test_no_step_is_open_to_who_does_not_lead_the_unit(
    world: World, briefed: Campaign, name: str, state: ReportState
) -> None:
    report = drafted(world, briefed)
    report.state = state
    assert steps_open(scope_of(world.officers[name]), report) == frozenset()


def test_a_report_that_two_returned_leave_open_is_built_once(world: World, briefed: Campaign) -> None:
    first, second = submitted(world, briefed), submitted(world, briefed)
    for report in (first, second):
        return_(report=report, officer=world.officers["sub_chief"], reason="缺附件")
    again = drafted(world, briefed)
    assert drafted(world, briefed) == again
    states = sorted(Report.objects.values_list("state", flat=True))
    assert states == [ReportState.DRAFT, ReportState.RETURNED]
    assert report_of(scope_of(world.officers["chief"]), again.pk).state == ReportState.DRAFT
