"""Which words people pledge to on a day."""

from datetime import date

from outreach.campaigns.models import Campaign, Language, PledgeText, TextKind


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
