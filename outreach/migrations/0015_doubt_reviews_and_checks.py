"""Reviews of doubts and spot checks: kept as written, and by others than whom they are about."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


# As in guards.sql: a review, a list that was drawn and what was found are kept as written, a change is a new row.
KEEP = """
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON outreach_{0}
    FOR EACH ROW EXECUTE FUNCTION outreach_refuse_change();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON outreach_{0}
    FOR EACH STATEMENT EXECUTE FUNCTION outreach_refuse_change();
"""
LET_GO = "DROP TRIGGER keep_rows ON outreach_{0}; DROP TRIGGER keep_table ON outreach_{0};"
KEPT = ("doubtreview", "spotcheck", "spotcheckitem", "spotcheckmark", "installcheck")

# Nobody checks what they recorded, and the second look knows nothing of the first. The check's row is locked, so that one
# person in two windows does not take both turns at once. reporting/checks/services.py tells the constraints' names apart.
GUARD = """
CREATE FUNCTION outreach_guard_check_mark() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    marked outreach_spotcheckitem%ROWTYPE;
    refused text;
BEGIN
    SELECT * INTO marked FROM outreach_spotcheckitem WHERE id = NEW.item_id;
    PERFORM FROM outreach_spotcheck WHERE id = marked.spot_check_id FOR UPDATE;
    refused := CASE
        WHEN NEW.turn = 2 AND NOT marked.is_second THEN 'spot_check_second_list'
        WHEN EXISTS (SELECT FROM outreach_act WHERE id = marked.act_id AND officer_id = NEW.marked_by_id)
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

CREATE TRIGGER guard BEFORE INSERT ON outreach_spotcheckmark
    FOR EACH ROW EXECUTE FUNCTION outreach_guard_check_mark();

CREATE FUNCTION outreach_guard_install_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM outreach_act WHERE id = NEW.act_id AND officer_id = NEW.entered_by_id) THEN
        RAISE EXCEPTION 'session % was held by its checker', NEW.act_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'install_check_by_another';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER guard BEFORE INSERT ON outreach_installcheck
    FOR EACH ROW EXECUTE FUNCTION outreach_guard_install_check();
"""
UNGUARD = """
DROP TRIGGER guard ON outreach_spotcheckmark; DROP FUNCTION outreach_guard_check_mark;
DROP TRIGGER guard ON outreach_installcheck; DROP FUNCTION outreach_guard_install_check;
"""

# A voided or withdrawn letter keeps nothing of its signatory, whatever voids it.
FORGET_COPY = """
CREATE FUNCTION outreach_forget_sealed_copy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM outreach_sealedcopy WHERE act_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER forget_copy AFTER UPDATE OF voided_by ON outreach_act
    FOR EACH ROW WHEN (NEW.voided_by IS NOT NULL AND OLD.voided_by IS NULL)
    EXECUTE FUNCTION outreach_forget_sealed_copy();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0014_organisation_in_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='DoubtReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('outcome', models.CharField(choices=[('stands', 'found to be true'), ('mistaken', 'false alarm'), ('corrected', 'put right'), ('watched', 'still watched')], db_collation='C', max_length=20)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('seen', models.BigIntegerField()),
                ('reviewed_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='InstallCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('drawn', models.PositiveIntegerField()),
                ('verified', models.PositiveIntegerField()),
                ('not_shown', models.PositiveIntegerField()),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='SpotCheck',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('papers', 'pledges on paper'), ('letters', 'unit letters')], db_collation='C', max_length=20)),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('round', models.PositiveSmallIntegerField()),
                ('seed', models.CharField(db_collation='C', max_length=64)),
                ('frame_size', models.PositiveIntegerField()),
                ('frame_sha256', models.CharField(db_collation='C', max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('second_size', models.PositiveIntegerField()),
                ('drawn_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-drawn_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SpotCheckItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('is_second', models.BooleanField()),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='SpotCheckMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('turn', models.PositiveSmallIntegerField(choices=[(1, 'first look'), (2, 'second look')])),
                ('finding', models.CharField(choices=[('found', 'there, and agrees'), ('missing', 'not there'), ('unreadable', 'not legible'), ('differs', 'does not agree')], db_collation='C', max_length=20)),
                ('marked_at', models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name='doubt',
            name='kind',
            field=models.CharField(choices=[('device_many', 'one phone many times'), ('burst', 'very many at once'), ('seconds_apart', 'pledges within seconds'), ('night', 'at night'), ('above_attendance', 'more installs than people there'), ('helped_twice', 'help perhaps counted twice'), ('same_session', 'one session perhaps recorded twice'), ('awaits_seal', 'letters without their seal'), ('above_peers', 'far above units of its kind')], db_collation='C', max_length=20),
        ),
        migrations.AddIndex(
            model_name='pledge',
            index=models.Index(condition=models.Q(('awaits_seal', True)), fields=['act'], name='pledge_awaits_seal'),
        ),
        migrations.AddField(
            model_name='doubtreview',
            name='doubt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='outreach.doubt'),
        ),
        migrations.AddField(
            model_name='doubtreview',
            name='reviewed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='installcheck',
            name='act',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='install_checks', to='outreach.act'),
        ),
        migrations.AddField(
            model_name='installcheck',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='spotcheck',
            name='campaign',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spot_checks', to='outreach.campaign'),
        ),
        migrations.AddField(
            model_name='spotcheck',
            name='drawn_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='spotcheck',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spot_checks', to='outreach.organisationunit'),
        ),
        migrations.AddField(
            model_name='spotcheckitem',
            name='act',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='outreach.act'),
        ),
        migrations.AddField(
            model_name='spotcheckitem',
            name='spot_check',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='outreach.spotcheck'),
        ),
        migrations.AddField(
            model_name='spotcheckmark',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='outreach.spotcheckitem'),
        ),
        migrations.AddField(
            model_name='spotcheckmark',
            name='marked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='doubtreview',
            constraint=models.UniqueConstraint(fields=('doubt', 'number'), name='doubt_review_in_turn'),
        ),
        migrations.AddConstraint(
            model_name='doubtreview',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['stands', 'mistaken', 'corrected', 'watched'])), name='doubt_review_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='doubtreview',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', 'watched'), models.Q(('note', ''), _negated=True), _connector='OR'), name='doubt_review_settles_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='installcheck',
            constraint=models.UniqueConstraint(fields=('act', 'number'), name='install_check_in_turn'),
        ),
        migrations.AddConstraint(
            model_name='installcheck',
            constraint=models.CheckConstraint(condition=models.Q(('drawn__gte', 1), ('drawn__gte', django.db.models.expressions.CombinedExpression(models.F('verified'), '+', models.F('not_shown')))), name='install_check_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='spotcheck',
            constraint=models.UniqueConstraint(fields=('campaign', 'unit', 'kind', 'first', 'round'), name='spot_check_drawn_once'),
        ),
        migrations.AddConstraint(
            model_name='spotcheck',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['papers', 'letters'])), name='spot_check_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='spotcheck',
            constraint=models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='spot_check_days'),
        ),
        migrations.AddConstraint(
            model_name='spotcheck',
            constraint=models.CheckConstraint(condition=models.Q(('second_size__gte', 1), ('second_size__lte', models.F('size')), ('size__gte', 1), ('size__lte', models.F('frame_size'))), name='spot_check_draws_from_its_frame'),
        ),
        migrations.AddConstraint(
            model_name='spotcheckitem',
            constraint=models.UniqueConstraint(fields=('spot_check', 'position'), name='spot_check_position_once'),
        ),
        migrations.AddConstraint(
            model_name='spotcheckitem',
            constraint=models.UniqueConstraint(fields=('spot_check', 'act', 'number'), name='spot_check_paper_once'),
        ),
        migrations.AddConstraint(
            model_name='spotcheckmark',
            constraint=models.UniqueConstraint(fields=('item', 'turn'), name='spot_check_marked_once'),
        ),
        migrations.AddConstraint(
            model_name='spotcheckmark',
            constraint=models.CheckConstraint(condition=models.Q(('turn__in', [1, 2])), name='spot_check_turn_known'),
        ),
        migrations.AddConstraint(
            model_name='spotcheckmark',
            constraint=models.CheckConstraint(condition=models.Q(('finding__in', ['found', 'missing', 'unreadable', 'differs'])), name='spot_check_finding_known'),
        ),
        *(migrations.RunSQL(KEEP.format(table), LET_GO.format(table)) for table in KEPT),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.CreateModel(
            name='SealedCopy',
            fields=[
                ('act', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='sealed_copy', serialize=False, to='outreach.act')),
                ('media', models.CharField(choices=[('jpeg', 'JPEG'), ('pdf', 'PDF')], db_collation='C', max_length=10)),
                ('content', models.BinaryField()),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('media__in', ['jpeg', 'pdf'])), name='sealed_copy_media_known')],
            },
        ),
        migrations.RunSQL(FORGET_COPY, "DROP TRIGGER forget_copy ON outreach_act; DROP FUNCTION outreach_forget_sealed_copy;"),
    ]
