"""待核事项 as rows: a row for each kind, and those of one kind below what lies behind them."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Min
from django.utils.http import urlencode

from outreach.organisation.scope import Scope
from outreach.pages.dashboard.doubt_words import next_step_of, places_of, what_of, when_of, why_of
from outreach.pages.words import name_of
from outreach.reporting.doubts.models import ReviewOutcome
from outreach.reporting.doubts.reviewing import Sight
from outreach.reporting.doubts.selectors import about_units, has_grown
from outreach.reporting.models import Doubt, DoubtKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from outreach.reporting.doubts.selectors import PlacedDoubt, ReviewedDoubt

# Whose doubts are so few reads them at once, of whatever kind.
FEW: Final = 10


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind with how many of it there are, the day of the oldest, and what to do about one; `query` asks for them."""

    kind: DoubtKind
    name: str
    count: int
    oldest: date
    next_step: str
    query: str


@dataclass(frozen=True, slots=True)
class Row:
    """A doubt in words. `where` is the session or the code's place; `review` is how its newest review came out.

    `sight` is what is sent of it where it is answered with others, empty where that is not for this viewer.
    """

    number: int
    what: str
    why: str
    where: str
    unit: str
    campaign: str
    when: str
    review: str
    has_grown: bool
    sight: str


@dataclass(frozen=True, slots=True)
class Group:
    """What lies behind several doubts: a unit, or a session there. `count` is of all of them, on other pages too."""

    name: str
    count: int
    rows: list[Row]


def kinds_among(found: "QuerySet[ReviewedDoubt]", asked: Mapping[str, str]) -> list[KindRow]:
    """The kinds of these doubts, always in one order; one statement."""
    rows = found.order_by().values_list("kind").annotate(Count("pk"), Min("day"))
    counted = {kind: (number, oldest) for kind, number, oldest in rows}
    return [
        KindRow(
            kind=kind,
            name=str(kind.label),
            count=counted[kind][0],
            oldest=counted[kind][1],
            next_step=next_step_of(kind),
            query=urlencode({**asked, "kind": kind.value}),
        )
        for kind in DoubtKind
        if kind in counted
    ]


def rows_of(listed: "Sequence[ReviewedDoubt]") -> list[Row]:
    places = places_of(listed)
    return [_row(doubt, places, frozenset()) for doubt in listed]


def groups_of(
    listed: "Sequence[PlacedDoubt]", found: "QuerySet[PlacedDoubt]", reviewable: Collection[int]
) -> list[Group]:
    """The `listed` of those `found`, which are of one kind and in the order of `by_what_is_behind`.

    One statement, and two for the places.
    """
    counted = Counter(found.order_by().values_list("unit", "shared"))
    places = places_of(listed)
    groups = []
    for behind, those in groupby(listed, key=attrgetter("unit_id", "shared")):
        rows = [_row(doubt, places, reviewable) for doubt in those]
        name = rows[0].unit
        if behind[1] or counted[behind] == 1:
            name = " · ".join(filter(None, (name, rows[0].where)))
            rows = [replace(row, where="") for row in rows]
        groups.append(Group(name, counted[behind], rows))
    return groups


def reviewable_among(scope: Scope, listed: "Sequence[ReviewedDoubt]") -> frozenset[int]:
    """Those for this viewer to answer, as far as their units tell; one statement for who manages any."""
    if not scope.manages:
        return frozenset()
    theirs = Doubt.objects.filter(about_units(scope.manages), pk__in=[doubt.pk for doubt in listed])
    return frozenset(theirs.values_list("pk", flat=True))


def brief_names(doubts: "Sequence[ReviewedDoubt]") -> list[tuple[int, str]]:
    """Each of these doubts, by its number, in a few words: whose, where and when. Two statements."""
    places = places_of(doubts)
    return [
        (doubt.pk, " · ".join(filter(None, (name_of(doubt.unit), places(doubt), when_of(doubt))))) for doubt in doubts
    ]


def sight_text(sight: Sight) -> str:
    return f"{sight.doubt}-{sight.after}-{sight.seen}"


def _row(doubt: "ReviewedDoubt", places: Callable[[Doubt], str], reviewable: Collection[int]) -> Row:
    sight = Sight(doubt.pk, doubt.latest, doubt.facts["count"])
    return Row(
        number=doubt.pk,
        what=what_of(doubt),
        why=why_of(doubt.kind),
        where=places(doubt),
        unit=name_of(doubt.unit),
        campaign=name_of(doubt.campaign),
        when=when_of(doubt),
        review=str(ReviewOutcome(doubt.outcome).label) if doubt.outcome else "",
        has_grown=has_grown(doubt),
        sight=sight_text(sight) if doubt.pk in reviewable else "",
    )
