"""What a unit's last day asks of the acts is counted (docs/decisions/0019-a-unit-moves-by-date.md).

Of EXISTS the planner now and then believed that a row would be met soon, and read the whole table, with the unit
locked, to find none. A count takes the index over days.
"""

from django.db import migrations

UNIT_DAYS = """
CREATE OR REPLACE FUNCTION outreach_guard_unit_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    refused text;
BEGIN
    refused := CASE
        WHEN EXISTS (
            SELECT 1 FROM outreach_organisationunit AS above
            WHERE NEW.path LIKE above.path || '%' AND above.id <> NEW.id
                AND above.ends_on < COALESCE(NEW.ends_on, 'infinity')) THEN 'unit_ends_with_those_above'
        WHEN NEW.ends_on IS NOT NULL AND EXISTS (
            SELECT 1 FROM outreach_organisationunit AS below
            WHERE below.path LIKE NEW.path || '%' AND below.id <> NEW.id
                AND COALESCE(below.ends_on, 'infinity') > NEW.ends_on) THEN 'unit_ends_after_those_below'
        WHEN NEW.ends_on IS NOT NULL AND {has_acts_after} THEN 'unit_ends_after_its_records'
        WHEN NEW.successor_of_id IS NOT NULL AND NEW.begins_on IS DISTINCT FROM (
            SELECT ends_on + 1 FROM outreach_organisationunit WHERE id = NEW.successor_of_id)
            THEN 'unit_begins_when_the_one_before_ends'
        WHEN EXISTS (
            SELECT 1 FROM outreach_organisationunit AS next
            WHERE next.successor_of_id = NEW.id AND next.begins_on IS DISTINCT FROM NEW.ends_on + 1) THEN 'unit_has_moved'
        WHEN NEW.successor_of_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM outreach_campaign
            WHERE unit_id = NEW.successor_of_id AND COALESCE(ends_on, 'infinity') >= NEW.begins_on)
            THEN 'unit_has_a_campaign'
    END;
    IF refused IS NOT NULL THEN
        RAISE EXCEPTION 'unit % cannot end on %: %', NEW.id, NEW.ends_on, refused
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = refused;
    END IF;
    RETURN NULL;
END $$;
"""
COUNTED = "(\n            SELECT count(*) > 0 FROM outreach_act WHERE unit_id = NEW.id AND day > NEW.ends_on)"
MET = "EXISTS (\n            SELECT 1 FROM outreach_act WHERE unit_id = NEW.id AND day > NEW.ends_on)"


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0022_since_when_weeks_are_owed'),
    ]

    operations = [
        migrations.RunSQL(UNIT_DAYS.format(has_acts_after=COUNTED), UNIT_DAYS.format(has_acts_after=MET)),
    ]
