"""What every operation's serializer shares: the common fields, and the way from JSON to a frozen operation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.api.operations import bounds, fields
from outreach.capture.operations import Operation
from outreach.codes.alphabet import normalise
from outreach.limits.challenge import MAX_ANSWER_LENGTH


@dataclass(frozen=True, slots=True)
class Checked:
    """An operation made of well-formed fields, and the answer to a challenge where one came with it."""

    operation: Operation
    challenge: str


class OperationSerializer(serializers.Serializer[Operation]):
    """Checks types and bounds of one kind's fields; `check` makes the operation. What an act requires, `record` judges.

    Instances hold nothing of what they check, so one serves every request of the process.
    """

    operation: ClassVar[type[Operation]]

    submission_id = fields.Id(help_text=_("Made where the act happened; sent again under the same id, it counts once."))
    occurred_at = fields.Moment(
        required=False, allow_null=True, help_text=_("The phone's own time at the scan, with its offset from UTC.")
    )
    clock_offset_ms = fields.Whole(
        required=False,
        min_value=-bounds.CLOCK_OFFSET_MS,
        max_value=bounds.CLOCK_OFFSET_MS,
        help_text=_("Server time less phone time, in milliseconds, as the phone last knew it."),
    )
    code = fields.Text(
        required=False,
        allow_blank=True,
        max_length=bounds.CODE_LENGTH,
        help_text=_("The scanned code: its characters or the whole address, in any case."),
    )
    campaign = fields.Text(
        required=False, allow_blank=True, max_length=bounds.SLUG_LENGTH, help_text=_("Where no code tells it.")
    )
    unit = fields.Whole(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=bounds.KEY_MAXIMUM,
        help_text=_("Where no code tells it."),
    )
    place = fields.Whole(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=bounds.KEY_MAXIMUM,
        help_text=_("Where it happened, if no code tells it."),
    )
    corrects = fields.Id(
        required=False, allow_null=True, help_text=_("The refused submission that this one takes the place of.")
    )
    challenge = fields.Text(
        required=False,
        allow_blank=True,
        max_length=MAX_ANSWER_LENGTH,
        help_text=_("The answer to the challenge of an earlier answer."),
    )

    def check(self, raw: Any) -> Checked:
        """The operation that `raw` says.

        Raises ValidationError with the complaints by field.
        """
        values: Mapping[str, Any] = self.run_validation(raw)
        challenge = values.get("challenge", "")
        if code := values.get("code"):
            values = {**values, "code": normalise(code)}
        return Checked(
            self.operation(**{name: value for name, value in values.items() if name != "challenge"}), challenge
        )
