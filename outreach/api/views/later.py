"""Calls whose work comes with a later version: who may call them is settled already, and they say so."""

from typing import Final, NoReturn
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from outreach.api.schema import MEMBER, call
from outreach.api.views.base import ReadingView
from outreach.errors import Refusal

_LATER: Final = "not_implemented"


class ReportFile(ReadingView):
    @call(_("A report as a document"), ok={}, problems=(*MEMBER, _LATER))
    def get(self, request: Request, report_id: UUID, form: str) -> NoReturn:
        raise Refusal(_LATER)
