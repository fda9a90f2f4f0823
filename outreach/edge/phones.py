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

    Codes only where this call ended it, and where it took a field list: a browser on a desk holds none, and what is
    held since it was ended is another phone's. Of somebody else's codes, those of the units that `scope` manages. The
    codes of talks under way stay good: a hall is signing with them. Another phone of the same officer gets new codes
    with its next list. Raises Refusal: `not_found`.
    """
    ended_at = now or timezone.now()
    device, is_ended_now = revoke_device_under(scope=scope, device_id=device_id, now=ended_at)
    if is_ended_now and device.took_list_at is not None:
        is_own = device.officer_id == scope.officer_id
        units = None if is_own else scope.manages
        revoke_held(officer_id=device.officer_id, by=scope.officer_id, now=ended_at, unit_ids=units)
    return device
