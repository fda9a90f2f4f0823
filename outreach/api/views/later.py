"""Calls whose work comes with a later version: who may call them is settled already, and they say so."""

from typing import Final, NoReturn
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from outreach.api.schema import MANAGER, call
from outreach.api.views.base import ManagingView
from outreach.errors import Refusal

_LATER: Final = "not_implemented"


class Imports(ManagingView):
    @call(_("Import paper records"), ok={}, problems=(*MANAGER, _LATER))
    def post(self, request: Request) -> NoReturn:
        raise Refusal(_LATER)


class Import(ManagingView):
    @call(_("How far an import is"), ok={}, problems=(*MANAGER, _LATER))
    def get(self, request: Request, number: UUID) -> NoReturn:
        raise Refusal(_LATER)


class ImportRun(ManagingView):
    @call(_("Run an import that was tried dry"), ok={}, problems=(*MANAGER, _LATER))
    def post(self, request: Request, number: UUID) -> NoReturn:
        raise Refusal(_LATER)
