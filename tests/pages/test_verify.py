from uuid import uuid4

from django.test import Client
from django.utils import timezone

from outreach.reporting.models import Report, ReportState, Snapshot
from tests.pages.reading import page
from tests.world import World


def approved(world: World) -> Snapshot:
    report = Report.objects.create(
        campaign=world.campaign,
        unit=world.units["station_a"],
        period_kind="custom",
        first=world.campaign.starts_on,
        last=world.today,
        state=ReportState.APPROVED,
        section={},
        created_at=world.now,
        submitted_by=world.officers["chief"],
        approved_by=world.officers["sub_chief"],
    )
    return Snapshot.objects.create(report=report, figures={"secret": 31}, sha256="ab" * 32, frozen_at=timezone.now())


def test_an_approved_report_shows_unit_period_and_digest_and_no_figure(world: World, resident: Client) -> None:
    snapshot = approved(world)
    shown = page(resident.get(f"/verify/{snapshot.pk}/")).text
    assert "甲派出所" in shown and "ab" * 32 in shown and str(snapshot.pk) in shown
    assert "secret" not in shown


def test_anything_else_is_not_there(world: World, resident: Client) -> None:
    assert resident.get(f"/verify/{uuid4()}/").status_code == 404
    assert resident.get("/verify/nothing/").status_code == 404
