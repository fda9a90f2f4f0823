"""Proof that frozen figures are what was approved (design.md section 4, rule 8)."""

from typing import Final

from outreach.ledger.recount import Difference
from outreach.reporting.canonical import sha256_of
from outreach.reporting.models import Snapshot

# A snapshot is some tens of kilobytes; so many are held at a time.
_AT_A_TIME: Final = 100


def snapshot_differences() -> list[Difference]:
    """Every snapshot whose figures no longer have the hash they were frozen with. Goes into ``run_recount(also=…)``."""
    frozen = Snapshot.objects.order_by("frozen_at", "pk").values_list("pk", "figures", "sha256")
    return [
        Difference("snapshots", f"snapshot={pk}", expected=sha256, found=found)
        for pk, figures, sha256 in frozen.iterator(chunk_size=_AT_A_TIME)
        if (found := sha256_of(figures)) != sha256
    ]
