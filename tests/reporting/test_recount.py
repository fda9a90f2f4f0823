"""Frozen figures are proved against the hash they were frozen with."""

from django.db import connection

from outreach.campaigns.models import Campaign
from outreach.ledger.recount import Difference, run_recount
from outreach.reporting.models import Snapshot
from outreach.reporting.recount import snapshot_differences
from tests.ledger.ledgers import unguarded
from tests.reporting.briefing import SEPTEMBER
from tests.reporting.lives import approved
from tests.world import World


def test_snapshots_as_frozen_are_right(world: World, briefed: Campaign) -> None:
    approved(world, briefed)
    approved(world, briefed, first=SEPTEMBER)
    assert snapshot_differences() == []


def test_a_figure_changed_behind_the_guards_is_found(world: World, briefed: Campaign) -> None:
    snapshot = approved(world, briefed).snapshot
    approved(world, briefed, first=SEPTEMBER)
    figures = {**snapshot.figures, "as_of": "2021-12-03T10:06:00+08:00"}
    with connection.cursor() as cursor:
        # What is left to be checked at the end of the transaction would keep the table from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with unguarded(Snapshot):
        Snapshot.objects.filter(pk=snapshot.pk).update(figures=figures)
    (difference,) = snapshot_differences()
    assert (difference.check, difference.key) == ("snapshots", f"snapshot={snapshot.pk}")
    assert difference.expected == snapshot.sha256 != difference.found
    stored = run_recount(also=[snapshot_differences]).differences
    assert Difference(**stored[-1]) == difference
