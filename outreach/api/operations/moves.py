"""What is done to an act that was counted: a witness and a void."""

from django.utils.translation import gettext_lazy as _

from outreach.api.operations import bounds, fields
from outreach.api.operations.common import OperationSerializer
from outreach.capture.operations import Void, Witness


class WitnessSerializer(OperationSerializer):
    """现场核验: `code` is the witness code on the resident's phone."""

    operation = Witness


class VoidBodySerializer(OperationSerializer):
    """A void whose target stands in the address."""

    operation = Void

    reason = fields.Text(max_length=bounds.REASON_LENGTH)


class VoidSerializer(VoidBodySerializer):
    """Takes back an act or a witness, with a reason."""

    target = fields.Id(help_text=_("The submission id of the act or of the witness."))
