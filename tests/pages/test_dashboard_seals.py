"""盖章件 at the dashboard: sent in from the doubt that waits for it, and saved by who manages the unit."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from outreach.capture.models import Pledge, SealedCopy
from outreach.organisation.models import Membership, Role
from outreach.organisation.moves import move_unit
from outreach.organisation.scope import scope_of
from outreach.reporting.doubts.services import find_doubts
from outreach.reporting.models import Doubt
from tests.capture.test_seals import PDF, photo
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.test_languages import chinese_in, english_in
from tests.reporting.suspects import void
from tests.reporting.test_doubts_standing import sign_letter
from tests.world import World


@pytest.fixture
def letter(world: World) -> UUID:
    return sign_letter(world, 20)


def address(letter: UUID) -> str:
    return f"/dashboard/letters/{letter}/seal/"


def send_in(client: Client, letter: UUID, content: bytes = PDF, name: str = "scan.pdf") -> HttpResponse:
    return client.post(address(letter), {"file": SimpleUploadedFile(name, content)})  # type: ignore[return-value]


def test_the_doubt_leads_to_each_letter_and_is_gone_once_all_are_sealed(
    world: World, chief: Client, letter: UUID
) -> None:
    find_doubts(now=world.now)
    doubt = Doubt.objects.get(kind="awaits_seal")
    assert address(letter) in page(chief.get(f"/dashboard/doubts/{doubt.pk}/")).links
    answer = send_in(chief, letter)
    assert (answer.status_code, answer.headers["Location"]) == (302, address(letter))
    assert "盖章件已保存，不再标注待盖章。" in page(chief.get(address(letter))).text
    find_doubts(now=world.now)
    doubt.refresh_from_db()
    assert doubt.gone_at is not None


@pytest.mark.parametrize(
    ("name", "is_seen"), [("chief", True), ("sub_chief", True), ("other_administrator", True), ("chief_b", False)]
)
def test_a_station_that_moved_since_finds_its_letter_and_sends_the_seal_in(
    world: World, logged_in: Visitor, letter: UUID, name: str, is_seen: bool
) -> None:
    by = scope_of(world.officers["administrator"], today=world.today)
    terms = {"first": world.today - timedelta(days=3), "now": world.now - timedelta(days=4)}
    move_unit(by=by, unit=world.units["station_a"], below=world.units["other_bureau"], **terms)
    find_doubts(now=world.now)
    doubt, client = Doubt.objects.get(kind="awaits_seal"), logged_in(name)
    at = f"/dashboard/doubts/{doubt.pk}/"
    assert (at in page(client.get("/dashboard/doubts/")).links) is is_seen
    if is_seen:
        assert address(letter) in page(client.get(at)).links
    assert send_in(client, letter).status_code == (302 if is_seen else 404)
    assert SealedCopy.objects.exists() is is_seen


def test_it_is_saved_as_it_was_sent_and_never_shown_within_a_page(chief: Client, letter: UUID) -> None:
    send_in(chief, letter)
    answer = chief.get(f"{address(letter)}file/")
    assert (answer.content, answer.headers["Content-Type"]) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="sealed-{letter}.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "name"), [(b"text", "scan.pdf"), (b"", "scan.pdf"), (PDF + bytes(5_000_000), "scan.pdf")]
)
def test_what_is_no_scan_is_asked_again(chief: Client, letter: UUID, content: bytes, name: str) -> None:
    answer = send_in(chief, letter, content, name)
    assert answer.status_code == 400 and "is-invalid" in answer.content.decode()
    assert not SealedCopy.objects.exists()


def test_a_form_without_a_file_is_asked_again(chief: Client, letter: UUID) -> None:
    assert chief.post(address(letter), {}).status_code == 400
    assert not SealedCopy.objects.exists()


def test_a_voided_letter_takes_none_and_says_so(world: World, chief: Client, letter: UUID) -> None:
    void(world, letter, world.now)
    assert "该责任书已作废" in page(chief.get(address(letter))).text
    assert send_in(chief, letter).status_code == 409


@pytest.mark.parametrize(
    ("name", "status"),
    [("chief", 200), ("sub_chief", 200), ("administrator", 200), ("auditor", 403), ("officer", 403)]
    + [("colleague", 403), ("outsider", 403), ("chief_b", 404), ("other_administrator", 404)],
)
def test_it_is_for_who_manages_the_unit(logged_in: Visitor, letter: UUID, name: str, status: int) -> None:
    visitor = logged_in(name)
    assert visitor.get(address(letter)).status_code == status
    assert send_in(visitor, letter, photo(), "photo.jpg").status_code == (302 if status == 200 else status)
    assert SealedCopy.objects.exists() is (status == 200)
    assert (visitor.get(f"{address(letter)}file/").status_code == 200) is (status == 200)


def test_who_also_audits_is_not_offered_to_open_it(world: World, logged_in: Visitor, letter: UUID) -> None:
    chief = world.officers["chief"]
    Membership.objects.create(officer=chief, unit=world.units["bureau"], role=Role.AUDITOR, starts_on=world.today)
    visitor = logged_in("chief")
    send_in(visitor, letter)
    shown = page(visitor.get(address(letter)))
    assert "盖章件已加密保存" in shown.text and f"{address(letter)}file/" not in shown.links
    assert visitor.get(f"{address(letter)}file/").status_code == 403


def test_a_letter_whose_signatory_erased_it_takes_none_and_says_so(chief: Client, letter: UUID) -> None:
    Pledge.objects.filter(act=letter).update(erased_at=timezone.now())
    assert "签署人已删除所存个人信息" in page(chief.get(address(letter))).text
    assert send_in(chief, letter).status_code == 410
    assert not SealedCopy.objects.exists()


def test_nobody_is_asked_to_log_in(resident: Client, letter: UUID) -> None:
    for shown in (address(letter), f"{address(letter)}file/"):
        assert resident.get(shown).headers["Location"] == f"/officer/login/?next={shown}"


def test_it_is_read_in_either_language(world: World, chief: Client, letter: UUID) -> None:
    send_in(chief, letter)
    chief.get(address(letter))
    assert set(english_in(page(chief.get(address(letter))).text)) <= {"PDF", "MB"}
    chief.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert chinese_in(page(chief.get(address(letter))).text, world) == []
