"""Is the printed report the one that was approved? Its figures are for its readers, or for all once it is released."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from outreach.campaigns.periods import PeriodKind
from outreach.reporting.models import Snapshot
from outreach.reporting.services import release
from tests.ledger.ledgers import count, unguarded
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.reporting.lives import approved
from tests.world import World


@pytest.fixture
def snapshot(world: World) -> Snapshot:
    """Station A's approved report on a campaign to its last day but one, with 31 pledges."""
    count(world.past, 31, unit=world.units["station_a"].pk, day=world.past.starts_on)
    assert world.past.ends_on is not None
    cut_off = world.past.ends_on - timedelta(1)
    report = approved(world, world.past, PeriodKind.CAMPAIGN, None, cut_off, now=world.now)
    return Snapshot.objects.get(report=report)


def shown(client: Client, snapshot: Snapshot) -> str:
    return page(client.get(f"/verify/{snapshot.pk}/")).text


def test_an_approved_report_shows_unit_period_and_digest_and_no_figure(snapshot: Snapshot, resident: Client) -> None:
    text = shown(resident, snapshot)
    assert "甲派出所" in text and snapshot.sha256 in text and str(snapshot.pk) in text
    assert "31 份" not in text and "请登录核对数字" in text


def test_logging_in_leads_back(snapshot: Snapshot, resident: Client) -> None:
    links = page(resident.get(f"/verify/{snapshot.pk}/")).links
    assert f"/officer/login/?next=%2Fverify%2F{snapshot.pk}%2F" in links


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("officer", True),
        ("colleague", True),
        ("chief", True),
        ("administrator", True),
        ("auditor", True),
        ("outsider", False),
        ("other_administrator", False),
    ],
)
def test_who_reads_the_units_totals_compares_the_figures(
    snapshot: Snapshot, logged_in: Visitor, name: str, sees: bool
) -> None:
    text = shown(logged_in(name), snapshot)
    assert ("与群众签订责任书 31 份" in text) is sees
    assert ("数字仅供本单位及其上级单位" in text) is not sees


def test_anyone_compares_them_once_it_is_released(world: World, snapshot: Snapshot, resident: Client) -> None:
    release(report=snapshot.report, officer=world.officers["sub_chief"], released=True)
    assert "与群众签订责任书 31 份" in shown(resident, snapshot)
    release(report=snapshot.report, officer=world.officers["sub_chief"], released=False)
    assert "31 份" not in shown(resident, snapshot)


def test_the_residents_site_knows_no_officer(snapshot: Snapshot, logged_in: Visitor, settings: Settings) -> None:
    settings.PUBLIC_HOST, settings.STAFF_HOST = "testserver", "staff.example"
    shown = page(logged_in("chief").get(f"/verify/{snapshot.pk}/"))
    assert "31 份" not in shown.text


def test_figures_that_were_changed_in_the_database_are_not_called_approved(
    snapshot: Snapshot, resident: Client
) -> None:
    figures = snapshot.figures
    figures["figures"][0]["value"] += 1
    with unguarded(Snapshot):
        Snapshot.objects.filter(pk=snapshot.pk).update(figures=figures)
    text = shown(resident, snapshot)
    assert "数字与核定时不一致" in text and "已核定并锁定" not in text


def test_a_later_correction_stands_beside_the_figure(world: World, snapshot: Snapshot, logged_in: Visitor) -> None:
    count(world.past, 4, unit=world.units["station_a"].pk, day=world.past.starts_on)
    approved(world, world.past, PeriodKind.CAMPAIGN, None, now=world.now)
    assert "31 份 后来的报告更正为35" in shown(logged_in("chief"), snapshot)


def test_anything_else_is_not_there(world: World, resident: Client) -> None:
    unknown = resident.get(f"/verify/{uuid4()}/")
    assert unknown.status_code == 404 and "没有这个编号的已核定报表" in page(unknown).text
    assert resident.get("/verify/nothing/").status_code == 404
