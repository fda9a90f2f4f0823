"""不参加与反映情况 on the dashboard: by station and month, from ten up, and no sum that gives a hidden one away."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client

from outreach.campaigns.models import Campaign
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.privacy import test_voices as voices
from tests.world import ZONE, World

VOICES = "/dashboard/voices/"


def last_month(world: World) -> date:
    return (world.today.replace(day=1) - timedelta(days=1)).replace(day=1)


def refuse(world: World, unit: str, number: int) -> None:
    """So many noes in the last month."""
    voices.refuse(world, unit, number, datetime.combine(last_month(world), time(12), tzinfo=ZONE))


def tell(world: World, unit: str, number: int, month: date | None = None) -> None:
    """So many reports of pressure, in the last month unless told otherwise."""
    voices.tell(world, unit, number, month or last_month(world))


def test_a_station_with_ten_is_shown_and_with_nine_is_not(world: World, logged_in: Visitor) -> None:
    refuse(world, "station_a", 13)
    refuse(world, "station_b", 9)
    tell(world, "station_b", 11)
    text = page(logged_in("sub_chief").get(VOICES)).text
    assert "甲派出所 13 少于10" in text
    assert "乙派出所 少于10 11" in text


def test_nothing_is_added_up(world: World, logged_in: Visitor) -> None:
    refuse(world, "station_a", 13)
    refuse(world, "station_b", 9)
    answer = logged_in("sub_chief").get(VOICES)
    assert "22" not in page(answer).text.replace(str(world.today.year), "")
    assert "<tfoot" not in answer.content.decode()


def test_the_stations_own_chief_is_not_shown_that_there_is_pressure(world: World, chief: Client) -> None:
    before = page(chief.get(VOICES)).text
    tell(world, "station_a", 40)
    after = page(chief.get(VOICES)).text
    assert after == before
    assert "反映被强迫（次）" not in after


def test_of_the_own_unit_the_number_is_for_the_one_above(world: World, logged_in: Visitor) -> None:
    tell(world, "sub_bureau", 30)
    assert "第一分局 少于10 由上级单位查看" in page(logged_in("sub_chief").get(VOICES)).text
    assert "第一分局 少于10 30" in page(logged_in("administrator").get(VOICES)).text


def test_another_month_is_shown_when_it_is_asked_for(world: World, logged_in: Visitor) -> None:
    before = (last_month(world) - timedelta(days=1)).replace(day=1)
    Campaign.objects.filter(pk=world.campaign.pk).update(starts_on=before)
    tell(world, "station_a", 17, before)
    sub_chief = logged_in("sub_chief")
    assert "17" not in page(sub_chief.get(VOICES)).text.partition("甲派出所")[2].partition("乙派出所")[0]
    shown = page(sub_chief.get(VOICES, {"month": before.isoformat()})).text
    assert "甲派出所 少于10 17" in shown
    assert f"{before.year}年{before.month}月" in shown


def test_months_of_long_ago_are_some_pages_further(world: World, logged_in: Visitor) -> None:
    """Two years are offered at once, then those before; each month by the same rule."""
    long_ago = months_before(world, 60)
    Campaign.objects.filter(pk=world.campaign.pk).update(starts_on=long_ago)
    tell(world, "station_a", 17, long_ago)
    tell(world, "station_b", 9, long_ago)
    sub_chief, way, seen = logged_in("sub_chief"), VOICES, []
    while True:
        answer = sub_chief.get(way)
        seen.append(re.findall(r'<option value="([-0-9]+)"', answer.content.decode()))
        links = re.findall(r'href="([?]month=[-0-9]+)" rel="next"', answer.content.decode())
        if not links:
            break
        way = f"{VOICES}{links[0]}"
    assert [len(each) for each in seen] == [24, 24, 12]
    assert sum(seen, []) == [months_before(world, each).isoformat() for each in range(1, 61)]
    shown = page(sub_chief.get(VOICES, {"month": long_ago.isoformat()}))
    assert "甲派出所 少于10 17" in shown.text and "乙派出所 少于10 少于10" in shown.text
    assert f"?month={months_before(world, 25)}" in shown.links
    assert sub_chief.get(VOICES, {"month": months_before(world, 61).isoformat()}).status_code == 400


def months_before(world: World, number: int) -> date:
    """The first day of the month so many before the one that runs."""
    year, index = divmod(world.today.year * 12 + world.today.month - 1 - number, 12)
    return date(year, index + 1, 1)


def test_the_month_that_runs_is_not_shown(world: World, logged_in: Visitor) -> None:
    this = world.today.replace(day=1)
    sub_chief = logged_in("sub_chief")
    before = page(sub_chief.get(VOICES)).text
    voices.refuse(world, "station_a", 13)
    tell(world, "station_b", 12, this)
    assert page(sub_chief.get(VOICES)).text == before
    assert sub_chief.get(VOICES, {"month": this.isoformat()}).status_code == 400


def test_before_a_month_is_over_it_says_from_when_there_are_numbers(world: World, chief: Client) -> None:
    Campaign.objects.update(starts_on=world.today.replace(day=1), ends_on=None)
    voices.refuse(world, "station_a", 13)
    text = page(chief.get(VOICES)).text
    following = (world.today.replace(day=1) + timedelta(days=32)).replace(day=1)
    assert f"最早可于{following.year}年{following.month}月1日查看" in text
    assert "13" not in text.partition("最早可于")[0]


@pytest.mark.parametrize("month", ["2020-01-01", "x", "2999-13-01"])
def test_a_month_that_is_not_offered_is_refused(world: World, chief: Client, month: str) -> None:
    assert chief.get(VOICES, {"month": month}).status_code == 400


def test_a_quiet_month_says_why_it_shows_no_number(world: World, chief: Client) -> None:
    text = page(chief.get(VOICES)).text
    assert "该月各单位均少于10次，不显示具体数字。" in text
    assert "不得用于考核、评比" in text


def test_a_chief_of_a_post_is_told_where_it_went(world: World, logged_in: Visitor) -> None:
    world.officers["poster"].memberships.update(role="chief")
    assert "您的单位不单独显示" in page(logged_in("poster").get(VOICES)).text


@pytest.mark.parametrize("name", ["officer", "poster", "outsider"])
def test_officers_do_not_see_it(world: World, logged_in: Visitor, name: str) -> None:
    assert logged_in(name).get(VOICES).status_code == 403


def test_nobody_is_asked_to_log_in(world: World, resident: Client) -> None:
    assert resident.get(VOICES).headers["Location"] == f"/officer/login/?next={VOICES}"


def test_the_doubts_lead_there(world: World, chief: Client) -> None:
    assert VOICES in page(chief.get("/dashboard/doubts/")).links


def test_it_is_said_in_english_too(world: World, logged_in: Visitor) -> None:
    refuse(world, "station_a", 13)
    sub_chief = logged_in("sub_chief")
    sub_chief.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "Station A 13 fewer than 10" in page(sub_chief.get(VOICES)).text
