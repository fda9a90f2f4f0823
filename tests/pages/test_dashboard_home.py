"""Home: the paragraph that will be printed, its six figures, and the way to everything else."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outreach.campaigns.aims.models import Target
from outreach.campaigns.periods import PeriodKind
from outreach.capture.operations import Install
from outreach.capture.record import record
from outreach.reporting.figures import figures_of
from outreach.reporting.models import Doubt, DoubtKind, Report
from outreach.reporting.section import section_of
from outreach.reporting.spans import chosen
from outreach.reporting.writing.outline import write
from tests.pages.conftest import Visitor
from tests.pages.counting import counted
from tests.pages.reading import page
from tests.world import World

__all__ = ["counted"]


def shown(client: Client, **asked: object) -> Any:
    return client.get("/dashboard/", asked)


def row(answer: Any, name: str) -> list[str]:
    """The cells beside a figure's name."""
    rows = re.findall(r"<tr>(.*?)</tr>", answer.content.decode(), re.S)
    found = next(each for each in rows if name in each)
    return [re.sub(r"<[^>]+>|\s", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", found, re.S)]


def test_it_is_the_paragraph_that_will_be_printed(counted: World, logged_in: Visitor) -> None:
    period = chosen(counted.campaign, kind=PeriodKind.CAMPAIGN, now=counted.now)
    figures = figures_of(campaign=counted.campaign, unit=counted.units["station_a"], period=period)
    (printed,) = write(section_of(figures)).chapters[0].paragraphs
    assert "与群众签订责任书31份" in printed
    assert printed in page(shown(logged_in("chief"))).text


def test_the_six_figures_stand_under_it_by_month(counted: World, logged_in: Visitor) -> None:
    answer = shown(logged_in("administrator"))
    latest, before, target, doubts = row(answer, "与群众签订责任书")
    assert int(latest) + int(before) == 43
    assert (target, doubts) == ("—", "0")
    assert int(row(answer, "发放宣传资料")[0]) + int(row(answer, "发放宣传资料")[1]) == 50


def test_a_figure_leads_to_its_lines(counted: World, logged_in: Visitor) -> None:
    client = logged_in("chief")
    links = [link for link in page(shown(client)).links if link.startswith("/dashboard/entries/?") and "&" in link]
    assert len(links) == 12
    assert all(client.get(link).status_code == 200 for link in links)


def test_a_target_of_the_month_stands_before_that_of_the_campaign(counted: World, logged_in: Visitor) -> None:
    first = counted.today.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    for indicator, days, quantity in (
        ("resident_pledges", (first, last), 500),
        ("resident_pledges", (None, None), 9000),
        ("app_installs", (None, None), 800),
    ):
        Target.objects.create(
            campaign=counted.campaign,
            unit=counted.units["station_a"],
            indicator=indicator,
            first=days[0],
            last=days[1],
            quantity=quantity,
            set_by=counted.officers["administrator"],
            set_at=counted.now,
        )
    answer = shown(logged_in("chief"))
    assert row(answer, "与群众签订责任书")[2] == "500"
    assert row(answer, "帮助安装反诈APP")[2] == "800全程"
    assert row(answer, "推送宣传信息")[2] == "—"


def test_doubts_stand_by_the_figures_they_are_about(counted: World, logged_in: Visitor) -> None:
    for number, (kind, facts) in enumerate(
        (
            (DoubtKind.DEVICE_MANY, {"act": "pledge"}),
            (DoubtKind.SECONDS_APART, {}),
            (DoubtKind.NIGHT, {}),
            (DoubtKind.HELPED_TWICE, {}),
        )
    ):
        Doubt.objects.create(
            campaign=counted.campaign,
            unit=counted.units["station_a"],
            kind=kind,
            subject=str(number),
            day=counted.today,
            facts=facts,
            first_found_at=counted.now,
            last_found_at=counted.now,
        )
    answer = shown(logged_in("chief"))
    assert row(answer, "与群众签订责任书")[-1] == "3"
    assert row(answer, "帮助安装反诈APP")[-1] == "2"
    assert row(answer, "推送宣传信息")[-1] == "0"
    assert row(shown(logged_in("chief_b")), "与群众签订责任书")[-1] == "0"


def test_who_oversees_nothing_sees_no_doubts_and_makes_no_report(counted: World, logged_in: Visitor) -> None:
    text = page(shown(logged_in("officer"))).text
    assert "待核" not in text and "月报" not in text


def test_an_auditor_sees_doubts_and_makes_no_report(counted: World, logged_in: Visitor) -> None:
    text = page(shown(logged_in("auditor"))).text
    assert "待核" in text and "月报" not in text


def test_it_says_as_of_when_and_in_which_zone(counted: World, logged_in: Visitor) -> None:
    text = page(shown(logged_in("chief"))).text
    assert re.search(r"截至\d+年\d+月\d+日 \d\d:\d\d（UTC\+08:00）的准确数", text)


def test_it_takes_fifteen_statements_at_most(counted: World, logged_in: Visitor) -> None:
    client = logged_in("administrator")
    with CaptureQueriesContext(connection) as asked:
        assert shown(client).status_code == 200
    assert len(asked) <= 15, [query["sql"] for query in asked]


@pytest.mark.parametrize(
    ("name", "status"), [("officer", 403), ("chief", 403), ("administrator", 200), ("auditor", 200)]
)
def test_another_units_figures_are_refused(counted: World, logged_in: Visitor, name: str, status: int) -> None:
    assert shown(logged_in(name), unit=counted.units["station_b"].pk).status_code == status


def test_units_of_no_campaign_are_told_so(world: World, logged_in: Visitor) -> None:
    for campaign in (world.campaign, world.past):
        campaign.unit = world.units["other_bureau"]
        campaign.save()
    assert page(shown(logged_in("officer"))).heading == "暂无专项宣传"


def test_a_campaign_to_come_says_when_it_begins(world: World, logged_in: Visitor) -> None:
    world.campaign.starts_on = world.today + timedelta(days=9)
    world.campaign.save()
    assert page(shown(logged_in("chief"), campaign="trial")).heading == "尚未开始"


def test_nothing_counted_says_what_to_do(world: World, logged_in: Visitor) -> None:
    assert "暂无计入的记录" in page(shown(logged_in("chief"))).text


def test_the_campaign_that_runs_is_shown_first(counted: World, logged_in: Visitor) -> None:
    client = logged_in("administrator")
    assert '<option value="trial" selected>' in shown(client).content.decode()
    assert "无宣传活动记录" in page(shown(client, campaign="past")).text


def test_a_demonstration_says_so(counted: World, logged_in: Visitor) -> None:
    counted.campaign.is_demonstration = True
    counted.campaign.save()
    assert "演示" in page(shown(logged_in("administrator"))).text


# The live figures.


def test_unchanged_figures_are_not_sent_again(counted: World, logged_in: Visitor) -> None:
    client = logged_in("chief")
    first = client.get("/dashboard/live/")
    again = client.get("/dashboard/live/", headers={"if-none-match": first.headers["ETag"]})
    # Unless the minute that is told has passed between the two.
    assert again.status_code == 304 or client.get("/dashboard/live/").headers["ETag"] != first.headers["ETag"]


def test_a_new_record_changes_the_tag_and_the_figure(counted: World, logged_in: Visitor) -> None:
    client = logged_in("chief")
    before = client.get("/dashboard/live/")
    record([Install(submission_id=uuid4(), basis="helped_now")], principal=counted.principal("officer"))
    after = client.get("/dashboard/live/", headers={"if-none-match": before.headers["ETag"]})
    assert after.status_code == 200
    assert row(after, "帮助安装反诈APP")[0] == "1"


@pytest.mark.parametrize(
    ("name", "status"),
    [("officer", 200), ("outsider", 403), ("chief", 200), ("other_administrator", 403), ("auditor", 200)],
)
def test_live_figures_are_for_those_who_read_the_unit(world: World, logged_in: Visitor, name: str, status: int) -> None:
    asked = {"unit": world.units["station_a"].pk}
    assert logged_in(name).get("/dashboard/live/", asked).status_code == status


def test_live_figures_are_for_who_is_logged_in(world: World, resident: Client) -> None:
    assert resident.get("/dashboard/live/").status_code == 302


# 出月报.


def order(client: Client, world: World, unit: str = "station_a") -> Any:
    return client.post("/dashboard/month-report/", {"campaign": "trial", "unit": world.units[unit].pk})


def test_the_report_is_of_the_last_month_that_is_over(counted: World, logged_in: Visitor) -> None:
    client = logged_in("chief")
    last = counted.today.replace(day=1) - timedelta(days=1)
    assert f"出{last.month}月份" in page(shown(client)).text or last.year != counted.today.year
    assert order(client, counted).status_code == 302
    report = Report.objects.get()
    assert (report.period_kind, report.first, report.last) == ("month", last.replace(day=1), last)
    assert (report.unit, report.created_by) == (counted.units["station_a"], counted.officers["chief"])


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("officer", 403),
        ("colleague", 403),
        ("outsider", 403),
        ("chief", 302),
        ("sub_chief", 302),
        ("administrator", 302),
        ("other_administrator", 403),
        ("auditor", 403),
    ],
)
def test_chiefs_of_the_unit_and_above_have_it_made(world: World, logged_in: Visitor, name: str, status: int) -> None:
    assert order(logged_in(name), world).status_code == status
    assert Report.objects.exists() == (status == 302)


# The way to everything else.


@pytest.mark.parametrize(
    ("name", "hidden"),
    [("officer", {"/dashboard/doubts/", "/dashboard/manage/"}), ("chief", set()), ("auditor", set())],
)
def test_everything_else_is_one_step_away(world: World, logged_in: Visitor, name: str, hidden: set[str]) -> None:
    client = logged_in(name)
    ways = {"/dashboard/analysis/", "/dashboard/entries/", "/dashboard/doubts/", "/dashboard/manage/"} - hidden
    links = {link.partition("?")[0] for link in page(shown(client)).links}
    assert ways <= links and not hidden & links
    assert all(client.get(way).status_code == 200 for way in ways)
