"""Talks: opened and completed in any order, with or without their activity code."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from outreach.campaigns.models import Campaign
from outreach.capture.models import Activity, Claim, ClaimKind
from outreach.capture.operations import (
    Handed,
    Talk,
)
from outreach.capture.record import record
from outreach.codes.models import Code
from outreach.ledger.models import LedgerEntry, Outcome, Submission
from tests.capture.acts import completion, net, send
from tests.world import World


def test_a_talk_opens_and_counts_when_completed(world: World) -> None:
    officer = world.principal("officer")
    talk = Talk(
        submission_id=uuid4(),
        code=world.codes["place"].text,
        activity_kind="school_talk",
        audiences=("pupils",),
        activity_code=world.pool[0].text,
    )
    assert send(talk, officer, world).outcome == Outcome.ACCEPTED
    complete = completion(talk, attendance=310, materials=(Handed("leaflet", 300),))
    assert send(complete, officer, world).indicators == {"school_talks": 1, "attendance": 310, "materials": 300}
    assert send(replace(complete, submission_id=uuid4()), officer, world).outcome == Outcome.DUPLICATE
    assert set(LedgerEntry.objects.values_list("act_id", "audience")) == {(talk.submission_id, "pupils")}


def test_a_completion_may_arrive_before_its_talk(world: World) -> None:
    officer = world.principal("officer")
    talk = Talk(submission_id=uuid4(), code=world.codes["place"].text, activity_kind="law_class")
    assert send(completion(talk, attendance=40), officer, world).outcome == Outcome.COUNTED
    assert send(talk, officer, world).outcome == Outcome.ACCEPTED
    assert net() == {("school_talks", "witnessed"): 1, ("attendance", "witnessed"): 40}


def test_a_talk_and_its_completion_may_come_in_one_batch_in_either_order(world: World) -> None:
    talk = Talk(
        submission_id=uuid4(),
        code=world.codes["place"].text,
        activity_kind="school_talk",
        activity_code=world.pool[1].text,
    )
    results = record([completion(talk, attendance=7), talk], principal=world.principal("officer"), now=world.now)
    assert [result.outcome for result in results] == [Outcome.COUNTED, Outcome.ACCEPTED]


def test_a_talk_that_lost_its_activity_code_counts_without_it(world: World) -> None:
    talks = [
        Talk(
            submission_id=uuid4(),
            code=world.codes["place"].text,
            activity_kind="law_class",
            activity_code=world.pool[0].text,
            attendance=5,
            occurred_at=world.now - timedelta(hours=hours),
        )
        for hours in (2, 1)
    ]
    results = record(talks, principal=world.principal("officer"), now=world.now)
    assert [result.status for result in results] == [201, 201]
    assert Submission.objects.get(pk=talks[1].submission_id).flags == ["activity_code_not_free"]


def test_a_pool_code_of_another_campaign_is_left_and_the_talk_is_not_lost(world: World) -> None:
    other = world.code("activity", campaign=world.past, ends_at=world.now + timedelta(days=1))
    talk = Talk(
        submission_id=uuid4(), code=world.codes["place"].text, activity_kind="law_class", activity_code=other.text
    )
    (result,) = record([talk], principal=world.principal("officer"), now=world.now)
    assert (result.outcome, list(result.flags)) == ("accepted", ["activity_code_not_free"])
    assert Activity.objects.get().code is None


@pytest.mark.parametrize(("holder", "flags"), [("officer", ()), ("colleague", ("activity_code_not_free",))])
def test_a_code_that_another_officers_phone_may_show_is_left_to_it(
    world: World, holder: str, flags: tuple[str, ...]
) -> None:
    Code.objects.filter(pk=world.pool[0].pk).update(held_by=world.officers[holder])
    talk = Talk(
        submission_id=uuid4(),
        code=world.codes["place"].text,
        activity_kind="law_class",
        activity_code=world.pool[0].text,
    )
    result = send(talk, world.principal("officer"), world)
    assert (result.outcome, result.flags) == (Outcome.ACCEPTED, flags)
    assert (Activity.objects.get().code == world.pool[0]) == (flags == ())


def test_a_talk_that_comes_after_its_completion_keeps_the_code_it_took(world: World) -> None:
    officer = world.principal("officer")
    talk = Talk(submission_id=uuid4(), code=world.codes["place"].text, activity_kind="law_class")
    send(completion(talk, attendance=40), officer, world)
    send(replace(talk, activity_code=world.pool[0].text), officer, world)
    assert Activity.objects.get().code == world.pool[0]


def test_a_talk_keeps_its_first_code(world: World) -> None:
    officer = world.principal("officer")
    talk = Talk(
        submission_id=uuid4(),
        code=world.codes["place"].text,
        activity_kind="law_class",
        activity_code=world.pool[0].text,
    )
    send(talk, officer, world)
    other = replace(completion(talk, attendance=40), activity_code=world.pool[1].text)
    assert send(other, officer, world).flags == ("activity_code_not_free",)
    assert Activity.objects.get().code == world.pool[0]
    assert [claim.key for claim in Claim.objects.filter(kind=ClaimKind.ACTIVITY_CODE)] == [str(world.pool[0].pk)]


@pytest.mark.parametrize("together", [True, False])
def test_a_completion_by_place_alone_is_of_the_talks_campaign(world: World, together: bool) -> None:
    officer = world.principal("officer")
    talk = Talk(submission_id=uuid4(), code=world.codes["place"].text, activity_kind="school_talk")
    Campaign.objects.create(
        slug="newer", name="新活动", unit=world.units["bureau"], starts_on=world.today - timedelta(days=1)
    )
    done = replace(completion(talk, attendance=12, place=world.places["school"].pk), code="")
    if together:
        results = record([done, talk], principal=officer, now=world.now)
    else:
        results = [send(each, officer, world) for each in (talk, done)]
    assert {result.outcome for result in results} == {Outcome.COUNTED, Outcome.ACCEPTED}
    assert set(LedgerEntry.objects.values_list("campaign_id", flat=True)) == {world.campaign.pk}
