"""Drawing a list, marking what was found of it, and entering what residents showed at a session's end."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outreach.audit.services import note
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period
from outreach.capture.models import Activity
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.reporting.checks.drawing import Drawn, Frame, draw, frame_of, size_of
from outreach.reporting.checks.models import (
    CheckKind,
    Finding,
    InstallCheck,
    SpotCheck,
    SpotCheckItem,
    SpotCheckMark,
    Turn,
)
from outreach.reporting.checks.selectors import is_done
from outreach.reporting.spans import Span, span_of

LARGEST_LIST: Final = 200
# A place is worked out for each of them while the page waits: so many take 0.6 seconds of a processor.
_LARGEST_FRAME: Final = 200_000
_SEED_BYTES: Final = 16

# What the triggers refuse, by the constraint's name.
_REFUSED: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        "spot_check_second_list": gettext_lazy("This paper is not on the list of the second look."),
        "spot_check_by_another": gettext_lazy("You recorded this paper yourself: somebody else looks it up."),
        "spot_check_one_turn_each": gettext_lazy("You took another turn: each look is somebody else's."),
        "spot_check_third_when_done": gettext_lazy("The third look begins once the second look is done."),
        "spot_check_third_where_unlike": gettext_lazy("The first and the second look agree on this paper, or wait."),
        "install_check_by_another": gettext_lazy("You held this session yourself: your chief enters what was shown."),
    }
)


@transaction.atomic
def draw_check(
    *,
    by: Scope,
    check_id: UUID,
    campaign: Campaign,
    unit: OrganisationUnit,
    kind: CheckKind,
    month: Period,
    size: int,
    now: datetime | None = None,
) -> SpotCheck:
    """Draw `size` papers at random from those of the unit and all below it that count in the month, as far as it is.

    Under the same `check_id` a list is drawn once. The seed is the system's own: nobody chooses it, and nobody draws
    again before all of a list was looked up.

    Raises:
        Refusal: `out_of_scope` or `permission_denied` for the unit; `malformed` with the field that a rule refuses;
            `check_under_way` where a list of these days is drawn already.
    """
    by.require_managed(unit.pk)
    drawn_at = now or timezone.now()
    _require_terms(campaign, unit, size)
    span = span_of(month, campaign, drawn_at, unit)
    before = SpotCheck.objects.filter(campaign=campaign, unit=unit, kind=kind, first=span.first).order_by("-round")
    latest = before.first()
    if latest is not None and (latest.pk == check_id or not is_done(latest)):
        return _sent_again(latest, check_id, by)
    seed = secrets.token_hex(_SEED_BYTES)
    drawn = draw(seed, _frame(kind, campaign, unit, span), size)
    check = SpotCheck(
        id=check_id,
        campaign=campaign,
        unit=unit,
        kind=kind,
        first=span.first,
        last=span.last,
        round=(latest.round if latest else 0) + 1,
        seed=seed,
        frame_size=drawn.frame_size,
        frame_sha256=drawn.frame_sha256,
        size=len(drawn.papers),
        second_size=sum(is_second for _act, _number, is_second in drawn.papers),
        drawn_by_id=by.officer_id,
        drawn_at=drawn_at,
    )
    try:
        with transaction.atomic():
            check.save(force_insert=True)
    except IntegrityError:
        return _sent_again(before.first(), check_id, by)
    _list_papers(check, drawn)
    note(
        actor=f"officer:{by.officer_id}",
        action="check_drawn",
        subject=f"check:{check.pk}",
        facts={"unit": unit.pk, "kind": kind.value, "size": check.size, "frame": check.frame_size, "seed": seed},
        at=drawn_at,
    )
    return check


@transaction.atomic
def mark_papers(
    *, by: Scope, check: SpotCheck, turn: Turn, findings: Mapping[int, Finding], now: datetime | None = None
) -> int:
    """Keep what was found of some papers of the list, by the items' ids, once and for all.

    What somebody marked meanwhile stays as it was marked, and what was voided is left out. Returns how many of
    `findings` stand.

    Raises:
        Refusal: `out_of_scope` or `permission_denied`, also for a paper of the checker's own, for who took another
            turn, and for a third look before the list is done or at what was not found unlike; `malformed` for a
            paper that was not drawn.
    """
    by.require_managed(check.unit_id)
    marked_at = now or timezone.now()
    items = SpotCheckItem.objects.filter(pk__in=findings, spot_check=check)
    voided = dict(items.values_list("pk", "act__voided_by"))
    if len(voided) != len(findings):
        raise Refusal("malformed")
    marks = [
        SpotCheckMark(item_id=item, turn=turn, finding=finding, marked_by_id=by.officer_id, marked_at=marked_at)
        for item, finding in sorted(findings.items())
        if voided[item] is None
    ]
    try:
        with transaction.atomic():
            SpotCheckMark.objects.bulk_create(marks, ignore_conflicts=True)
    except IntegrityError as error:
        raise _refusal(error) from None
    own = SpotCheckMark.objects.filter(item__in=findings, turn=turn, marked_by=by.officer_id)
    kept = sum(findings[mark.item_id] == mark.finding for mark in own)
    note(
        actor=f"officer:{by.officer_id}",
        action="papers_checked",
        subject=f"check:{check.pk}",
        facts={"turn": int(turn), "papers": kept},
        at=marked_at,
    )
    return kept


@transaction.atomic
def enter_install_check(
    *,
    by: Scope,
    session: Activity,
    drawn: int,
    verified: int,
    not_shown: int,
    after: int,
    now: datetime | None = None,
) -> InstallCheck:
    """Of `drawn` phones at the session's end `verified` had the app and `not_shown` were not shown: numbers alone.

    It takes the place of number `after` (0: none was entered). The same sent twice is kept once.

    Raises:
        Refusal: `out_of_scope` or `permission_denied`, also for whoever held the session; `malformed` with the field
            that does not add up; `review_moved_on` where somebody entered it meanwhile.
    """
    by.require_managed(session.act.unit_id)
    entered_at = now or timezone.now()
    if session.attendance is not None and drawn > session.attendance:
        raise Refusal("malformed", errors={"drawn": [_("More than there were people at the session.")]})
    if verified + not_shown > drawn:
        raise Refusal("malformed", errors={"drawn": [_("Less than those that were shown and not shown together.")]})
    numbers = {"drawn": drawn, "verified": verified, "not_shown": not_shown}
    newest = InstallCheck.objects.filter(act=session.act_id).order_by("-number").first()
    try:
        if (newest.number if newest else 0) != after:
            raise Refusal("review_moved_on")
        with transaction.atomic():
            check = InstallCheck.objects.create(
                act_id=session.act_id,
                number=after + 1,
                entered_by_id=by.officer_id,
                entered_at=entered_at,
                **numbers,
            )
    except (Refusal, IntegrityError) as error:
        sent = InstallCheck.objects.filter(act=session.act_id, number=after + 1, entered_by=by.officer_id, **numbers)
        again = sent.first()
        if again is not None:
            return again
        raise (_refusal(error) if isinstance(error, IntegrityError) else error) from None
    note(
        actor=f"officer:{by.officer_id}",
        action="installs_checked",
        subject=f"act:{session.act_id}",
        facts={"number": check.number, **numbers},
        at=entered_at,
    )
    return check


def _require_terms(campaign: Campaign, unit: OrganisationUnit, size: int) -> None:
    if not unit.path.startswith(campaign.unit.path):
        raise Refusal("malformed", errors={"unit": [_("The campaign is not for this unit.")]})
    if not 1 <= size <= LARGEST_LIST:
        raise Refusal("malformed", errors={"size": [_("From 1 to %(most)s.") % {"most": LARGEST_LIST}]})


def _frame(kind: CheckKind, campaign: Campaign, unit: OrganisationUnit, span: Span) -> Frame:
    """All papers to draw from. Raises Refusal: `malformed` where there are none, or more than can be waited for."""
    frame = frame_of(kind, campaign=campaign, unit=unit, first=span.first, last=span.last)
    if not frame:
        raise Refusal("malformed", errors={"month": [_("Nothing of this kind was recorded in this month.")]})
    if size_of(frame) > _LARGEST_FRAME:
        raise Refusal("malformed", errors={"unit": [_("Too many papers to draw from: choose a unit further down.")]})
    return frame


def _list_papers(check: SpotCheck, drawn: Drawn) -> None:
    SpotCheckItem.objects.bulk_create(
        SpotCheckItem(spot_check=check, position=position, act_id=act, number=number, is_second=is_second)
        for position, (act, number, is_second) in enumerate(drawn.papers, start=1)
    )


def _sent_again(latest: SpotCheck | None, check_id: UUID, by: Scope) -> SpotCheck:
    """The list that stands in the way, if it is the one that is asked for again."""
    if latest is not None and latest.pk == check_id and latest.drawn_by_id == by.officer_id:
        return latest
    raise Refusal("check_under_way")


def _refusal(error: IntegrityError) -> Refusal:
    """What the database refuses, in words. A number taken at the same moment is somebody else's."""
    diagnosis = getattr(error.__cause__, "diag", None)
    words = _REFUSED.get(diagnosis.constraint_name if diagnosis else "")
    return Refusal("permission_denied", words) if words else Refusal("review_moved_on")
