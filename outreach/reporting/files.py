"""The documents of a report as files: which there are, how they are asked of a worker, and given out once built."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.db.models import Func, IntegerField
from django.utils.translation import gettext as _

from outreach.errors import Refusal
from outreach.reporting.models import DocumentForm, Extent, Report, ReportFile

TASK: Final = "tasks.build_report_files"
CONTENT_TYPES: Final = MappingProxyType(
    {
        DocumentForm.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        DocumentForm.PDF: "application/pdf",
        DocumentForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        DocumentForm.CSV: "text/csv; charset=utf-8",
        DocumentForm.JSON: "application/json",
    }
)
_NOT_BUILT_SECONDS: Final = 2
# Those that people read as a report; the others hold figures, which a whole report has no more of.
READ: Final = frozenset({DocumentForm.DOCX, DocumentForm.PDF})


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A file as it goes out."""

    name: str
    content_type: str
    content: bytes


def have_files_built(report: Report) -> None:
    """Have a worker build the documents of this edition, once the transaction is committed.

    The schedule builds those that the broker never heard of.
    """
    transaction.on_commit(lambda: _send(report.pk), robust=True)


@dataclass(frozen=True, slots=True)
class FileStanding:
    """A document that there is to be of a report: ``size`` in bytes, None where it could not be built."""

    form: DocumentForm
    language: str
    extent: Extent
    size: int | None


def files_built(report: Report) -> list[FileStanding]:
    """The documents that a worker has built, or tried to, of the report as it stands; one statement, no contents."""
    found = ReportFile.objects.filter(report=report, edition=report.edition).order_by("pk")
    size = Func("content", function="octet_length", output_field=IntegerField())
    return [
        FileStanding(DocumentForm(form), language, Extent(extent), length)
        for form, language, extent, length in found.values_list("form", "language", "extent", size)
    ]


def file_of(report: Report, *, form: str, language: str, extent: str = Extent.SECTION) -> FileGiven:
    """A document of the report as it stands now.

    Raises Refusal ``not_found`` where the report has no figures yet, while a worker builds the document (which says
    after how long to ask again), and where it could not be built.
    """
    if report.section is None:
        raise Refusal("not_found", _("The report has no figures yet."), retry_after=_NOT_BUILT_SECONDS)
    extent = extent if form in READ else Extent.SECTION
    file = ReportFile.objects.filter(
        report=report, edition=report.edition, form=form, language=language, extent=extent
    ).first()
    if file is None:
        raise Refusal("not_found", _("The document is still being built."), retry_after=_NOT_BUILT_SECONDS)
    if file.content is None:
        raise Refusal("not_found", _("This document could not be built. Have the report built again."))
    return FileGiven(_name_of(report, file), CONTENT_TYPES[DocumentForm(form)], bytes(file.content))


def _name_of(report: Report, file: ReportFile) -> str:
    """In letters that every system takes: the campaign, the unit's number, the days."""
    days = f"{report.first:%Y%m%d}-{report.last:%Y%m%d}"
    whole = "-whole" if file.extent == Extent.WHOLE else ""
    return f"{report.campaign.slug}-{report.unit_id}-{days}{whole}-{file.language}.{file.form}"


def _send(report_id: UUID) -> None:
    current_app.send_task(TASK, [str(report_id)], retry=False)
