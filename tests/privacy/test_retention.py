"""What is held of persons goes by itself on the day that the page names; the count stays."""

from datetime import timedelta

import pytest

from outreach.audit.models import AuditEvent
from outreach.campaigns.models import Campaign
from outreach.capture.models import Pledge, SignerRecord
from outreach.ledger.models import LedgerEntry, Submission
from outreach.ledger.recount import recount
from outreach.privacy.retention import forget_expired, kept_until
from tests.capture.acts import RESIDENT, pledge, send
from tests.world import World

KEPT = timedelta(days=180)


@pytest.mark.parametrize("ends", [True, False], ids=["with an end", "without"])
def test_it_is_kept_to_the_day_named_and_no_longer(world: World, ends: bool) -> None:
    if ends:
        Campaign.objects.filter(pk=world.campaign.pk).update(ends_on=world.today + timedelta(days=9))
        world.campaign.refresh_from_db()
    send(pledge(world), RESIDENT, world)
    last = kept_until(world.campaign, signed_on=world.today)
    there = timedelta(days=(last - world.today).days)
    assert forget_expired(now=world.now + there) == 0
    assert forget_expired(now=world.now + there + timedelta(days=1)) == 1
    assert not SignerRecord.objects.exists()
    assert Pledge.objects.get().signature_digest is None
    submission = Submission.objects.get()
    assert (submission.principal, submission.content_mark) == ("anonymous", None)
    assert LedgerEntry.objects.count() == 1 and recount() == []


def test_what_went_is_noted_as_numbers_once(world: World) -> None:
    send(pledge(world), RESIDENT, world)
    later = world.now + KEPT + timedelta(days=2)
    assert (forget_expired(now=later), forget_expired(now=later)) == (1, 0)
    (event,) = AuditEvent.objects.filter(action="forget")
    assert event.facts == {"records": 1, "marks": 1}


def test_many_go_in_batches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.privacy.retention._BATCH", 2)
    for _each in range(5):
        send(pledge(world), RESIDENT, world)
    assert forget_expired(now=world.now + KEPT + timedelta(days=2)) == 5
