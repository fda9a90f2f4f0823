"""Ids that let a resident's phone find its own submission again."""

from uuid import UUID

from outreach.codes.alphabet import normalise
from outreach.crypto.keys import environment_key
from outreach.crypto.marks import derived_uuid


def resident_submission_id(*, code_text: str, act: str, device: str, person: int = 1) -> UUID:
    """The submission id for `act` (pledge, install) with this code on this device, however often the page is opened.

    `device` is the mark of the device cookie; `person` counts the members of a family who share the phone (换一位家人),
    from 1.
    """
    return derived_uuid(environment_key(), "resident submission", normalise(code_text), act, device, str(person))
