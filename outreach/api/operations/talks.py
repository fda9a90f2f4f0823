"""Talks, and their completion."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.api.operations import bounds, fields
from outreach.api.operations.common import OperationSerializer
from outreach.campaigns.indicators import ActivityKind, Audience
from outreach.capture.models import AttendanceMethod, CopiesMethod, MaterialKind
from outreach.capture.operations import Complete, Handed, Talk


class HandedSerializer(serializers.Serializer[Handed]):
    """Materials handed out at a talk."""

    material_kind = fields.Choice(choices=MaterialKind.choices)
    copies = fields.Whole(min_value=1, max_value=bounds.COPIES)
    copies_method = fields.Choice(choices=CopiesMethod.choices, required=False)

    def to_internal_value(self, data: Any) -> Handed:
        return Handed(**super().to_internal_value(data))


class TalkSerializer(OperationSerializer):
    """A session at the scanned or named place.

    With `attendance` it is whole and counts; without, it waits to be completed.
    """

    operation = Talk

    activity_kind = fields.Choice(choices=[(kind.value, kind.en) for kind in ActivityKind])
    activity_code = fields.Text(
        required=False,
        allow_blank=True,
        max_length=bounds.CODE_LENGTH,
        help_text=_("An unbound activity code of the pool, bound to this talk from now on."),
    )
    topic = fields.Text(required=False, allow_blank=True, max_length=bounds.TOPIC_LENGTH)
    audiences = fields.Many(
        child=fields.Choice(choices=[(audience.value, audience.en) for audience in Audience]),
        required=False,
        max_length=bounds.AUDIENCES,
    )
    attendance = fields.Whole(required=False, allow_null=True, min_value=0, max_value=bounds.ATTENDANCE)
    attendance_method = fields.Choice(choices=AttendanceMethod.choices, required=False, allow_blank=True)
    materials = fields.Many(child=HandedSerializer(), required=False, max_length=bounds.MATERIAL_ROWS)
    ended_at = fields.Moment(required=False, allow_null=True)
    note = fields.Lines(required=False, allow_blank=True, max_length=bounds.NOTE_LENGTH)
    bundles = fields.Many(
        child=fields.Text(max_length=bounds.CODE_LENGTH),
        required=False,
        max_length=bounds.BUNDLES,
        help_text=_("Codes of leaflets, one of each bundle that was handed out."),
    )
    separate = fields.Flag(
        required=False, help_text=_("true: this is another session than the one recorded here at that time.")
    )


class CompleteSerializer(TalkSerializer):
    """The end of a talk. It carries the whole talk, so it may arrive first."""

    operation = Complete  # type: ignore[assignment]

    talk = fields.Id(help_text=_("The submission id of the talk."))
    started_at = fields.Moment(
        required=False,
        allow_null=True,
        help_text=_(
            "When the talk began, by the phone's own time; without it, occurred_at. The talk counts on that day."
        ),
    )
