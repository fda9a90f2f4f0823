"""报表: the list with what is missing, one asked for, and each report's page with the one step to take."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.organisation.scope import scope_of
from outreach.pages.dashboard.reports.one import _following
from outreach.reporting.documents.building import build_files
from outreach.reporting.models import Report, ReportState
from outreach.reporting.schedule import set_schedule
from outreach.reporting.services import build_report
from tests.ledger.ledgers import count
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.reports import REPORTS, address, last_month, of_station
from tests.pages.test_languages import chinese_in, english_in
from tests.world import World

NEW = f"{REPORTS}new/"


def ask(client: Client, world: World, **changes: str) -> Any:
    month = last_month(world).replace(day=1)
    usual = {
        "unit": str(world.units["station_a"].pk),
        "period": f"month:{month}",
        "extent": "section",
        "language": "zh",
    }
    return client.post(f"{NEW}?campaign=trial", {**usual, **changes})


def primary(client: Client, where: str) -> int:
    return len(re.findall(r'class="btn btn-primary"', client.get(where).content.decode()))


# What is due, and what is missing.


def test_a_month_that_nobody_reported_is_missing_and_no_zero(world: World, chief: Client) -> None:
    shown = page(chief.get(REPORTS))
    assert f"{last_month(world).month}月份月报" in shown.text or last_month(world).year != world.today.year
    assert "应报1个单位，已报送0个，缺报1个。" in shown.text
    assert "甲派出所 缺报 出报表" in shown.text


def test_the_way_from_what_is_missing_leads_to_its_own_request(world: World, logged_in: Visitor) -> None:
    client = logged_in("sub_chief")
    (way,) = [
        link
        for link in page(client.get(REPORTS)).links
        if link.endswith(f"unit={world.units['station_b'].pk}") or f"unit={world.units['station_b'].pk}&" in link
    ]
    asked = client.get(way).content.decode()
    assert re.search(rf'value="{world.units["station_b"].pk}" selected', asked)
    assert f'value="month:{last_month(world).replace(day=1)}" selected' in asked


def test_the_sub_bureau_sees_who_of_its_units_reported(world: World, logged_in: Visitor) -> None:
    of_station(world, ReportState.SUBMITTED)
    shown = page(logged_in("sub_chief").get(REPORTS)).text
    assert "应报3个单位，已报送1个，缺报2个。" in shown
    assert "第一分局 缺报" in shown and "乙派出所 缺报" in shown
    assert "已报送" in shown and "待您核定，或退回修改。" in shown
    assert "甲一警务站" not in shown and "丙派出所" not in shown


def test_a_week_is_missing_where_weeks_are_scheduled(world: World, chief: Client) -> None:
    assert "周报" not in page(chief.get(REPORTS)).text
    by = scope_of(world.officers["chief"])
    set_schedule(by=by, campaign=world.campaign, unit=world.units["station_a"], kind=PeriodKind.WEEK, is_on=True)
    shown = page(chief.get(REPORTS)).text
    assert "周报" in shown and shown.count("缺报1个") == 2


def test_other_reports_stand_by_their_days_the_latest_first(world: World, chief: Client) -> None:
    for days in ((40, 35), (20, 15)):
        first, last = (world.today - timedelta(days=each) for each in days)
        ask(chief, world, period="custom", first=str(first), last=str(last))
    shown = page(chief.get(REPORTS)).text
    assert shown.count("生成中") == 2
    later, earlier = (world.today - timedelta(days=each) for each in (15, 35))
    assert shown.index(f"{later.month}月{later.day}日报表") < shown.index(f"{earlier.month}月{earlier.day}日报表")


@pytest.mark.parametrize("name", ["chief_b", "other_administrator"])
def test_others_find_no_report_of_the_unit(world: World, logged_in: Visitor, name: str) -> None:
    report = of_station(world, ReportState.SUBMITTED)
    visitor = logged_in(name)
    assert "甲派出所" not in page(visitor.get(REPORTS)).text
    for step in ("", "live", "page", "words", "return", "approve"):
        assert visitor.get(address(report, step)).status_code == 403
    assert visitor.get(f"{address(report)}files/pdf").status_code == 403
    for step in ("rebuild", "submit", "return", "approve", "release", "words"):
        assert visitor.post(address(report, step), {"reason": "no"}).status_code == 403


@pytest.mark.parametrize("name", ["officer", "colleague", "outsider", "poster", "former"])
def test_officers_have_no_such_pages(world: World, logged_in: Visitor, name: str) -> None:
    report = of_station(world)
    officer = logged_in(name)
    for where in (REPORTS, NEW, f"{REPORTS}schedules/", address(report), address(report, "live")):
        assert officer.get(where).status_code == 403
    assert officer.post(address(report, "submit")).status_code == 403


def test_nobody_is_asked_to_log_in(world: World, resident: Client) -> None:
    for where in (REPORTS, NEW, address(of_station(world))):
        answer = resident.get(where)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/officer/login/?next={where}")


def test_an_auditor_reads_all_and_is_offered_no_step(world: World, logged_in: Visitor) -> None:
    report = of_station(world, ReportState.SUBMITTED)
    auditor = logged_in("auditor")
    assert "甲派出所" in page(auditor.get(REPORTS)).text
    assert "31份" in page(auditor.get(address(report))).text
    assert primary(auditor, REPORTS) == primary(auditor, address(report)) == 0
    assert auditor.get(NEW).status_code == 403
    for step in ("rebuild", "submit", "return", "approve", "release", "words"):
        assert auditor.post(address(report, step), {"reason": "no"}).status_code == 403
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


def test_an_empty_list_says_what_to_do(world: World, logged_in: Visitor) -> None:
    Campaign.objects.filter(pk=world.campaign.pk).update(starts_on=world.today)
    shown = page(logged_in("chief").get(f"{REPORTS}?campaign=trial")).text
    assert "还没有报表" in shown and "点“出报表”" in shown


def test_a_list_takes_as_many_statements_for_many_reports_as_for_one(
    world: World, logged_in: Visitor, django_assert_max_num_queries: Any
) -> None:
    client = logged_in("administrator")
    of_station(world, ReportState.SUBMITTED)
    of_station(world, unit="station_b")
    with django_assert_max_num_queries(14):
        client.get(REPORTS)
    for number in range(30):
        first = world.campaign.starts_on + timedelta(days=number)
        ask(client, world, period="custom", first=str(first), last=str(first + timedelta(days=1)))
    with django_assert_max_num_queries(14):
        client.get(REPORTS)


def test_a_campaign_that_runs_is_shown_before_one_still_to_begin(world: World, chief: Client) -> None:
    later = {"slug": "later", "name": "明年活动", "unit": world.units["bureau"]}
    Campaign.objects.create(starts_on=world.today + timedelta(days=30), **later)
    for where in (REPORTS, NEW, f"{REPORTS}schedules/"):
        assert page(chief.get(where)).heading.endswith("试用活动")
    assert page(chief.get(f"{REPORTS}?campaign=later")).heading.endswith("明年活动")
    assert chief.get(f"{REPORTS}?campaign=nothing").status_code == 404


# Asked for.


def test_a_request_leads_to_the_report_which_shows_that_it_is_counted(world: World, chief: Client) -> None:
    answer = ask(chief, world)
    report = Report.objects.get()
    assert answer.headers["Location"] == address(report)
    shown = chief.get(address(report)).content.decode()
    assert "正在统计数字" in shown and '<noscript><meta http-equiv="refresh" content="3"></noscript>' in shown


def test_the_last_month_that_is_over_is_asked_for_unless_another_is_chosen(world: World, chief: Client) -> None:
    shown = chief.get(f"{NEW}?campaign=trial").content.decode()
    assert f'value="month:{last_month(world).replace(day=1)}" selected' in shown
    assert "（未满）" in shown


def test_a_week_is_asked_for_by_its_first_day(world: World, chief: Client) -> None:
    week = world.campaign.closing_days.period_of(PeriodKind.WEEK, world.today - timedelta(days=7))
    ask(chief, world, period=f"week:{week.first}")
    report = Report.objects.get()
    assert (report.period_kind, report.first, report.last) == ("week", week.first, week.last)


def test_a_campaign_to_date_ends_yesterday_so_that_it_can_be_submitted(world: World, chief: Client) -> None:
    ask(chief, world, period="campaign")
    report = Report.objects.get()
    assert (report.first, report.last) == (world.campaign.starts_on, world.today - timedelta(days=1))


def test_extent_and_language_are_those_whose_documents_come_first(world: World, chief: Client) -> None:
    ask(chief, world, extent="whole", language="en")
    report = build_report(Report.objects.get().pk)
    assert (report.extent, report.language) == ("whole", "en")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"period": "custom"}, "期间"),
        ({"period": "custom", "first": "2026-01-05", "last": "2026-01-01"}, "期间"),
        ({"period": "custom", "first": "1999-01-05", "last": "1999-02-01"}, "期间"),
        ({"period": "week:1999-01-01"}, "选择"),
        ({"period": "nonsense"}, "选择"),
        ({"unit": "999999"}, "选择"),
        ({"language": "bo"}, "选择"),
        ({"last": "31.12."}, "日期"),
    ],
)
def test_a_request_that_is_not_right_says_where_and_keeps_what_was_chosen(
    world: World, chief: Client, changes: dict[str, str], said: str
) -> None:
    answer = ask(chief, world, **changes)
    shown = answer.content.decode()
    assert answer.status_code == 200 and "is-invalid" in shown or "invalid-feedback" in shown
    assert said in page(answer).text
    assert not Report.objects.exists()


def test_a_chief_asks_for_own_units_only(world: World, chief: Client) -> None:
    assert ask(chief, world, unit=str(world.units["station_b"].pk)).status_code == 200
    assert not Report.objects.exists()


def test_nothing_is_asked_for_before_the_campaign_begins(world: World, chief: Client) -> None:
    Campaign.objects.filter(pk=world.campaign.pk).update(starts_on=world.today + timedelta(days=4))
    shown = chief.get(f"{NEW}?campaign=trial")
    assert "暂无可报内容" in page(shown).text and "btn-primary" not in shown.content.decode()


def test_asked_for_twice_it_is_one(world: World, chief: Client) -> None:
    assert ask(chief, world).headers["Location"] == ask(chief, world).headers["Location"]


@pytest.mark.parametrize("state", [ReportState.SUBMITTED, ReportState.APPROVED])
def test_a_report_that_is_handed_in_is_shown_and_not_made_again(
    world: World, chief: Client, state: ReportState
) -> None:
    report = of_station(world, state)
    assert ask(chief, world).headers["Location"] == address(report)
    home = chief.post("/dashboard/month-report/", {"campaign": "trial", "unit": world.units["station_a"].pk})
    assert home.headers["Location"] == address(report)
    assert Report.objects.count() == 1
    assert "该报表已经报送或核定" in page(chief.get(address(report))).text


# One report.


def test_the_paragraph_stands_as_it_is_printed(world: World, chief: Client) -> None:
    shown = page(chief.get(address(of_station(world)))).text
    assert "与群众签订责任书" in shown and "本月31份" in shown and "草稿" in shown and "初步数据" in shown


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


def test_chosen_days_with_a_mistyped_year_reach_as_far_as_the_campaign(world: World, chief: Client) -> None:
    assert ask(chief, world, period="custom", first="2012-01-01", last=world.today.isoformat()).status_code == 302
    report = build_report(Report.objects.get().pk)
    assert report.state == ReportState.DRAFT


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_of_another_age_is_refused(world: World, chief: Client, day: str) -> None:
    assert chief.get("/dashboard/analysis/", {"period": day}).status_code == 400
    assert chief.get(f"{REPORTS}new/", {"period": f"month:{day}"}).status_code == 200


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
