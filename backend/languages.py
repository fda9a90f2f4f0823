"""The languages that pages are offered in.

Chinese and English are whole. Any other is offered from the day its catalogue records who read it: a native reader's
approval is a line of the catalogue's header (docs/languages.md), so that it travels and is reviewed with the words.

    "X-Reviewed-By: name, 2026-05-01\\n"
"""

import ast
from datetime import date
from pathlib import Path
from typing import Final

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import to_language

CHINESE: Final = "zh-hans"
ENGLISH: Final = "en"
TIBETAN: Final = "bo"

_WHOLE: Final = (CHINESE, ENGLISH)
# What each is called by those who read it, as short as the switch on a small phone needs.
_NAMES: Final = {CHINESE: "中文", ENGLISH: "English", TIBETAN: "བོད་ཡིག"}
_REVIEW: Final = "X-Reviewed-By:"

# Django knows every other language that may come, and not this one.
LANG_INFO.setdefault(
    TIBETAN, {"bidi": False, "code": TIBETAN, "name": "Tibetan", "name_local": _NAMES[TIBETAN]}
)  # fmt: skip


def offered(folder: Path) -> list[tuple[str, str]]:
    """The tag and the own name of each language of the site, Chinese first, for Django's LANGUAGES.

    Args:
        folder: holds a catalogue `<locale>/LC_MESSAGES/django.po` per language.

    Raises:
        ImproperlyConfigured: a catalogue's review cannot be read, or Django does not know its language.
    """
    catalogues = sorted(folder.glob("*/LC_MESSAGES/django.po"))
    reviewed = (to_language(path.parents[1].name) for path in catalogues if reviewer_of(path))
    return [(tag, _name(tag)) for tag in dict.fromkeys((*_WHOLE, *reviewed))]


def reviewer_of(catalogue: Path) -> str:
    """Who read the catalogue and when, as its header says; empty where nobody has.

    Raises:
        ImproperlyConfigured: there is something else than a name and a day.
    """
    lines = _header(catalogue).splitlines()
    review = next((line.removeprefix(_REVIEW).strip() for line in lines if line.startswith(_REVIEW)), "")
    if not review:
        return ""
    name, _comma, day = review.rpartition(",")
    try:
        date.fromisoformat(day.strip())
    except ValueError:
        name = ""
    if not name.strip():
        raise ImproperlyConfigured(f'{catalogue}: {_REVIEW} is {review!r}; write "name, 2026-05-01", or nothing.')
    return review


def _header(catalogue: Path) -> str:
    """The text of the first entry, whose id is empty."""
    text = ""
    for line in catalogue.read_text(encoding="utf-8").splitlines():
        if text and not line.startswith('"'):
            break
        if line.startswith('"'):
            text += ast.literal_eval(line)
    return text


def _name(tag: str) -> str:
    if tag not in LANG_INFO:
        raise ImproperlyConfigured(f"A catalogue is reviewed for {tag!r}, which is no language Django knows.")
    return _NAMES.get(tag) or str(LANG_INFO[tag]["name_local"])
