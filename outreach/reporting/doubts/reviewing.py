"""Looking at a doubt once more, by a person: the review is added, nothing else changes."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outreach.audit.services import note as note_event
from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.reporting.doubts.behind import is_about
from outreach.reporting.doubts.models import DoubtReview, ReviewOutcome
from outreach.reporting.models import Doubt
from outreach.sheets.problems import CELL_SENTENCES
from outreach.sheets.values import is_of_a_person

OWN_ACTS: Final = _("Something that you recorded yourself is in doubt here: somebody else looks at it.")


def may_review(scope: Scope, doubt: Doubt) -> bool:
    """Whether the page offers it: to who manages the unit, unless what they recorded is in doubt."""
    return doubt.unit_id in scope.manages and not is_about(doubt, scope.officer_id)


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
    by.require_managed(doubt.unit_id)
    if is_about(doubt, by.officer_id):
        raise Refusal("permission_denied", OWN_ACTS)
    if outcome != ReviewOutcome.WATCHED and not note:
        raise Refusal("malformed", errors={"note": [str(_("Say in a few words what you found."))]})
    if is_of_a_person(note):
        raise Refusal("malformed", errors={"note": [str(CELL_SENTENCES["person"])]})
    reviewed_at = now or timezone.now()
    newest = DoubtReview.objects.filter(doubt=doubt).first()
    if (newest.number if newest else 0) != after:
        return _the_same(doubt, by, outcome, note, after)
    try:
        with transaction.atomic():
            review = DoubtReview.objects.create(
                doubt=doubt,
                number=after + 1,
                outcome=outcome,
                note=note,
                seen=min(seen, doubt.facts["count"]),
                reviewed_by_id=by.officer_id,
                reviewed_at=reviewed_at,
            )
    except IntegrityError:
        return _the_same(doubt, by, outcome, note, after)
    note_event(
        actor=f"officer:{by.officer_id}",
        action="doubt_reviewed",
        subject=f"doubt:{doubt.pk}",
        facts={"outcome": outcome.value, "number": review.number, "seen": review.seen},
        at=reviewed_at,
    )
    return review


def _the_same(doubt: Doubt, by: Scope, outcome: str, note: str, after: int) -> DoubtReview:
    """The review that took this number, if it is the one that is sent again."""
    sent = DoubtReview.objects.filter(
        doubt=doubt, number=after + 1, reviewed_by=by.officer_id, outcome=outcome, note=note
    ).first()
    if sent is None:
        raise Refusal("review_moved_on")
    return sent
