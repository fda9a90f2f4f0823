"""A real worker drafts what the schedule has due, with its documents, and goes no further."""

import pytest
from celery import current_app

from outreach.campaigns.periods import PeriodKind
from outreach.organisation.scope import scope_of
from outreach.reporting.files import files_built
from outreach.reporting.models import Report, ReportState
from outreach.reporting.schedule import set_schedule
from tasks.schedule import SCHEDULE
from tests.servers import Server
from tests.waiting import wait_until
from tests.world import World


@pytest.mark.django_db(transaction=True)
def test_a_worker_drafts_what_is_due(world: World, celery_worker: Server) -> None:
    by, unit = scope_of(world.officers["chief"]), world.units["station_a"]
    set_schedule(by=by, campaign=world.campaign, unit=unit, kind=PeriodKind.MONTH, is_on=True)
    for _strike in range(3):
        current_app.send_task("tasks.draft_due_reports")
    wait_until(lambda: any(files_built(report) for report in Report.objects.all()), celery_worker)
    report = Report.objects.get()
    assert (report.state, report.unit, report.created_by) == (ReportState.DRAFT, unit, None)
    assert all(file.size for file in files_built(report))


def test_it_comes_round_every_hour_soon_after_a_period_is_over() -> None:
    schedule = SCHEDULE["draft due reports"]["schedule"]
    assert (schedule.minute, schedule.hour) == ({10}, set(range(24)))
