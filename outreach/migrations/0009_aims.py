"""Targets and population bases: versioned by adding. And what a campaign with records keeps."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# As in guards.sql: what was set or entered once is kept as written, a change is a new row.
KEEP = """
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON outreach_{0}
    FOR EACH ROW EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON outreach_{0}
    FOR EACH STATEMENT EXECUTE FUNCTION outreach_refuse_change();
"""
LET_GO = "DROP TRIGGER keep_rows ON outreach_{0}; DROP TRIGGER keep_table ON outreach_{0};"

# A campaign keeps what its lines were counted by, and what those who signed were promised. The names of the constraints are
# those that campaigns/setting_up.py explains.
GUARD_CAMPAIGN = """
CREATE FUNCTION outreach_guard_campaign() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first_day date;
    last_day date;
    refused text;
BEGIN
    SELECT min(day), max(day) INTO first_day, last_day FROM (
        SELECT day FROM outreach_daytally WHERE campaign_id = OLD.id
        UNION ALL
        SELECT line.day FROM outreach_pendingline AS pending
        JOIN outreach_ledgerentry AS line ON line.id = pending.line_id WHERE line.campaign_id = OLD.id
    ) AS counted;
    refused := CASE
        WHEN first_day IS NULL THEN NULL
        WHEN NEW.unit_id <> OLD.unit_id THEN 'campaign_keeps_unit'
        WHEN NEW.timezone <> OLD.timezone THEN 'campaign_keeps_timezone'
        WHEN NEW.starts_on > OLD.starts_on AND NEW.starts_on > first_day THEN 'campaign_begins_before_its_lines'
        WHEN NEW.ends_on IS DISTINCT FROM OLD.ends_on AND NEW.ends_on < last_day THEN 'campaign_ends_after_its_lines'
        WHEN NEW.retention_days > OLD.retention_days THEN 'campaign_keeps_its_promise'
    END;
    IF refused IS NULL AND EXISTS (SELECT 1 FROM outreach_closedperiod WHERE campaign_id = OLD.id) THEN
        refused := CASE
            WHEN NEW.week_closes_on <> OLD.week_closes_on THEN 'campaign_keeps_week_day'
            WHEN NEW.month_closes_on <> OLD.month_closes_on THEN 'campaign_keeps_month_day'
        END;
    END IF;
    IF refused IS NOT NULL THEN
        RAISE EXCEPTION 'campaign % has records: %', OLD.id, refused
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = refused;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER guard BEFORE UPDATE OF unit_id, timezone, starts_on, ends_on, retention_days, week_closes_on, month_closes_on
    ON outreach_campaign FOR EACH ROW EXECUTE FUNCTION outreach_guard_campaign();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0008_retention'),
    ]

    operations = [
        migrations.CreateModel(
            name='PopulationBase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(blank=True, db_collation='C', max_length=30)),
                ('count', models.PositiveIntegerField(help_text='empty: withdrawn', null=True)),
                ('source', models.CharField(max_length=160, verbose_name='source')),
                ('as_of', models.DateField()),
                ('entered_at', models.DateTimeField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='populations', to='outreach.campaign')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='populations', to='outreach.organisationunit')),
            ],
            options={
                'ordering': ['-as_of', '-pk'],
                'indexes': [models.Index(fields=['campaign', 'unit', 'audience', 'as_of', 'id'], name='population_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('count__isnull', True), ('count__gt', 0), _connector='OR'), name='population_of_somebody'), models.CheckConstraint(condition=models.Q(('audience__in', ['', 'pupils', 'college_students', 'teachers_parents', 'elderly', 'residents', 'villagers', 'enterprise_staff', 'legal_representatives', 'finance_staff', 'self_employed', 'agency_staff'])), name='population_of_an_audience'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='population_has_a_source')],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(db_collation='C', max_length=30)),
                ('first', models.DateField(null=True)),
                ('last', models.DateField(null=True)),
                ('quantity', models.PositiveIntegerField(help_text='empty: withdrawn', null=True)),
                ('set_at', models.DateTimeField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='outreach.campaign')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='outreach.organisationunit')),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['campaign', 'unit', 'first', 'last', 'indicator', 'id'], name='target_by_days')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('first__isnull', True), ('last__isnull', True)), models.Q(('first__isnull', False), ('last__gte', models.F('first')), ('last__isnull', False)), _connector='OR'), name='target_days_in_order'), models.CheckConstraint(condition=models.Q(('quantity__isnull', True), ('quantity__gt', 0), _connector='OR'), name='target_of_something'), models.CheckConstraint(condition=models.Q(('indicator__in', ['school_talks', 'community_sessions', 'household_visits', 'attendance', 'materials', 'materials_posted', 'unit_pledges', 'resident_pledges', 'app_installs', 'app_confirmations', 'alerts_enabled', 'publications'])), name='target_of_an_indicator')],
            },
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('late_limit_days__range', (1, 90))), name='campaign_late'),
        ),
        migrations.RunSQL(GUARD_CAMPAIGN, "DROP TRIGGER guard ON outreach_campaign; DROP FUNCTION outreach_guard_campaign;"),
        *(migrations.RunSQL(KEEP.format(table), LET_GO.format(table)) for table in ("target", "populationbase")),
    ]
