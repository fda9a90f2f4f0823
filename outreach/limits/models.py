"""Token buckets in the database: what the limits fall back to while Redis cannot be reached (design.md section 5)."""

from django.db import models


class Bucket(models.Model):
    """One bucket.

    Emptied and refilled by a single statement, so that parallel requests never take the same token twice.
    """

    key = models.CharField(primary_key=True, max_length=120, db_collation="C")
    tokens = models.FloatField()
    refilled_at = models.DateTimeField()
