from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0006_what_receipts_leave'),
    ]

    operations = [
        migrations.AddField(
            model_name='doubt',
            name='gone_at',
            field=models.DateTimeField(null=True),
        ),
    ]
