"""What an officer sent, and the officer's talks that wait for their completion. Nobody else's: there is no ranking."""

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.cursors import Pages, is_moment
from outreach.api.operations import fields
from outreach.api.schema import call
from outreach.api.shapes.field import OwnTalksSerializer, RecordSerializer
from outreach.api.views import writes
from outreach.api.views.base import OfficerView, page_address
from outreach.api.views.field import under_way
from outreach.capture.models import Activity
from outreach.capture.own_record import Sent, counted_by_code, own_record_page
from outreach.capture.selectors import open_talks
from outreach.errors import PROBLEMS
from outreach.ledger.models import Kind
from outreach.organisation.models import Place

_CURSOR_LENGTH: Final = 400


class RecordParameters(serializers.Serializer[Any]):
    since = fields.Day(required=False, help_text=_("The first local day; by default Monday of this week."))
    cursor = fields.Text(required=False, max_length=_CURSOR_LENGTH)


_QUERY: Final = RecordParameters()


class Record(OfficerView):
    """The newest first, by when it was received; things that arrive meanwhile move nothing."""

    @call(
        _("What I sent, and what became of it"),
        query=RecordParameters,
        ok={200: RecordSerializer},
        problems=("not_authenticated",),
    )
    def get(self, request: Request) -> Response:
        asked = _QUERY.run_validation(request.query_params.dict())
        now = timezone.now()
        page = own_record_page(
            self.officer.pk,
            since=_midnight(asked.get("since") or _monday(now)),
            now=now,
            cursor=asked.get("cursor"),
        )
        return Response(
            {
                "next": page_address(request, page.next),
                "previous": page_address(request, page.previous),
                "results": [_shown(sent) for sent in page.rows],
            }
        )


class TalkPages(Pages):
    """Pages of talks, by when they were opened."""

    ordering = ("-opened_at", "-act_id")
    is_position = staticmethod(is_moment)


class Talks(writes.Talks):
    """Talks: logged with POST, and with GET those of the officer that wait for their completion."""

    @call(
        _("My talks that wait for their completion"),
        ok={200: OwnTalksSerializer},
        problems=("not_authenticated", "not_found"),
        parameters=[OpenApiParameter("cursor", str)],
        name="talks_waiting",
    )
    def get(self, request: Request) -> Response:
        now = timezone.now()
        pages = TalkPages()
        talks = pages.paginate_queryset(open_talks(self.officer.pk, now=now), request, view=self) or []
        counts = counted_by_code([talk.code_id for talk in talks if talk.code_id is not None])
        answer = pages.get_paginated_response([_waiting(talk, counts, now) for talk in talks])
        answer.data["as_of"] = now
        return answer


def _waiting(talk: Activity, counts: dict[int, dict[str, int]], now: datetime) -> dict[str, Any]:
    count = counts.get(talk.code_id or 0, {})
    return {
        **under_way(talk, now),
        "place": _named(talk.place),
        "signed": count.get(Kind.PLEDGE, 0),
        "installed": count.get(Kind.INSTALL, 0),
    }


def _named(place: Place) -> dict[str, Any]:
    return {"id": place.pk, "name": place.name, "name_en": place.name_en}


def _shown(sent: Sent) -> dict[str, Any]:
    problem = PROBLEMS.get(sent.reason)
    return {
        "submission_id": sent.submission_id,
        "kind": sent.kind,
        "outcome": sent.outcome,
        "code": sent.reason,
        "detail": str(problem.title) if problem else "",
        "occurred_at": sent.occurred_at,
        "received_at": sent.received_at,
        "place": sent.place and dict(zip(("id", "name", "name_en"), sent.place, strict=True)),
        "serial": sent.serial,
        "copies": sent.copies,
        "activity_kind": sent.activity_kind,
        "indicators": sent.indicators,
        "flags": sent.flags,
        "voided": sent.voided,
        "may_void": sent.may_void,
        "act": sent.act,
        "corrects": sent.corrects,
        "same_as": sent.same_as and asdict(sent.same_as),
    }


def _monday(now: datetime) -> date:
    today = timezone.localtime(now).date()
    return today - timedelta(days=today.weekday())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
