"""Indexes for the lines of one evidence, audience or source (docs/decisions/0022-lines-of-a-rare-value.md).

Recording goes on while they are built. One that was broken off stays behind, marked invalid: drop it, and migrate again.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('outreach', '0020_the_day_a_unit_was_entered'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='ledgerentry',
            index=models.Index(fields=['campaign', 'unit', 'evidence', 'day', 'id'], name='line_by_evidence'),
        ),
        AddIndexConcurrently(
            model_name='ledgerentry',
            index=models.Index(fields=['campaign', 'unit', 'audience', 'day', 'id'], name='line_by_audience'),
        ),
        AddIndexConcurrently(
            model_name='ledgerentry',
            index=models.Index(fields=['campaign', 'unit', 'source', 'day', 'id'], name='line_by_source'),
        ),
    ]
