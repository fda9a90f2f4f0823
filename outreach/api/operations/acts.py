"""Installs, materials, publications and refusals."""

from django.utils.translation import gettext_lazy as _

from outreach.api.operations import bounds, fields
from outreach.api.operations.common import OperationSerializer
from outreach.capture.models import Alerts, Basis, CopiesMethod, MaterialKind, MaterialUse, Platform, PublicationKind
from outreach.capture.operations import Install, Material, Publication, Refusal


class InstallSerializer(OperationSerializer):
    """Help given with the app (`helped_now`), or a resident's own confirmation."""

    operation = Install

    basis = fields.Choice(choices=Basis.choices)
    platform = fields.Choice(choices=Platform.choices, required=False, allow_blank=True)
    alerts_enabled = fields.Choice(choices=Alerts.choices, required=False)
    receipt = fields.Text(
        required=False,
        allow_blank=True,
        max_length=bounds.CODE_LENGTH,
        help_text=_("The receipt code of the same person's pledge, to keep both under one receipt."),
    )


class MaterialSerializer(OperationSerializer):
    """Copies handed out or posted, less those returned."""

    operation = Material

    material_kind = fields.Choice(choices=MaterialKind.choices)
    copies = fields.Whole(min_value=1, max_value=bounds.COPIES)
    copies_method = fields.Choice(choices=CopiesMethod.choices, required=False)
    use = fields.Choice(choices=MaterialUse.choices, required=False)
    returned = fields.Whole(required=False, min_value=0, max_value=bounds.COPIES)


class PublicationSerializer(OperationSerializer):
    """An item pushed on an account of the managed list; the same account, title and day is one."""

    operation = Publication

    account = fields.Text(max_length=bounds.ACCOUNT_LENGTH)
    title = fields.Text(max_length=bounds.TITLE_LENGTH)
    url = fields.Address(required=False, allow_blank=True, max_length=bounds.URL_LENGTH)
    published_on = fields.Day()
    publication_kind = fields.Choice(choices=PublicationKind.choices, required=False)


class RefusalSerializer(OperationSerializer):
    """Someone said no: a random id and the code, nothing else."""

    operation = Refusal
