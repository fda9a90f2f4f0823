"""Phones that are lost or given back: after this they send nothing, and show nothing that could be used."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from outreach.codes.reserve import revoke_held
from outreach.organisation.access import revoke_device_under
from outreach.organisation.models import Device
from outreach.organisation.scope import Scope


@transaction.atomic
def end_phone(*, scope: Scope, device_id: int, now: datetime | None = None) -> Device:
    """End the session of a phone of `scope`'s own officer or of its units, and take back the codes it may still show.

    The codes of talks under way stay good: a hall is signing with them. Another phone of the same officer gets new
    codes with its next list. Raises Refusal: `not_found`.
    """
    ended_at = now or timezone.now()
    device = revoke_device_under(scope=scope, device_id=device_id, now=ended_at)
    revoke_held(officer_id=device.officer_id, by=scope.officer_id, now=ended_at)
    return device
