"""Reads the figures back out of finished documents, each form in its own way."""

import csv
import re
from html.parser import HTMLParser
from io import BytesIO, StringIO

import openpyxl
import pypdfium2
from docx import Document
from docx.oxml.ns import qn

Rows = list[list[str]]


def docx_rows(content: bytes) -> Rows:
    """Every row of every table."""
    body = Document(BytesIO(content)).element.body
    return [
        ["".join(text.text or "" for text in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
        for row in body.iter(qn("w:tr"))
    ]


def docx_text(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)


def pdf_text(content: bytes) -> str:
    """All its text, close, without page numbers: where a line or a page is broken says nothing."""
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage() for page in document]
    text = "".join(_without_number(page.get_text_bounded(), number) for number, page in enumerate(pages, 1))
    for page in pages:
        page.close()
    document.close()
    return close(text)


def _without_number(text: str, number: int) -> str:
    """A page's text without its number, the last that looks like it: a row of a table may hold the same letters."""
    before, _number, after = text.rpartition(f"— {number} —")
    return before + after


def close(text: str) -> str:
    """Without white space and hyphens: where a word is broken one is drawn, which is read as \\x02."""
    return re.sub(r"[\s\x02-]+", "", text)


def xlsx_sheets(content: bytes) -> dict[str, list[list[object]]]:
    """Every sheet's rows below its title and notes, the header first."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheets = {}
    for page in book:
        rows = [[cell.value for cell in row] for row in page.iter_rows()]
        frozen = int(re.sub(r"\D", "", str(page.freeze_panes)))
        sheets[page.title] = rows[frozen - 2 :]
    return sheets


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: Rows = []
        self._is_cell = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        self._is_cell = tag in ("th", "td")
        if self._is_cell:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._is_cell = False

    def handle_data(self, data: str) -> None:
        if self._is_cell:
            self.rows[-1][-1] += data


def html_rows(content: str) -> Rows:
    """Every row of every table."""
    parser = _Tables()
    parser.feed(content)
    return parser.rows
