"""Many doubts of one kind answered by one word: a review of each, all of them or none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.reporting.doubts.behind import about_officer
from outreach.reporting.doubts.models import ReviewOutcome
from outreach.reporting.doubts.reviewing import Sight, found_by, keep, require_reason
from outreach.reporting.doubts.selectors import about_units, by_what_is_behind, doubts_visible_to

if TYPE_CHECKING:
    from outreach.reporting.doubts.selectors import ReviewedDoubt

MOST_AT_ONCE: Final = 100


class WhyLeftOut(StrEnum):
    """Why one of many is not answered with the others: somebody reviewed it since it was looked at, a review had
    settled it before, the reviewer recorded something of it, or it was found no more.
    """

    MEANWHILE = "meanwhile"
    SETTLED = "settled"
    OWN = "own"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Together:
    """Of the doubts looked at those that are answered, or can be, and those left out with why."""

    answered: "list[ReviewedDoubt]"
    left_out: "list[tuple[ReviewedDoubt, WhyLeftOut]]"


def look_together(by: Scope, sights: Collection[Sight]) -> Together:
    """What `review_doubts` would answer at this moment, and what it would leave out. Two statements.

    Raises Refusal: as `review_doubts` does.
    """
    after = {sight.doubt: sight.after for sight in sights}
    found = _looked_at(by, after)
    moved_on = {doubt.pk: WhyLeftOut.MEANWHILE for doubt in found if doubt.latest != after[doubt.pk]}
    return _sort_out(found, moved_on | _barred(by, found, after))


@transaction.atomic
def review_doubts(
    *,
    by: Scope,
    sights: Collection[Sight],
    outcome: ReviewOutcome,
    note: str,
    now: datetime | None = None,
) -> Together:
    """Keep the same finding of each of these doubts of one kind, as `reviewing.review_doubt` keeps it of one.

    Left out is what WhyLeftOut names: who would add to what is settled does so at its own page, where it can be read.
    The others are kept together. The same sent twice is kept once. Five statements, however many.

    Raises:
        Refusal: `not_found` for a doubt that the viewer does not see, `permission_denied` for one that is not theirs to
            review; `malformed` for none, for more than MOST_AT_ONCE or for several kinds, and for the words as
            `review_doubt` does.
    """
    require_reason(outcome, note)
    after = {sight.doubt: sight.after for sight in sights}
    found = _looked_at(by, after)
    barred = _barred(by, found, after)
    asked = [sight for sight in sights if sight.doubt not in barred]
    keep(by=by, sights=asked, outcome=outcome, note=note, at=now or timezone.now())
    kept = found_by(by, asked, outcome, note)
    moved_on = {sight.doubt: WhyLeftOut.MEANWHILE for sight in asked if sight.doubt not in kept}
    return _sort_out(found, moved_on | barred)


def _looked_at(by: Scope, numbers: Collection[int]) -> "list[ReviewedDoubt]":
    """The doubts, in the order that they are listed in; one statement."""
    if not 1 <= len(numbers) <= MOST_AT_ONCE:
        raise Refusal("malformed")
    seen = doubts_visible_to(by, state=None)
    found: list[ReviewedDoubt] = list(by_what_is_behind(seen.filter(about_units(by.manages), pk__in=numbers)))
    if len(found) != len(numbers):
        raise Refusal("permission_denied" if seen.filter(pk__in=numbers).count() == len(numbers) else "not_found")
    if len({doubt.kind for doubt in found}) != 1:
        raise Refusal("malformed")
    return found


def _barred(by: Scope, found: "Collection[ReviewedDoubt]", after: Mapping[int, int]) -> dict[int, WhyLeftOut]:
    # What was settled since it was looked at may be the same sent twice: that is told by whose review it is.
    settled = [doubt.pk for doubt in found if doubt.is_settled and doubt.latest == after[doubt.pk]]
    gone = [doubt.pk for doubt in found if doubt.gone_at is not None]
    own = about_officer(found, by.officer_id)
    return (
        dict.fromkeys(settled, WhyLeftOut.SETTLED)
        | dict.fromkeys(gone, WhyLeftOut.GONE)
        | dict.fromkeys(own, WhyLeftOut.OWN)
    )


def _sort_out(found: "Collection[ReviewedDoubt]", why: Mapping[int, WhyLeftOut]) -> Together:
    return Together(
        answered=[doubt for doubt in found if doubt.pk not in why],
        left_out=[(doubt, why[doubt.pk]) for doubt in found if doubt.pk in why],
    )
