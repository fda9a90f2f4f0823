"""Reading the list of doubts, and what became of each."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Final, TypeAlias, TypedDict

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.enums import TextChoices
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outreach.organisation.scope import Scope
from outreach.organisation.selectors import lasting
from outreach.reporting.doubts.models import SETTLING, DoubtReview
from outreach.reporting.models import Doubt, DoubtKind

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class DoubtState(TextChoices):
    """Whether a doubt waits to be looked at, was settled by a review, or is found no more (Doubt.gone_at)."""

    OPEN = "open", _("To be looked at")
    ANSWERED = "answered", _("Looked at")
    GONE = "gone", _("Found before, no longer so")


class Reviewed(TypedDict):
    """What is known of a doubt beside itself: how its newest review came out, empty without any, which number
    it has, 0 without any, and if it holds.
    """

    outcome: str
    latest: int
    is_settled: bool


class Placed(Reviewed):
    """With what lies behind it and behind others of these doubts, empty without any; see `by_what_is_behind`."""

    shared: str


ReviewedDoubt: TypeAlias = "WithAnnotations[Doubt, Reviewed]"
PlacedDoubt: TypeAlias = "WithAnnotations[Doubt, Placed]"


def about_units(unit_ids: Collection[int]) -> Q:
    """The doubts about these units.

    Letters without a seal are also their unit's that moved since: it is to fetch the seals, and says what became of
    them.
    """
    going_on = lasting(unit_ids, timezone.localdate()).filter(origin__isnull=False)
    return Q(unit__in=unit_ids) | Q(kind=DoubtKind.AWAITS_SEAL, unit__origin__in=going_on.values("origin"))


# Whether the newest review settles a doubt, and its count has not grown by more than half since. In SQL, for both who
# lists doubts and who counts them: Django takes longer to compose this of expressions than the database to answer it.
_IS_SETTLED: Final = f"""coalesce((
    SELECT review.outcome IN ({", ".join(f"'{outcome.value}'" for outcome in SETTLING)})
        AND review.seen * 3 >= (seen.facts ->> 'count')::bigint * 2
    FROM outreach_doubtreview AS review JOIN outreach_doubt AS seen ON seen.id = review.doubt_id
    WHERE review.doubt_id = {{doubt}} ORDER BY review.number DESC LIMIT 1
), false)"""
_SETTLED: Final = Func(F("pk"), template=_IS_SETTLED.format(doubt="%(expressions)s"), output_field=BooleanField())
IS_OPEN: Final = f"doubt.gone_at IS NULL AND NOT {_IS_SETTLED.format(doubt='doubt.id')}"
"""The condition on ``outreach_doubt AS doubt`` that it waits to be looked at."""


def doubts_visible_to(scope: Scope, *, state: DoubtState | None = DoubtState.OPEN) -> "QuerySet[ReviewedDoubt]":
    """The doubts about the units whose reports the viewer reads, of one state or of all, the newest first.

    With unit and campaign. A review that settles holds until the doubt's count has grown by more than half since.
    """
    newest = DoubtReview.objects.filter(doubt=OuterRef("pk")).order_by("-number")
    found = Doubt.objects.filter(about_units(scope.oversees)).annotate(
        outcome=Coalesce(Subquery(newest.values("outcome")[:1]), Value("")),
        latest=Coalesce(Subquery(newest.values("number")[:1]), Value(0)),
        is_settled=_SETTLED,
    )
    if state is DoubtState.GONE:
        found = found.filter(gone_at__isnull=False)
    elif state is not None:
        found = found.filter(gone_at__isnull=True, is_settled=state is DoubtState.ANSWERED)
    return found.select_related("campaign", "unit").order_by("-first_found_at", "-pk")


def by_what_is_behind(found: "QuerySet[ReviewedDoubt]") -> "QuerySet[PlacedDoubt]":
    """Doubts in the order of the tree; those of a unit that one thing lies behind side by side, after those that stand
    alone; the oldest first.

    The thing is the session or the code, of a session recorded twice the record that counts. `shared` names it where
    there are several.
    """
    thing = Coalesce(KT("facts__code"), KT("facts__other"), Value(""), output_field=TextField())
    placed = found.annotate(thing=thing, beside=Window(Count("pk"), partition_by=[F("unit"), F("thing")]))
    shared = Case(When(beside__gt=1, then=F("thing")), default=Value(""), output_field=TextField())
    return placed.annotate(shared=shared).order_by("unit__path", "unit", "shared", "day", "pk")


def state_of(doubt: "ReviewedDoubt") -> DoubtState:
    if doubt.gone_at is not None:
        return DoubtState.GONE
    return DoubtState.ANSWERED if doubt.is_settled else DoubtState.OPEN


def has_grown(doubt: "ReviewedDoubt") -> bool:
    """Whether a review would settle this doubt, had it not become so much more since."""
    return doubt.outcome in SETTLING and not doubt.is_settled


def find_doubt(scope: Scope, number: int) -> "ReviewedDoubt | None":
    """One of the doubts that the viewer may see, in whatever state."""
    return doubts_visible_to(scope, state=None).filter(pk=number).first()


def reviews_of(doubt: Doubt) -> list[DoubtReview]:
    """What was found of it, by whom, the newest first."""
    return list(DoubtReview.objects.filter(doubt=doubt).select_related("reviewed_by").order_by("-number"))
