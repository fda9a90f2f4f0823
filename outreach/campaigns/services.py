"""Putting a campaign's words down."""

from datetime import date
from hashlib import sha256

from outreach.campaigns.models import Campaign, Language, PledgeText, TextKind


def publish_text(
    *,
    campaign: Campaign,
    kind: TextKind,
    language: Language,
    title: str,
    body: str,
    effective_from: date,
    is_sample: bool = False,
) -> PledgeText:
    """Keep a version of a pledge, in force from the local day `effective_from`.

    Its version is derived from its words, so a signature names exactly what was signed. Raises IntegrityError for
    words the campaign has already, and for a second version for one day: neither is ever replaced.
    """
    return PledgeText.objects.create(
        campaign=campaign,
        kind=kind,
        language=language,
        version=version_of(kind=kind, language=language, title=title, body=body),
        title=title,
        body=body,
        effective_from=effective_from,
        is_sample=is_sample,
    )


def version_of(*, kind: str, language: str, title: str, body: str) -> str:
    """The version that these words have: SHA-256 over all of them, in hexadecimal."""
    return sha256("\n".join((kind, language, title, body)).encode()).hexdigest()
