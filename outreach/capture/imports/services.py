"""Files of paper records: taken in, checked by a worker, and imported once somebody has seen what they would count.

    queued -> checking -> checked -> ordered -> running -> done
                      \\-> refused, failed               \\-> failed
                               \\-> discarded

Every step is one UPDATE that names the state it starts from.
"""

from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid4

from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.audit.services import note
from outreach.campaigns.indicators import IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.capture.imports.models import LARGEST_FILE, ImportKind, ImportRow, ImportState, PaperImport
from outreach.capture.imports.units import own_units
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.sheets.values import own_name

TASK: Final = "tasks.work_on_import"

IMPORTABLE: Final = tuple(key for key in IndicatorKey if key is not IndicatorKey.ALERTS_ENABLED)
"""What paper tells. Whether warnings are on is only ever asked of a person."""


def take_file(
    *,
    campaign: Campaign,
    indicator: IndicatorKey,
    file_name: str,
    content: bytes,
    by: Scope,
    kind: ImportKind = ImportKind.RECORDS,
    now: datetime | None = None,
) -> PaperImport:
    """Keep a file and have a worker check it. Nothing is counted yet.

    Raises Refusal: `permission_denied` to who manages no unit, `campaign_unknown` where none of theirs takes part,
    `too_large`, `malformed` for an empty file or an indicator that no paper tells.
    """
    if len(content) > LARGEST_FILE:
        raise Refusal("too_large")
    if not content:
        raise Refusal("malformed", errors={"file": [_("The file is empty.")]})
    if indicator not in IMPORTABLE:
        raise Refusal("malformed", errors={"indicator": [_("This is not told by paper records.")]})
    made_at = now or timezone.now()
    with transaction.atomic():
        paper = PaperImport.objects.create(
            id=uuid4(),
            kind=kind,
            campaign=campaign,
            indicator=indicator,
            unit=_home(campaign, by),
            made_by_id=by.officer_id,
            made_at=made_at,
            file_name=own_name(file_name),
            sha256=sha256(content).hexdigest(),
            size=len(content),
            content=content,
            progress_at=made_at,
        )
        _note(paper, by, "taken", made_at)
        _have_worked_on(paper.pk)
    return paper


def order_import(
    paper: PaperImport, *, by: Scope, takes_doubtful: bool = False, now: datetime | None = None
) -> PaperImport:
    """Have a worker import the rows that are right, and with `takes_doubtful` those that may be repeats.

    Raises Refusal: `permission_denied` or `out_of_scope` to who does not manage the import's unit, `import_moved_on`
    where it is not checked, or ordered already.
    """
    by.require_managed(paper.unit_id)
    ordered_at = now or timezone.now()
    with transaction.atomic():
        moved = PaperImport.objects.filter(pk=paper.pk, state=ImportState.CHECKED).update(
            state=ImportState.ORDERED, takes_doubtful=takes_doubtful, ordered_by=by.officer_id, progress_at=ordered_at
        )
        if not moved:
            raise Refusal("import_moved_on")
        _note(paper, by, "ordered", ordered_at)
        _have_worked_on(paper.pk)
    paper.refresh_from_db(fields=["state", "takes_doubtful", "ordered_by", "progress_at"])
    return paper


def check_again(paper: PaperImport, *, by: Scope, now: datetime | None = None) -> PaperImport:
    """Have a checked file checked once more: a unit or a place that it names was entered since.

    Raises Refusal as `order_import` does; `import_moved_on` also where the file was not kept.
    """
    by.require_managed(paper.unit_id)
    asked_at = now or timezone.now()
    with transaction.atomic():
        again = PaperImport.objects.filter(pk=paper.pk, content__isnull=False)
        moved = again.filter(state__in=(ImportState.CHECKED, ImportState.FAILED), last_row=0).update(
            state=ImportState.QUEUED, made_by=by.officer_id, progress_at=asked_at
        )
        if not moved:
            raise Refusal("import_moved_on")
        _have_worked_on(paper.pk)
    paper.refresh_from_db(fields=["state", "made_by", "progress_at"])
    return paper


def discard(paper: PaperImport, *, by: Scope, now: datetime | None = None) -> PaperImport:
    """Put a checked file away that is not to be imported: it goes with its rows, what stays is that it was there.

    Raises Refusal as `order_import` does.
    """
    by.require_managed(paper.unit_id)
    asked_at = now or timezone.now()
    with transaction.atomic():
        moved = PaperImport.objects.filter(pk=paper.pk, state=ImportState.CHECKED).update(
            state=ImportState.DISCARDED, content=None, finished_at=asked_at
        )
        if not moved:
            raise Refusal("import_moved_on")
        ImportRow.objects.filter(paper_import=paper).delete()
        _note(paper, by, "discarded", asked_at)
    paper.refresh_from_db(fields=["state", "finished_at"])
    return paper


def _home(campaign: Campaign, by: Scope) -> OrganisationUnit:
    """The highest managed unit that takes part in the campaign, did before it moved, or has one below it that does."""
    if not by.manages:
        raise Refusal("permission_denied")
    top = campaign.unit.path
    own = own_units(by)
    lines = {unit.origin_id or unit.pk for unit in own if unit.path.startswith(top) or top.startswith(unit.path)}
    for unit in own:
        if unit.pk in by.manages and (unit.origin_id or unit.pk) in lines:
            return unit
    raise Refusal("campaign_unknown")


def _have_worked_on(import_id: UUID) -> None:
    # The schedule takes up what the broker never heard of.
    transaction.on_commit(lambda: current_app.send_task(TASK, [str(import_id)], retry=False), robust=True)


def _note(paper: PaperImport, by: Scope, step: str, at: datetime) -> None:
    note(
        actor=f"officer:{by.officer_id}",
        action=f"import.{step}",
        subject=f"import:{paper.pk}",
        facts={"unit": paper.unit_id, "indicator": paper.indicator, "kind": paper.kind, "sha256": paper.sha256},
        at=at,
    )
