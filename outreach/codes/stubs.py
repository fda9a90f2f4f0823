"""The code on a form's tear-off stub: the receipt of whoever signs that paper (design.md section 3).

It is derived from the form's own code under the campaign's key, so that it is printed before anybody signs; only who
holds the stub, or the key, knows it. The form's row keeps its mark, so that a stub leads to its form.
"""

from outreach.codes.alphabet import normalise, text_from
from outreach.crypto.keys import environment_key
from outreach.crypto.marks import mark


def stub_text(campaign_key: bytes, code_text: str) -> str:
    """The 16 characters on the stub of the form with the code `code_text` (normalised)."""
    return text_from(mark(campaign_key, "stub", code_text))


def receipt_mark(text: str) -> bytes:
    """What is stored and looked up for a receipt code, a stub's too, as typed, scanned or linked."""
    return mark(environment_key(), "receipt code", normalise(text))
