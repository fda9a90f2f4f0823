"""Building a report's documents. Only workers import it: it brings in what draws pages."""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import structlog
from django.db.models import Exists, OuterRef
from django.utils import timezone

from outreach.reporting.canonical import canonical_json, sha256_of
from outreach.reporting.documents.csv import csv_of
from outreach.reporting.documents.docx import docx_of
from outreach.reporting.documents.paper import paper_of
from outreach.reporting.documents.pdf import pdf_of
from outreach.reporting.documents.xlsx import xlsx_of
from outreach.reporting.files import READ
from outreach.reporting.models import DocumentForm, Extent, Report, ReportFile
from outreach.reporting.section import Section
from outreach.reporting.selectors import approval_of
from outreach.reporting.writing import LANGUAGES, Approval

_log = structlog.get_logger(__name__)

_ALL: Final = [
    (form, language, extent)
    for form in DocumentForm
    for language in LANGUAGES
    for extent in (Extent if form in READ else (Extent.SECTION,))
]


def build_files(report_id: UUID) -> int:
    """Build every document of the report as it stands now; returns how many there are.

    Safe to repeat, and to run twice at once: whoever is first with a document has it kept. A document that cannot be
    built is kept as such and logged; the others are built all the same. What belongs to an edition that is over by the
    time it is done is never given out.
    """
    report = Report.objects.select_related("campaign", "unit", "snapshot").get(pk=report_id)
    if report.section is None:
        return 0
    ReportFile.objects.bulk_create(_files(report), ignore_conflicts=True)
    ReportFile.objects.filter(report=report, edition__lt=report.edition).delete()
    return len(_ALL)


def build_waiting_files() -> int:
    """Build the documents of every report that has none of its edition; returns how many reports there were."""
    there = ReportFile.objects.filter(report=OuterRef("pk"), edition=OuterRef("edition"))
    waiting = list(
        Report.objects.filter(~Exists(there), section__isnull=False).order_by("created_at").values_list("pk", flat=True)
    )
    for report_id in waiting:
        build_files(report_id)
    return len(waiting)


def document_of(
    section: Section, *, form: str, language: str, extent: str = Extent.SECTION, approval: Approval | None = None
) -> bytes:
    """One document of a section: 初步 until there is an ``approval``."""
    digest = sha256_of(section)
    counted_at = datetime.fromisoformat(section["as_of"])
    if form in READ:
        paper = paper_of(section, language=language, approval=approval, is_whole=extent == Extent.WHOLE)
        if form == DocumentForm.DOCX:
            return docx_of(paper, counted_at=counted_at)
        return pdf_of(paper, counted_at=int(counted_at.timestamp()))
    if form == DocumentForm.JSON:
        return canonical_json(section)
    tabular: Callable[..., bytes] = xlsx_of if form == DocumentForm.XLSX else csv_of
    return tabular(section, language=language, approval=approval, sha256=digest)


def _files(report: Report) -> Iterator[ReportFile]:
    section: Any = report.section
    approval = approval_of(report)
    for form, language, extent in _ALL:
        try:
            content = document_of(section, form=form, language=language, extent=extent, approval=approval)
        # Whatever the reason, the other documents are wanted, and this one is not tried for ever.
        except Exception:
            _log.exception("a document could not be built", report=str(report.pk), form=form, language=language)
            content = None
        yield ReportFile(
            report=report,
            edition=report.edition,
            form=form,
            language=language,
            extent=extent,
            content=content,
            sha256=sha256(content).hexdigest() if content is not None else "",
            built_at=timezone.now(),
        )
