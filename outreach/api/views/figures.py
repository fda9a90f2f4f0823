"""Totals, and the lines behind them."""

import hashlib
import json
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.queries import EntriesParameters, TotalsParameters, asked_of
from outreach.api.schema import MEMBER, call
from outreach.api.shapes.figures import EntriesSerializer, TotalsSerializer
from outreach.api.views.base import ReadingView, page_address
from outreach.ledger.entries import entries
from outreach.ledger.filters import LineFilter
from outreach.ledger.totals import TotalsQuery, totals
from outreach.organisation.models import OrganisationUnit

_TOTALS_QUERY: Final = TotalsParameters()
_ENTRIES_QUERY: Final = EntriesParameters()


class Totals(ReadingView):
    """Exact at every instant, folded or not; asked again with If-None-Match, unchanged rows are not sent twice."""

    cache_control = "private, no-cache"

    @call(
        _("Totals of a campaign"),
        query=TotalsParameters,
        ok={200: TotalsSerializer, 304: None},
        problems=MEMBER,
    )
    def get(self, request: Request) -> HttpResponseBase:
        asked = asked_of(_TOTALS_QUERY, request.query_params.dict(), self.scope)
        found = totals(TotalsQuery(**asked.lines, by=asked.values.get("by", ())))
        if "unit" in asked.values.get("by", ()):
            _name_units(found.rows)
        answer = Response({"as_of": found.as_of, "pending": found.pending, "rows": found.rows})
        etag = _weak_tag(found.rows)
        answer.headers["ETag"] = etag
        return get_conditional_response(request._request, etag=etag, response=answer) or answer


class Entries(ReadingView):
    """A page of lines, newest first; lines that arrive meanwhile move nothing."""

    @call(
        _("The lines behind a figure"),
        query=EntriesParameters,
        ok={200: EntriesSerializer},
        problems=MEMBER,
    )
    def get(self, request: Request) -> Response:
        asked = asked_of(_ENTRIES_QUERY, request.query_params.dict(), self.scope)
        page = entries(LineFilter(**asked.lines), cursor=asked.values.get("cursor"))
        return Response(
            {
                "next": page_address(request, page.next),
                "previous": page_address(request, page.previous),
                "results": page.rows,
            }
        )


def _name_units(rows: list[dict[str, Any]]) -> None:
    units = OrganisationUnit.objects.in_bulk({row["unit"] for row in rows})
    for row in rows:
        unit = units[row["unit"]]
        row["unit_name"], row["unit_name_en"] = unit.name, unit.name_en


def _weak_tag(rows: list[dict[str, Any]]) -> str:
    """Weak: `as_of` and `pending` differ from answer to answer, the figures do not."""
    digest = hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()
    return f'W/"{digest[:32]}"'
