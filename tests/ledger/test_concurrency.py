"""Readers, writers and folds at once: totals are exact at every instant."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from outreach.campaigns.models import Campaign
from outreach.ledger.folding import fold, fold_all
from outreach.ledger.models import PendingLine
from outreach.ledger.recount import recount
from outreach.ledger.totals import TotalsQuery, totals
from tests.ledger.ledgers import DAY, count, new_campaign, void

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, ACTS, FOLDERS = 3, 30, 3


@dataclass
class Tale:
    """What the writers have sent so far, and what of it was acknowledged."""

    sent: int = 0
    acknowledged: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, *, sent: int = 0, acknowledged: int = 0) -> None:
        with self.lock:
            self.sent += sent
            self.acknowledged += acknowledged


def test_totals_hold_at_every_poll_while_writers_write_and_folds_fold() -> None:
    campaign, tale = new_campaign(), Tale()
    query = TotalsQuery(campaign_id=campaign.pk, by=("unit", "month"))
    with ThreadPoolExecutor(WRITERS + FOLDERS) as pool:
        writers = [pool.submit(_apart, _write, campaign, tale, seed) for seed in range(WRITERS)]
        folders = [pool.submit(_apart, _fold_until_done, writers) for _ in range(FOLDERS)]
        polls = 0
        while polls < 3 or not all(future.done() for future in (*writers, *folders)):
            at_least = tale.acknowledged
            counted = sum(row["quantity"] for row in totals(query).rows)
            assert at_least <= counted <= tale.sent
            assert recount() == []
            polls += 1
        for future in (*writers, *folders):
            future.result()
    fold_all()
    assert not PendingLine.objects.exists()
    assert recount() == []
    assert sum(row["quantity"] for row in totals(query).rows) == tale.acknowledged == WRITERS * ACTS


def _write(campaign: Campaign, tale: Tale, seed: int) -> None:
    """Acts that stay, each with one that is voided in its own transaction, over few keys in no order."""
    chance = random.Random(seed)
    for _ in range(ACTS):
        tale.add(sent=1)
        with transaction.atomic():
            for _ in range(2):
                act = count(campaign, unit=chance.randint(1, 3), day=DAY + timedelta(days=chance.randint(0, 40)))
            void(act)
        tale.add(acknowledged=1)


def _fold_until_done(writers: list[Future[None]]) -> None:
    while not all(writer.done() for writer in writers):
        fold(limit=7)


def _apart(work: Callable[..., None], *arguments: Any) -> None:
    """In this thread, whose connection ends with it."""
    try:
        work(*arguments)
    finally:
        connection.close()
