"""The two codes a resident gets: the private receipt, and apart from it the witness code shown to an officer.

Whoever signs on an officer's phone gets the receipt alone: the officer is there.

Both are derived from the submission's id under the campaign's key, so that a replay finds the same ones and none is
stored; the database holds only keyed marks of them.
"""

from uuid import UUID

from outreach.codes.alphabet import normalise, text_from
from outreach.codes.stubs import receipt_mark
from outreach.crypto.keys import environment_key
from outreach.crypto.marks import mark

__all__ = ["receipt_mark", "receipt_text", "witness_mark", "witness_text"]


def receipt_text(campaign_key: bytes, submission_id: UUID) -> str:
    return text_from(mark(campaign_key, "receipt", submission_id.bytes))


def witness_text(campaign_key: bytes, submission_id: UUID) -> str:
    return text_from(mark(campaign_key, "witness", submission_id.bytes))


def witness_mark(text: str) -> bytes:
    """What is stored and looked up for a witness code as scanned or typed."""
    return mark(environment_key(), "witness code", normalise(text))
