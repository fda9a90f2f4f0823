"""The docx as an office program opens it, which has none of the faces it names: the fallback must keep the layout."""

import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from outreach.campaigns.models import Campaign
from outreach.reporting.documents.building import document_of
from tests.reporting.briefing import section
from tests.reporting.documents import reading

pytestmark = [
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
    pytest.mark.timeout(240),
]
MM = 72 / 25.4


def opened(content: bytes, folder: Path) -> bytes:
    """The docx as LibreOffice prints it."""
    (folder / "report.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), "report.docx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=200)
    return (folder / "report.pdf").read_bytes()


def test_it_opens_with_all_its_figures_on_the_page_of_the_standard(briefed: Campaign, tmp_path: Path) -> None:
    made = section(briefed)
    made["words"] = {"lead_in": "台" * 28 * 60, "next_steps": "", "remarks": {}}
    content = document_of(made, form="docx", language="zh")
    printed = opened(content, tmp_path)
    text = reading.pdf_text(printed)
    assert [row for row in reading.docx_rows(content) if reading.close("".join(row)) not in text] == []
    document = pypdfium2.PdfDocument(printed)
    sizes = {tuple(round(side / MM) for side in page.get_size()) for page in document}
    second = document[1].get_textpage()
    letters = [(second.get_text_range(at, 1), second.get_charbox(at)) for at in range(second.count_chars())]
    boxes = [box for letter, box in letters if letter == "台"]
    lines = Counter(round(box[1]) for box in boxes)
    assert sizes == {(210, 297)}
    assert list(lines.values()) == [28] * 22
    assert min(box[0] for box in boxes) >= 28 * MM and max(box[2] for box in boxes) <= (210 - 26) * MM
    foot = [letter for letter, box in letters if letter.strip() and box[1] < 35 * MM - 5]
    assert "".join(foot) == "—2—"
    second.close()
    document.close()
