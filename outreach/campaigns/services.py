"""Putting a campaign's words down."""

from datetime import date, datetime
from hashlib import sha256
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.audit.services import note
from outreach.campaigns.models import Campaign, Language, PledgeText, TextKind
from outreach.campaigns.texts import offered_languages, text_in_force
from outreach.errors import FieldErrors, Refusal
from outreach.organisation.scope import Scope

LONGEST_TITLE: Final = 120
LONGEST_BODY: Final = 5_000


@transaction.atomic
def publish_text(
    *,
    campaign: Campaign,
    kind: TextKind,
    language: Language,
    title: str,
    body: str,
    effective_from: date,
    is_sample: bool = False,
    by: Scope | None = None,
    now: datetime | None = None,
) -> PledgeText:
    """Keep a version of a pledge, in force from the local day `effective_from`.

    Its version is derived from its words, so a signature names exactly what was signed. `by` is the scope of the
    administrator who publishes, None for the system itself, which may also publish for a day gone by.

    Raises:
        Refusal: `permission_denied` or `out_of_scope` for the campaign's unit; `malformed` with the fields that a
            rule refuses, among them words the campaign has already and a second version for one day: neither is
            ever replaced.
    """
    published_at = now or timezone.now()
    if by is not None:
        by.require_administered(campaign.unit_id)
        today = published_at.astimezone(campaign.zone).date()
        if errors := _mistakes(campaign, kind, language, effective_from, today):
            raise Refusal("malformed", errors=errors)
    text = _keep(
        PledgeText(
            campaign=campaign,
            kind=kind,
            language=language,
            version=version_of(kind=kind, language=language, title=title, body=body),
            title=title,
            body=body,
            effective_from=effective_from,
            is_sample=is_sample,
        )
    )
    if by is not None:
        note(
            actor=f"officer:{by.officer_id}",
            action="text_published",
            subject=f"pledge_text:{text.pk}",
            facts={"kind": kind, "language": language, "from": effective_from.isoformat(), "sample": is_sample},
            at=published_at,
        )
    return text


def version_of(*, kind: str, language: str, title: str, body: str) -> str:
    """The version that these words have: SHA-256 over all of them, in hexadecimal."""
    return sha256("\n".join((kind, language, title, body)).encode()).hexdigest()


def _mistakes(campaign: Campaign, kind: TextKind, language: Language, effective_from: date, today: date) -> FieldErrors:
    errors = {}
    if language not in offered_languages():
        errors["language"] = [_("This language is not offered yet: a native reader approves its catalogue first.")]
    elif (
        language != Language.ZH_HANS
        and text_in_force(campaign, kind, day=effective_from, language=Language.ZH_HANS) is None
    ):
        errors["language"] = [_("Publish the Chinese words first: whoever reads no other language signs those.")]
    if effective_from < today:
        errors["effective_from"] = [_("From today on: what was signed before stays under the words of its day.")]
    elif campaign.ends_on is not None and effective_from > campaign.ends_on:
        errors["effective_from"] = [_("The campaign is over by then.")]
    return errors


def _keep(text: PledgeText) -> PledgeText:
    try:
        with transaction.atomic():
            text.save(force_insert=True)
    except IntegrityError as error:
        if "pledge_text_one_a_day" in str(error):
            raise Refusal(
                "malformed", errors={"effective_from": [_("Another version takes force on this day already.")]}
            ) from error
        if "pledge_text_version_once" in str(error):
            raise Refusal("malformed", errors={"body": [_("The campaign has these very words already.")]}) from error
        raise
    return text
