"""What tells a drawn paper from the others, so that it can be found in its box."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from outreach.capture.imports.models import ImportRow
from outreach.capture.models import Pledge
from outreach.codes.models import CodeKind
from outreach.reporting.checks.models import SpotCheckItem


@dataclass(frozen=True, slots=True)
class Paper:
    """A drawn paper. `serial` is its own number, `of` how many were recorded together with it, `box` where they lie.

    Of a letter `organisation` signed it; of an imported row `file` and `row` say where it stands. `is_voided`: its
    record was voided since it was drawn.
    """

    item: int
    position: int
    act: UUID
    day: date
    unit: str
    unit_en: str
    number: int
    of: int
    serial: int | None
    box: str
    organisation: str
    file: str
    row: int | None
    is_voided: bool


def papers_of(items: Collection[SpotCheckItem]) -> list[Paper]:
    """The papers behind these items, in their order; `items` come with act, unit and code. Two statements."""
    acts = {item.act_id for item in items}
    pledges = Pledge.objects.select_related("organisation").in_bulk(acts)
    rows = {
        row.submission_id: row
        for row in ImportRow.objects.filter(submission_id__in=acts).select_related("paper_import")
    }
    return [_paper(item, pledges, rows) for item in items]


def _paper(item: SpotCheckItem, pledges: Mapping[UUID, Pledge], rows: Mapping[UUID | None, ImportRow]) -> Paper:
    act, pledge, row = item.act, pledges.get(item.act_id), rows.get(item.act_id)
    return Paper(
        item=item.pk,
        position=item.position,
        act=act.pk,
        day=act.day,
        unit=act.unit.name,
        unit_en=act.unit.name_en,
        number=item.number,
        of=pledge.copies if pledge else (row.quantity or 1) if row else 1,
        serial=_serial(item, pledge),
        box=pledge.archive_box if pledge else "",
        organisation=pledge.organisation.name if pledge and pledge.organisation else "",
        file=row.paper_import.file_name if row else "",
        row=row.row if row else None,
        is_voided=act.voided_by is not None,
    )


def _serial(item: SpotCheckItem, pledge: Pledge | None) -> int | None:
    """The number printed on it; None where several were entered together without their numbers."""
    if pledge is not None and pledge.serial_from is not None:
        last = pledge.serial_to or pledge.serial_from
        serials = [number for number in range(pledge.serial_from, last + 1) if number not in pledge.missing]
        return serials[item.number - 1] if len(serials) == pledge.copies else None
    code = item.act.code
    return (
        code.serial if code is not None and code.kind == CodeKind.FORM and (not pledge or pledge.copies == 1) else None
    )
