"""The steps a person takes with a report: what the page offers is what is let, to every role in every state."""

import re
from typing import Any

import pytest
from django.test import Client

from outreach.organisation.scope import scope_of
from outreach.reporting.models import Report, ReportState, ReportStep, Snapshot, StepKind
from outreach.reporting.selectors import report_of, steps_open
from outreach.reporting.services import build_report
from tests.ledger.ledgers import count
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.reports import address, last_month, of_station
from tests.world import World

STATES = [state for state in ReportState if state != ReportState.FAILED]
WHO_OVERSEES = ["chief", "sub_chief", "administrator", "auditor"]
# Where the page of a step is, or its button leads.
WAYS = {
    StepKind.REQUESTED: "rebuild",
    StepKind.WORDED: "words",
    StepKind.SUBMITTED: "submit",
    StepKind.RETURNED: "return",
    StepKind.APPROVED: "approve",
    StepKind.RELEASED: "release",
}
FORMS = {"return": {"reason": "缺下步工作"}, "words": {"lead_in": "导语"}, "release": {"to_all": "1"}}
AFTER = {
    StepKind.REQUESTED: ReportState.BUILDING,
    StepKind.SUBMITTED: ReportState.SUBMITTED,
    StepKind.RETURNED: ReportState.RETURNED,
    StepKind.APPROVED: ReportState.APPROVED,
}


def offered(client: Client, report: Report) -> set[str]:
    """The last part of where the buttons and links of the report's page lead."""
    shown = client.get(address(report)).content.decode()
    return set(re.findall(rf'(?:href|action)="{address(report)}([a-z]+)/(?:\?edition=\d+)?"', shown)) & set(
        WAYS.values()
    )


def press(client: Client, report: Report, step: str, **fields: str) -> Any:
    return client.post(address(report, step), {**FORMS.get(step, {}), **fields})


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", WHO_OVERSEES)
def test_the_page_offers_the_steps_that_are_open_and_no_other(
    world: World, logged_in: Visitor, name: str, state: ReportState
) -> None:
    report = of_station(world, state)
    is_open = steps_open(scope_of(world.officers[name]), report_of(scope_of(world.officers[name]), report.pk))
    assert offered(logged_in(name), report) == {WAYS[step] for step in is_open}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", WHO_OVERSEES)
@pytest.mark.parametrize("step", list(AFTER))
def test_a_step_is_taken_where_it_is_open_and_nowhere_else(
    world: World, logged_in: Visitor, name: str, state: ReportState, step: StepKind
) -> None:
    report = of_station(world, state)
    scope = scope_of(world.officers[name])
    is_open = step in steps_open(scope, report_of(scope, report.pk))
    taken = ReportStep.objects.filter(kind=step, report=report).count()
    press(logged_in(name), report, WAYS[step])
    report.refresh_from_db()
    assert report.state == (AFTER[step] if is_open else state)
    assert ReportStep.objects.filter(kind=step, report=report).count() == taken + is_open
    assert Report.objects.count() == 1


def test_what_was_not_read_is_neither_submitted_nor_approved(world: World, logged_in: Visitor) -> None:
    report = of_station(world)
    read = str(report.edition)
    press(logged_in("chief"), report, "words")
    press(logged_in("chief"), report, "submit", edition=read)
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT
    press(logged_in("chief"), report, "submit", edition=str(report.edition))
    read_by_approver = str(report.edition)
    press(logged_in("sub_chief"), report, "return")
    press(logged_in("chief"), report, "rebuild")
    build_report(report.pk)
    press(logged_in("chief"), report, "submit")
    press(logged_in("sub_chief"), report, "approve", edition=read_by_approver)
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED and not Snapshot.objects.exists()
    confirm = logged_in("sub_chief").get(address(report, "approve"), {"edition": read_by_approver})
    assert confirm.headers["Location"] == address(report)


def test_the_whole_way_from_the_draft_to_the_lock(world: World, logged_in: Visitor) -> None:
    report = of_station(world)
    chief, sub_chief = logged_in("chief"), logged_in("sub_chief")
    assert "已报送，待另一名负责人或管理员核定。" in page(chief.post(address(report, "submit"), follow=True)).text
    shown = page(chief.get(address(report))).text
    assert "由您报送，须由另一名负责人或管理员核定。" in shown
    assert page(sub_chief.get(address(report, "approve"))).heading.startswith("核定并锁定？")
    assert "已核定并锁定。" in page(sub_chief.post(address(report, "approve"), follow=True)).text
    snapshot = Snapshot.objects.get(report=report)
    shown = page(chief.get(address(report)))
    assert str(snapshot.pk) in shown.text and snapshot.sha256 in shown.text
    assert f"/verify/{snapshot.pk}/" in shown.links


def test_figures_that_changed_since_are_told_before_it_is_submitted_and_before_it_is_approved(
    world: World, logged_in: Visitor
) -> None:
    report = of_station(world)
    assert "统计后数字已有变化" not in page(logged_in("chief").get(address(report))).text
    count(world.campaign, 2, unit=world.units["station_a"].pk, day=last_month(world))
    assert "统计后数字已有变化" in page(logged_in("chief").get(address(report))).text
    press(logged_in("chief"), report, "submit")
    asked = page(logged_in("sub_chief").get(address(report, "approve"))).text
    assert "31 33 +2" in asked and "31份" in asked


def test_who_submitted_it_is_refused_the_approval_by_whatever_way(world: World, logged_in: Visitor) -> None:
    report = of_station(world, ReportState.SUBMITTED)
    chief = logged_in("chief")
    assert chief.get(address(report, "approve")).headers["Location"] == address(report)
    assert chief.post(address(report, "approve")).status_code == 403
    assert not Snapshot.objects.exists()


def test_a_report_sent_back_says_why_and_comes_again(world: World, logged_in: Visitor) -> None:
    report = of_station(world, ReportState.SUBMITTED)
    answer = press(logged_in("sub_chief"), report, "return", reason="缺下步工作\n请补")
    assert answer.headers["Location"] == address(report)
    shown = page(logged_in("chief").get(address(report))).text
    assert "退回修改： 缺下步工作" in shown and "修改后重新生成，再报送。" in shown


@pytest.mark.parametrize(("reason", "said"), [("", "必填"), ("  ", "必填"), ("长" * 501, "500"), ("\u202eabc", "控制")])
def test_a_reason_that_is_not_right_is_kept_in_the_form(
    world: World, logged_in: Visitor, reason: str, said: str
) -> None:
    report = of_station(world, ReportState.SUBMITTED)
    answer = press(logged_in("sub_chief"), report, "return", reason=reason)
    assert answer.status_code == 200 and said in page(answer).text.replace("字段是", "")
    assert reason.strip()[:400] in answer.content.decode()
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


def test_who_comes_second_is_told_how_it_stands(world: World, logged_in: Visitor) -> None:
    report = of_station(world, ReportState.APPROVED)
    for step in ("submit", "return", "approve"):
        answer = logged_in("administrator").post(address(report, step), FORMS.get(step), follow=True)
        assert "该报表的状态已经变化，请重新打开。" in page(answer).text


def test_its_figures_are_shown_to_all_and_withheld_again_at_the_same_place(
    world: World, logged_in: Visitor, resident: Client
) -> None:
    report = of_station(world, ReportState.APPROVED)
    verify = f"/verify/{Snapshot.objects.get().pk}/"
    sub_chief = logged_in("sub_chief")
    assert "数字公开核对" in page(sub_chief.get(address(report))).text
    press(sub_chief, report, "release")
    assert "与群众签订责任书 31 份" in page(resident.get(verify)).text
    press(sub_chief, report, "release", to_all="0")
    assert "31 份" not in page(resident.get(verify)).text
    assert press(logged_in("chief"), report, "release").status_code == 403


def test_steps_are_pressed_not_followed(world: World, chief: Client) -> None:
    report = of_station(world)
    for step in ("rebuild", "submit", "release"):
        assert chief.get(address(report, step)).status_code == 405
