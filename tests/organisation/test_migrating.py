"""The steps to units in time: taken back and again, they say which units stand in their way and keep what is known."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError

from outreach.audit.models import AuditEvent
from outreach.organisation.models import OrganisationUnit
from tests.world import World

BEFORE = ("outreach", "0013_reports_come_round")
BEFORE_DAYS_OF_ENTRY = ("outreach", "0018_discarded_imports")
UNITS_IN_TIME = ("outreach", "0014_organisation_in_time")


def migrate(*target: tuple[str, str]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(list(target or executor.loader.graph.leaf_nodes("outreach")))


@pytest.fixture
def goes_on(transactional_db: None) -> Iterator[None]:
    """Indexes are built beside the recording, in no transaction: what a test changes it has to put back itself."""
    yield
    migrate()


def test_it_is_taken_back_and_taken_again(goes_on: None) -> None:
    migrate(BEFORE)
    migrate()


def test_two_units_of_one_name_below_the_same_are_named(goes_on: None, world: World) -> None:
    first, second = world.units["station_a"].pk, world.units["station_b"].pk
    migrate(BEFORE)
    units = OrganisationUnit.objects.filter(pk=second)
    units.update(name="甲派出所")
    try:
        with pytest.raises(DatabaseError, match=rf"甲派出所 \(ids {first}, {second}\)\. Rename all but one"):
            migrate(UNITS_IN_TIME)
    finally:
        units.update(name="乙派出所")


def test_a_unit_that_the_audit_saw_entered_keeps_that_local_day(goes_on: None, world: World) -> None:
    entered, told_of = world.units["station_b"], f"unit:{world.units['station_b'].pk}"
    late = datetime(2026, 5, 31, 16, 30, tzinfo=UTC)
    AuditEvent.objects.create(at=late, actor="system:test", action="unit_added", subject=told_of)
    migrate(BEFORE_DAYS_OF_ENTRY)
    migrate()
    days = OrganisationUnit.objects.exclude(entered_on=None).values_list("pk", "entered_on")
    assert list(days) == [(entered.pk, date(2026, 6, 1))]
