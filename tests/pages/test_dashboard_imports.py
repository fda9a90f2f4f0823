"""Paper records on the dashboard: a file is sent and checked, what it comes to is seen, and one button imports it."""

import csv
import io
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from outreach.capture.imports.models import PaperImport
from outreach.capture.imports.services import IMPORTABLE
from outreach.capture.imports.waiting import take_up
from outreach.ledger.models import LedgerEntry
from tests.capture.imports.sheets import checked, imported, states, text, xlsx
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.world import World

IMPORTS = "/dashboard/imports/"
SEND = "/dashboard/imports/new/"


def send(client: Client, content: bytes, name: str = "九月责任书.xlsx", **fields: Any) -> Any:
    usual = {
        "campaign": "trial",
        "indicator": "resident_pledges",
        "kind": "records",
        "file": SimpleUploadedFile(name, content),
        "sending": str(uuid4()),
    }
    return client.post(SEND, {**usual, **fields})


def day(world: World) -> date:
    return world.today - timedelta(days=9)


@pytest.fixture
def sheet(world: World) -> bytes:
    rows = [
        (day(world), "甲派出所", "某社区", 312),
        (day(world), "甲一警务站", "", 8),
        (day(world), "甲派出所", "", "约300"),
    ]
    return xlsx(*rows)


def test_the_whole_way_from_the_file_to_the_ledger(world: World, chief: Client, sheet: bytes) -> None:
    assert page(chief.get(IMPORTS)).links.count(SEND) == 1
    address = send(chief, sheet).headers["Location"]
    waiting = chief.get(address)
    assert "等待检查" in page(waiting).text and waiting.headers["Refresh"] == "2"
    take_up(PaperImport.objects.get().pk)
    seen = chief.get(address)
    assert "Refresh" not in seen.headers
    shown = page(seen).text
    assert "将计入 (份)" in shown and "合计 320 320" in shown and "导入2行" in shown
    assert "约300 不是整数。请只写数字，如312。" in shown
    assert not LedgerEntry.objects.exists()
    assert chief.post(f"{address}run/").headers["Location"] == address
    take_up(PaperImport.objects.get().pk)
    assert "已导入2行，标注“来源:导入,未经逐条核实”。" in page(chief.get(address)).text
    assert "九月责任书.xlsx" in page(chief.get(IMPORTS)).text
    assert sorted(LedgerEntry.objects.values_list("quantity", flat=True)) == [8, 312]


def test_a_page_has_one_button_that_matters(world: World, chief: Client, sheet: bytes) -> None:
    paper = checked(world, sheet)
    for address in (IMPORTS, SEND, f"{IMPORTS}{paper.pk}/"):
        assert chief.get(address).content.decode().count("btn-primary") == 1


def test_possible_repeats_are_offered_beside_it_and_imported_when_they_are_ticked(world: World, chief: Client) -> None:
    same = (day(world), "甲派出所", "", 5)
    paper = checked(world, xlsx(same, same))
    assert "疑似重复的1行也导入" in page(chief.get(f"{IMPORTS}{paper.pk}/")).text
    chief.post(f"{IMPORTS}{paper.pk}/run/", {"doubtful": "on"})
    take_up(paper.pk)
    assert LedgerEntry.objects.count() == 2


def test_rows_that_another_file_counted_since_the_check_are_shown_with_what_to_do(world: World, chief: Client) -> None:
    same, other = (day(world), "甲派出所", "", 70), (day(world), "甲派出所", "", 5)
    papers = [checked(world, text(same).encode(), file_name="A.csv"), checked(world, text(same, other).encode())]
    for paper in papers:
        chief.post(f"{IMPORTS}{paper.pk}/run/")
        take_up(paper.pk)
    seen = chief.get(f"{IMPORTS}{papers[1].pk}/")
    for words in ("有1行疑似重复，未导入", "请再次上传同一文件", "与已导入的“A.csv”第2行相同", "已导入1行"):
        assert words in page(seen).text
    assert seen.content.decode().count("btn-primary") == 1 and "<details open>" in seen.content.decode()
    assert sorted(LedgerEntry.objects.values_list("quantity", flat=True)) == [5, 70]


@pytest.mark.parametrize("name", ["chief", "sub_chief", "administrator", "auditor"])
def test_who_oversees_the_unit_sees_its_imports(world: World, logged_in: Visitor, sheet: bytes, name: str) -> None:
    paper = checked(world, sheet)
    visitor = logged_in(name)
    assert "纸质责任书.xlsx" in page(visitor.get(IMPORTS)).text
    assert "312" in page(visitor.get(f"{IMPORTS}{paper.pk}/")).text
    assert visitor.get(f"{IMPORTS}{paper.pk}/problems.csv").status_code == 200


@pytest.mark.parametrize("name", ["chief_b", "other_administrator"])
def test_others_see_none_of_them(world: World, logged_in: Visitor, sheet: bytes, name: str) -> None:
    paper = checked(world, sheet)
    visitor = logged_in(name)
    assert "纸质责任书.xlsx" not in page(visitor.get(IMPORTS)).text
    for rest in ("", "problems.csv", "problems.xlsx"):
        assert visitor.get(f"{IMPORTS}{paper.pk}/{rest}").status_code == 403
    assert visitor.post(f"{IMPORTS}{paper.pk}/run/").status_code == 403


@pytest.mark.parametrize("name", ["officer", "colleague", "outsider", "poster"])
def test_officers_have_no_such_pages(world: World, logged_in: Visitor, sheet: bytes, name: str) -> None:
    paper = checked(world, sheet)
    officer = logged_in(name)
    for address in (IMPORTS, SEND, f"{IMPORTS}{paper.pk}/", f"{IMPORTS}template/materials.xlsx"):
        assert officer.get(address).status_code == 403
    assert officer.post(f"{IMPORTS}{paper.pk}/run/").status_code == 403


def test_an_auditor_looks_and_sends_and_imports_nothing(world: World, logged_in: Visitor, sheet: bytes) -> None:
    paper = checked(world, sheet)
    auditor = logged_in("auditor")
    assert "btn-primary" not in auditor.get(f"{IMPORTS}{paper.pk}/").content.decode()
    assert SEND not in page(auditor.get(IMPORTS)).links
    assert auditor.get(SEND).status_code == 403
    assert auditor.post(f"{IMPORTS}{paper.pk}/run/").status_code == 403
    assert auditor.post(f"{IMPORTS}{paper.pk}/check/").status_code == 403


def test_nobody_is_asked_to_log_in(world: World, resident: Client) -> None:
    answer = resident.get(IMPORTS)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/officer/login/?next={IMPORTS}")


def test_a_form_sent_twice_takes_the_file_once(world: World, chief: Client, sheet: bytes) -> None:
    sending = str(uuid4())
    assert [send(chief, sheet, sending=sending).status_code for _time in range(2)] == [302, 302]
    assert PaperImport.objects.count() == 1


def test_a_form_without_a_file_says_so(world: World, chief: Client) -> None:
    answer = send(chief, b"", file="")
    assert answer.status_code == 200 and "invalid-feedback" in answer.content.decode()


def test_a_file_that_cannot_be_read_says_what_to_do(world: World, chief: Client) -> None:
    paper = checked(world, xlsx(headings=("日期", "数量")))
    shown = page(chief.get(f"{IMPORTS}{paper.pk}/")).text
    assert "没有找到模板的表头，缺少：单位。" in shown and "另传一个文件" in shown


def test_a_file_is_checked_again_where_that_is_asked_for(world: World, chief: Client, sheet: bytes) -> None:
    paper = checked(world, sheet)
    chief.post(f"{IMPORTS}{paper.pk}/check/")
    take_up(paper.pk)
    assert states(paper) == ["ready", "ready", "wrong"]


def test_a_file_that_is_not_to_be_imported_is_discarded(
    world: World, chief: Client, logged_in: Visitor, sheet: bytes
) -> None:
    paper = checked(world, sheet)
    address = f"{IMPORTS}{paper.pk}/"
    assert logged_in("auditor").post(f"{address}discard/").status_code == 403
    assert "不再导入" in page(chief.get(address)).text
    chief.post(f"{address}discard/")
    shown = page(chief.get(address)).text
    assert "已放弃：未计入任何数量" in shown and "导入2行" not in shown
    assert "已放弃，未计数" in page(chief.get(IMPORTS)).text


def test_the_list_of_what_is_wrong_is_safe_to_open(world: World, chief: Client) -> None:
    evil = ("=cmd|'/c calc'!A1", "+1+1", "-2", "@SUM(A1)", "\t=1")
    paper = checked(world, text(*((day(world), value, "", 1) for value in evil)).encode())
    body = chief.get(f"{IMPORTS}{paper.pk}/problems.csv").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(body)))
    assert lines[0] == ["行", "列", "原值", "原因", "状态"] and len(lines) == 6
    assert not [value for line in lines[1:] for value in line if value.startswith(("=", "+", "-", "@", "\t", "\r"))]
    book = load_workbook(io.BytesIO(chief.get(f"{IMPORTS}{paper.pk}/problems.xlsx").content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {line[2] for line in lines[1:]} == {str(row[2].value) for row in book.worksheets[0].iter_rows(min_row=2)}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("indicator", IMPORTABLE)
def test_a_template_can_be_sent_back_as_it_is_and_its_example_counts_nothing(
    world: World, chief: Client, indicator: str, form: str
) -> None:
    content = chief.get(f"{IMPORTS}template/{indicator}.{form}").content
    assert checked(world, content, file_name=f"模板.{form}").problem == {"code": "empty"}


def test_a_template_filled_in_counts(world: World, chief: Client) -> None:
    book = load_workbook(io.BytesIO(chief.get(f"{IMPORTS}template/materials.xlsx").content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["日期*", "单位*", "地点", "数量*", "对象", "备注", "编号"]
    assert [cell.value for cell in book["填写说明"]["A"]][:3] == ["单位", "甲派出所", "甲一警务站"]
    sheet.append([day(world), "甲派出所", "示例小学", 40, "中小学生", "", "0012"])
    out = io.BytesIO()
    book.save(out)
    assert imported(world, out.getvalue()).rows_done == 1
    assert LedgerEntry.objects.get().audience == "pupils"


def test_there_is_no_template_of_what_no_paper_tells(world: World, chief: Client) -> None:
    assert chief.get(f"{IMPORTS}template/alerts_enabled.xlsx").status_code == 404


def test_an_empty_list_says_what_would_be_there(world: World, chief: Client) -> None:
    assert "还没有补录" in page(chief.get(IMPORTS)).text


def test_the_pages_are_in_english_too(world: World, chief: Client, sheet: bytes) -> None:
    paper = checked(world, sheet)
    chief.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "Import the rows that are right: 2" in page(chief.get(f"{IMPORTS}{paper.pk}/")).text
