"""The officer's first page: what is under way, what can be entered, what was sent today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from outreach.campaigns.indicators import ActivityKind
from outreach.capture.models import Activity
from outreach.capture.selectors import open_talks, own_record
from outreach.errors import PROBLEMS
from outreach.ledger.models import Act, Kind, Outcome, Submission
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope, memberships_of
from outreach.pages.officer.answers import figures, what_of
from outreach.pages.staff import staff_page
from outreach.pages.words import label_of, name_of

_VOIDABLE = frozenset({Kind.TALK, Kind.PLEDGE, Kind.INSTALL, Kind.MATERIAL, Kind.PUBLICATION, Kind.WITNESS})
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class OpenTalk:
    """A talk under way, with the id under which the next help with the app counts."""

    id: UUID
    title: str
    began_at: datetime
    code: str
    next_help: UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the officer sent today, in words."""

    id: UUID
    at: datetime
    what: str
    where: str
    outcome: str
    figures: str
    reason: str
    counts: bool
    may_void: bool


@require_safe
@staff_page
def home(request: HttpRequest, scope: Scope) -> HttpResponse:
    now = timezone.localtime()
    midnight = datetime.combine(now.date(), time.min, tzinfo=now.tzinfo)
    own = {span.unit_id for span in memberships_of(scope.officer_id) if span.holds_on(now.date())}
    return render(
        request,
        "officer/home.html",
        {
            "talks": [_open_talk(talk) for talk in open_talks(scope.officer_id)],
            "entries": _entries(_record(scope, midnight)),
            "units": [name_of(unit) for unit in OrganisationUnit.objects.filter(pk__in=own).order_by("path")],
            "next_help": uuid4(),
            "may_write": bool(scope.writes),
            "today": now,
        },
    )


def _record(scope: Scope, since: datetime) -> QuerySet[Submission]:
    return own_record(scope.officer_id, since=since).select_related("code__place", "code__activity__place")[:_SHOWN]


def _open_talk(talk: Activity) -> OpenTalk:
    return OpenTalk(
        id=talk.act_id,
        title=f"{label_of(ActivityKind(talk.activity_kind))} · {name_of(talk.place)}",
        began_at=talk.opened_at,
        code=talk.code.text if talk.code else "",
        next_help=uuid4(),
    )


def _entries(submissions: Iterable[Submission]) -> list[Entry]:
    """What was sent, and what of it was taken back since."""
    sent = list(submissions)
    acts = [each.act_id for each in sent if each.act_id]
    voided = set(Act.objects.filter(pk__in=acts, voided_by__isnull=False).values_list("pk", flat=True))
    return [_entry(each, is_voided=each.act_id in voided and each.kind != Kind.VOID) for each in sent]


def _entry(submission: Submission, *, is_voided: bool) -> Entry:
    counts = submission.outcome in (Outcome.COUNTED, Outcome.ACCEPTED) and not is_voided
    code = submission.code
    talk = getattr(code, "activity", None)
    place = talk.place if talk is not None else code.place if code is not None else None
    return Entry(
        id=submission.pk,
        at=submission.received_at,
        what=what_of(submission),
        where=name_of(place) if place else "",
        outcome=pgettext("outcome", "voided") if is_voided else str(Outcome(submission.outcome).label),
        figures="" if is_voided else figures(submission.indicators),
        reason=str(PROBLEMS[submission.reason].title) if submission.reason in PROBLEMS else "",
        counts=counts,
        may_void=counts and submission.kind in _VOIDABLE,
    )
