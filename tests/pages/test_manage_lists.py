"""Lists at the desk: sent, looked at, entered with one button; new officers get slips to hand over."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outreach.organisation.models import ListKind, Officer, Place, SentList
from tests.organisation.lists.sheets import xlsx
from tests.pages.conftest import Visitor, phone
from tests.pages.reading import page
from tests.pages.test_languages import chinese_in, english_in
from tests.world import PASSWORD, World

LISTS = "/dashboard/manage/lists/"
VILLAGE = ("甲派出所", "示例村", "村")
NEWCOMER = ("000123", "新人", "甲派出所", "民警")


def send(client: Client, kind: ListKind, *rows: tuple[str, ...], content: bytes | None = None) -> str:
    """Where the list is looked at."""
    file = SimpleUploadedFile("list.xlsx", xlsx(kind, *rows) if content is None else content)
    answer = client.post(f"{LISTS}{kind.value}/", {"file": file})
    return str(answer.headers["Location"])


@pytest.mark.parametrize(
    ("visitor", "units", "others"),
    [
        ("administrator", 200, 200),
        ("other_administrator", 200, 200),
        ("sub_chief", 403, 200),
        ("chief", 403, 200),
        *((each, 403, 403) for each in ("auditor", "officer", "outsider", "former")),
    ],
)
def test_who_leads_sends_lists_and_who_administers_units(
    world: World, logged_in: Visitor, visitor: str, units: int, others: int
) -> None:
    client = logged_in(visitor)
    for kind in ListKind:
        status = units if kind == ListKind.UNITS else others
        for address in (f"{LISTS}{kind.value}/", f"{LISTS}{kind.value}.xlsx", f"{LISTS}{kind.value}.csv"):
            assert client.get(address).status_code == status


@pytest.mark.parametrize("address", [f"{LISTS}places/", f"{LISTS}places.xlsx"])
def test_nobody_is_asked_to_log_in(client: Client, world: World, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/officer/login/")


def test_a_list_is_its_senders_alone(world: World, chief: Client, logged_in: Visitor) -> None:
    address = send(chief, ListKind.PLACES, VILLAGE)
    for visitor, status in (("administrator", 404), ("chief_b", 404), ("auditor", 403), ("officer", 403)):
        client = logged_in(visitor)
        assert client.get(address).status_code == status
        assert client.post(f"{address}enter/").status_code == status
    assert Place.objects.count() == len(world.places)


def test_a_list_is_looked_at_and_entered_once(world: World, chief: Client) -> None:
    address = send(chief, ListKind.PLACES, VILLAGE, ("甲派出所", "示例小学", "学校", "", "示例第一小学"))
    looked = page(chief.get(address))
    assert "新增 1 修改 1 已有，不变 0" in looked.text
    assert "示例小学 → 示例第一小学" in looked.text
    assert Place.objects.count() == len(world.places)
    assert "已录入：新增1条，修改1条。" in page(chief.post(f"{address}enter/", follow=True)).text
    assert "这份表已经录入" in page(chief.post(f"{address}enter/", follow=True)).text
    again = page(chief.get(send(chief, ListKind.PLACES, VILLAGE)))
    assert "没有需要录入的" in again.text


def test_rows_that_are_wrong_are_named_and_nothing_can_be_entered(world: World, chief: Client) -> None:
    address = send(chief, ListKind.PLACES, VILLAGE, ("乙派出所", "=A1", "堡垒"))
    looked = page(chief.get(address))
    for told in ("3 单位 乙派出所", "3 地点名称 =A1", "3 类型 堡垒", "尚未录入任何一行"):
        assert told in looked.text
    assert f"{address}enter/" not in [action for action, _fields in looked.forms]
    chief.post(f"{address}enter/")
    assert Place.objects.count() == len(world.places)


@pytest.mark.parametrize(
    ("content", "told"), [(b"PK damaged", "不是"), ("姓名,电话\n甲,乙\n".encode(), "表头"), (b"\x00", "不是")]
)
def test_a_file_that_cannot_be_read_says_why(world: World, chief: Client, content: bytes, told: str) -> None:
    looked = page(chief.get(send(chief, ListKind.PLACES, content=content)))
    assert told in looked.text
    assert f"{LISTS}places/" in looked.links


def test_without_a_file_the_field_says_so(world: World, chief: Client) -> None:
    assert 'id="id_file-error"' in chief.post(f"{LISTS}places/").content.decode()
    empty = {"file": SimpleUploadedFile("list.xlsx", b"")}
    assert 'id="id_file-error"' in chief.post(f"{LISTS}places/", empty).content.decode()
    assert not SentList.objects.exists()


def test_new_officers_get_slips_and_set_their_own_passwords(world: World, chief: Client) -> None:
    address = send(chief, ListKind.OFFICERS, NEWCOMER)
    shown = chief.post(f"{address}enter/")
    markup = shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert markup.count("data:image/svg+xml;base64,") == 1
    link = "/officer/invited/" + markup.split("/officer/invited/")[1].split("<")[0]
    newcomer = phone()
    assert newcomer.post(link, {"password": PASSWORD}).status_code == 302
    assert newcomer.post("/officer/login/", {"username": "000123", "password": PASSWORD}).status_code == 302
    assert link not in chief.get(address).content.decode()
    assert Officer.objects.get(username="000123").name == "新人"


def test_the_pages_are_read_in_either_language(world: World, chief: Client) -> None:
    wrong = send(chief, ListKind.PLACES, ("甲派出所", "", "村"))
    officers = send(chief, ListKind.OFFICERS, NEWCOMER)
    addresses = (f"{LISTS}places/", f"{LISTS}officers/", wrong, officers)
    for address in addresses:
        text = page(chief.get(address)).text
        assert [word for word in english_in(text) if word not in ("xlsx", "csv", "list")] == []
    chief.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    for address in addresses:
        text = page(chief.get(address)).text.replace("新人", "").replace("村", "")
        assert chinese_in(text, world) == []
