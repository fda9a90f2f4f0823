"""报表, the list: what units owe, who reported and who did not, and every other report."""

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.organisation.models import OrganisationUnit, UnitKind
from outreach.organisation.scope import scope_of
from outreach.organisation.tree import add_unit
from outreach.reporting.models import Report, ReportState
from outreach.reporting.schedule import set_schedule
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.reports import NEW, REPORTS, address, ask, last_month, of_station, primary
from tests.world import World


def months_back(world: World, number: int) -> date:
    """The first day of the month so many before the present one."""
    return shifted(world.today.replace(day=1), -number)


def shifted(month: date, months: int) -> date:
    year, index = divmod(month.year * 12 + month.month - 1 + months, 12)
    return date(year, index + 1, 1)


def begin(world: World, number: int) -> None:
    """Have the campaign begin with the month so many before the present one."""
    Campaign.objects.filter(pk=world.campaign.pk).update(starts_on=months_back(world, number))


def report_of(world: World, unit: str, number: int, state: ReportState = ReportState.DRAFT) -> Report:
    """A report of the unit on the month so many before the present one, as if it had come so far."""
    first = months_back(world, number)
    return Report.objects.create(
        campaign=world.campaign,
        unit=world.units[unit],
        period_kind=PeriodKind.MONTH,
        first=first,
        last=shifted(first, 1) - timedelta(days=1),
        state=state,
        created_at=world.now,
        submitted_by=world.officers["chief"] if state == ReportState.SUBMITTED else None,
    )


def orders(client: Client, unit: OrganisationUnit, where: str = REPORTS) -> list[str]:
    """The periods of the unit that the list offers to make, in their order."""
    asked = [parse_qs(urlsplit(link).query) for link in page(client.get(where)).links if link.startswith(NEW)]
    return [each["period"][0] for each in asked if each.get("unit") == [str(unit.pk)]]


def test_a_month_that_nobody_reported_is_missing_and_no_zero(world: World, chief: Client) -> None:
    begin(world, 1)
    shown = page(chief.get(REPORTS))
    assert f"{last_month(world).month}月份月报" in shown.text or last_month(world).year != world.today.year
    assert "应报1个单位，已报送0个，缺报1个。" in shown.text
    assert "甲派出所 缺报 出报表" in shown.text


def test_the_way_from_what_is_missing_leads_to_its_own_request(world: World, logged_in: Visitor) -> None:
    begin(world, 1)
    client = logged_in("sub_chief")
    (way,) = [
        link
        for link in page(client.get(REPORTS)).links
        if link.endswith(f"unit={world.units['station_b'].pk}") or f"unit={world.units['station_b'].pk}&" in link
    ]
    asked = client.get(way).content.decode()
    assert re.search(rf'value="{world.units["station_b"].pk}" selected', asked)
    assert f'value="month:{last_month(world).replace(day=1)}" selected' in asked


def test_of_every_unit_the_latest_month_missing_stands_first_and_those_before_it_are_folded(
    world: World, chief: Client
) -> None:
    begin(world, 4)
    report_of(world, "station_a", 3)
    answer = chief.get(REPORTS)
    assert orders(chief, world.units["station_a"]) == [f"month:{months_back(world, each)}" for each in (1, 2, 4)]
    folded = re.findall(r'<tr class="earlier">(.*?)</tr>', answer.content.decode(), re.S)
    assert len(folded) == 1 and "更早还缺2期" in folded[0] and folded[0].count("<li>") == 2
    # Each way names its unit to who hears it alone.
    assert len(re.findall(r'<a [^>]*>[^<]+<span class="visually-hidden"> 甲派出所</span></a>', folded[0])) == 2
    assert "应报1个单位，已报送0个，缺报1个。" in page(answer).text


def test_who_reported_the_last_month_is_still_told_of_an_earlier_one(world: World, logged_in: Visitor) -> None:
    begin(world, 3)
    for unit, number in (("station_a", 1), ("station_a", 2), ("station_b", 1), ("sub_bureau", 1)):
        report_of(world, unit, number, ReportState.SUBMITTED)
    for number in (2, 3):
        report_of(world, "sub_bureau", number)
    shown = page(logged_in("sub_chief").get(REPORTS)).text
    assert "应报3个单位，已报送3个，缺报0个。" in shown
    late = shown.partition("以前月份缺报")[2].partition(f"{months_back(world, 2).month}月份月报 单位")[0]
    assert f"甲派出所 缺报 {name(world, 3)} 出报表" in late
    assert (
        f"乙派出所 缺报 {name(world, 2)} 出报表 乙派出所 {name(world, 2)} 乙派出所 更早还缺1期 {name(world, 3)}" in late
    )
    assert "第一分局 缺报" not in late


def name(world: World, number: int) -> str:
    month = months_back(world, number)
    return f"{'' if month.year == world.today.year else f'{month.year}年'}{month.month}月份月报"


def test_a_unit_that_ended_owes_no_month_after_and_still_those_before(world: World, logged_in: Visitor) -> None:
    begin(world, 3)
    last = months_back(world, 2) + timedelta(days=9)
    OrganisationUnit.objects.filter(pk=world.units["station_b"].pk).update(ends_on=last)
    periods = orders(logged_in("sub_chief"), world.units["station_b"])
    assert periods == [f"month:{months_back(world, each)}" for each in (2, 3)]


def test_a_unit_entered_this_month_owes_nothing_yet(world: World, logged_in: Visitor) -> None:
    begin(world, 3)
    by = scope_of(world.officers["administrator"])
    told = {"kind": UnitKind.STATION, "name": "丁派出所", "name_en": "", "landline": "0000-1"}
    add_unit(by=by, above=world.units["sub_bureau"], **told)  # type: ignore[arg-type]
    assert "丁派出所" not in page(logged_in("sub_chief").get(REPORTS)).text


def test_years_that_were_missed_are_folded_and_counted_and_stand_in_a_list_of_the_units_own(
    world: World, chief: Client
) -> None:
    begin(world, 30)
    assert "更早还缺29期" in page(chief.get(REPORTS)).text
    assert len(orders(chief, world.units["station_a"])) == 4
    assert "再早还缺26期 甲派出所" in page(chief.get(REPORTS)).text
    (own,) = [link for link in page(chief.get(REPORTS)).links if link.startswith(f"{REPORTS}?") and "unit=" in link]
    assert orders(chief, world.units["station_a"], own) == [
        f"month:{months_back(world, each + 1)}" for each in range(30)
    ]
    shown = page(chief.get(own))
    assert (
        shown.heading.startswith("甲派出所缺报的报表") and "缺报的月报" in shown.text and "缺报的周报" not in shown.text
    )


def test_a_units_own_list_is_for_those_who_oversee_it(world: World, logged_in: Visitor) -> None:
    begin(world, 3)
    own = f"{REPORTS}?campaign=trial&unit={world.units['station_a'].pk}"
    found = {
        name: logged_in(name).get(own).status_code
        for name in ("chief", "sub_chief", "administrator", "auditor", "chief_b", "other_administrator", "officer")
    }
    assert found == {
        **dict.fromkeys(("chief", "sub_chief", "administrator", "auditor"), 200),
        **dict.fromkeys(("chief_b", "other_administrator"), 404),
        "officer": 403,
    }
    assert orders(logged_in("auditor"), world.units["station_a"], own) == []
    for number in (1, 2, 3):
        report_of(world, "station_a", number)
    assert "没有缺报的报表" in page(logged_in("chief").get(own)).text
    assert logged_in("chief").get(f"{REPORTS}?campaign=trial&unit=x").status_code == 404


def test_of_300_units_that_owe_two_years_fifty_are_drawn_at_once(world: World, logged_in: Visitor) -> None:
    begin(world, 24)
    for number in range(297):
        unit = OrganisationUnit(kind=UnitKind.STATION, name=f"第{number}派出所", name_en="")
        OrganisationUnit.objects.add_child(OrganisationUnit.objects.get(pk=world.units["sub_bureau"].pk), instance=unit)
    # One that made the last month lacks earlier ones: it stands in the other list of the same page.
    report_of(world, "station_b", 1, ReportState.SUBMITTED)
    client, names = logged_in("sub_chief"), []
    for number in range(1, 7):
        answer = client.get(REPORTS, {"campaign": "trial", "units": number})
        drawn = answer.content.decode()
        rows = re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]+)', drawn)
        # The one of two lists is in both.
        assert len(set(rows)) == 50 and len(rows) - 50 == ("乙派出所" in rows)
        assert drawn.count('<tr class="earlier">') == 50 and drawn.count("<li>") < 50 * 4 + 40
        assert len(answer.content) < 150_000
        assert "应报300个单位，已报送1个，缺报299个。" in page(answer).text
        assert f"第{number * 50 - 49}至{number * 50}个单位，共300个" in page(answer).text
        names += sorted(set(rows), key=rows.index)
    assert len(set(names)) == 300
    assert [name for name in names if name.startswith("第")][1:] == [f"第{number}派出所" for number in range(297)]


def test_pages_of_units_and_of_other_reports_lead_to_themselves(world: World, logged_in: Visitor) -> None:
    begin(world, 2)
    for number in range(60):
        unit = OrganisationUnit(kind=UnitKind.STATION, name=f"第{number}派出所", name_en="")
        OrganisationUnit.objects.add_child(OrganisationUnit.objects.get(pk=world.units["sub_bureau"].pk), instance=unit)
    for number in range(51):
        first = world.campaign.starts_on + timedelta(days=number)
        days = {"first": first, "last": first, "period_kind": PeriodKind.CUSTOM, "state": ReportState.BUILDING}
        Report.objects.create(campaign=world.campaign, unit=world.units["station_a"], created_at=world.now, **days)
    client = logged_in("sub_chief")
    links = [link for link in page(client.get(f"{REPORTS}?units=2&campaign=trial")).links if link.startswith("?")]
    assert "?units=1&campaign=trial" in links and "?units=2&campaign=trial&page=2" in links
    other = page(client.get(f"{REPORTS}?campaign=trial&page=2"))
    assert "派出所 缺报" not in other.text and "?campaign=trial&page=1" in other.links


def test_an_auditor_is_told_what_is_missing_and_makes_none(world: World, logged_in: Visitor) -> None:
    begin(world, 2)
    auditor = logged_in("auditor")
    assert orders(auditor, world.units["station_a"]) == []
    shown = page(auditor.get(REPORTS)).text
    assert f"甲派出所 缺报 待该单位负责人出报表。 甲派出所 更早还缺1期 {name(world, 2)}" in shown


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


def test_a_week_missed_by_a_unit_past_its_last_day_is_made_by_who_is_over_it(world: World, logged_in: Visitor) -> None:
    begin(world, 3)
    client, station = logged_in("sub_chief"), world.units["station_b"]
    by, since = scope_of(world.officers["sub_chief"]), world.now - timedelta(weeks=4)
    set_schedule(by=by, campaign=world.campaign, unit=station, kind=PeriodKind.WEEK, is_on=True, now=since)
    OrganisationUnit.objects.filter(pk=station.pk).update(ends_on=world.today - timedelta(weeks=4))
    weeks = [each for each in orders(client, station) if each.startswith("week:")]
    assert len(weeks) == 2
    for week in weeks:
        assert ask(client, world, unit=str(station.pk), period=week).status_code == 302
    assert [each for each in orders(client, station) if each.startswith("week:")] == []


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
