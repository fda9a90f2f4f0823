"""Finding codes and batches, and what state a code is in."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import RawSQL

from outreach.campaigns.models import Campaign, Language, PledgeText, TextKind
from outreach.campaigns.texts import text_in_force
from outreach.codes.alphabet import is_well_formed, normalise
from outreach.codes.models import Code, CodeBatch, CodeKind
from outreach.codes.talks import recall_talk
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit, Place
from outreach.organisation.scope import Scope
from outreach.organisation.selectors import in_force

# `activity` is the talk that took the code; it is named here only, capture being the floor above.
_SHOWN: Final = ("campaign__unit", "unit", "place__unit", "activity__place", "activity__act__unit")


_IS_SIGNED: Final = RawSQL(
    """EXISTS (SELECT FROM outreach_claim AS claim
        WHERE outreach_code.kind IN ('form', 'leaflet') AND claim.campaign_id = outreach_code.campaign_id
            AND claim.kind = outreach_code.kind AND claim.key = CASE outreach_code.kind
                WHEN 'form' THEN outreach_code.batch_id || ':' || outreach_code.serial ELSE outreach_code.id::text END
                || ':pledge')""",
    [],
)


class CodeState(StrEnum):
    """What a code is good for at a moment, as GET codes/{code}/ says it."""

    ACTIVE = "active"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"
    REVOKED = "revoked"
    USED_UP = "used_up"


def state_of(code: Code, at: datetime) -> CodeState:
    """The state of `code` at the aware moment `at`.

    Revocation bites from its own time on (design.md section 4, rule 3), the code of a voided talk is as good as
    revoked, and so is one of a retired place that no talk took; the window is half-open.
    """
    activity = getattr(code, "activity", None)
    retired_at = code.place.retired_at if code.place and not activity else None
    if (code.revoked_at is not None and code.revoked_at <= at) or (activity and activity.act.voided_by):
        return CodeState.REVOKED
    if (retired_at is not None and retired_at <= at) or _has_ended(unit_of(code), code, at):
        return CodeState.REVOKED
    if at < code.starts_at:
        return CodeState.SCHEDULED
    if at >= code.ends_at:
        return CodeState.EXPIRED
    if code.use_limit is not None and code.uses >= code.use_limit:
        return CodeState.USED_UP
    return CodeState.ACTIVE


def _has_ended(unit: OrganisationUnit, code: Code, at: datetime) -> bool:
    """Whether nothing counts for the unit any more, nor for one that it moved to and that the campaign is for."""
    counting = in_force(unit, at.astimezone(code.campaign.zone).date())
    return counting is None or not counting.path.startswith(code.campaign.unit.path)


def place_of(code: Code) -> Place | None:
    """Where acts on the code happen: at the talk that took it, else at its own place. `capture.facts` says the same."""
    activity = getattr(code, "activity", None)
    place: Place | None = activity.place if activity else code.place
    return place


def unit_of(code: Code) -> OrganisationUnit:
    """The unit that acts on the code count for: that of the talk that took it, else of its place, else its own.

    `capture.facts` says the same in SQL. A place may move to another unit; what counted before stays with the first.
    """
    activity = getattr(code, "activity", None)
    unit: OrganisationUnit = activity.act.unit if activity else code.place.unit if code.place else code.unit
    return unit


def find(text: str, *, with_talk: bool = True) -> Code | None:
    """The code typed, scanned or linked as `text`, with its campaign, unit, place and talk.

    `is_signed` tells of a one-time code whether a pledge that stands has used it.

    One statement, two for a leaflet of a bundle; none where `text` cannot be a code. Without `with_talk` a leaflet's
    talk is left for `recall_talk`, for whoever only records an act: `record()` looks it up itself.
    """
    normal = normalise(text)
    if not is_well_formed(normal):
        return None
    code = Code.objects.select_related(*_SHOWN).annotate(is_signed=_IS_SIGNED).filter(text=normal).first()
    if code is not None and with_talk:
        recall_talk(code)
    return code


def find_by_number(number: str, at: datetime) -> Code | None:
    """The activity code with the six digits `number` on the local day, in its campaign's zone, of `at`."""
    if not number:
        return None
    near = at.date()
    candidates = Code.objects.select_related(*_SHOWN).filter(
        number=number, number_day__range=(near - timedelta(days=1), near + timedelta(days=1))
    )
    for code in candidates:
        if code.number_day == at.astimezone(code.campaign.zone).date():
            return code
    return None


def find_batch(batch_id: int, *, scope: Scope) -> CodeBatch:
    """A batch that the viewer manages, with its campaign and unit but without its sheet, which may be large.

    Raises Refusal: `not_found`, `permission_denied` or `out_of_scope`.
    """
    batch = CodeBatch.objects.defer("sheet").select_related("campaign", "unit").filter(pk=batch_id).first()
    if batch is None:
        raise Refusal("not_found")
    scope.require_managed(batch.unit_id)
    return batch


def sheet_of(batch: CodeBatch) -> bytes | None:
    """The printable PDF of a batch; None until it is drawn."""
    sheet = CodeBatch.objects.filter(pk=batch.pk).values_list("sheet", flat=True).first()
    return None if sheet is None else bytes(sheet)


def batches_of(scope: Scope) -> QuerySet[CodeBatch]:
    """The batches of the units that the viewer manages, the newest first, without their sheets."""
    managed = CodeBatch.objects.filter(unit__in=scope.manages)
    return managed.select_related("campaign", "unit").defer("sheet").order_by("-made_at", "-pk")


def revoked_of(batches: Collection[CodeBatch]) -> Mapping[int, int]:
    """How many codes of each batch, by its id, were taken back; one statement."""
    counted = Code.objects.filter(batch__in=batches, revoked_at__isnull=False).values_list("batch").order_by()
    return dict.fromkeys((batch.pk for batch in batches), 0) | dict(counted.annotate(Count("pk")))


def place_codes(place_ids: Collection[int], campaign: Campaign, at: datetime) -> Mapping[int, Code]:
    """The code of each place, by the place's id, that officers may scan for `campaign` at the aware moment or later."""
    good = Code.objects.filter(
        kind=CodeKind.PLACE, campaign=campaign, place__in=place_ids, revoked_at=None, ends_at__gt=at
    )
    return {code.place_id: code for code in good.order_by("pk") if code.place_id is not None}


def posters_of(scope: Scope, at: datetime) -> QuerySet[Code]:
    """Activity codes made for a wall, and those of talks under way, that are good at the aware moment or later.

    Of units that the viewer manages, the newest first. The stock for phones is none of them, nor is what is held for
    one officer's: it becomes a talk's before anybody may see it.
    """
    for_a_wall = Q(batch=None, held_by=None, activity=None) | Q(
        activity__isnull=False, activity__attendance=None, activity__act__voided_by=None
    )
    good = Code.objects.filter(for_a_wall, kind=CodeKind.ACTIVITY, revoked_at=None, ends_at__gt=at)
    return good.filter(unit__in=scope.manages).select_related(*_SHOWN).order_by("-pk")


def find_posted(code_id: int, *, scope: Scope) -> Code:
    """A poster's or a card's code that the viewer manages and that was not taken back yet.

    Raises Refusal: `not_found`, `permission_denied` or `out_of_scope`.
    """
    for_a_wall = Q(kind=CodeKind.PLACE) | Q(kind=CodeKind.ACTIVITY, held_by=None) | Q(activity__isnull=False)
    code = Code.objects.select_related(*_SHOWN).filter(for_a_wall, pk=code_id, revoked_at=None).first()
    if code is None:
        raise Refusal("not_found")
    scope.require_managed(code.unit_id)
    return code


def text_printed_on(batch: CodeBatch) -> PledgeText | None:
    """The pledge on the forms of a batch: that of its version, else the Chinese one in force when it was made."""
    if batch.text_version:
        return PledgeText.objects.filter(campaign=batch.campaign, version=batch.text_version).first()
    day = batch.made_at.astimezone(batch.campaign.zone).date()
    return text_in_force(batch.campaign, TextKind.RESIDENT, day=day, language=Language.ZH_HANS)
