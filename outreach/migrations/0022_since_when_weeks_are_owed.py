"""Since when a schedule's weeks are owed, apart from when it was last switched."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("outreach", "0021_lines_of_a_rare_value"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportschedule",
            name="owed_since",
            field=models.DateTimeField(null=True),
        ),
        # Until now both were one.
        migrations.RunSQL(
            "UPDATE outreach_reportschedule SET owed_since = set_at",
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="reportschedule",
            name="owed_since",
            field=models.DateTimeField(),
        ),
    ]
