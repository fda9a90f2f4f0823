"""Which words people pledge to on a day, all versions of them, and the languages they may be published in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from outreach.campaigns.models import Campaign, Language, PledgeText, TextKind
from outreach.errors import Refusal


@dataclass(frozen=True, slots=True)
class Words:
    """All versions of one pledge in one language, the one that takes force last first.

    `current` is the one in force today, None before the first takes force. `lags` says of a translation that the
    Chinese words changed after it did.
    """

    kind: TextKind
    language: Language
    versions: tuple[PledgeText, ...]
    current: PledgeText | None
    lags: bool


def offered_languages() -> tuple[Language, ...]:
    """The languages of the site that a pledge may be published in: Tibetan only once a native reader approved it."""
    tags = {tag for tag, _name in settings.LANGUAGES}
    return tuple(language for language in Language if language in tags)


def words_of(campaign: Campaign, *, today: date) -> tuple[Words, ...]:
    """Each pledge of the campaign in each language it is published in, Chinese first; one statement."""
    grouped: dict[tuple[TextKind, Language], list[PledgeText]] = {}
    for text in PledgeText.objects.filter(campaign=campaign).order_by("-effective_from"):
        grouped.setdefault((TextKind(text.kind), Language(text.language)), []).append(text)
    current = {key: _in_force(versions, today) for key, versions in grouped.items()}
    return tuple(
        Words(
            kind,
            language,
            tuple(grouped[kind, language]),
            current[kind, language],
            _is_older(current[kind, language], current.get((kind, Language.ZH_HANS))),
        )
        for kind in TextKind
        for language in Language
        if (kind, language) in grouped
    )


def find_text(number: int, *, campaigns: Iterable[Campaign]) -> PledgeText:
    """The version of this number, if it is one of these campaigns'. Raises Refusal: `not_found`."""
    text = PledgeText.objects.select_related("campaign__unit").filter(pk=number, campaign__in=campaigns).first()
    if text is None:
        raise Refusal("not_found")
    return text


def text_in_force(campaign: Campaign, kind: TextKind, *, day: date, language: str) -> PledgeText | None:
    """The newest version for `kind` in force on the local day `day`; one statement.

    In `language` where there is one, else in Chinese: a pledge is never machine-translated (domain.md section 7).
    """
    versions = list(
        PledgeText.objects.filter(campaign=campaign, kind=kind, effective_from__lte=day).order_by("-effective_from")
    )
    for wanted in (language, Language.ZH_HANS):
        for text in versions:
            if text.language == wanted:
                return text
    return None


def _in_force(versions: Iterable[PledgeText], day: date) -> PledgeText | None:
    return next((text for text in versions if text.effective_from <= day), None)


def _is_older(text: PledgeText | None, chinese: PledgeText | None) -> bool:
    return text is not None and chinese is not None and text.effective_from < chinese.effective_from
