"""Making, printing and revoking codes: chiefs and administrators, for their units."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.bodies import AnyAnswers
from outreach.api.code_answers import known_code, managed_code
from outreach.api.orders import (
    BATCH_ORDER,
    CODE_ORDER,
    BatchOrderSerializer,
    CodeOrderSerializer,
    terms_of,
)
from outreach.api.schema import MANAGER, call
from outreach.api.shapes.codes import BatchSerializer, MadeCodeSerializer
from outreach.api.views.base import ManagingView
from outreach.codes import services
from outreach.codes.models import BatchState, CodeBatch
from outreach.errors import Refusal
from outreach.organisation.scope import Scope

_NOT_DRAWN_SECONDS = 2


class Codes(ManagingView):
    @call(
        _("Make a code"),
        takes=CodeOrderSerializer,
        ok={201: MadeCodeSerializer},
        problems=(*MANAGER, "campaign_unknown"),
    )
    def post(self, request: Request) -> Response:
        order = CODE_ORDER.run_validation(request.data)
        code = services.make_code(terms_of(order), by=self.scope, use_limit=order.get("use_limit"))
        return Response(managed_code(code), status=201)


class CodeRevocation(ManagingView):
    @call(
        _("Revoke a code, from now on and for good"),
        ok={200: MadeCodeSerializer},
        problems=(*MANAGER, "code_unknown"),
    )
    def post(self, request: Request, code: str) -> Response:
        return Response(managed_code(services.revoke_code(known_code(code), by=self.scope)))


class Batches(ManagingView):
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
        return Response(_shown(batch), status=201, headers={"Location": _address(batch)})


class OneBatch(ManagingView):
    @call(_("How far a batch is"), ok={200: BatchSerializer}, problems=MANAGER)
    def get(self, request: Request, number: int) -> Response:
        return Response(_shown(_batch(number, self.scope)))


class BatchSheet(ManagingView):
    """The printable sheet; before it is drawn there is none."""

    content_negotiation_class = AnyAnswers

    @call(
        _("The printable sheet of a batch"),
        ok={200: OpenApiTypes.BINARY},
        media_type="application/pdf",
        problems=MANAGER,
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        batch = _batch(number, self.scope)
        if batch.state != BatchState.READY or batch.sheet is None:
            raise Refusal("not_found", _("The sheet is not drawn yet."), retry_after=_NOT_DRAWN_SECONDS)
        name = f"codes-{batch.pk}.pdf"
        return HttpResponse(
            bytes(batch.sheet),
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _batch(number: int, scope: Scope) -> CodeBatch:
    """Raises Refusal: `not_found`, or `permission_denied` or `out_of_scope` for its unit."""
    batch = CodeBatch.objects.defer("sheet").select_related("campaign").filter(pk=number).first()
    if batch is None:
        raise Refusal("not_found")
    scope.require_managed(batch.unit_id)
    return batch


def _address(batch: CodeBatch) -> str:
    return reverse("api-code-batch", kwargs={"number": batch.pk})


def _shown(batch: CodeBatch) -> dict[str, object]:
    is_drawn = batch.state == BatchState.READY
    return {
        "id": batch.pk,
        "kind": batch.kind,
        "campaign": batch.campaign.slug,
        "unit": batch.unit_id,
        "size": batch.size,
        "bundle_size": batch.bundle_size,
        "state": batch.state,
        "drawn": batch.drawn,
        "made_at": batch.made_at,
        "sheet": reverse("api-code-sheet", kwargs={"number": batch.pk}) if is_drawn else None,
    }
