"""Paper records: a file is sent, checked by a worker, looked at, and only then imported."""

from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.named import campaign_named
from outreach.api.schema import MANAGER, MEMBER, call
from outreach.api.shapes.common import named_campaign, named_unit
from outreach.api.shapes.imports import (
    ImportOrderSerializer,
    ImportRunSerializer,
    ImportSerializer,
    ImportWithRowsSerializer,
)
from outreach.api.views.base import ManagingView, ReadingView
from outreach.campaigns.indicators import IndicatorKey
from outreach.capture.imports import services
from outreach.capture.imports.models import LARGEST_FILE, ImportKind, PaperImport
from outreach.capture.imports.problems import row_sentence
from outreach.capture.imports.selectors import import_of, problems_of, rows_by_state, rows_with_problems, shares_of
from outreach.errors import Refusal
from outreach.sheets.problems import file_sentence

_ORDER: Final = ImportOrderSerializer()
_RUN: Final = ImportRunSerializer()
# The parts of a form beside its file.
_FORM_BYTES: Final = 64 * 1024
_MOST_PROBLEMS: Final = 200


class BoundedForm(MultiPartParser):
    """A form with one file of at most the largest size. Raises Refusal `too_large` before it is read."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE + _FORM_BYTES:
            raise Refusal("too_large")
        return super().parse(stream, media_type, parser_context)


class Imports(ManagingView):
    parser_classes = (BoundedForm,)

    @call(
        _("Send a file of paper records; a worker checks it"),
        takes=ImportOrderSerializer,
        takes_type="multipart/form-data",
        ok={202: ImportSerializer},
        problems=(*MANAGER, "campaign_unknown"),
    )
    def post(self, request: Request) -> Response:
        order = _ORDER.run_validation(request.data)
        paper = services.take_file(
            campaign=campaign_named(order["campaign"]),
            indicator=IndicatorKey(order["indicator"]),
            kind=ImportKind(order.get("kind", ImportKind.RECORDS)),
            file_name=order["file"].name,
            content=order["file"].read(),
            by=self.scope,
        )
        address = reverse("api-import", kwargs={"import_id": paper.pk})
        return Response(_shown(paper), status=202, headers={"Location": address})


class OneImport(ReadingView):
    @call(_("How far an import is, and what it would count"), ok={200: ImportWithRowsSerializer}, problems=MEMBER)
    def get(self, request: Request, import_id: UUID) -> Response:
        return Response(_with_rows(import_of(self.scope, import_id)))


class ImportRun(ManagingView):
    @call(
        _("Import the rows of a checked file that are right"),
        takes=ImportRunSerializer,
        ok={202: ImportSerializer},
        problems=(*MANAGER, "import_moved_on"),
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        order = _RUN.run_validation(request.data)
        paper = services.order_import(
            import_of(self.scope, import_id), by=self.scope, takes_doubtful=order.get("doubtful", False)
        )
        return Response(_shown(paper), status=202)


def _shown(paper: PaperImport) -> dict[str, Any]:
    return {
        "id": paper.pk,
        "kind": paper.kind,
        "state": paper.state,
        "campaign": named_campaign(paper.campaign),
        "unit": named_unit(paper.unit),
        "indicator": paper.indicator,
        "file_name": paper.file_name,
        "sha256": paper.sha256,
        "made_at": paper.made_at,
        "finished_at": paper.finished_at,
        "problem": file_sentence(paper.problem) if paper.problem else "",
        "rows_read": paper.rows_read,
        "rows_total": paper.rows_total,
        "rows_done": paper.rows_done,
        "rows": {state.value: number for state, number in rows_by_state(paper).items()},
    }


def _with_rows(paper: PaperImport) -> dict[str, Any]:
    shares = [
        {"unit": named_unit(share.unit), "month": share.month, "rows": share.rows, "quantity": share.quantity}
        for share in shares_of(paper)
    ]
    problems = [
        {
            "row": row.row,
            "column": problem["column"],
            "code": problem["code"],
            "detail": row_sentence(problem),
            "value": problem.get("value", ""),
            "state": row.state,
        }
        for row, problem in islice(problems_of(rows_with_problems(paper)[:_MOST_PROBLEMS]), _MOST_PROBLEMS)
    ]
    return _shown(paper) | {"shares": shares, "problems": problems}
