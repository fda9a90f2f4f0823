"""A language is offered once it is whole: Chinese and English always, any other when a native reader approved it."""

from datetime import datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import formats, translation

from backend.languages import offered, reviewer_of

LOCALE = Path(settings.BASE_DIR) / "locale"
TIBETAN = LOCALE / "bo" / "LC_MESSAGES" / "django.po"
# Found in public software of native speakers (docs/languages.md).
ATTESTED = {"གཏན་ཁེལ།", "འདོར་བ།", "ཉར་ཚགས།", "རྗེས་མ།", "མིང་།", "ཕབ་ལེན", "སྒྲིག་འཇུག", "ངེས་པར་འབྲི་དགོས།", "གསང་དོན་སྲིད་ཇུས།"}


def catalogue(folder: Path, *header: str, locale: str = "bo") -> Path:
    """A catalogue with these lines in its header, and one word."""
    path = folder / locale / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    lines = ['msgid ""', 'msgstr ""', r'"Content-Type: text/plain; charset=utf-8\n"', *header]
    path.write_text("\n".join([*lines, "", 'msgid "name"', 'msgstr "མིང་།"', ""]), encoding="utf-8")
    return path


def test_chinese_and_english_need_nobodys_word(tmp_path: Path) -> None:
    assert offered(tmp_path) == [("zh-hans", "中文"), ("en", "English")]


def test_the_languages_of_this_release_are_chinese_and_english() -> None:
    assert [tag for tag, _name in settings.LANGUAGES] == ["zh-hans", "en"]
    assert reviewer_of(TIBETAN) == ""


@pytest.mark.parametrize("header", [(), (r'"X-Reviewed-By: \n"',), (r'"X-Reviewed-By:\n"',)])
def test_a_catalogue_that_nobody_read_is_not_offered(tmp_path: Path, header: tuple[str, ...]) -> None:
    catalogue(tmp_path, *header)
    assert "bo" not in dict(offered(tmp_path))


def test_a_catalogue_is_offered_with_its_reviewer(tmp_path: Path) -> None:
    path = catalogue(tmp_path, r'"X-Reviewed-By: A native reader, Example bureau, 2026-05-01\n"', r'"X-Other: 1\n"')
    assert reviewer_of(path) == "A native reader, Example bureau, 2026-05-01"
    assert offered(tmp_path) == [("zh-hans", "中文"), ("en", "English"), ("bo", "བོད་ཡིག")]


def test_a_header_that_a_tool_wrapped_is_read(tmp_path: Path) -> None:
    path = catalogue(tmp_path, '"X-Reviewed-By: A native reader, "', r'"2026-05-01\n"')
    assert reviewer_of(path) == "A native reader, 2026-05-01"


@pytest.mark.parametrize("review", ["yes", "A native reader", "A native reader, soon", ", 2026-05-01"])
def test_a_review_without_a_name_or_a_day_stops_the_start(tmp_path: Path, review: str) -> None:
    catalogue(tmp_path, rf'"X-Reviewed-By: {review}\n"')
    with pytest.raises(ImproperlyConfigured, match="X-Reviewed-By"):
        offered(tmp_path)


def test_a_language_that_django_does_not_know_stops_the_start(tmp_path: Path) -> None:
    catalogue(tmp_path, r'"X-Reviewed-By: A native reader, 2026-05-01\n"', locale="qq")
    with pytest.raises(ImproperlyConfigured, match="'qq'"):
        offered(tmp_path)


def test_the_tibetan_catalogue_holds_attested_words_for_texts_that_exist() -> None:
    with TIBETAN.open("rb") as tibetan, (LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as chinese:
        translated = {message.id: message.string for message in read_po(tibetan, locale="bo") if message.string}
        known = {message.id for message in read_po(chinese, locale="zh_Hans")}
    del translated[""]
    assert set(translated.values()) <= ATTESTED
    assert set(translated) <= known


def test_tibetan_writes_days_in_numbers() -> None:
    moment = datetime(2026, 5, 1, 9, 5)
    with translation.override("bo"):
        written = [formats.date_format(moment, name) for name in ("DATE_FORMAT", "DATETIME_FORMAT", "TIME_FORMAT")]
    assert written == ["2026-05-01", "2026-05-01 09:05", "09:05"]
