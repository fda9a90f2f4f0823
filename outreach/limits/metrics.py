"""The limits as they are set, for Prometheus: beside `outreach_limit_verdicts` they tell how close to one it gets."""

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector


class ConfiguredLimits(Collector):
    """Reads the settings whenever it is scraped."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        burst = GaugeMetricFamily("outreach_limit_burst", "How many a limit lets through at once.", labels=["limit"])
        refill = GaugeMetricFamily(
            "outreach_limit_refill_per_second", "How many more a limit lets through each second.", labels=["limit"]
        )
        for name, (most, per_second) in settings.LIMITS.items():
            burst.add_metric([name], most)
            refill.add_metric([name], per_second)
        yield burst
        yield refill


REGISTRY: Final = CollectorRegistry()
"""Apart from the process's own figures, which several web processes add up: the settings are the same for all."""

REGISTRY.register(ConfiguredLimits())
