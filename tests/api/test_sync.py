"""POST sync/: a phone empties its queue."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outreach.api.operations import bounds
from outreach.ledger.models import Act, Submission
from tests.api import acts
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import World


def send(caller: Caller, *items: Any) -> list[dict[str, Any]]:
    response = caller.post("sync/", {"operations": items})
    assert response.status_code == 200, response.content
    results: list[dict[str, Any]] = response.json()["results"]
    return results


def test_every_kind_is_taken(world: World, as_officer: AsOfficer, resident: Caller) -> None:
    witness = resident.post("installs/", acts.install(world)).json()["witness"]
    opened = acts.talk(world, attendance=..., attendance_method=..., materials=...)
    install = acts.install(world)
    results = send(
        as_officer("sub_chief"),
        acts.item("talk", opened),
        acts.item("complete", acts.talk(world, talk=opened["submission_id"])),
        acts.item("pledge", acts.pledge(world)),
        acts.item("install", install),
        acts.item("refusal", acts.refusal(world)),
        acts.item("material", acts.material(world)),
        acts.item("publication", acts.publication(world)),
        acts.item("witness", acts.witness(world, code=witness)),
        acts.item("void", acts.witness(world, target=install["submission_id"], reason="误录")),
    )
    assert [result["status"] for result in results] == [201] * 9


def test_results_come_in_the_order_of_the_items(world: World, officer: Caller) -> None:
    items = [acts.item("install", acts.install(world)) for _ in range(5)]
    assert [result["submission_id"] for result in send(officer, *items)] == [item["submission_id"] for item in items]


def test_one_bad_item_among_two_hundred_holds_up_none(world: World, officer: Caller) -> None:
    items = [acts.item("install", acts.install(world)) for _ in range(200)]
    items[77] |= {"basis": "magic"}
    results = send(officer, *items)
    assert [place for place, result in enumerate(results) if result["status"] != 201] == [77]
    assert (results[77]["code"], set(results[77]["errors"])) == ("malformed", {"basis"})
    assert Act.objects.count() == 199


def test_a_result_says_what_was_changed(world: World, officer: Caller) -> None:
    (result,) = send(officer, acts.item("install", acts.install(world, basis="helped_now")))
    assert result | {"submission_id": ""} == {
        "submission_id": "",
        "status": 201,
        "outcome": "counted",
        "code": "",
        "detail": "",
        "indicators": {"app_installs": 1},
        "flags": [],
        "replay": False,
    }


def test_a_repeat_is_told_as_one_and_counts_once(world: World, officer: Caller) -> None:
    item = acts.item("install", acts.install(world))
    send(officer, item)
    (result,) = send(officer, item)
    assert (result["status"], result["outcome"], result["replay"]) == (200, "counted", True)
    assert Act.objects.count() == 1


def test_an_item_tells_its_flags_and_so_does_its_repeat(world: World, officer: Caller) -> None:
    items = [acts.item("talk", acts.talk(world)) for _ in range(2)]
    items.append(acts.item("pledge", acts.pledge(world, copies=9, paper=True, assent=..., signature=...)))
    for _time in range(2):
        assert [result["flags"] for result in send(officer, *items)] == [[], ["same_session"], ["batch"]]
    other = acts.item("pledge", items[2] | {"copies": 8})
    assert send(officer, other, {})[0]["flags"] == []
    assert send(officer, {})[0]["flags"] == []


def test_a_talk_held_wholly_offline_counts_whatever_comes_first(world: World, officer: Caller) -> None:
    place = {"code": ..., "place": world.places["school"].pk}
    opened = acts.talk(world, attendance=..., attendance_method=..., materials=..., **place)
    ended = acts.talk(world, talk=opened["submission_id"], started_at=opened["occurred_at"], **place)
    paper = acts.pledge(world, paper=True, assent=..., signature=..., **place)
    results = send(officer, acts.item("complete", ended), acts.item("pledge", paper), acts.item("talk", opened))
    assert [result["outcome"] for result in results] == ["counted", "counted", "accepted"]


def test_the_same_item_twice_in_a_batch_counts_once(world: World, officer: Caller) -> None:
    item = acts.item("install", acts.install(world))
    assert [result["status"] for result in send(officer, item, item)] == [201, 200]
    assert Act.objects.count() == 1


def test_an_item_sent_alone_before_is_the_same_item(world: World, officer: Caller) -> None:
    body = acts.install(world)
    officer.post("installs/", body)
    (result,) = send(officer, acts.item("install", body))
    assert result["status"] == 200


@pytest.mark.parametrize(
    ("item", "echoed", "field"),
    [
        (3, None, "body"),
        ([], None, "body"),
        (None, None, "body"),
        ({}, None, "submission_id"),
        ({"submission_id": 7, "kind": "install"}, None, "submission_id"),
        ({"submission_id": "seven", "kind": "install"}, "seven", "submission_id"),
        ({"submission_id": "\ud800", "kind": "install"}, "?", "submission_id"),
    ],
)
def test_an_item_without_a_good_id_is_malformed_and_not_kept(
    world: World, officer: Caller, item: Any, echoed: str | None, field: str
) -> None:
    result, good = send(officer, item, acts.item("install", acts.install(world)))
    assert (result["submission_id"], result["outcome"], result["code"]) == (echoed, "malformed", "malformed")
    assert set(result["errors"]) == {field}
    assert good["status"] == 201
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("kind", ["dance", "", None, 7, ["install"]])
def test_a_kind_that_is_not_known_leaves_the_id_free(world: World, officer: Caller, kind: Any) -> None:
    body = acts.install(world)
    (result,) = send(officer, body | {"kind": kind})
    assert (result["status"], result["outcome"], set(result["errors"])) == (400, "rejected", {"kind"})
    assert send(officer, acts.item("install", body))[0]["status"] == 201


def test_a_malformed_item_spends_its_id(world: World, officer: Caller) -> None:
    body = acts.install(world)
    bad = acts.item("install", body | {"platform": 5})
    first, again = send(officer, bad)[0], send(officer, bad)[0]
    assert (first["status"], first["outcome"], first["replay"]) == (400, "malformed", False)
    assert (again["status"], again["outcome"], again["replay"]) == (400, "malformed", True)
    assert send(officer, acts.item("install", body))[0]["code"] == "submission_mismatch"


def test_a_malformed_item_may_hold_anything_that_json_says(world: World, officer: Caller) -> None:
    bad = acts.item("install", acts.install(world, platform="\x00\ud800", basis={"a": [1, None, True]}))
    assert send(officer, bad)[0]["outcome"] == "malformed"


def test_an_item_that_is_too_large_is_told_so_and_the_others_count(world: World, officer: Caller) -> None:
    large = acts.item("install", acts.install(world, note="x" * bounds.ITEM_BYTES))
    result, good = send(officer, large, acts.item("install", acts.install(world)))
    assert (result["submission_id"], result["status"], result["code"]) == (large["submission_id"], 413, "too_large")
    assert good["status"] == 201


def test_a_void_before_its_record_is_judged_again_when_sent_again(world: World, officer: Caller) -> None:
    install = acts.item("install", acts.install(world))
    void = acts.item("void", acts.witness(world, target=install["submission_id"], reason="误录"))
    assert send(officer, void)[0]["code"] == "target_unknown"
    assert [result["status"] for result in send(officer, void, install)] == [201, 201]


def test_scope_is_judged_item_by_item(world: World, officer: Caller) -> None:
    mine = acts.item("install", acts.install(world))
    theirs = acts.item("install", acts.install(world, code=world.codes["activity_b"].text))
    assert [result["status"] for result in send(officer, mine, theirs)] == [201, 403]


def test_an_empty_batch_is_answered(officer: Caller) -> None:
    assert send(officer) == []


@pytest.mark.parametrize("operations", [None, 3, {}, "[]"])
def test_what_is_no_list_is_refused(officer: Caller, operations: Any) -> None:
    found = problem(officer.post("sync/", {"operations": operations}), 400, "malformed")
    assert set(found["errors"]) == {"operations"}


def test_too_many_items_are_refused_whole(world: World, officer: Caller) -> None:
    items = [acts.item("install", acts.install(world))] * (bounds.BATCH_ITEMS + 1)
    problem(officer.post("sync/", {"operations": items}), 413, "too_large")
    assert not Submission.objects.exists()


def test_too_large_a_body_is_refused_whole(officer: Caller) -> None:
    problem(officer.post_raw("sync/", b'{"operations": [' + b" " * bounds.BATCH_BYTES), 413, "too_large")


def test_two_hundred_items_take_as_many_statements_as_two(
    world: World, officer: Caller, django_assert_max_num_queries: Any
) -> None:
    def batch(size: int) -> list[dict[str, Any]]:
        kinds = [("install", acts.install), ("talk", acts.talk), ("material", acts.material)]
        return [acts.item(kind, make(world)) for _ in range(size) for kind, make in kinds]

    send(officer, *batch(1))
    # Design, section 7: 20 for three kinds.
    counts = []
    for size in (2, 60):
        with django_assert_max_num_queries(20) as captured:
            send(officer, *batch(size))
        assert isinstance(captured, CaptureQueriesContext)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def hard_mixes(world: World) -> dict[str, list[dict[str, Any]]]:
    """Items of three kinds each, with all that makes a batch dear. Nothing else is sent beside them."""
    minutes, school, organisation = timedelta(minutes=1), world.places["school"].pk, world.organisations["firm"].pk
    # One day for all: what is handed in on an activity's code ends with the day of its talk.
    at = {number: (world.midday - 40 * number * minutes).isoformat() for number in range(9)}
    plain = {"code": ..., "place": school, "materials": ...}

    def opened(number: int, **changes: Any) -> dict[str, Any]:
        begun = {"attendance": ..., "attendance_method": ..., "occurred_at": at[number]}
        return acts.item("talk", acts.talk(world, **plain, **{**begun, **changes}))

    def ended(talk: dict[str, Any], **changes: Any) -> dict[str, Any]:
        told = {"talk": talk["submission_id"], "started_at": talk["occurred_at"], "occurred_at": talk["occurred_at"]}
        return acts.item("complete", acts.talk(world, **plain, **{**told, **changes}))

    def paper(**changes: Any) -> dict[str, Any]:
        usual = {
            "code": world.forms[0].text,
            "occurred_at": at[0],
            "assent": ...,
            "signature": ...,
            "paper": True,
        }
        return acts.item("pledge", acts.pledge(world, **{**usual, **changes}))

    def void(item: dict[str, Any]) -> dict[str, Any]:
        return acts.item("void", acts.witness(world, target=item["submission_id"], reason="误录"))

    bundle, other = ([world.leaflets[number].text] for number in (0, 2))
    first = opened(1, bundles=bundle, activity_code=world.pool[0].text)
    whole = opened(2, attendance=30, bundles=other)
    twin = opened(2, attendance=31, bundles=other)
    separate = opened(3, attendance=32, separate=True, activity_code=world.pool[1].text)
    papers = [
        paper(),
        paper(),
        paper(copy="ABCD"),
        paper(serial_from=2, serial_to=4),
        paper(serial_from=4, serial_to=5),
        paper(code=..., copies=40, archive_box="A-1", place=school),
        paper(code=world.pool[0].text),
        paper(code=world.leaflets[1].text),
        paper(code=..., signer="organisation", organisation=organisation, text_version=world.texts["unit"].version),
    ]
    return {
        "talks, completions, papers": [ended(first), *papers, whole, twin, separate, first],
        "talks, completions, voids": [
            ended(first), twin, void(twin), whole, separate, ended(twin, separate=True), void(separate), first,
        ],
        "talks, papers, voids": [*papers, void(papers[0]), void(papers[3]), first, whole, void(first), twin],
    }  # fmt: skip


@pytest.mark.parametrize("name", ["talks, completions, papers", "talks, completions, voids", "talks, papers, voids"])
def test_the_hardest_three_kinds_stay_within_their_statements(world: World, officer: Caller, name: str) -> None:
    items = hard_mixes(world)[name]
    with CaptureQueriesContext(connection) as captured:
        results = send(officer, *items)
    assert len({item["kind"] for item in items}) == 3
    assert {result["code"] for result in results} <= {"", "already_counted", "malformed", "act_voided"}
    counted = [query for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(counted) <= 20
    # An answer that was lost is given again, its reasons too.
    assert [told(each) for each in send(officer, *items)] == [told(each) for each in results]


def told(result: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(result.get(name) for name in ("submission_id", "outcome", "code", "errors", "flags"))


def test_malformed_items_cost_no_statements_of_their_own(
    world: World, officer: Caller, django_assert_max_num_queries: Any
) -> None:
    items = [acts.item("install", acts.install(world, basis=uuid.uuid4().hex)) for _ in range(50)]
    with django_assert_max_num_queries(12):
        send(officer, *items)
