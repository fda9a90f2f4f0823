"""A campaign does not outlast its unit; and acts of days to come are found without reading all.

A campaign is not started, given to another unit or prolonged beyond its unit's last day. To shorten it is always let.
"""

import django.contrib.postgres.indexes
from django.db import migrations

# The row of the unit is held: one that ends or moves meanwhile waits, and then finds the campaign.
CAMPAIGN_DAYS = """
CREATE FUNCTION outreach_guard_campaign_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unit_ends_on date;
BEGIN
    SELECT ends_on INTO unit_ends_on FROM outreach_organisationunit WHERE id = NEW.unit_id FOR SHARE;
    IF COALESCE(NEW.ends_on, 'infinity') > unit_ends_on AND (
        TG_OP = 'INSERT' OR NEW.unit_id <> OLD.unit_id
        OR COALESCE(NEW.ends_on, 'infinity') > COALESCE(OLD.ends_on, 'infinity')) THEN
        RAISE EXCEPTION 'campaign % would outlast its unit, which ends on %', NEW.id, unit_ends_on
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'campaign_within_the_days_of_its_unit';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER guard_days AFTER INSERT OR UPDATE OF unit_id, ends_on ON outreach_campaign
    FOR EACH ROW EXECUTE FUNCTION outreach_guard_campaign_days();
"""
FREE_CAMPAIGN_DAYS = "DROP TRIGGER guard_days ON outreach_campaign; DROP FUNCTION outreach_guard_campaign_days;"


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0015_doubt_reviews_and_checks'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='act',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['day'], name='act_by_day', pages_per_range=32),
        ),
        migrations.RunSQL(CAMPAIGN_DAYS, FREE_CAMPAIGN_DAYS),
    ]
