"""Signed papers: photocopies, the text printed on them, revoked forms within a range, and the tear-off stub."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from outreach.campaigns.models import PledgeText
from outreach.capture.models import Claim, Pledge
from outreach.capture.operations import Install, Void
from outreach.capture.receipts import receipt_mark
from outreach.capture.record import record
from outreach.codes.models import Code, CodeBatch, CodeKind
from outreach.codes.services import Terms, make_batch
from outreach.codes.stubs import stub_text
from outreach.errors import Refusal
from outreach.ledger.models import Act, Outcome, Submission
from outreach.privacy.selectors import found_under
from outreach.privacy.services import erase, withdraw
from tests.capture.acts import RESIDENT, net, pledge, send
from tests.world import World

PRINTED = "f" * 64


def paper(world: World, **fields: Any) -> Any:
    return pledge(world, **{"code": world.forms[0].text, "paper": True, "text_version": "", **fields})


def stub(world: World, form: Code) -> str:
    return stub_text(world.campaign.key, form.text)


def documented() -> int:
    return net().get(("resident_pledges", "documented"), 0)


def test_a_photocopy_counts_beside_the_form_it_was_copied_from(world: World) -> None:
    officer = world.principal("officer")
    results = [send(paper(world, copy=letters), officer, world) for letters in ("", "ABCD", "EFGH")]
    assert [result.flags for result in results] == [(), ("photocopy",), ("photocopy",)]
    assert documented() == 3
    assert set(Pledge.objects.values_list("copy_mark", flat=True)) == {"", "ABCD", "EFGH"}


def test_a_photocopy_counts_once_however_its_letters_are_written(world: World) -> None:
    officer = world.principal("officer")
    assert send(paper(world, copy="ABCD"), officer, world).outcome == Outcome.COUNTED
    assert send(paper(world, copy="ab-cd"), officer, world).outcome == Outcome.DUPLICATE
    assert send(paper(world, code=world.forms[1].text, copy="ABCD"), officer, world).outcome == Outcome.COUNTED


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "activity"},
        {"code": None},
        {"paper": False},
        {"serial_from": 1, "serial_to": 2},
        {"copies": 2},
    ],
)
def test_a_photocopy_is_a_single_paper_of_a_numbered_form(world: World, fields: dict[str, Any]) -> None:
    if "code" in fields:
        fields = {"code": world.codes[fields["code"]].text if fields["code"] else ""}
    result = send(paper(world, copy="ABCD", **fields), world.principal("officer"), world)
    assert (result.code, set(result.errors)) == ("malformed", {"copy"})


def test_a_letter_and_a_residents_own_pledge_are_no_photocopies(world: World) -> None:
    letter = paper(world, code="", signer="organisation", organisation=world.organisations["firm"].pk, copy="ABCD")
    assert send(letter, world.principal("officer"), world).code == "malformed"
    assert send(paper(world, paper=False, copy="ABCD"), RESIDENT, world).code == "malformed"


def test_a_void_frees_a_photocopys_letters(world: World) -> None:
    officer, first = world.principal("officer"), paper(world, copy="ABCD")
    send(first, officer, world)
    send(Void(submission_id=uuid4(), target=first.submission_id, reason="误录"), officer, world)
    assert not Claim.objects.exists()
    assert send(paper(world, copy="ABCD"), officer, world).outcome == Outcome.COUNTED


def printed_batch(world: World) -> None:
    CodeBatch.objects.filter(pk=world.forms[0].batch_id).update(text_version=PRINTED)


@pytest.mark.parametrize("fields", [{}, {"copy": "ABCD"}, {"serial_from": 1, "serial_to": 3}])
def test_a_paper_is_on_the_text_that_is_printed_on_it(world: World, fields: dict[str, Any]) -> None:
    printed_batch(world)
    send(paper(world, **fields), world.principal("officer"), world)
    assert Pledge.objects.get().text_version == PRINTED


def test_a_text_that_is_named_goes_before_the_printed_one(world: World) -> None:
    printed_batch(world)
    named = world.texts["resident"].version
    send(paper(world, text_version=named), world.principal("officer"), world)
    assert Pledge.objects.get().text_version == named


def test_a_form_without_a_printed_text_takes_the_one_in_force(world: World) -> None:
    later = PledgeText.objects.get(pk=world.texts["resident"].pk)
    later.pk, later.version = None, "e" * 64
    later.effective_from = world.today - timedelta(days=1)
    later.save()
    send(paper(world), world.principal("officer"), world)
    assert Pledge.objects.get().text_version == later.version


def revoke(world: World, *serials: int, ago: timedelta = timedelta(hours=1)) -> None:
    forms = Code.objects.filter(batch=world.forms[0].batch, serial__in=serials)
    forms.update(revoked_at=world.now - ago)


def test_a_range_names_the_forms_that_were_revoked_one_by_one(world: World) -> None:
    officer = world.principal("officer")
    revoke(world, 2, 3, 5)
    result = send(paper(world, serial_from=1, serial_to=5), officer, world)
    assert (result.code, dict(result.errors)) == ("malformed", {"missing": ["revoked: 2-3, 5"]})
    assert documented() == 0
    assert send(paper(world, serial_from=1, serial_to=5, missing=(2, 3, 5)), officer, world).outcome == Outcome.COUNTED
    assert documented() == 2


def test_a_range_signed_before_a_form_was_revoked_counts_it(world: World) -> None:
    revoke(world, 2)
    signed = world.now - timedelta(hours=2)
    ranged = paper(world, serial_from=1, serial_to=3, occurred_at=signed)
    assert send(ranged, world.principal("officer"), world).indicators == {"resident_pledges": 3}


def test_ranges_ask_one_statement_more_and_other_papers_none(world: World, django_assert_num_queries: Any) -> None:
    officer = world.principal("officer")
    with django_assert_num_queries(8) as single:
        send(paper(world), officer, world)
    with django_assert_num_queries(len(single) + 1):
        send(paper(world, code=world.forms[1].text, serial_from=2, serial_to=4), officer, world)


def test_a_signed_form_is_found_by_its_stub_and_the_officer_is_told_nothing_of_it(world: World) -> None:
    result = send(paper(world), world.principal("officer"), world)
    assert (result.receipt, result.witness) == ("", "")
    (held,) = found_under(stub(world, world.forms[0])).acts
    assert (held.kind, held.held, held.withdrawn) == ("pledge", (), False)


def test_a_stub_is_read_as_its_address_too(world: World) -> None:
    send(paper(world), world.principal("officer"), world)
    assert found_under(f"https://fz.example.cn/R/{stub(world, world.forms[0])}").acts


def test_the_signer_of_a_form_withdraws_with_the_stub(world: World) -> None:
    send(paper(world), world.principal("officer"), world)
    for _time in range(2):
        withdraw(receipt=stub(world, world.forms[0]), now=world.now)
    assert documented() == 0
    assert send(paper(world), world.principal("officer"), world).outcome == Outcome.COUNTED
    assert sorted(held.withdrawn for held in found_under(stub(world, world.forms[0])).acts) == [False, True]


def test_the_signer_of_a_form_erases_with_the_stub_and_the_count_stays(world: World) -> None:
    world.campaign.phone_policy = "optional"
    world.campaign.save()
    send(paper(world, phone="13800000000"), world.principal("officer"), world)
    assert found_under(stub(world, world.forms[0])).acts[0].held == ("phone",)
    erase(receipt=stub(world, world.forms[0]), now=world.now)
    # The number's mark stays, so that nobody counts twice.
    assert found_under(stub(world, world.forms[0])).acts[0].held == ("phone",)
    assert documented() == 1


@pytest.mark.parametrize(
    "fields", [{"copy": "ABCD"}, {"serial_from": 1, "serial_to": 3}, {"copies": 3}, {"code": "activity"}]
)
def test_nothing_but_a_single_signed_form_has_a_stub(world: World, fields: dict[str, Any]) -> None:
    if {"code", "copies"} & set(fields):
        fields = {**fields, "code": world.codes["activity"].text}
    send(paper(world, **fields), world.principal("officer"), world)
    assert Act.objects.get().receipt_mark is None
    with pytest.raises(Refusal):
        found_under(stub(world, world.forms[0]))


def test_an_install_of_the_signer_hangs_on_the_stub(world: World) -> None:
    send(paper(world), world.principal("officer"), world)
    receipt = stub(world, world.forms[0])
    helped = Install(submission_id=uuid4(), code=world.codes["activity"].text, basis="already_had", receipt=receipt)
    assert send(helped, RESIDENT, world).receipt == receipt
    assert Act.objects.filter(receipt_mark=receipt_mark(receipt)).count() == 2


def test_a_form_signed_on_the_officers_phone_is_found_by_its_stub_too(world: World) -> None:
    signed = paper(world, paper=False, assent=True, name="示例居民")
    result = send(signed, world.principal("officer"), world)
    assert (result.outcome, result.receipt) == (Outcome.COUNTED, "")
    (held,) = found_under(stub(world, world.forms[0])).acts
    assert held.held == ("name",)
    withdraw(receipt=stub(world, world.forms[0]), now=world.now)
    assert net() == {}
    assert Submission.objects.get(pk=signed.submission_id).content_mark is None


def test_a_form_that_a_resident_signs_alone_has_the_residents_own_receipt(world: World) -> None:
    result = send(paper(world, paper=False), RESIDENT, world)
    assert result.receipt != stub(world, world.forms[0])
    with pytest.raises(Refusal):
        found_under(stub(world, world.forms[0]))


@pytest.mark.parametrize("paper_first", [True, False])
def test_an_install_that_comes_with_its_paper_hangs_on_the_stub(world: World, paper_first: bool) -> None:
    signed = paper(world)
    helped = Install(submission_id=uuid4(), basis="helped_now", receipt=stub(world, world.forms[0]))
    batch = [signed, helped] if paper_first else [helped, signed]
    results = record(batch, principal=world.principal("officer"), now=world.now)
    assert {result.outcome for result in results} == {Outcome.COUNTED}
    assert {held.kind for held in found_under(stub(world, world.forms[0])).acts} == {"pledge", "install"}


def test_a_stub_that_no_paper_of_the_batch_has_is_not_known(world: World) -> None:
    ranged = paper(world, serial_from=1, serial_to=3)
    helped = Install(submission_id=uuid4(), basis="helped_now", receipt=stub(world, world.forms[0]))
    results = record([ranged, helped], principal=world.principal("officer"), now=world.now)
    assert (results[1].code, set(results[1].errors)) == ("malformed", {"receipt"})


def test_forms_are_made_with_the_mark_of_their_stubs(world: World) -> None:
    terms = Terms(kind=CodeKind.FORM, campaign=world.campaign, unit=world.units["station_a"])
    batch = make_batch(terms, by=None, size=3, now=world.now)
    for form in batch.codes.all():
        assert bytes(form.stub_mark or b"") == receipt_mark(stub(world, form))
    leaflets = Terms(kind=CodeKind.LEAFLET, campaign=world.campaign, unit=world.units["station_a"])
    assert set(make_batch(leaflets, by=None, size=2, now=world.now).codes.values_list("stub_mark", flat=True)) == {None}
