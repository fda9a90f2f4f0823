"""Scans of sealed letters: drawn anew, encrypted, seen by who manages the unit, and gone with the signatory's data."""

from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image

from outreach.audit.models import AuditEvent
from outreach.campaigns.models import Campaign
from outreach.capture.models import Pledge, SealedCopy
from outreach.capture.record import record
from outreach.capture.seals import LARGEST_SCAN, Scan, add_sealed_copy, open_sealed_copy, read_scan
from outreach.crypto.keys import new_wrapped_key
from outreach.errors import Refusal
from outreach.ledger.models import Act, LedgerEntry
from outreach.ledger.recount import recount
from outreach.organisation.models import Membership, Role
from outreach.organisation.moves import move_unit
from outreach.organisation.scope import scope_of
from outreach.privacy.retention import forget_expired, kept_until
from outreach.privacy.selectors import found_under
from outreach.privacy.services import erase
from tests.capture.acts import send
from tests.capture.test_officer_receipts import letter
from tests.reporting.suspects import found, void
from tests.reporting.test_doubts_standing import sign_letter
from tests.world import World

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 80), **options: Any) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, (250, 240, 230)).save(drawn, form, **options)
    return drawn.getvalue()


def photo() -> bytes:
    """As a phone takes it: lying on its side, with the place and the phone's name in it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SomePhone"
    exif.get_ifd(0x8825)[2] = (29.0, 39.0, 0.0)
    return picture(exif=exif)


@pytest.fixture
def signed(world: World) -> UUID:
    operation = letter(world)
    send(operation, world.principal("officer"), world)
    return operation.submission_id


def add(world: World, act: UUID, content: bytes = PDF, name: str = "chief") -> SealedCopy:
    return add_sealed_copy(by=scope_of(world.officers[name]), act_id=act, content=content, now=world.now)


def opened(world: World, act: UUID, name: str = "chief") -> Scan:
    return open_sealed_copy(by=scope_of(world.officers[name]), act_id=act, now=world.now)


def refusal(call: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value


class TestTheFile:
    def test_a_photo_keeps_neither_place_nor_phone_and_stands_upright(self) -> None:
        scan = read_scan(photo())
        kept = Image.open(BytesIO(scan.content))
        assert (scan.media, kept.size) == ("jpeg", (80, 60))
        assert not kept.getexif() and b"SomePhone" not in scan.content

    def test_a_png_and_a_see_through_one_become_a_jpeg(self) -> None:
        see_through = BytesIO()
        Image.new("RGBA", (10, 10)).save(see_through, "PNG")
        assert {read_scan(each).media for each in (picture("PNG"), see_through.getvalue())} == {"jpeg"}

    def test_a_large_picture_becomes_a_page_of_300_dots_to_the_inch(self) -> None:
        assert max(Image.open(BytesIO(read_scan(picture(size=(5000, 4000))).content)).size) == 3508

    def test_a_pdf_is_kept_as_it_is(self) -> None:
        assert read_scan(PDF) == Scan("pdf", PDF)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"text",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"%PDF-1.7 without an end",
            b"GIF89a" + bytes(40),
            picture("GIF"),
            picture("BMP"),
            picture()[:200],
            picture("PNG")[:60],
            b"\x89PNG\r\n\x1a\n" + bytes(50),
            b"\xff\xd8\xff\xe0" + bytes(100),
            PDF + bytes(LARGEST_SCAN),
        ],
        ids=["nothing", "text", "svg", "half a pdf", "false gif", "gif", "bmp", "half a jpeg", "half a png"]
        + ["false png", "false jpeg", "too large"],
    )
    def test_anything_else_is_refused(self, content: bytes) -> None:
        assert list(refusal(lambda: read_scan(content)).errors) == ["file"]

    @pytest.mark.parametrize("size", [(20_000, 20_000), (6_000, 5_000)])
    def test_a_picture_of_very_many_dots_is_refused_unread(self, size: tuple[int, int]) -> None:
        """A few kilobytes that would take gigabytes to draw."""
        bomb = BytesIO()
        Image.new("1", size).save(bomb, "PNG")
        assert len(bomb.getvalue()) < LARGEST_SCAN
        assert list(refusal(lambda: read_scan(bomb.getvalue())).errors) == ["file"]

    @pytest.mark.parametrize("form", ["PNG", "JPEG"])
    def test_no_part_of_a_picture_brings_it_down(self, form: str) -> None:
        whole = picture(form, size=(12, 12))
        for length in range(len(whole)):
            with suppress(Refusal):
                assert read_scan(whole[:length]).media == "jpeg"

    def test_no_letter_of_what_a_phone_wrote_beside_it_brings_it_down(self) -> None:
        whole = photo()
        for place in range(whole.index(b"Exif"), whole.index(b"\xff\xdb")):
            for wrong in (b"\x00", b"\x02", b"\x07", b"\xff"):
                with suppress(Refusal):
                    assert read_scan(whole[:place] + wrong + whole[place + 1 :]).media == "jpeg"

    def test_a_photo_whose_own_words_are_broken_is_kept_as_it_lies(self) -> None:
        whole = photo()
        broken = whole.replace(b"MM\x00*", b"MM\xff\xff").replace(b"II*\x00", b"II\xff\xff")
        assert broken != whole
        assert Image.open(BytesIO(read_scan(broken).content)).size == (60, 80)


class TestKeeping:
    def test_the_letter_awaits_its_seal_no_more_and_counts_as_before(self, world: World, signed: UUID) -> None:
        before = list(LedgerEntry.objects.values_list())
        assert Pledge.objects.get().awaits_seal
        add(world, signed)
        assert not Pledge.objects.get().awaits_seal
        assert list(LedgerEntry.objects.values_list()) == before and recount() == []

    def test_it_is_kept_encrypted_and_opened_with_a_trace(self, world: World, signed: UUID) -> None:
        add(world, signed)
        assert PDF not in bytes(SealedCopy.objects.get().content)
        assert opened(world, signed) == Scan("pdf", PDF)
        assert [
            (event.action, event.subject) for event in AuditEvent.objects.filter(subject=f"act:{signed}").order_by("id")
        ] == [("sealed_copy_added", f"act:{signed}"), ("sealed_copy_seen", f"act:{signed}")]

    def test_a_better_one_takes_its_place(self, world: World, signed: UUID) -> None:
        add(world, signed)
        add(world, signed, picture())
        assert (opened(world, signed).media, SealedCopy.objects.count()) == ("jpeg", 1)

    def test_it_cannot_be_moved_to_another_letter(self, world: World, signed: UUID) -> None:
        add(world, signed)
        other = sign_letter(world, 1, "shop")
        add(world, other, picture())
        content = SealedCopy.objects.get(act=signed).content
        SealedCopy.objects.filter(act=other).update(content=content)
        assert refusal(lambda: opened(world, other)).problem.code == "not_found"

    def test_without_the_campaigns_key_nothing_is_opened(self, world: World, signed: UUID) -> None:
        add(world, signed)
        Campaign.objects.filter(pk=world.campaign.pk).update(wrapped_key=new_wrapped_key())
        assert refusal(lambda: opened(world, signed)).problem.code == "not_found"

    @pytest.mark.parametrize(
        ("name", "code"),
        [("officer", "permission_denied"), ("colleague", "permission_denied"), ("auditor", "permission_denied")]
        + [("outsider", "out_of_scope"), ("chief_b", "out_of_scope"), ("other_administrator", "out_of_scope")],
    )
    def test_it_is_for_who_manages_the_unit(self, world: World, signed: UUID, name: str, code: str) -> None:
        assert refusal(lambda: add(world, signed, name=name)).problem.code == code
        add(world, signed, name="sub_chief")
        assert refusal(lambda: opened(world, signed, name)).problem.code == code

    @pytest.mark.parametrize(
        ("name", "code"),
        [("chief", ""), ("sub_chief", ""), ("other_administrator", "")]
        + [("colleague", "permission_denied"), ("chief_b", "out_of_scope")],
    )
    def test_after_a_move_it_is_for_who_manages_the_unit_of_then_or_of_now(
        self, world: World, name: str, code: str
    ) -> None:
        operation = letter(world, occurred_at=world.now - timedelta(days=5))
        record([operation], principal=world.principal("officer"), now=world.now - timedelta(days=5))
        by = scope_of(world.officers["administrator"], today=world.today)
        terms = {"first": world.today - timedelta(days=3), "now": world.now - timedelta(days=4)}
        move_unit(by=by, unit=world.units["station_a"], below=world.units["other_bureau"], **terms)
        if code:
            assert refusal(lambda: add(world, operation.submission_id, name=name)).problem.code == code
        else:
            add(world, operation.submission_id, name=name)
            assert opened(world, operation.submission_id, name) == Scan("pdf", PDF)

    def test_who_also_audits_sends_it_in_and_does_not_open_it(self, world: World, signed: UUID) -> None:
        chief = world.officers["chief"]
        Membership.objects.create(officer=chief, unit=world.units["bureau"], role=Role.AUDITOR, starts_on=world.today)
        add(world, signed)
        assert refusal(lambda: opened(world, signed)).problem.code == "permission_denied"
        assert not AuditEvent.objects.filter(action="sealed_copy_seen").exists()

    def test_only_a_letter_takes_one(self, world: World) -> None:
        assert refusal(lambda: add(world, uuid4())).problem.code == "not_found"

    def test_the_doubt_is_gone_with_it(self, world: World) -> None:
        waiting = sign_letter(world, 20)
        found(world, "awaits_seal")
        add(world, waiting)
        (doubt,) = found(world, "awaits_seal", now=world.now + timedelta(minutes=1))
        assert doubt.gone_at is not None


class TestForgetting:
    def test_a_voided_letter_keeps_none_and_takes_none(self, world: World, signed: UUID) -> None:
        add(world, signed)
        void(world, signed, world.now)
        assert not SealedCopy.objects.exists()
        assert refusal(lambda: add(world, signed)).problem.code == "act_voided"

    def test_its_signatory_is_told_of_it_and_erases_it(self, world: World) -> None:
        told = send(letter(world), world.principal("officer"), world)
        act = Act.objects.get()
        add(world, act.pk)
        (held,) = found_under(told.receipt).acts
        assert "sealed_copy" in held.held and held.is_erasable
        erase(receipt=told.receipt, now=world.now)
        assert not SealedCopy.objects.exists()
        assert not Pledge.objects.get().awaits_seal
        (held,) = found_under(told.receipt).acts
        assert held.held == ()

    def test_once_its_signatory_erased_it_no_scan_is_put_back(self, world: World) -> None:
        told = send(letter(world), world.principal("officer"), world)
        act = Act.objects.get().pk
        add(world, act)
        erase(receipt=told.receipt, now=world.now)
        assert refusal(lambda: add(world, act)).problem.code == "erased_by_signer"
        assert not SealedCopy.objects.exists()

    def test_it_goes_at_the_end_of_keeping(self, world: World, signed: UUID) -> None:
        add(world, signed)
        there = timedelta(days=(kept_until(world.campaign, signed_on=world.today) - world.today).days)
        assert forget_expired(now=world.now + there) == 0
        assert forget_expired(now=world.now + there + timedelta(days=1)) == 2
        assert not SealedCopy.objects.exists()
