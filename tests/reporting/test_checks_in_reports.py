"""What spot checks found stands among a report's notes on its data, of the papers drawn and of no others."""

from typing import Any

import pytest

from outreach.campaigns.periods import PeriodKind
from outreach.codes.models import CodeKind
from outreach.organisation.models import OrganisationUnit
from outreach.reporting.canonical import sha256_of
from outreach.reporting.checks.models import Finding, SpotCheck, Turn
from outreach.reporting.checks.selectors import papers_left
from outreach.reporting.checks.services import mark_papers
from outreach.reporting.documents.building import document_of
from outreach.reporting.section import Section
from outreach.reporting.writing import plain, write
from tests.reporting.briefing import section
from tests.reporting.documents import reading
from tests.reporting.papers import day, drawn, mark_all, papers, scope
from tests.reporting.suspects import hold_talk, noon
from tests.reporting.test_checks_installs import enter
from tests.world import World


def told(world: World, unit: str = "station_a") -> Section:
    of: OrganisationUnit = world.units[unit]
    return section(world.campaign, PeriodKind.MONTH, day(world), unit=of, now=world.now)


def finished(world: World) -> SpotCheck:
    """Ten papers drawn: one was not there and one not legible, and the second look at five agrees where it was."""
    papers(world, 30)
    check = drawn(world)
    by = scope(world, "chief")
    left = list(papers_left(check, Turn.FIRST, by.officer_id))
    findings: dict[int, Finding] = dict.fromkeys((item.pk for item in left), Finding.FOUND)
    firsts = [item.pk for item in left if not item.is_second]
    findings |= {firsts[0]: Finding.MISSING, firsts[1]: Finding.UNREADABLE}
    mark_papers(by=by, check=check, turn=Turn.FIRST, findings=findings, now=world.now)
    mark_all(world, check, Turn.SECOND, "sub_chief")
    return check


def days_of(check: SpotCheck) -> dict[str, Any]:
    return {"first": check.first.isoformat(), "last": check.last.isoformat()}


@pytest.mark.parametrize("unit", ["station_a", "sub_bureau"])
def test_a_list_that_is_done_is_told_in_numbers_and_words(world: World, unit: str) -> None:
    check = finished(world)
    made = told(world, unit)
    assert made["checks"]["results"] == [
        {
            "unit": world.units["station_a"].pk,
            "name": "甲派出所",
            "name_en": "Station A",
            "kind": "papers",
            **days_of(check),
            "drawn": 10,
            "matching": 8,
            "missing": 1,
            "unreadable": 1,
            "differing": 0,
            "voided": 0,
            "twice": 5,
            "agreeing": 5,
        }
    ]
    text, english = (plain(write(made, language=language)) for language in ("zh", "en"))
    assert "的纸质责任书：抽10份，相符8份，不在1份，看不清1份；另由他人复核5份，结论一致5份。只说明所抽材料。" in text
    assert "10 drawn, 8 matching, 1 not there, 1 not legible; 5 looked at again by somebody else, 5 alike." in english
    assert "80%" not in text + english
    assert sha256_of(made) == sha256_of(told(world, unit))


def test_it_stands_in_the_documents(world: World) -> None:
    finished(world)
    made = told(world)
    assert "抽10份，相符8份" in reading.docx_text(document_of(made, form="docx", language="zh"))
    assert reading.close("抽10份，相符8份") in reading.pdf_text(document_of(made, form="pdf", language="zh"))


def test_another_units_list_is_none_of_it_and_one_under_way_is_only_counted(world: World) -> None:
    papers(world, 30)
    drawn(world)
    made = told(world)
    assert made["checks"] == {"results": [], "under_way": 1, "shown": None}
    assert "另有1次抽查尚未核对完毕，结果未列。" in plain(write(made))
    assert told(world, "station_b")["checks"]["under_way"] == 0
    assert "抽查" not in plain(write(told(world, "station_b")))


def test_installs_shown_at_sessions_are_told_in_numbers(world: World) -> None:
    held = hold_talk(world, world.code(CodeKind.ACTIVITY, place=world.places["school"]), 40, noon(world))
    enter(world, held)
    made = told(world)
    assert made["checks"]["shown"] == {"sessions": 1, "drawn": 10, "verified": 7, "not_shown": 2}
    assert "1场活动结束时抽看安装情况：抽10、核实7、未出示2。出示自愿。" in plain(write(made))
    assert "10 drawn, 7 verified, 2 not shown." in plain(write(made, language="en"))
