"""The sample pledges in `texts/`: plain words, and signing is voluntary in all of them (domain.md sections 4, 5 and 8).

A bureau puts its own, approved texts in their place.
"""

from dataclasses import dataclass
from itertools import product
from pathlib import Path

from outreach.campaigns.models import Language, TextKind

_FOLDER = Path(__file__).with_name("texts")


@dataclass(frozen=True, slots=True)
class SampleText:
    """A text as it is kept: `KIND.LANGUAGE.txt`, the title in the first line."""

    kind: TextKind
    language: Language
    title: str
    body: str


def sample_texts() -> list[SampleText]:
    """Every kind of pledge in the languages that this project writes: others are for native speakers to write."""
    texts = []
    for kind, language in product(TextKind, (Language.ZH_HANS, Language.EN)):
        title, _blank, body = (_FOLDER / f"{kind}.{language}.txt").read_text(encoding="utf-8").partition("\n")
        texts.append(SampleText(kind, language, title, body.strip()))
    return texts
