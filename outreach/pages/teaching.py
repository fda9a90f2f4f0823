"""What every resident is taught, in the language of the page, whether the code counts or not."""

from dataclasses import dataclass
from typing import Final

from outreach.campaigns import frauds
from outreach.codes.models import Code
from outreach.codes.selectors import place_of
from outreach.pages.words import in_english


@dataclass(frozen=True, slots=True)
class FraudInWords:
    """A type of fraud as the page at hand names it."""

    fraud: frauds.Fraud

    @property
    def name(self) -> str:
        return self.fraud.name_en if in_english() else self.fraud.name_zh

    @property
    def sign(self) -> str:
        return self.fraud.sign_en if in_english() else self.fraud.sign_zh


@dataclass(frozen=True, slots=True)
class Tip:
    """One warning: what fraud it is about, and what to do."""

    title: str
    text: str


FRAUDS: Final = tuple(FraudInWords(fraud) for fraud in frauds.FRAUDS)


def tip_of(code: Code) -> Tip:
    """The tip for those at the code's session, else for whom the code was made, else for whom one meets at its place.

    `code` is as `codes.selectors.find` gives it; nothing more is read.
    """
    talk = getattr(code, "activity", None)
    place = place_of(code)
    audiences = (talk.audiences if talk else ()) or code.audiences
    fraud = frauds.tip_for(audiences, place.kind if place else "", seed=code.text)
    if in_english():
        return Tip(fraud.name_en, fraud.tip_en)
    return Tip(fraud.name_zh, fraud.tip_zh)
