"""What became of a submission."""

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.schema import call
from outreach.api.shapes.writes import SubmissionSerializer
from outreach.api.views.base import OfficerView
from outreach.capture.selectors import submission_seen_by


class SubmissionOutcome(OfficerView):
    """Its author sees it, and whoever reads its unit's records; nobody sees personal data here."""

    @call(
        _("The outcome of a submission"),
        ok={200: SubmissionSerializer},
        problems=("not_authenticated",),
    )
    def get(self, request: Request, submission_id: UUID) -> Response:
        found = submission_seen_by(submission_id, officer_id=self.officer.pk, scope=self.scope)
        if found is None:
            raise Http404
        return Response(
            {
                "submission_id": found.pk,
                "kind": found.kind,
                "outcome": found.outcome,
                "code": found.reason,
                "source": found.source,
                "campaign": found.campaign.slug if found.campaign else None,
                "unit": found.unit_id,
                "act": found.act_id,
                "corrects": found.corrects,
                "occurred_at": found.occurred_at,
                "received_at": found.received_at,
                "flags": found.flags,
                "indicators": found.indicators,
            }
        )
