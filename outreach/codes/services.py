"""Making codes singly and in batches, revoking them, and giving an activity its six digits of the day."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import celery
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.audit.services import note
from outreach.campaigns.models import Campaign, Language, PledgeText, TextKind
from outreach.campaigns.texts import text_in_force
from outreach.codes.alphabet import is_well_formed, new_text, normalise
from outreach.codes.models import BatchState, Code, CodeBatch, CodeKind
from outreach.codes.stubs import receipt_mark, stub_text
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit, Place
from outreach.organisation.scope import Scope

MAX_BATCH: Final = 20_000
# A form has a page of its own, and a sheet is drawn in memory.
MAX_FORMS: Final = 5_000
# How long the codes of a campaign without an end are good for, unless told otherwise.
USUAL_LIFE: Final = timedelta(days=365)

_ROWS_A_STATEMENT: Final = 1_000
_NUMBERS: Final = 10**6
# A city holds hundreds of events a day, not hundreds of thousands: so many conflicts in a row are a fault.
_TRIES_AT_A_NUMBER: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What codes are for: whose acts they count, where, and from when to when (aware, half-open).

    Without a window they are good from now to the end of the campaign. What happens at a place counts for its unit.
    """

    kind: CodeKind
    campaign: Campaign
    unit: OrganisationUnit
    place: Place | None = None
    audiences: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def window_of_day(campaign: Campaign, day: date, *, now: datetime | None = None) -> tuple[datetime, datetime]:
    """When a code for an event on this local day is good: outside of it a posted code counts nothing (section 3).

    Raises Refusal: `malformed` for `day`, where it is over at the aware moment `now`, far ahead, or none of the
    campaign's.
    """
    today = (now or timezone.now()).astimezone(campaign.zone).date()
    if not today <= day <= today + USUAL_LIFE:
        raise Refusal("malformed", errors={"day": [_("From today to a year ahead.")]})
    if day < campaign.starts_on or (campaign.ends_on is not None and day > campaign.ends_on):
        raise Refusal("malformed", errors={"day": [_("The campaign does not run on this day.")]})
    return _midnight(campaign, day), _midnight(campaign, day + timedelta(days=1))


@transaction.atomic
def make_code(terms: Terms, *, by: Scope | None, use_limit: int | None = None, now: datetime | None = None) -> Code:
    """One code. `by` is the scope of the chief who makes it, None for the system itself.

    Raises:
        Refusal: `permission_denied` or `out_of_scope` for the unit, `campaign_unknown` where the campaign does not
            cover it, `malformed` with the fields that contradict each other.
    """
    made_at = now or timezone.now()
    code = Code.objects.create(text=new_text(), use_limit=use_limit, **_fields(terms, by, made_at))
    _note(by, "code_made", f"code:{code.pk}", made_at, {"kind": code.kind})
    return code


@transaction.atomic
def make_batch(
    terms: Terms, *, by: Scope | None, size: int, bundle_size: int | None = None, now: datetime | None = None
) -> CodeBatch:
    """`size` codes made together, numbered from 1: a stock of activity codes, forms, or leaflets in bundles.

    They can be used at once; a worker draws their sheet, and `drawn` tells how far it is. On forms stand the words
    that are in force when the forms begin to be good.

    Raises:
        Refusal: as `make_code`, and `malformed` where a campaign has no words for forms.
    """
    made_at = now or timezone.now()
    _require_batch(terms, size, bundle_size)
    fields = _fields(terms, by, made_at)
    text = _printed_text(terms.campaign, fields["starts_at"]) if terms.kind == CodeKind.FORM else None
    batch = CodeBatch.objects.create(
        campaign=terms.campaign,
        unit=terms.unit,
        kind=terms.kind,
        size=size,
        bundle_size=bundle_size,
        text_version=text.version if text else "",
        made_by_id=by.officer_id if by else None,
        made_at=made_at,
        progress_at=made_at,
    )
    Code.objects.bulk_create(
        (
            Code(
                text=code,
                batch=batch,
                serial=serial,
                bundle=(serial - 1) // bundle_size + 1 if bundle_size else None,
                stub_mark=receipt_mark(stub_text(terms.campaign.key, code)) if terms.kind == CodeKind.FORM else None,
                **fields,
            )
            for serial, code in enumerate((new_text() for _each in range(size)), start=1)
        ),
        batch_size=_ROWS_A_STATEMENT,
    )
    _note(by, "batch_made", f"batch:{batch.pk}", made_at, {"kind": batch.kind, "size": size})
    # Robust: the codes are good without their sheet, and `printing.draw_waiting` makes up for a broker that is away.
    transaction.on_commit(lambda: _ask_for_sheet(batch.pk), robust=True)
    return batch


@transaction.atomic
def reprint_batch(batch: CodeBatch, *, by: Scope | None, now: datetime | None = None) -> CodeBatch:
    """Have the sheet of a batch drawn again: it failed, was lost, or the unit's landline changed. The codes stay.

    Raises Refusal: as `make_code`, for the unit, and `code_revoked` where no code of the batch is good any more.
    """
    _require_managed(by, batch.unit_id)
    asked_at = now or timezone.now()
    if not batch.codes.filter(revoked_at=None).exists():
        raise Refusal("code_revoked")
    _begin_printing(batch, BatchState.QUEUED, asked_at)
    _note(by, "batch_reprinted", f"batch:{batch.pk}", asked_at, {"from": batch.state})
    transaction.on_commit(lambda: _ask_for_sheet(batch.pk), robust=True)
    return batch


@transaction.atomic
def revoke_code(code: Code, *, by: Scope | None, now: datetime | None = None) -> Code:
    """Take a code back from now on, for good; again changes nothing. Raises Refusal: as `make_code`, for the unit."""
    _require_managed(by, code.unit_id)
    revoked_at = now or timezone.now()
    if Code.objects.filter(pk=code.pk, revoked_at=None).update(revoked_at=revoked_at):
        _note(by, "code_revoked", f"code:{code.pk}", revoked_at, {})
    code.refresh_from_db(fields=["revoked_at"])
    return code


@transaction.atomic
def revoke_batch(batch: CodeBatch, *, by: Scope | None, now: datetime | None = None) -> int:
    """Take back all codes of a batch from now on, and its sheet: it has nothing to print any more. How many were good.

    Raises Refusal: as `make_code`, for the unit.
    """
    _require_managed(by, batch.unit_id)
    revoked_at = now or timezone.now()
    revoked = Code.objects.filter(batch=batch, revoked_at=None).update(revoked_at=revoked_at)
    _begin_printing(batch, BatchState.READY, revoked_at)
    _note(by, "batch_revoked", f"batch:{batch.pk}", revoked_at, {"codes": revoked})
    return revoked


def give_number(*, text: str, now: datetime | None = None) -> Code:
    """The activity code `text` with six digits to type in its place, good for the local day of the aware moment `now`.

    It keeps those it has for that day, whoever asks and however often.

    Raises:
        Refusal: `code_unknown`, or `wrong_code_kind` for another than an activity code.
    """
    normal = normalise(text)
    code = Code.objects.select_related("campaign").filter(text=normal).first() if is_well_formed(normal) else None
    if code is None:
        raise Refusal("code_unknown")
    if code.kind != CodeKind.ACTIVITY:
        raise Refusal("wrong_code_kind")
    day = (now or timezone.now()).astimezone(code.campaign.zone).date()
    without_one = Code.objects.filter(~Q(number_day=day), pk=code.pk)
    for _attempt in range(_TRIES_AT_A_NUMBER):
        number = f"{secrets.randbelow(_NUMBERS):06}"
        try:
            with transaction.atomic():
                without_one.update(number=number, number_day=day)
        except IntegrityError:
            continue
        code.refresh_from_db(fields=["number", "number_day"])
        return code
    raise RuntimeError(f"no number was free on {day} in {_TRIES_AT_A_NUMBER} tries")


def _begin_printing(batch: CodeBatch, state: BatchState, at: datetime) -> None:
    """From now on what is being drawn of the batch is of an earlier printing, and is not kept."""
    CodeBatch.objects.filter(pk=batch.pk).update(
        printing=F("printing") + 1, state=state, drawn=0, progress_at=at, sheet=None
    )
    batch.refresh_from_db(fields=["printing", "state", "drawn", "progress_at"])


def _ask_for_sheet(batch_id: int) -> None:
    celery.current_app.send_task("tasks.draw_batch", args=[batch_id])


def _fields(terms: Terms, by: Scope | None, made_at: datetime) -> dict[str, Any]:
    _require_managed(by, terms.unit.pk)
    if not terms.unit.path.startswith(terms.campaign.unit.path):
        raise Refusal("campaign_unknown")
    starts_at = terms.starts_at or made_at
    ends_at = terms.ends_at or _end_of(terms.campaign, starts_at)
    errors = {}
    if ends_at <= starts_at:
        errors["ends_at"] = [_("This must be after the beginning.")]
    if terms.kind == CodeKind.PLACE and terms.place is None:
        errors["place"] = [_("A place code needs a place.")]
    if terms.place is not None and terms.place.unit_id != terms.unit.pk:
        errors["place"] = [_("This place belongs to another unit.")]
    if errors:
        raise Refusal("malformed", errors=errors)
    return {
        "kind": terms.kind,
        "campaign": terms.campaign,
        "unit": terms.unit,
        "place": terms.place,
        "audiences": list(terms.audiences),
        "starts_at": starts_at,
        "ends_at": ends_at,
    }


def _printed_text(campaign: Campaign, starts_at: datetime) -> PledgeText:
    day = starts_at.astimezone(campaign.zone).date()
    text = text_in_force(campaign, TextKind.RESIDENT, day=day, language=Language.ZH_HANS)
    if text is None:
        raise Refusal("malformed", errors={"campaign": [_("This campaign has no pledge for residents on that day.")]})
    return text


def _require_batch(terms: Terms, size: int, bundle_size: int | None) -> None:
    errors = {}
    if terms.kind == CodeKind.PLACE:
        errors["kind"] = [_("Place codes are made one at a time.")]
    if terms.kind == CodeKind.FORM and size > MAX_FORMS:
        errors["size"] = [_("Forms are a page each: at most %(most)s in a batch.") % {"most": MAX_FORMS}]
    elif not 1 <= size <= MAX_BATCH:
        errors["size"] = [_("From 1 to %(most)s.") % {"most": MAX_BATCH}]
    if bundle_size is not None and (terms.kind != CodeKind.LEAFLET or not 1 <= bundle_size <= size):
        errors["bundle_size"] = [_("Only leaflets come in bundles, of 1 up to the whole batch.")]
    if errors:
        raise Refusal("malformed", errors=errors)


def _require_managed(by: Scope | None, unit_id: int) -> None:
    if by is not None:
        by.require_managed(unit_id)


def _end_of(campaign: Campaign, starts_at: datetime) -> datetime:
    if campaign.ends_on is None:
        return starts_at + USUAL_LIFE
    return _midnight(campaign, campaign.ends_on + timedelta(days=1))


def _midnight(campaign: Campaign, day: date) -> datetime:
    """The day's beginning in the campaign's zone."""
    return datetime.combine(day, time.min, campaign.zone)


def _note(
    by: Scope | None, action: str, subject: str, at: datetime, facts: Mapping[str, str | int | bool | None]
) -> None:
    actor = f"officer:{by.officer_id}" if by else "system:codes"
    note(actor=actor, action=action, subject=subject, facts=facts, at=at)
