"""What an officer's own record says beside the API's own tests: which session a waiting one seems to repeat."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from outreach.capture.operations import Talk, Void
from outreach.capture.own_record import SameSession, Sent, own_record_page
from tests.capture.acts import completion, send
from tests.world import World


def session(world: World, **fields: str) -> Talk:
    return Talk(
        submission_id=uuid4(),
        code=world.codes["place"].text,
        activity_kind="school_talk",
        attendance=30,
        occurred_at=world.now - timedelta(hours=1),
        ended_at=world.now,
        **fields,  # type: ignore[arg-type]
    )


def sent(world: World, name: str) -> list[Sent]:
    since, now = world.now - timedelta(days=1), world.now + timedelta(minutes=1)
    return own_record_page(world.officers[name].pk, since=since, now=now).rows


def test_a_session_that_waits_tells_which_one_it_seems_to_repeat(world: World) -> None:
    first, second = session(world, topic="冒充客服"), session(world)
    send(first, world.principal("officer"), world)
    send(second, world.principal("colleague"), world)
    (waiting,), (counted,) = sent(world, "colleague"), sent(world, "officer")
    assert counted.same_as is None
    assert waiting.same_as == SameSession(world.now - timedelta(hours=1), world.officers["officer"].name, "冒充客服")


def test_it_tells_it_no_longer_once_it_counts_or_is_taken_back(world: World) -> None:
    first, told_apart, taken_back = session(world), session(world), session(world)
    send(first, world.principal("officer"), world)
    colleague = world.principal("colleague")
    for waiting in (told_apart, taken_back):
        send(waiting, colleague, world)
    apart = replace(completion(told_apart, attendance=30), separate=True)
    send(apart, colleague, world)
    send(Void(submission_id=uuid4(), target=taken_back.submission_id, reason="重复"), colleague, world)
    assert {each.same_as for each in sent(world, "colleague")} == {None}


def test_what_was_done_on_a_leaflet_handed_out_at_a_talk_is_placed_there(world: World) -> None:
    officer = world.principal("officer")
    send(replace(session(world), bundles=(world.leaflets[0].text,)), officer, world)
    wrong = Talk(submission_id=uuid4(), code=world.leaflets[1].text, activity_kind="school_talk", attendance=2)
    assert send(wrong, officer, world).code == "wrong_code_kind"
    refused = next(each for each in sent(world, "officer") if each.submission_id == wrong.submission_id)
    assert refused.place is not None and refused.place[0] == world.places["school"].pk
