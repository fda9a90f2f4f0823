"""A report's own words: written beside the figures, kept by building it anew, and nobody's are lost."""

import re
from typing import Any

import pytest
from django.test import Client

from outreach.reporting.models import Report, ReportState
from outreach.reporting.services import build_report
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.reports import address, of_station
from tests.world import World


def write(client: Client, report: Report, **words: str) -> Any:
    """Fill in the form as it is shown, changing these fields."""
    shown = client.get(address(report, "words"))
    return fill(client, report, shown, **words)


def fill(client: Client, report: Report, shown: Any, **words: str) -> Any:
    form = next(values for where, values in page(shown).forms if "lead_in" in str(values))
    texts = {
        name: text.strip("\n")
        for name, text in re.findall(
            r'<textarea name="(lead_in|next_steps)"[^>]*>([^<]*)</textarea>', shown.content.decode()
        )
    }
    return client.post(address(report, "words"), {**form, **texts, **words})


def words_of(report: Report) -> dict[str, Any]:
    report.refresh_from_db()
    return report.section["words"] if report.section else {}


def test_words_are_printed_with_the_figures(world: World, chief: Client) -> None:
    report = of_station(world)
    answer = write(
        chief,
        report,
        lead_in="国庆期间集中宣传。",
        next_steps="一是力量不足。\n二是加强走访。",
        **{"remarks.school_talks": "放假,未入校。"},
    )
    assert answer.headers["Location"] == address(report)
    shown = page(chief.get(address(report))).text
    for text in ("国庆期间集中宣传。", "问题和下步工作", "一是力量不足。", "二是加强走访。", "放假"):
        assert text in shown
    assert words_of(report)["remarks"] == {"school_talks": "放假,未入校。"}


def test_a_remark_taken_away_is_gone(world: World, chief: Client) -> None:
    report = of_station(world)
    write(chief, report, **{"remarks.school_talks": "放假"})
    write(chief, report, **{"remarks.school_talks": ""})
    assert words_of(report)["remarks"] == {}


def test_of_two_who_write_at_once_each_keeps_what_the_other_did_not_touch(world: World, logged_in: Visitor) -> None:
    report = of_station(world)
    chief, sub_chief = logged_in("chief"), logged_in("sub_chief")
    seen_by_chief, seen_by_sub_chief = (client.get(address(report, "words")) for client in (chief, sub_chief))
    fill(chief, report, seen_by_chief, lead_in="甲所导语")
    fill(sub_chief, report, seen_by_sub_chief, next_steps="分局要求")
    assert words_of(report) == {"lead_in": "甲所导语", "next_steps": "分局要求", "remarks": {}}


def test_words_outlive_a_new_count(world: World, chief: Client) -> None:
    report = of_station(world)
    write(chief, report, lead_in="国庆期间")
    chief.post(address(report, "rebuild"))
    build_report(report.pk)
    assert words_of(report)["lead_in"] == "国庆期间"


@pytest.mark.parametrize("state", [ReportState.SUBMITTED, ReportState.APPROVED])
def test_what_is_submitted_is_written_no_more(world: World, chief: Client, state: ReportState) -> None:
    report = of_station(world, state)
    assert chief.get(address(report, "words")).headers["Location"] == address(report)
    answer = chief.post(address(report, "words"), {"lead_in": "迟到的话"})
    assert answer.status_code == 200 and "迟到的话" in answer.content.decode()
    assert "该报表的状态已经变化" in page(answer).text
    assert words_of(report)["lead_in"] == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [("lead_in", "长" * 1001), ("next_steps", "长" * 2001), ("remarks.materials", "长" * 121), ("lead_in", "a\u202eb")],
)
def test_words_that_are_not_right_stay_in_the_form(world: World, chief: Client, name: str, text: str) -> None:
    report = of_station(world)
    answer = write(chief, report, **{name: text})
    assert answer.status_code == 200 and text in answer.content.decode()
    assert "invalid-feedback" in answer.content.decode()
    assert words_of(report) == {"lead_in": "", "next_steps": "", "remarks": {}}


def test_markup_is_shown_as_it_was_typed(world: World, chief: Client) -> None:
    report = of_station(world)
    write(chief, report, lead_in="<script>alert(1)</script>")
    assert "<script>alert(1)" not in chief.get(address(report)).content.decode()
    assert "<script>alert(1)" in page(chief.get(address(report))).text


def test_remarks_are_folded_until_there_is_one(world: World, chief: Client) -> None:
    report = of_station(world)
    assert '<details class="remark" open>' not in chief.get(address(report, "words")).content.decode()
    write(chief, report, **{"remarks.materials": "含张贴"})
    assert chief.get(address(report, "words")).content.decode().count('<details class="remark" open>') == 1
