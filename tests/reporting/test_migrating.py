"""The step to since when weeks are owed: what was switched before it is owed since then."""

from datetime import timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from outreach.campaigns.periods import PeriodKind
from outreach.reporting.models import ReportSchedule
from tests.reporting.briefing import NOW
from tests.reporting.lives import switch
from tests.world import World


def migrate(name: str | None = None) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("outreach", name)] if name else executor.loader.graph.leaf_nodes("outreach"))


def test_weeks_are_owed_since_the_schedule_was_switched_on(world: World) -> None:
    schedule = switch(world, world.campaign, PeriodKind.WEEK, now=NOW - timedelta(days=30))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    migrate("0021_lines_of_a_rare_value")
    migrate()
    assert ReportSchedule.objects.get(pk=schedule.pk).owed_since == schedule.set_at
