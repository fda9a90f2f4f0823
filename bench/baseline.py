"""Throw-away views that ours are compared with: behind the same middleware, on the same server and database."""

import hashlib
import json
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bench.models import PlainAct, PlainLine, PlainSubmission
from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.ledger.models import Kind, Outcome, Source
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.frame import frame
from outreach.pages.staff import staff_page

_MARK: Final = hashlib.sha256(b"as wide as a keyed mark").digest()
_INDICATORS: Final = {IndicatorKey.APP_CONFIRMATIONS.value: 1, IndicatorKey.ALERTS_ENABLED.value: 1}
# No campaign, unit or code has this id, so these rows are told apart from those of installs.
_NOWHERE: Final = {"campaign_id": 0, "unit_id": 0}


def empty_page(request: HttpRequest) -> HttpResponse:
    """What Django and the middleware cost a page by themselves."""
    return HttpResponse()


@staff_page
def empty_frame(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What the login, the reading of what one may see, and the dashboard's frame cost a page that says nothing."""
    return frame(request, scope, "dashboard/base.html", {})


class _OpenView(APIView):
    authentication_classes = ()
    permission_classes = ()


class Nothing(_OpenView):
    """What DRF and the middleware cost by themselves."""

    def post(self, request: Request) -> Response:
        return Response({"submission_id": _submission_of(request)}, status=201)


class PlainInserts(_OpenView):
    """Three plain inserts through the ORM in one transaction, and not one check."""

    def post(self, request: Request) -> Response:
        submission, now = _submission_of(request), timezone.now()
        with transaction.atomic():
            PlainSubmission.objects.create(
                submission=submission,
                kind=Kind.INSTALL,
                outcome=Outcome.COUNTED,
                source=Source.RESIDENT,
                principal=f"device:{_MARK.hex()}",
                code_id=0,
                content_mark=_MARK,
                occurred_at=now,
                received_at=now,
                indicators=_INDICATORS,
                **_NOWHERE,
            )
            PlainAct.objects.create(
                submission=submission,
                kind=Kind.INSTALL,
                code_id=0,
                day=now.date(),
                audience=Audience.UNSPECIFIED,
                occurred_at=now,
                receipt_mark=_MARK,
                witness_mark=_MARK,
                **_NOWHERE,
            )
            PlainLine.objects.create(
                submission=submission,
                indicator=IndicatorKey.APP_CONFIRMATIONS,
                evidence=Evidence.SELF_REPORTED,
                audience=Audience.UNSPECIFIED,
                day=now.date(),
                quantity=1,
                occurred_at=now,
                received_at=now,
                source=Source.RESIDENT,
                **_NOWHERE,
            )
        return Response({"submission_id": submission}, status=201)


class RawWrites(_OpenView):
    """The very rows of an install, written by psycopg alone: nothing is judged, marked or limited."""

    def post(self, request: Request) -> Response:
        submission, now = _submission_of(request), timezone.now()
        values = {
            "id": UUID(submission),
            "principal": f"device:{_MARK.hex()}",
            "mark": _MARK,
            "indicators": json.dumps(_INDICATORS),
            "day": now.date(),
            "now": now,
        }
        connection.ensure_connection()
        raw = connection.connection
        with raw.transaction():
            for statement in (_SUBMISSION, _ACT, _INSTALL):
                raw.execute(statement, values)
            for indicator in _INDICATORS:
                raw.execute(_LINE, {**values, "indicator": indicator})
        return Response({"submission_id": submission}, status=201)


def _submission_of(request: Request) -> str:
    body: Any = request.data
    told: str = body["submission_id"]
    return told


_SUBMISSION: Final = """
INSERT INTO outreach_submission (id, kind, outcome, reason, source, principal, campaign_id, unit_id, code_id, act_id,
    content_mark, occurred_at, received_at, clock_offset_ms, flags, indicators)
VALUES (%(id)s, 'install', 'counted', '', 'resident', %(principal)s, 0, 0, 0, %(id)s,
    %(mark)s, %(now)s, %(now)s, 0, '{}', %(indicators)s)
"""
_ACT: Final = """
INSERT INTO outreach_act (id, kind, campaign_id, unit_id, code_id, day, audience, occurred_at, receipt_mark,
    witness_mark, is_batch)
VALUES (%(id)s, 'install', 0, 0, 0, %(day)s, 'unspecified', %(now)s, %(mark)s, %(mark)s, false)
"""
_INSTALL: Final = """
INSERT INTO outreach_install (act_id, basis, platform, alerts_enabled)
VALUES (%(id)s, 'installed_self', 'android', 'yes')
"""
_LINE: Final = """
INSERT INTO outreach_ledgerentry (submission_id, act_id, campaign_id, unit_id, indicator, evidence, audience, day,
    quantity, occurred_at, received_at, source)
VALUES (%(id)s, %(id)s, 0, 0, %(indicator)s, 'self_reported', 'unspecified', %(day)s, 1, %(now)s, %(now)s, 'resident')
"""
