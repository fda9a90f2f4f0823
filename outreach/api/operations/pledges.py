"""Pledges by residents and organisations."""

import re
from typing import Any, Final

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from outreach.api.operations import bounds, fields
from outreach.api.operations.common import OperationSerializer
from outreach.capture.models import AgeBand, Signer
from outreach.capture.operations import Pledge, Signature
from outreach.codes.alphabet import ALPHABET, normalise

_COPY: Final = re.compile("[{}]{{{},{}}}".format(ALPHABET, *bounds.COPY_LETTERS))


class SignatureSerializer(serializers.Serializer[Signature]):
    """A drawn signature: the canvas and its strokes, without timing."""

    w = fields.Whole(min_value=1, max_value=bounds.CANVAS)
    h = fields.Whole(min_value=1, max_value=bounds.CANVAS)
    strokes = fields.Strokes()

    def to_internal_value(self, data: Any) -> Signature:
        drawn = super().to_internal_value(data)
        return Signature(width=drawn["w"], height=drawn["h"], strokes=drawn["strokes"])


class PledgeSerializer(OperationSerializer):
    """A pledge on one version of the text, with one mark: a signature, a typed name, a paper or assent alone."""

    operation = Pledge

    signer = fields.Choice(choices=Signer.choices, required=False)
    text_version = fields.Text(required=False, allow_blank=True, max_length=bounds.TEXT_VERSION_LENGTH)
    assent = fields.Flag(required=False)
    signature = SignatureSerializer(required=False, allow_null=True)
    name = fields.Text(required=False, allow_blank=True, max_length=bounds.NAME_LENGTH)
    post = fields.Text(
        required=False,
        allow_blank=True,
        max_length=bounds.POST_LENGTH,
        help_text=_("The post of whoever signs for an organisation; with a signature, name and post are both asked."),
    )
    paper = fields.Flag(required=False)
    age_band = fields.Choice(choices=AgeBand.choices, required=False, allow_blank=True)
    phone = fields.Text(
        required=False,
        allow_blank=True,
        max_length=bounds.PHONE_LENGTH,
        validators=[RegexValidator(r"^\+?[0-9][0-9 -]{4,}$", _("Write the number in digits."))],
        help_text=_("Only as the campaign's policy asks; kept as a keyed pseudonym."),
    )
    organisation = fields.Whole(required=False, allow_null=True, min_value=1, max_value=bounds.KEY_MAXIMUM)
    serial_from = fields.Whole(required=False, allow_null=True, min_value=1, max_value=bounds.SERIAL)
    serial_to = fields.Whole(required=False, allow_null=True, min_value=1, max_value=bounds.SERIAL)
    missing = fields.Many(
        child=fields.Whole(min_value=1, max_value=bounds.SERIAL), required=False, max_length=bounds.SERIAL
    )
    copies = fields.Whole(required=False, allow_null=True, min_value=1, max_value=bounds.SERIAL)
    copy = fields.Text(
        required=False,
        allow_blank=True,
        max_length=bounds.CODE_LENGTH,
        help_text=_("Four to eight letters of codes, written by hand on a photocopied form to tell it apart."),
    )
    archive_box = fields.Text(required=False, allow_blank=True, max_length=bounds.ARCHIVE_BOX_LENGTH)

    def validate_copy(self, value: str) -> str:
        """The letters as they are kept: upper case, without spaces and dashes."""
        letters = normalise(value)
        if value and not _COPY.fullmatch(letters):
            raise ValidationError(_("Write four to eight of the letters and digits that codes are made of."))
        return letters
