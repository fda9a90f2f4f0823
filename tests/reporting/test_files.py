"""A report's files: built by a worker, belonging to one edition of the report, given out only while it holds."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import Any

import pytest
from django.conf import settings
from redis import Redis

from outreach.campaigns.models import Campaign
from outreach.errors import Refusal
from outreach.reporting.canonical import canonical_json
from outreach.reporting.documents import building
from outreach.reporting.documents.building import build_files, build_waiting_files
from outreach.reporting.files import FileGiven, file_of
from outreach.reporting.models import Report, ReportFile
from outreach.reporting.services import approve, submit
from outreach.reporting.wording import write_words
from tests.reporting.documents import reading
from tests.reporting.lives import approved, drafted, requested
from tests.world import World

Captured = Callable[..., AbstractContextManager[list[Callable[[], Any]]]]


def given(report: Report, form: str = "csv", **asked: str) -> FileGiven:
    return file_of(report, form=form, **{"language": "zh", **asked})


def refused(report: Report, form: str = "csv") -> Refusal:
    with pytest.raises(Refusal) as refusal:
        given(report, form)
    return refusal.value


def test_every_form_is_built_in_every_language(world: World, briefed: Campaign) -> None:
    report = drafted(world, briefed)
    assert build_files(report.pk) == 14
    for file in ReportFile.objects.all():
        assert file.content is not None
        assert file.sha256 == sha256(file.content).hexdigest()
    names = {given(report, form, language="en", extent="whole").name for form in ("docx", "pdf", "xlsx", "csv", "json")}
    stem = f"briefing-{report.unit_id}-20211001-20211031"
    assert names == {
        f"{stem}-whole-en.docx",
        f"{stem}-whole-en.pdf",
        f"{stem}-en.xlsx",
        f"{stem}-en.csv",
        f"{stem}-en.json",
    }


def test_json_is_what_the_digest_is_taken_over(world: World, briefed: Campaign) -> None:
    report = approved(world, briefed)
    build_files(report.pk)
    content = given(report, "json").content
    assert content == canonical_json(report.section)
    assert sha256(content).hexdigest() == report.snapshot.sha256


def test_a_worker_is_told_after_each_step_that_changes_what_they_say(
    world: World, briefed: Campaign, django_capture_on_commit_callbacks: Captured
) -> None:
    chief = world.officers["chief"]
    with django_capture_on_commit_callbacks(execute=True):
        report = drafted(world, briefed)
        write_words(report=report, officer=chief, lead_in="略")
        submit(report=report, officer=chief)
        approve(report=report, officer=world.officers["sub_chief"])
    with Redis.from_url(settings.REDIS_URL) as broker:
        sent = [message for message in broker.lrange("celery", 0, -1) if b"tasks.build_report_files" in message]
    assert len(sent) == 3


def test_until_they_are_built_there_are_none_and_one_is_told_when_to_ask_again(world: World, briefed: Campaign) -> None:
    assert refused(requested(world, briefed)).retry_after
    report = drafted(world, briefed)
    refusal = refused(report)
    assert (refusal.problem.code, refusal.retry_after) == ("not_found", 2)
    build_files(report.pk)
    assert given(report).content


def test_what_no_longer_holds_is_not_given_out(world: World, briefed: Campaign) -> None:
    report = drafted(world, briefed)
    build_files(report.pk)
    write_words(report=report, officer=world.officers["chief"], remarks={"materials": "补发"})
    assert refused(report).retry_after
    build_files(report.pk)
    assert {row["remark"] for row in reading.csv_rows(given(report).content)} == {"", "补发"}
    assert set(ReportFile.objects.values_list("edition", flat=True)) == {report.edition}


def test_once_approved_they_say_so_with_snapshot_and_digest(world: World, briefed: Campaign) -> None:
    report = drafted(world, briefed)
    build_files(report.pk)
    submit(report=report, officer=world.officers["chief"])
    assert {row["standing"] for row in reading.csv_rows(given(report).content)} == {"初步"}
    approve(report=report, officer=world.officers["sub_chief"])
    build_files(report.pk)
    [told] = {(row["standing"], row["snapshot"], row["sha256"]) for row in reading.csv_rows(given(report).content)}
    assert told == ("已核定", str(report.snapshot.pk), report.snapshot.sha256)


def test_building_twice_keeps_the_first(world: World, briefed: Campaign) -> None:
    report = drafted(world, briefed)
    build_files(report.pk)
    first = set(ReportFile.objects.values_list("pk", "built_at"))
    build_files(report.pk)
    assert set(ReportFile.objects.values_list("pk", "built_at")) == first


def test_files_whose_task_was_lost_are_built_all_the_same(world: World, briefed: Campaign) -> None:
    lost = drafted(world, briefed)
    requested(world, briefed, first=lost.first.replace(month=9))
    assert build_waiting_files() == 1
    assert given(lost).content
    assert build_waiting_files() == 0


def test_one_that_cannot_be_built_does_not_keep_the_others_back(
    world: World, briefed: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_asked: object, **_more: object) -> bytes:
        raise RuntimeError

    monkeypatch.setattr(building, "pdf_of", broken)
    report = drafted(world, briefed)
    build_files(report.pk)
    assert refused(report, "pdf").retry_after is None
    assert given(report, "docx").content
    assert build_waiting_files() == 0


def test_an_old_snapshot_without_words_is_written_too(world: World, briefed: Campaign) -> None:
    report = drafted(world, briefed)
    del report.section["words"]
    report.save()
    build_files(report.pk)
    assert ReportFile.objects.filter(content=None).count() == 0
