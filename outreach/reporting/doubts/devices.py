"""How a phone is told from another in doubts, without leading to either."""

from typing import Final

from outreach.crypto.keys import environment_key
from outreach.crypto.marks import mark

# A short keyed digest: it tells two devices of a campaign apart, and leads to neither.
DEVICE: Final = """
left(encode(sha256(%(key)s::bytea || convert_to(campaign_id || ':' || principal, 'UTF8')), 'hex'), 16)"""


def device_key() -> bytes:
    """The key of the digests, 32 bytes; it is this installation's own."""
    return mark(environment_key(), "device in doubts")
