"""Batches of codes: made, listed, printed, printed again, revoked. Chiefs and administrators, for their units."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.bodies import AnyAnswers
from outreach.api.cursors import Pages, is_number
from outreach.api.orders import BATCH_ORDER, BatchOrderSerializer, terms_of
from outreach.api.schema import MANAGER, call
from outreach.api.shapes.codes import BatchesSerializer, BatchSerializer
from outreach.api.views.base import ManagingView
from outreach.capture.selectors import used_of
from outreach.codes import services
from outreach.codes.models import BatchState, CodeBatch
from outreach.codes.selectors import batches_of, find_batch, revoked_of, sheet_of
from outreach.errors import Refusal

_NOT_DRAWN_SECONDS = 2


class BatchPages(Pages):
    """Pages of batches, the latest first."""

    ordering = ("-id",)
    is_position = staticmethod(is_number)


class Batches(ManagingView):
    @call(
        _("Batches of my units"),
        ok={200: BatchesSerializer},
        problems=MANAGER,
        parameters=[OpenApiParameter("cursor", str)],
        name="code_batches_list",
    )
    def get(self, request: Request) -> Response:
        pages = BatchPages()
        page = pages.paginate_queryset(batches_of(self.scope), request, view=self)
        return pages.get_paginated_response(_all_shown(page or []))

    @call(
        _("Make a batch of codes; a worker draws its sheet"),
        takes=BatchOrderSerializer,
        ok={201: BatchSerializer},
        problems=(*MANAGER, "campaign_unknown"),
    )
    def post(self, request: Request) -> Response:
        order = BATCH_ORDER.run_validation(request.data)
        batch = services.make_batch(
            terms_of(order), by=self.scope, size=order["size"], bundle_size=order.get("bundle_size")
        )
        address = reverse("api-code-batch", kwargs={"number": batch.pk})
        return Response(_shown(batch), status=201, headers={"Location": address})


class OneBatch(ManagingView):
    @call(_("How far a batch is"), ok={200: BatchSerializer}, problems=MANAGER)
    def get(self, request: Request, number: int) -> Response:
        return Response(_shown(find_batch(number, scope=self.scope)))


class BatchReprint(ManagingView):
    @call(
        _("Have a sheet drawn again: it failed, was lost, or the unit's landline changed"),
        ok={202: BatchSerializer},
        problems=(*MANAGER, "code_revoked"),
    )
    def post(self, request: Request, number: int) -> Response:
        batch = services.reprint_batch(find_batch(number, scope=self.scope), by=self.scope)
        return Response(_shown(batch), status=202)


class BatchRevocation(ManagingView):
    @call(
        _("Revoke all codes of a batch, from now on and for good"),
        ok={200: BatchSerializer},
        problems=MANAGER,
    )
    def post(self, request: Request, number: int) -> Response:
        batch = find_batch(number, scope=self.scope)
        services.revoke_batch(batch, by=self.scope)
        return Response(_shown(batch))


class BatchSheet(ManagingView):
    """The printable sheet; before it is drawn there is none, nor when the batch was revoked."""

    content_negotiation_class = AnyAnswers

    @call(
        _("The printable sheet of a batch"),
        ok={200: OpenApiTypes.BINARY},
        media_type="application/pdf",
        problems=(*MANAGER, "code_revoked"),
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        batch = find_batch(number, scope=self.scope)
        sheet = sheet_of(batch)
        if batch.state == BatchState.READY and sheet is None:
            raise Refusal("code_revoked")
        if batch.state != BatchState.READY:
            raise Refusal("not_found", _("The sheet is not drawn yet."), retry_after=_NOT_DRAWN_SECONDS)
        return HttpResponse(
            sheet,
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="codes-{batch.pk}.pdf"'},
        )


def _shown(batch: CodeBatch) -> dict[str, Any]:
    [answer] = _all_shown([batch])
    return answer


def _all_shown(batches: list[CodeBatch]) -> list[dict[str, Any]]:
    used, revoked = used_of(batches), revoked_of(batches)
    return [
        {
            "id": batch.pk,
            "kind": batch.kind,
            "campaign": batch.campaign.slug,
            "unit": batch.unit_id,
            "size": batch.size,
            "bundle_size": batch.bundle_size,
            "text_version": batch.text_version,
            "state": batch.state,
            "drawn": batch.drawn,
            "used": used[batch.pk],
            "revoked": revoked[batch.pk],
            "made_at": batch.made_at,
            "sheet": _sheet_address(batch) if revoked[batch.pk] < batch.size else None,
        }
        for batch in batches
    ]


def _sheet_address(batch: CodeBatch) -> str | None:
    return reverse("api-code-sheet", kwargs={"number": batch.pk}) if batch.state == BatchState.READY else None
