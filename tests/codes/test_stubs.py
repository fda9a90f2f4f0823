"""The receipt on a form's tear-off stub: found again from the form's code, and by nobody without the key."""

from outreach.codes.alphabet import is_well_formed
from outreach.codes.stubs import stub_text

KEY, CODE = b"k" * 32, "ACDEFHJKMNPRTWXY"


def test_a_stub_is_a_code_and_always_the_same() -> None:
    assert is_well_formed(stub_text(KEY, CODE))
    assert stub_text(KEY, CODE) == stub_text(KEY, CODE)


def test_another_form_or_campaign_has_another_stub() -> None:
    assert len({CODE, stub_text(KEY, CODE), stub_text(KEY, CODE[::-1]), stub_text(b"x" * 32, CODE)}) == 4
