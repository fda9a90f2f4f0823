"""One report: its paragraph as printed, its documents and history, and the one step to take."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from outreach.pages.dashboard.reports.one import _following
from outreach.reporting.documents.building import build_files
from outreach.reporting.models import Report, ReportState
from outreach.reporting.services import build_report
from tests.ledger.ledgers import count
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.reports import NEW, REPORTS, address, last_month, of_station, primary
from tests.pages.test_languages import chinese_in, english_in
from tests.world import World


def test_the_paragraph_stands_as_it_is_printed(world: World, chief: Client) -> None:
    shown = page(chief.get(address(of_station(world)))).text
    assert "与群众签订责任书" in shown and "31份" in shown and "草稿" in shown and "初步数据" in shown


@pytest.mark.parametrize("state", [ReportState.DRAFT, ReportState.RETURNED, ReportState.SUBMITTED])
def test_a_page_has_one_button_that_matters(world: World, logged_in: Visitor, state: ReportState) -> None:
    report = of_station(world, state)
    client = logged_in("sub_chief")
    assert primary(client, address(report)) == 1
    for where in (REPORTS, NEW, f"{REPORTS}schedules/"):
        assert primary(client, where) == 1


def test_the_script_is_told_to_load_the_page_again_once_there_is_another(world: World, chief: Client) -> None:
    report = of_station(world, ReportState.BUILDING)
    (live,) = re.findall(r'data-live="([^"]+)"', chief.get(address(report)).content.decode())
    live = live.replace("&amp;", "&")
    answer = chief.get(live)
    assert answer.status_code == 200
    assert chief.get(live, headers={"if-none-match": answer.headers["ETag"]}).status_code == 304
    build_report(report.pk)
    assert chief.get(live).status_code == 205


def test_a_report_that_could_not_be_built_says_what_to_do(world: World, chief: Client) -> None:
    report = of_station(world, ReportState.BUILDING)
    Report.objects.filter(pk=report.pk).update(state=ReportState.FAILED, returned_reason="ZoneInfoNotFoundError")
    shown = page(chief.get(address(report))).text
    assert "未能生成：ZoneInfoNotFoundError" in shown and "请重新生成" in shown
    chief.post(address(report, "rebuild"))
    report.refresh_from_db()
    assert report.state == ReportState.BUILDING


def test_its_documents_are_fetched_from_its_page(world: World, chief: Client) -> None:
    report = of_station(world)
    waiting = chief.get(address(report)).content.decode()
    assert "正在生成文件" in waiting
    build_files(report.pk)
    shown = page(chief.get(address(report)))
    ways = [link for link in shown.links if "/files/" in link and "language=zh" in link and "extent=section" in link]
    assert [way.split("?")[0].rsplit("/", 1)[1] for way in ways] == ["pdf", "docx", "xlsx", "csv", "json"]
    starts = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "csv": b"\xef\xbb\xbf", "json": b"{"}
    for way in ways:
        answer = chief.get(way)
        form = way.split("?")[0].rsplit("/", 1)[1]
        assert answer.status_code == 200 and answer.content.startswith(starts[form])
        assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
    on_screen = chief.get(f"{address(report, 'page')}?language=en&extent=whole")
    assert on_screen.status_code == 200 and b'lang="en"' in on_screen.content
    assert chief.get(f"{address(report, 'page')}?language=xx").status_code == 400


def test_a_document_that_is_not_made_yet_is_not_there(world: World, chief: Client) -> None:
    assert chief.get(f"{address(of_station(world))}files/pdf").status_code == 404


def test_an_unknown_report_is_not_there(world: World, chief: Client) -> None:
    assert chief.get(f"{REPORTS}{uuid4()}/").status_code == 404


def test_its_history_says_who_when_and_why(world: World, chief: Client) -> None:
    shown = page(chief.get(address(of_station(world, ReportState.RETURNED)))).text
    names = {name: world.officers[name].name for name in ("chief", "sub_chief")}
    assert f"退回修改 · {names['sub_chief']} 缺下步工作" in shown
    assert f"已报送 · {names['chief']}" in shown and f"提出生成 · {names['sub_chief']}" in shown


@pytest.mark.parametrize("state", [state for state in ReportState if state != ReportState.FAILED])
def test_its_pages_are_whole_in_both_languages(world: World, logged_in: Visitor, state: ReportState) -> None:
    report = of_station(world, state)
    if state == ReportState.APPROVED:
        build_files(report.pk)
        count(world.campaign, 4, unit=world.units["station_a"].pk, day=last_month(world))
    client = logged_in("sub_chief")
    ways = [REPORTS, *(address(report, step) for step in ("", "words", "return", "approve"))]
    forms = {"PDF", "DOCX", "XLSX", "CSV", "JSON", "KB", "SHA"}
    read = {way: re.sub(r"[0-9a-f-]{36}", "", page(client.get(way, follow=True)).text) for way in ways}
    assert {way: words for way, text in read.items() if (words := set(english_in(text)) - forms)} == {}
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    read = {way: page(client.get(way, follow=True)).text.replace("缺下步工作", "") for way in ways}
    assert {way: words for way, text in read.items() if (words := chinese_in(text, world))} == {}


def test_the_correction_is_told_of_the_first_later_report_that_is_not_locked(world: World) -> None:
    report = of_station(world, ReportState.APPROVED)
    following = _following(report)
    assert following is not None and following.first == report.last + timedelta(days=1)
    Report.objects.create(
        campaign=report.campaign,
        unit=report.unit,
        period_kind=report.period_kind,
        first=following.first,
        last=following.last,
        state=ReportState.SUBMITTED,
        created_at=world.now,
        submitted_by=world.officers["chief"],
    )
    after = _following(report)
    assert after is not None and after.first == following.last + timedelta(days=1)
    report.campaign.ends_on = following.last
    assert _following(report) is None
