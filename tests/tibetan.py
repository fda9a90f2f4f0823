"""Tibetan as it will be once a native reader has approved a catalogue."""

from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings as django_settings

from backend.languages import offered

_CATALOGUE = Path("bo") / "LC_MESSAGES" / "django.po"


@pytest.fixture
def tibetan_approved(settings: Any, tmp_path: Path) -> None:
    """This release's catalogue with a reviewer in its header, in place of the one without."""
    source = Path(django_settings.BASE_DIR) / "locale" / _CATALOGUE
    approved = tmp_path / _CATALOGUE
    approved.parent.mkdir(parents=True)
    text = source.read_text(encoding="utf-8").replace("X-Reviewed-By: ", "X-Reviewed-By: A native reader, 2026-05-01")
    approved.write_text(text, encoding="utf-8")
    with approved.open("rb") as words, approved.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, read_po(words, locale="bo"))
    settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS]
    settings.LANGUAGES = offered(tmp_path)
