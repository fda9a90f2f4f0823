"""A report's own words: who writes them, when, and that they are part of what is approved."""

from typing import Any

import pytest

from outreach.audit.models import AuditEvent
from outreach.campaigns.models import Campaign
from outreach.errors import Refusal
from outreach.reporting.canonical import sha256_of
from outreach.reporting.models import Report
from outreach.reporting.section import no_words
from outreach.reporting.services import approve, build_report, return_, submit
from outreach.reporting.wording import LONGEST_LEAD_IN, write_words
from outreach.reporting.writing import plain, write
from tests.reporting.briefing import NOW
from tests.reporting.lives import drafted, requested, submitted
from tests.world import World

WORDS = {"lead_in": "现将情况报告如下。", "next_steps": "下步入户宣传。", "remarks": {"school_talks": "国庆放假"}}


def refused(world: World, report: Report, officer: str = "chief", **words: Any) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        write_words(report=report, officer=world.officers[officer], **(words or {"lead_in": "略"}))
    return refusal.value


def test_a_report_has_no_words_until_someone_writes_them(world: World, briefed: Campaign) -> None:
    assert drafted(world, briefed).section["words"] == no_words()


def test_words_become_part_of_the_section(world: World, briefed: Campaign) -> None:
    report = write_words(report=drafted(world, briefed), officer=world.officers["chief"], **WORDS)
    assert report.section["words"] == WORDS
    text = plain(write(report.section))
    assert "现将情况报告如下。\n\n一、总体情况" in text
    assert "备注：入校宣传、法治课：国庆放假" in text
    assert "、问题和下步工作\n下步入户宣传。\n" in text


def test_only_what_is_given_changes_and_an_empty_text_takes_away(world: World, briefed: Campaign) -> None:
    chief = world.officers["chief"]
    report = write_words(report=drafted(world, briefed), officer=chief, **WORDS)
    report = write_words(report=report, officer=chief, remarks={"materials": " 补发 "}, lead_in="")
    assert report.section["words"] == {
        **WORDS,
        "lead_in": "",
        "remarks": {"school_talks": "国庆放假", "materials": "补发"},
    }
    report = write_words(report=report, officer=chief, remarks={"materials": ""})
    assert report.section["words"]["remarks"] == {"school_talks": "国庆放假"}


def test_building_anew_keeps_them(world: World, briefed: Campaign) -> None:
    write_words(report=drafted(world, briefed), officer=world.officers["chief"], **WORDS)
    assert drafted(world, briefed).section["words"] == WORDS


def test_what_was_read_before_someone_wrote_is_not_stored_over_it(
    world: World, briefed: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker reads the report; meanwhile another builds it, words are written, and it is asked for anew."""
    report = requested(world, briefed)
    from outreach.reporting import services

    built = services._built

    def slow(read: Report, now: Any) -> dict[str, Any]:
        monkeypatch.setattr(services, "_built", built)
        write_words(report=build_report(report.pk, now=NOW), officer=world.officers["chief"], **WORDS)
        requested(world, briefed)
        return built(read, now)

    monkeypatch.setattr(services, "_built", slow)
    assert build_report(report.pk, now=NOW).state == "building"
    assert build_report(report.pk, now=NOW).section["words"] == WORDS


def test_they_are_frozen_and_hashed_with_the_figures(world: World, briefed: Campaign) -> None:
    report = write_words(report=drafted(world, briefed), officer=world.officers["chief"], **WORDS)
    submit(report=report, officer=world.officers["chief"])
    snapshot = approve(report=report, officer=world.officers["sub_chief"], now=NOW).snapshot
    assert snapshot.figures["words"] == WORDS
    assert snapshot.sha256 == sha256_of(snapshot.figures) != sha256_of({**snapshot.figures, "words": no_words()})


def test_a_report_that_was_sent_back_takes_words(world: World, briefed: Campaign) -> None:
    report = return_(report=submitted(world, briefed), officer=world.officers["sub_chief"], reason="缺文字")
    assert write_words(report=report, officer=world.officers["chief"], **WORDS).section["words"] == WORDS


def test_no_other_report_does(world: World, briefed: Campaign) -> None:
    assert refused(world, requested(world, briefed)).problem.code == "report_moved_on"
    report = submitted(world, briefed)
    assert refused(world, report).problem.code == "report_moved_on"
    approve(report=report, officer=world.officers["sub_chief"])
    assert refused(world, report).problem.code == "report_moved_on"


@pytest.mark.parametrize(
    ("officer", "code"),
    [("officer", "permission_denied"), ("auditor", "permission_denied"), ("chief_b", "out_of_scope")],
)
def test_only_who_manages_the_unit_writes_them(world: World, briefed: Campaign, officer: str, code: str) -> None:
    assert refused(world, drafted(world, briefed), officer).problem.code == code


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ({"lead_in": "长" * (LONGEST_LEAD_IN + 1)}, "lead_in"),
        ({"next_steps": "长" * 2001}, "next_steps"),
        ({"remarks": {"school_talks": "长" * 121}}, "remarks.school_talks"),
        ({"remarks": {"no_such": "略"}}, "remarks.no_such"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    world: World, briefed: Campaign, words: dict[str, Any], named: str
) -> None:
    refusal = refused(world, drafted(world, briefed), **words)
    assert (refusal.problem.code, list(refusal.errors)) == ("malformed", [named])


def test_that_they_were_written_leaves_a_trace_without_them(world: World, briefed: Campaign) -> None:
    write_words(report=drafted(world, briefed), officer=world.officers["chief"], **WORDS)
    assert AuditEvent.objects.order_by("pk").last().action == "report.worded"
    assert not AuditEvent.objects.filter(facts__icontains="国庆").exists()
