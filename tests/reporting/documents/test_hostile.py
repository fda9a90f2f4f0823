"""Names that someone entered come out as text, in every form."""

import re
import zipfile
from io import BytesIO

import openpyxl
import pytest
from django.template.loader import render_to_string

from outreach.campaigns.models import Campaign
from outreach.reporting.documents.building import document_of
from outreach.reporting.documents.escaping import is_formula
from outreach.reporting.documents.page import page_of
from outreach.reporting.section import Section
from tests.reporting.briefing import section
from tests.reporting.documents import reading

NAMES = [
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "<script>alert(1)</script>",
    "#text(red)[x] *b* _i_ $x$ `c`",
    '#read("/etc/passwd")',
    "&amp; ]]> <!-- \"'",
    "甲\x0b所\x1f\ufffe",
]


@pytest.fixture(params=NAMES)
def named(request: pytest.FixtureRequest, briefed: Campaign) -> Section:
    made = section(briefed)
    name: str = request.param
    made["unit"]["name"] = made["units"][1]["name"] = made["campaign"]["name"] = name
    made["words"] = {"lead_in": name, "next_steps": name, "remarks": {"school_talks": name}}
    made["coverage"]["groups"] = [
        {
            "audience": "",
            "indicators": ["resident_pledges"],
            "units": [
                {
                    "unit": made["unit"]["id"],
                    "base": {"count": 9, "source": name, "as_of": "2021-09-01"},
                    "values": [1],
                    "imported": [0],
                }
            ],
        }
    ]
    return made


def shown(named: Section) -> str:
    """The name as it is printed: without what no document may hold."""
    return re.sub("[\x00-\x08\x0b-\x1f\ufffe]", "", named["units"][1]["name"].replace("\t", " "))


def test_on_paper_it_is_what_was_entered(named: Section) -> None:
    name = shown(named)
    assert reading.close(name) in reading.pdf_text(document_of(named, form="pdf", language="zh"))
    rows = reading.docx_rows(document_of(named, form="docx", language="zh"))
    assert name in {row[0] for row in rows}


def test_a_page_has_no_markup_of_it(named: Section) -> None:
    page = render_to_string("reports/document.html", {"page": page_of(named, language="zh", approval=None)})
    assert "<script" not in page
    assert shown(named) in {row[0] for row in reading.html_rows(page)}


def test_no_cell_of_a_workbook_is_a_formula(named: Section) -> None:
    content = document_of(named, form="xlsx", language="zh")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
    assert not any(b"<f>" in sheet for sheet in sheets)
    cells = [cell for page in openpyxl.load_workbook(BytesIO(content)) for row in page.iter_rows() for cell in row]
    assert shown(named) in {cell.value for cell in cells}
    unmarked = [cell.value for cell in cells if is_formula(str(cell.value)) and isinstance(cell.value, str)]
    assert all(cell.quotePrefix for cell in cells if cell.value in unmarked)


def test_no_cell_of_a_csv_begins_like_a_formula(named: Section) -> None:
    rows = reading.csv_rows(document_of(named, form="csv", language="zh"))
    texts = [row[column] for row in rows for column in ("unit", "part", "name", "remark", "base_source")]
    assert not any(is_formula(text) for text in texts)
    assert any(text.removeprefix("'") == shown(named) for text in texts)
