"""The step to units in time: it can be taken back, and says which units stand in its way."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError

from tests.world import World

BEFORE = ("outreach", "0013_reports_come_round")
UNITS_IN_TIME = ("outreach", "0014_organisation_in_time")


def migrate(*target: tuple[str, str]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(list(target or executor.loader.graph.leaf_nodes("outreach")))


@pytest.mark.django_db
def test_it_is_taken_back_and_taken_again() -> None:
    migrate(BEFORE)
    migrate()


def test_two_units_of_one_name_below_the_same_are_named(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        migrate(BEFORE)
        cursor.execute("UPDATE outreach_organisationunit SET name = '甲派出所' WHERE name = '乙派出所'")
        first, second = world.units["station_a"].pk, world.units["station_b"].pk
        with pytest.raises(DatabaseError, match=rf"甲派出所 \(ids {first}, {second}\)\. Rename all but one"):
            migrate(UNITS_IN_TIME)
