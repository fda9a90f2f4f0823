"""What stays of a resident who took everything back or erased: nothing that leads to a phone. And an index of the noes."""

from django.db import migrations, models

# As in guards.sql, but that the mark of a resident's device may be dropped with the content mark, on erasure.
GUARD = """
CREATE OR REPLACE FUNCTION outreach_guard_submission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR (
        NEW.principal <> OLD.principal AND NOT (OLD.source = 'resident' AND NEW.principal = 'anonymous')
    ) THEN
        RAISE EXCEPTION 'submission % keeps its id, kind and principal', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.outcome <> 'rejected' AND (
        to_jsonb(NEW) - 'content_mark' - 'principal' <> to_jsonb(OLD) - 'content_mark' - 'principal'
        OR (NEW.content_mark IS NOT NULL AND NEW.content_mark IS DISTINCT FROM OLD.content_mark)
        OR (NEW.principal <> OLD.principal AND NEW.content_mark IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'submission % has the final outcome %', OLD.id, OLD.outcome
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("outreach", "0005_doubts")]

    operations = [
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("kind", "refusal")), fields=["unit", "received_at"], name="submission_refusals"
            ),
        ),
        migrations.RunSQL(GUARD, reverse_sql=migrations.RunSQL.noop),
    ]
