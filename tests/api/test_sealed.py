"""Sealed items: opened at the edge, then like any other; nothing but personal fields may hide in them."""

import json
from typing import Any

import pytest
from pytest_django import Settings

from outreach.api.operations import bounds
from outreach.campaigns.models import Campaign
from outreach.capture.models import SignerRecord
from outreach.ledger.models import Submission
from tests.api import acts
from tests.api.conftest import Caller, problem
from tests.api.test_sync import send
from tests.crypto.test_sealing import OTHER_KEY, seal
from tests.world import World

SIGNATURE = {"w": 300, "h": 150, "strokes": [[10, 10, 5, -3, 4, 4]]}


def pledge(world: World, sealed: Any, **changes: Any) -> dict[str, Any]:
    return acts.pledge(world, signature=..., age_band=..., sealed=sealed, **changes)


def signed(world: World, **changes: Any) -> dict[str, Any]:
    return pledge(world, seal({"signature": SIGNATURE, "age_band": "60_plus"}), **changes)


def test_a_sealed_pledge_of_the_queue_counts(world: World, officer: Caller) -> None:
    (result,) = send(officer, acts.item("pledge", signed(world)))
    assert result["indicators"] == {"resident_pledges": 1}
    assert SignerRecord.objects.count() == 1


def test_a_sealed_pledge_sent_alone_counts(world: World, officer: Caller) -> None:
    assert officer.post("pledges/", signed(world)).status_code == 201


def test_sent_again_it_is_answered_as_the_first_time(world: World, officer: Caller) -> None:
    item = acts.item("pledge", signed(world))
    first, again = send(officer, item)[0], send(officer, item)[0]
    assert (first["replay"], again["replay"]) == (False, True)
    assert again["outcome"] == first["outcome"] == "counted"


def test_the_same_sealed_anew_or_sent_openly_is_the_same(world: World, officer: Caller) -> None:
    item = acts.item("pledge", signed(world))
    send(officer, item)
    anew = item | {"sealed": seal({"age_band": "60_plus", "signature": SIGNATURE})}
    openly = {name: value for name, value in item.items() if name != "sealed"}
    openly |= {"signature": SIGNATURE, "age_band": "60_plus"}
    assert [result["status"] for result in send(officer, anew)] == [200]
    assert [result["status"] for result in send(officer, openly)] == [200]


def test_another_name_under_the_same_id_is_another_submission(world: World, officer: Caller) -> None:
    world.campaign.mark = "typed_name"
    world.campaign.save()
    item = acts.item("pledge", pledge(world, seal({"name": "王示例"})))
    assert send(officer, item)[0]["status"] == 201
    assert send(officer, item | {"sealed": seal({"name": "李示例"})})[0]["code"] == "submission_mismatch"


def test_what_stands_openly_goes_before_what_is_sealed(world: World, officer: Caller) -> None:
    item = signed(world) | {"age_band": "18_59"}
    send(officer, acts.item("pledge", item))
    openly = {**item, "sealed": ..., "signature": SIGNATURE}
    (result,) = send(officer, acts.item("pledge", {name: each for name, each in openly.items() if each is not ...}))
    assert result["status"] == 200


@pytest.mark.parametrize("sealed", ["", "AQ", "x" * 300, 7, [], {}, True, "证"])
def test_what_cannot_be_opened_is_malformed_and_holds_up_none(world: World, officer: Caller, sealed: Any) -> None:
    bad, good = send(officer, acts.item("pledge", pledge(world, sealed)), acts.item("install", acts.install(world)))
    assert (bad["outcome"], bad["code"], bad["errors"]) == ("malformed", "malformed", {"sealed": ["cannot be opened"]})
    assert good["status"] == 201


def test_what_was_sealed_for_another_installation_is_malformed(
    world: World, officer: Caller, settings: Settings
) -> None:
    here, settings.OUTREACH_KEY = settings.OUTREACH_KEY, OTHER_KEY
    sealed = seal({"signature": SIGNATURE})
    settings.OUTREACH_KEY = here
    assert send(officer, acts.item("pledge", pledge(world, sealed)))[0]["errors"] == {"sealed": ["cannot be opened"]}
    found = problem(officer.post("pledges/", pledge(world, sealed)), 400, "malformed")
    assert found["errors"] == {"sealed": ["cannot be opened"]}


def test_an_item_that_cannot_be_opened_spends_its_id(world: World, officer: Caller) -> None:
    item = acts.item("pledge", pledge(world, "AQ"))
    assert [send(officer, item)[0]["replay"] for _time in range(2)] == [False, True]
    assert Submission.objects.get().outcome == "malformed"


@pytest.mark.parametrize(
    "fields",
    [
        {"submission_id": "x"},
        {"code": "x"},
        {"copies": 900},
        {"signer": "resident"},
        {"sealed": "AQ"},
        {"kind": "void"},
    ],
)
def test_only_personal_fields_may_be_sealed(world: World, officer: Caller, fields: dict[str, Any]) -> None:
    sealed = seal({"signature": SIGNATURE, **fields})
    (result,) = send(officer, acts.item("pledge", pledge(world, sealed)))
    assert (result["outcome"], set(result["errors"])) == ("malformed", {"sealed"})


def test_sealed_fields_are_checked_like_the_others(world: World, officer: Caller) -> None:
    (result,) = send(officer, acts.item("pledge", pledge(world, seal({"signature": {"w": 0}, "age_band": "old"}))))
    assert set(result["errors"]) == {"signature.w", "signature.h", "signature.strokes", "age_band"}


def test_a_deep_nest_is_refused_however_well_it_is_hidden(world: World, officer: Caller) -> None:
    deep = json.dumps({"signature": 1}).replace("1", "[" * 900 + "]" * 900).encode()
    (result,) = send(officer, acts.item("pledge", pledge(world, seal(None, raw=deep))))
    assert (result["outcome"], set(result["errors"])) == ("malformed", {"sealed"})


def test_a_sealed_item_is_held_to_the_size_of_any_other(world: World, officer: Caller) -> None:
    large = pledge(world, seal({"name": "x" * bounds.ITEM_BYTES}))
    assert send(officer, acts.item("pledge", large))[0]["code"] == "too_large"


def test_nothing_of_a_malformed_persons_name_is_kept_or_told(world: World, officer: Caller) -> None:
    answer = officer.post("pledges/", pledge(world, seal({"name": "王示例" * 30})))
    assert "王示例" not in answer.content.decode()
    assert "王示例" not in str(Submission.objects.values())


@pytest.mark.parametrize("is_sealed", [True, False])
def test_residents_have_nothing_to_seal(world: World, resident: Caller, is_sealed: bool) -> None:
    sealed = seal({"signature": SIGNATURE}) if is_sealed else "nothing of the kind"
    Campaign.objects.filter(pk=world.campaign.pk).update(mark="assent")
    assert resident.post("pledges/", pledge(world, sealed)).status_code == 201
    assert not SignerRecord.objects.exists()


def test_the_document_tells_of_it() -> None:
    text = Caller().client.get("/api/v1/schema/").content.decode()
    assert "seal_key" in text
