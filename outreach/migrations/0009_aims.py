"""Targets and population bases: versioned by adding."""

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
        *(migrations.RunSQL(KEEP.format(table), LET_GO.format(table)) for table in ("target", "populationbase")),
    ]
