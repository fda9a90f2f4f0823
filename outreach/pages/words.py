"""Names that live in the data or in code with both languages, in the language of the page."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import get_language

from outreach.campaigns.indicators import ActivityKind, Term
from outreach.capture.models import Activity


class Named(Protocol):
    """A unit, a place or a campaign: named in Chinese, and in English where someone gave an English name."""

    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str: ...


def in_english() -> bool:
    """Whether the page at hand is in English; every other page is in Chinese."""
    return (get_language() or "").startswith("en")


def name_of(thing: Named) -> str:
    """The name in the page's language, the Chinese one where no English one is known."""
    (name,) = names_of([thing])
    return name


def names_of(things: Iterable[Named]) -> list[str]:
    """`name_of` each of many: the page's language is looked up once."""
    is_english = in_english()
    return [thing.name_en if is_english and thing.name_en else thing.name for thing in things]


def label_of(term: Term) -> str:
    """The name of an indicator's evidence level, audience or kind of session in the page's language."""
    return term.en if in_english() else term.zh


def event_name(activity: Activity | None, campaign: Named, place: Named | None = None) -> str:
    """What an event is called: its kind and place, without a session the campaign and the code's own `place`."""
    if activity is not None:
        return f"{label_of(ActivityKind(activity.activity_kind))} · {name_of(activity.place)}"
    return f"{name_of(campaign)} · {name_of(place)}" if place else name_of(campaign)
