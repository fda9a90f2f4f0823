"""Where two looks at a paper found unlike things, somebody who took neither may settle it."""

from django.db import migrations, models

# The guard of 0015, with what a third mark needs where [third] stands.
GUARD = """
CREATE OR REPLACE FUNCTION outreach_guard_check_mark() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    marked outreach_spotcheckitem%ROWTYPE;
    refused text;
BEGIN
    SELECT * INTO marked FROM outreach_spotcheckitem WHERE id = NEW.item_id;
    PERFORM FROM outreach_spotcheck WHERE id = marked.spot_check_id FOR UPDATE;
    refused := CASE
        WHEN NEW.turn = 2 AND NOT marked.is_second THEN 'spot_check_second_list'
[third]        WHEN EXISTS (SELECT FROM outreach_act WHERE id = marked.act_id AND officer_id = NEW.marked_by_id)
            THEN 'spot_check_by_another'
        WHEN EXISTS (
            SELECT FROM outreach_spotcheckitem AS item JOIN outreach_spotcheckmark AS mark ON mark.item_id = item.id
            WHERE item.spot_check_id = marked.spot_check_id AND mark.marked_by_id = NEW.marked_by_id
                AND mark.turn <> NEW.turn)
            THEN 'spot_check_one_turn_each'
    END;
    IF refused IS NOT NULL THEN
        RAISE EXCEPTION 'paper % is not for this checker: %', NEW.item_id, refused
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = refused;
    END IF;
    RETURN NEW;
END $$;
"""
# The third look knows what the first two said: it comes after all of them, not paper by paper.
THIRD = """        WHEN NEW.turn = 3 AND EXISTS (
            SELECT FROM outreach_spotcheckitem AS item
            JOIN outreach_act AS act ON act.id = item.act_id AND act.voided_by IS NULL
            WHERE item.spot_check_id = marked.spot_check_id AND (
                NOT EXISTS (SELECT FROM outreach_spotcheckmark WHERE item_id = item.id AND turn = 1)
                OR item.is_second AND NOT EXISTS (
                    SELECT FROM outreach_spotcheckmark WHERE item_id = item.id AND turn = 2)))
            THEN 'spot_check_third_when_done'
        WHEN NEW.turn = 3 AND NOT EXISTS (
            SELECT FROM outreach_spotcheckmark AS one JOIN outreach_spotcheckmark AS other ON other.item_id = one.item_id
            WHERE one.item_id = NEW.item_id AND one.turn = 1 AND other.turn = 2 AND one.finding <> other.finding)
            THEN 'spot_check_third_where_unlike'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0018_discarded_imports'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='spotcheckmark',
            name='spot_check_turn_known',
        ),
        migrations.AlterField(
            model_name='spotcheckmark',
            name='turn',
            field=models.PositiveSmallIntegerField(choices=[(1, 'first look'), (2, 'second look'), (3, 'third look')]),
        ),
        migrations.AddConstraint(
            model_name='spotcheckmark',
            constraint=models.CheckConstraint(condition=models.Q(('turn__in', [1, 2, 3])), name='spot_check_turn_known'),
        ),
        migrations.RunSQL(GUARD.replace('[third]', THIRD), GUARD.replace('[third]', '')),
    ]
