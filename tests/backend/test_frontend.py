"""The browser modules are built, and pages can name them."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
ENTRIES = sorted(path.name for path in (FRONTEND / "src" / "entries").iterdir())


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_entry_is_built_under_its_own_name(entry):
    built = finders.find(entry)
    assert built, f"frontend/dist lacks {entry}: run make setup"
    assert Path(built).stat().st_size > 0


@pytest.mark.parametrize("entry", [name for name in ENTRIES if name.endswith(".css")])
def test_no_sheet_reaches_out_to_another_site(entry):
    assert "http" not in Path(finders.find(entry)).read_text().replace("http://www.w3.org/2000/svg", "")
