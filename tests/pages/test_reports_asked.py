"""出报表: which unit's report over which days, asked for once, and shown where it is there already."""

from datetime import timedelta

import pytest
from django.test import Client

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.reporting.models import Report, ReportState
from outreach.reporting.services import build_report
from tests.pages.reading import page
from tests.pages.reports import NEW, REPORTS, address, ask, last_month, of_station
from tests.world import World


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


def test_chosen_days_with_a_mistyped_year_reach_as_far_as_the_campaign(world: World, chief: Client) -> None:
    assert ask(chief, world, period="custom", first="2012-01-01", last=world.today.isoformat()).status_code == 302
    report = build_report(Report.objects.get().pk)
    assert report.state == ReportState.DRAFT


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_of_another_age_is_refused(world: World, chief: Client, day: str) -> None:
    assert chief.get("/dashboard/analysis/", {"period": day}).status_code == 400
    assert chief.get(f"{REPORTS}new/", {"period": f"month:{day}"}).status_code == 200
