"""Looking at a doubt once more, by a person: the review is added, nothing else changes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outreach.audit.services import Noted, note_each
from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.reporting.doubts.behind import is_about
from outreach.reporting.doubts.models import DoubtReview, ReviewOutcome
from outreach.reporting.doubts.selectors import about_units
from outreach.reporting.models import Doubt
from outreach.sheets.problems import CELL_SENTENCES
from outreach.sheets.values import is_of_a_person

OWN_ACTS: Final = _("Something that you recorded yourself is in doubt here: somebody else looks at it.")

# Whose number is not the next, because somebody reviewed the doubt meanwhile, writes nothing; who takes it at the same
# moment waits for the other and then finds it taken. In order, so that two who answer the same many never wait for
# each other in turn.
_KEEP: Final = """
INSERT INTO outreach_doubtreview (doubt_id, number, outcome, note, seen, reviewed_by_id, reviewed_at)
SELECT doubt.id, sight.after + 1, %(outcome)s, %(note)s, least(sight.seen, (doubt.facts->>'count')::bigint),
    %(by)s, %(at)s
FROM unnest(%(doubts)s::bigint[], %(after)s::integer[], %(seen)s::bigint[]) AS sight (doubt, after, seen)
JOIN outreach_doubt AS doubt ON doubt.id = sight.doubt
WHERE sight.after = (
    SELECT coalesce(max(number), 0) FROM outreach_doubtreview AS before WHERE before.doubt_id = doubt.id)
ORDER BY doubt.id
ON CONFLICT (doubt_id, number) DO NOTHING
RETURNING doubt_id, number, seen
"""


@dataclass(frozen=True, slots=True)
class Sight:
    """A doubt, by its id, as somebody looked at it: after review number `after` (0: none), when its count was `seen`.

    A review bears both, so that two reviewers do not overlook each other.
    """

    doubt: int
    after: int
    seen: int


def answers_for(scope: Scope, doubt: Doubt) -> bool:
    """Whether the doubt is this viewer's to review: of a unit they manage, or of what it was before it moved."""
    if doubt.unit_id in scope.manages:
        return True
    return Doubt.objects.filter(about_units(scope.manages), pk=doubt.pk).exists()


@transaction.atomic
def review_doubt(
    *,
    by: Scope,
    doubt: Doubt,
    outcome: ReviewOutcome,
    note: str,
    seen: int,
    after: int,
    now: datetime | None = None,
) -> DoubtReview:
    """Keep what whoever manages the doubt's unit found of it, in place of review number `after` (0: none).

    `seen` is the count that was looked at. The same sent twice is kept once.

    Raises:
        Refusal: `out_of_scope` or `permission_denied`, also where the reviewer's own acts are in doubt; `malformed`
            without a note where the outcome settles the doubt, and for one with a number of a person in it, since it
            stays for ever; `review_moved_on` where somebody reviewed it meanwhile.
    """
    if not answers_for(by, doubt):
        raise Refusal("permission_denied" if doubt.unit_id in by.unit_ids else "out_of_scope")
    if is_about(doubt, by.officer_id):
        raise Refusal("permission_denied", OWN_ACTS)
    require_reason(outcome, note)
    sight = Sight(doubt.pk, after, seen)
    keep(by=by, sights=[sight], outcome=outcome, note=note, at=now or timezone.now())
    review = found_by(by, [sight], outcome, note).get(doubt.pk)
    if review is None:
        raise Refusal("review_moved_on")
    return review


def require_reason(outcome: ReviewOutcome, note: str) -> None:
    """Pass for words that may stay for ever. Raises Refusal: `malformed`, as `review_doubt` does."""
    if outcome != ReviewOutcome.WATCHED and not note:
        raise Refusal("malformed", errors={"note": [str(_("Say in a few words what you found."))]})
    if is_of_a_person(note):
        raise Refusal("malformed", errors={"note": [str(CELL_SENTENCES["person"])]})


def keep(*, by: Scope, sights: Collection[Sight], outcome: ReviewOutcome, note: str, at: datetime) -> None:
    """Add a review of each doubt that nobody reviewed since it was looked at, each with its trace. Two statements.

    Who calls has made sure that `by` may; `found_by` tells which were kept.
    """
    told: dict[str, Any] = {
        "outcome": outcome.value,
        "note": note,
        "by": by.officer_id,
        "at": at,
        "doubts": [sight.doubt for sight in sights],
        "after": [sight.after for sight in sights],
        "seen": [sight.seen for sight in sights],
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, told)
        kept = cursor.fetchall()
    note_each(
        [
            Noted(f"doubt:{doubt}", {"outcome": outcome.value, "number": number, "seen": seen})
            for doubt, number, seen in kept
        ],
        actor=f"officer:{by.officer_id}",
        action="doubt_reviewed",
        at=at,
    )


def found_by(by: Scope, sights: Collection[Sight], outcome: ReviewOutcome, note: str) -> dict[int, DoubtReview]:
    """The reviews that this viewer added after these sights in these words, now or before, by their doubt."""
    after = {sight.doubt: sight.after for sight in sights}
    written = DoubtReview.objects.filter(doubt__in=after, reviewed_by=by.officer_id, outcome=outcome, note=note)
    return {review.doubt_id: review for review in written if review.number == after[review.doubt_id] + 1}
