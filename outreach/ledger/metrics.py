"""The workers' lag, for Prometheus: how many lines wait for the fold, and since when the oldest does."""

from collections.abc import Iterator
from typing import Final

from django.db import DatabaseError, connection
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

# Ids rise with time, so the lowest waiting one stands for the oldest: one look-up, however long the queue.
_LAG: Final = """
SELECT queue.waiting, coalesce(extract(epoch FROM statement_timestamp() - line.received_at), 0)::float8
FROM (SELECT count(*) AS waiting, min(line_id) AS oldest FROM outreach_pendingline) AS queue
LEFT JOIN outreach_ledgerentry AS line ON line.id = queue.oldest
"""


class PendingLines(Collector):
    """Reads the queue whenever it is scraped; silent while the database cannot be asked."""

    def describe(self) -> Iterator[GaugeMetricFamily]:
        # Without it the registry would ask the database at the moment it learns of this collector.
        yield from _families()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            with connection.cursor() as cursor:
                cursor.execute(_LAG)
                values = cursor.fetchone()
        except DatabaseError:
            return
        for family, value in zip(_families(), values, strict=True):
            family.add_metric([], value)
            yield family


def _families() -> tuple[GaugeMetricFamily, GaugeMetricFamily]:
    return (
        GaugeMetricFamily("outreach_pending_lines", "Ledger lines that wait for the fold; totals include them."),
        GaugeMetricFamily("outreach_pending_oldest_seconds", "Seconds since the oldest waiting line was received."),
    )


REGISTRY: Final = CollectorRegistry()
"""Apart from the process's own figures, which several web processes add up: the queue is the same for all of them."""

REGISTRY.register(PendingLines())
