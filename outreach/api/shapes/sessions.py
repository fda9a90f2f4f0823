"""Who is signed in, and on what."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.api.shapes.common import PageSerializer, Shape


class SessionUnitSerializer(Shape):
    """A unit the officer works for today."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    role = serializers.CharField()


class OfficerSerializer(Shape):
    """Who is signed in."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()


class SessionSerializer(Shape):
    """Who calls; answered to anybody."""

    authenticated = serializers.BooleanField()
    csrf = serializers.CharField(help_text=_("To be sent as X-CSRFToken with every call that changes something."))
    server_time = serializers.DateTimeField()
    officer = OfficerSerializer(allow_null=True)
    role = serializers.CharField(allow_null=True)
    units = SessionUnitSerializer(many=True)


class TokenSerializer(Shape):
    """A bearer token, told this once."""

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class DeviceSerializer(Shape):
    """A browser or a program that is signed in."""

    kind = serializers.ChoiceField(choices=[("browser", _("browser")), ("token", _("token"))])
    id = serializers.IntegerField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    created_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    current = serializers.BooleanField()


class DevicesSerializer(PageSerializer):
    results = DeviceSerializer(many=True)
