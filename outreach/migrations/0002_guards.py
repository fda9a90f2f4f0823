"""What the database enforces whatever program writes to it (design.md section 4, rules 2, 4, 5, 7 and 9)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("guards.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial")]

    operations = [migrations.RunSQL(SQL, reverse_sql=migrations.RunSQL.noop)]
