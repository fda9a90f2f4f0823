"""In a large table a unit that ends or moves looks for acts of later days alone, with the units locked."""

from datetime import timedelta

from django.db import connection

from outreach.organisation.models import OrganisationUnit
from outreach.organisation.moves import move_unit
from outreach.organisation.scope import scope_of
from tests.world import World

# Ninety days of it, one every minute.
_MANY = """
INSERT INTO outreach_act (id, kind, campaign_id, unit_id, day, audience, occurred_at, is_batch)
SELECT gen_random_uuid(), 'install', %(campaign)s, %(unit)s, (moment AT TIME ZONE 'Asia/Shanghai')::date, 'unspecified',
    moment, false
FROM generate_series(%(now)s::timestamptz - interval '90 days', %(now)s::timestamptz, interval '1 minute') AS moment
"""
_WHOLE_SCANS = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'outreach_act'"


def test_a_move_does_not_read_all_acts_for_each_unit(world: World) -> None:
    told = {"campaign": world.campaign.pk, "unit": world.units["station_a"].pk, "now": world.now}
    by = scope_of(world.officers["administrator"], today=world.today)
    with connection.cursor() as cursor:
        cursor.execute(_MANY, told)
        cursor.execute("SELECT brin_summarize_new_values('act_by_day')")
        cursor.execute("ANALYZE outreach_act")
        cursor.execute(_WHOLE_SCANS)
        before = cursor.fetchone()
        for name, below in (("station_a", "other_bureau"), ("station_b", "other_bureau"), ("station_c", "sub_bureau")):
            unit = OrganisationUnit.objects.get(pk=world.units[name].pk)
            move_unit(by=by, unit=unit, below=world.units[below], first=world.today + timedelta(days=2))
        cursor.execute(_WHOLE_SCANS)
        assert cursor.fetchone() == before
