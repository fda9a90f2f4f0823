"""Three plain tables, about as wide as a submission, an act and a line, for the view that an install is compared with.

Nothing but a primary key each: no index, no constraint and no trigger that would make the comparison easier.
"""

from django.db import models


class PlainSubmission(models.Model):
    submission = models.UUIDField()
    kind = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    principal = models.CharField(max_length=80)
    campaign_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    code_id = models.BigIntegerField()
    content_mark = models.BinaryField(max_length=32)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    indicators = models.JSONField(default=dict)


class PlainAct(models.Model):
    submission = models.UUIDField()
    kind = models.CharField(max_length=20)
    campaign_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    code_id = models.BigIntegerField()
    day = models.DateField()
    audience = models.CharField(max_length=30)
    occurred_at = models.DateTimeField()
    receipt_mark = models.BinaryField(max_length=32)
    witness_mark = models.BinaryField(max_length=32)


class PlainLine(models.Model):
    submission = models.UUIDField()
    campaign_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    indicator = models.CharField(max_length=30)
    evidence = models.CharField(max_length=20)
    audience = models.CharField(max_length=30)
    day = models.DateField()
    quantity = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=20)
