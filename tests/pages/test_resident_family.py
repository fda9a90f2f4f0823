"""Several persons on one phone: each on a way of their own, each with the own receipt."""

from uuid import UUID

import pytest
from django.test import Client

from outreach.capture.receipts import witness_text
from outreach.capture.residents import resident_submission_id
from outreach.codes.alphabet import in_groups
from outreach.crypto.keys import environment_key
from outreach.crypto.marks import mark
from outreach.ledger.models import Act, LedgerEntry
from tests.pages.conftest import phone
from tests.pages.reading import page
from tests.pages.steps import at, confirm, sign, url
from tests.world import World


def test_pledge_and_app_are_kept_under_one_receipt(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    sign(resident, code, version)
    asked = dict(page(resident.get(url(code, "app"), {"basis": "already_had"})).forms)[at(code, "app")]
    confirm(resident, code, signed=asked["signed"])
    assert len(set(map(bytes, Act.objects.values_list("receipt_mark", flat=True)))) == 1
    shown = resident.get(url(code, "receipt"))
    assert len([link for link in page(shown).links if link.startswith("/R/")]) == 1
    assert resident.get(url(code, "show")).content.decode().count("data:image/svg+xml;base64,") == 2


def test_the_receipt_is_found_again_on_the_same_phone_only(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    sign(resident, code, version)
    assert page(resident.get(url(code, "receipt"))).heading == "已完成，这是您的回执"
    assert phone().get(url(code, "receipt")).headers["Location"] == at(code, "card")


def test_two_of_a_family_sign_on_one_phone(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    sign(resident, code, version)
    assert f"{url(code)}?another=1" in page(resident.get(url(code, "receipt"))).links
    assert at(code, "pledge", 2) in page(resident.get(f"{url(code)}?another=1")).links
    sign(resident, code, version, person="2")
    assert LedgerEntry.objects.count() == 2


def test_each_of_a_family_is_led_to_what_is_their_own(world: World, resident: Client, version: str) -> None:
    """Two go side by side on one phone: the first comes back from installing after the second has signed."""
    code = world.codes["activity"]
    resident.get(url(code))
    sign(resident, code, version)
    sign(resident, code, version, person="2")
    asked = dict(page(resident.get(at(code, "app"), {"person": "1", "basis": "helped_now"})).forms)[at(code, "app")]
    answer = confirm(resident, code, basis="helped_now", signed=asked["signed"])
    shown = page(resident.get(answer.headers["Location"])).text
    first = visit_of(world, resident, 1)
    assert answer.headers["Location"] == at(code, "show")
    for act in ("pledge", "install"):
        assert in_groups(witness_text(world.campaign.key, first[act])) in shown
    receipts = {act.receipt_mark for act in Act.objects.filter(pk__in=first.values())}
    assert len(receipts) == 1
    assert at(code, "pledge", 3) in page(resident.get(f"{url(code)}?another=1")).links


def visit_of(world: World, client: Client, person: int) -> dict[str, UUID]:
    """The ids that this phone's acts have."""
    device = mark(environment_key(), "device", client.cookies["device"].value).hex()
    text = world.codes["activity"].text
    return {
        act: resident_submission_id(code_text=text, act=act, device=device, person=person)
        for act in ("pledge", "install")
    }


def test_beyond_the_most_nobody_is_led_on(
    world: World, resident: Client, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.pages.resident.kept.MOST_PERSONS", 1)
    code = world.codes["activity"]
    resident.get(url(code))
    sign(resident, code, version)
    assert page(resident.get(f"{url(code)}?another=1")).heading == "这部手机已经参加过了"


@pytest.mark.parametrize("person", ["0", "-1", "x", "99999999999", "²"])
def test_a_strange_number_of_a_person_does_no_harm(world: World, resident: Client, version: str, person: str) -> None:
    assert sign(resident, world.codes["activity"], version, person=person).status_code == 302


def test_a_leaflet_is_for_one_family(world: World, version: str) -> None:
    leaflet = world.leaflets[0]
    first, second = phone(), phone()
    assert sign(first, leaflet, version).status_code == 302
    assert "another" not in "".join(page(first.get(url(leaflet, "receipt"))).links)
    answer = sign(second, leaflet, version)
    assert answer.status_code == 409
    assert "您没有签订" in page(answer).text


def test_each_of_a_family_finds_the_own_receipt(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    resident.get(url(code))
    for person in ("1", "2"):
        sign(resident, code, version, person=person)
        confirm(resident, code, person=person)
    shown = page(resident.get(url(code)))
    assert {at(code, "receipt", 1), at(code, "receipt", 2)} <= set(shown.links)
