"""How a list is drawn: whoever has the seed and the frame draws the same one again.

The frame is every paper that the figure counts in these days: one name `<act id>:<number>` for each, sorted by act id
and number. Its digest is the SHA-256 over all names, each followed by a line feed. A name's place is the value of
HMAC-SHA256 with the seed's bytes as key: the papers with the smallest values are drawn, in their order. Of those drawn,
the ones with the smallest values for `second:<name>` are looked at twice.
"""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from heapq import nsmallest
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db.models import Sum

from outreach.campaigns.indicators import Evidence, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.ledger.models import LedgerEntry
from outreach.organisation.models import OrganisationUnit
from outreach.reporting.checks.models import CheckKind

Frame = Sequence[tuple[UUID, int]]

# At least so many of a list, or all of a shorter one, and one in five of a longer one.
_SECOND_LEAST: Final = 5
_SECOND_SHARE: Final = 5

# Of pledges those that are on paper; of letters all: one that was signed on a phone has its sealed copy too.
_COUNTED = MappingProxyType(
    {
        CheckKind.PAPERS: (IndicatorKey.RESIDENT_PLEDGES, (Evidence.DOCUMENTED, Evidence.IMPORTED)),
        CheckKind.LETTERS: (IndicatorKey.UNIT_PLEDGES, tuple(Evidence)),
    }
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The papers drawn, in order, each with its act, its number, and whether it is looked at twice."""

    papers: list[tuple[UUID, int, bool]]
    frame_size: int
    frame_sha256: str


def frame_of(kind: CheckKind, *, campaign: Campaign, unit: OrganisationUnit, first: date, last: date) -> Frame:
    """The acts of the unit and all below it that count now in these local days, with how many papers each counts.

    Two statements; what was voided counts nothing and is left out.
    """
    indicator, evidence = _COUNTED[kind]
    lines = LedgerEntry.objects.filter(
        campaign=campaign,
        # By their ids: the index of figures begins with campaign and unit.
        unit__in=list(OrganisationUnit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True)),
        indicator=indicator,
        evidence__in=evidence,
        day__range=(first, last),
    )
    counted = lines.values("act_id").annotate(papers=Sum("quantity")).filter(papers__gt=0)
    return [(act, papers) for act, papers in counted.order_by("act_id").values_list("act_id", "papers")]


def size_of(frame: Frame) -> int:
    """How many papers there are to draw from."""
    return sum(papers for _act, papers in frame)


def draw(seed: str, frame: Frame, size: int) -> Drawn:
    """`size` papers of the frame, or all of a smaller one; `seed` is hexadecimal."""
    key, digest = bytes.fromhex(seed), sha256()

    def placed() -> Iterator[tuple[bytes, UUID, int]]:
        for act, papers in frame:
            begins = _name(act, "")
            names = [begins + b"%d" % number for number in range(1, papers + 1)]
            digest.update(b"\n".join([*names, b""]))
            for number, name in enumerate(names, start=1):
                yield hmac.digest(key, name, "sha256"), act, number

    chosen = [(act, number) for _place, act, number in nsmallest(size, placed())]
    twice = set(nsmallest(_second_size(len(chosen)), chosen, key=lambda paper: _second_place(key, *paper)))
    papers = [(act, number, (act, number) in twice) for act, number in chosen]
    return Drawn(papers, size_of(frame), digest.hexdigest())


def _second_size(size: int) -> int:
    return min(size, max(_SECOND_LEAST, -(-size // _SECOND_SHARE)))


def _second_place(key: bytes, act: UUID, number: int) -> bytes:
    return hmac.digest(key, b"second:" + _name(act, number), "sha256")


def _name(act: UUID, number: int | str) -> bytes:
    return f"{act}:{number}".encode()
