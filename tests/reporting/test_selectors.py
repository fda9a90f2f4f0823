"""Who may read which reports."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from outreach.campaigns.models import Campaign
from outreach.errors import Refusal
from outreach.organisation.scope import Scope, scope_of
from outreach.reporting.models import Report
from outreach.reporting.selectors import approval_of, report_of, reports_visible_to
from tests.reporting.briefing import SEPTEMBER
from tests.reporting.lives import approved, drafted
from tests.world import World


def scope(world: World, name: str) -> Scope:
    return scope_of(world.officers[name])


@pytest.fixture
def reports(world: World, briefed: Campaign) -> dict[str, Report]:
    unit = world.units["station_b"]
    return {
        "a": approved(world, briefed),
        "b": drafted(world, briefed, unit=unit, officer="chief_b"),
        "sub": drafted(world, briefed, unit=world.units["sub_bureau"], officer="sub_chief"),
    }


@pytest.mark.parametrize(
    ("name", "visible"),
    [
        ("chief", ["a"]),
        ("chief_b", ["b"]),
        ("sub_chief", ["a", "b", "sub"]),
        ("administrator", ["a", "b", "sub"]),
        ("auditor", ["a", "b", "sub"]),
        ("other_administrator", []),
        ("officer", []),
        ("former", []),
    ],
)
def test_reports_are_for_those_who_manage_or_audit_the_unit(
    world: World, reports: dict[str, Report], name: str, visible: list[str]
) -> None:
    assert set(reports_visible_to(scope(world, name))) == {reports[key] for key in visible}
    for key, report in reports.items():
        if key in visible:
            assert report_of(scope(world, name), report.pk) == report
        else:
            with pytest.raises(Refusal):
                report_of(scope(world, name), report.pk)


def test_the_refusal_says_whether_the_unit_or_the_role_is_wrong(world: World, reports: dict[str, Report]) -> None:
    for name, report_id, code in (
        ("officer", reports["a"].pk, "permission_denied"),
        ("officer", reports["b"].pk, "out_of_scope"),
        ("sub_chief", uuid4(), "not_found"),
    ):
        with pytest.raises(Refusal) as refused:
            report_of(scope(world, name), report_id)
        assert refused.value.problem.code == code


def test_a_list_of_reports_takes_one_statement_and_no_sections(
    world: World, reports: dict[str, Report], django_assert_num_queries: Callable[[int], Any]
) -> None:
    viewer = scope(world, "sub_chief")
    with django_assert_num_queries(1) as statements:
        assert len([(each.unit.name, approval_of(each)) for each in reports_visible_to(viewer)]) == 3
    assert '"section"' not in statements[0]["sql"] and '"figures"' not in statements[0]["sql"]


def test_a_report_names_its_approval_once_it_has_one(world: World, briefed: Campaign) -> None:
    draft, report = drafted(world, briefed), approved(world, briefed, first=SEPTEMBER)
    viewer = scope(world, "chief")
    assert approval_of(report_of(viewer, draft.pk)) is None
    approval = approval_of(report_of(viewer, report.pk))
    assert approval is not None
    assert (approval.snapshot, approval.at) == (report.snapshot.pk, report.snapshot.frozen_at)
