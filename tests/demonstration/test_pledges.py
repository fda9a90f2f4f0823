"""The sample pledges."""

import re

import pytest

from outreach.campaigns.models import Language, TextKind
from outreach.demonstration.pledges import SampleText, sample_texts

# What each text must say whatever else it says: of one's own accord, and whom to call.
VOLUNTARY = {Language.ZH_HANS: "自愿", Language.EN: "voluntary"}


def test_there_is_a_text_for_everyone_in_both_languages() -> None:
    assert {(text.kind, text.language) for text in sample_texts()} == {
        (kind, language) for kind in TextKind for language in (Language.ZH_HANS, Language.EN)
    }


@pytest.mark.parametrize("text", sample_texts(), ids=lambda text: f"{text.kind}.{text.language}")
def test_every_text_says_that_signing_is_voluntary_and_whom_to_call(text: SampleText) -> None:
    assert VOLUNTARY[text.language] in text.body
    assert "96110" in text.body and "110" in text.body.replace("96110", "")


@pytest.mark.parametrize("text", sample_texts(), ids=lambda text: f"{text.kind}.{text.language}")
def test_a_title_is_one_line_and_the_body_begins_at_once(text: SampleText) -> None:
    assert text.title and "\n" not in text.title and text.body == text.body.strip()


@pytest.mark.parametrize("text", sample_texts(), ids=lambda text: f"{text.kind}.{text.language}")
def test_what_is_pledged_is_six_short_points(text: SampleText) -> None:
    points = re.findall(r"^(?:[一二三四五六七八九]、|\d\. )", text.body, re.MULTILINE)
    assert len(points) == 6
    assert len(text.body) <= 300 if text.language == Language.ZH_HANS else len(text.body.split()) <= 180


def test_what_a_resident_signs_on_a_phone_is_read_in_half_a_minute() -> None:
    # At seven characters or four words a second, as grown-ups read.
    for text in sample_texts():
        if text.kind == TextKind.RESIDENT:
            seconds = len(text.body) / 7 if text.language == Language.ZH_HANS else len(text.body.split()) / 4
            assert seconds <= 35


@pytest.mark.parametrize("text", sample_texts(), ids=lambda text: f"{text.kind}.{text.language}")
def test_no_text_says_that_a_pledge_which_is_counted_is_not(text: SampleText) -> None:
    assert "不用于统计" not in text.body and "used to count" not in text.body
