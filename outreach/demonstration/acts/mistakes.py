"""Mistakes that are taken back: by who made them, by the chief, or by the resident. Each nets to nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from outreach.capture.operations import Complete, Install, Pledge, Talk, Void, Witness
from outreach.capture.results import Principal
from outreach.demonstration.acts.crowd import receipt, sign
from outreach.demonstration.acts.entries import letter
from outreach.demonstration.acts.sent import Aftermath, is_numbered_paper
from outreach.demonstration.ground import Site
from outreach.privacy.services import WITHDRAWN

# A wrong entry is noticed at once, taken back, and made again.
_NOTICED: Final = timedelta(seconds=90)
_TAKEN_BACK: Final = timedelta(seconds=45)


def tap_twice(month: Aftermath) -> None:
    """帮装 +1 tapped twice; taken back by the officer in the evening or by the chief within days.

    One void reaches the server before what it takes back: it is refused, stays in the queue and is sent again.
    """
    entries = month.by_officers(Install, lambda each: not each.code)
    for entry in month.some(entries, 0.004):
        extra = replace(entry.operation, submission_id=month.scene.id())
        void = _void(month, extra.submission_id, "误点重复")
        by_author = month.scene.dice.chance(0.7)
        author = entry.batch.principal
        if by_author and month.scene.dice.chance(0.25):
            month.sent(author, [void], entry.batch.now)
        counted = month.sent(author, [extra], month.after(entry.batch.now, minutes=3))
        if by_author:
            month.sent(author, [void], month.after(counted, minutes=240))
        else:
            month.sent(_chief(month), [void], month.after(counted, minutes=600, days=3))


def mistype_bundle(month: Aftermath) -> None:
    """A nought too many: the bundle is voided and entered again rightly."""
    for entry in month.some(month.by_officers(Pledge, lambda each: each.copies is not None), 0.05):
        copies = 10 * (entry.operation.copies or 0)
        wrong = replace(entry.operation, submission_id=month.scene.id(), copies=copies)
        month.sent(entry.batch.principal, [wrong], entry.batch.now - _NOTICED)
        void = _void(month, wrong.submission_id, "份数录错")
        month.sent(entry.batch.principal, [void], entry.batch.now - _TAKEN_BACK)


def scan_too_early(month: Aftermath) -> None:
    """A form is scanned before it is signed, voided, and counted once it is signed: a void releases the serial."""
    for entry in month.some(month.by_officers(Pledge, is_numbered_paper), 0.02):
        early = replace(entry.operation, submission_id=month.scene.id())
        month.sent(entry.batch.principal, [early], entry.batch.now - _NOTICED)
        void = _void(month, early.submission_id, "尚未签名")
        month.sent(entry.batch.principal, [void], entry.batch.now - _TAKEN_BACK)


def log_session_twice(month: Aftermath) -> None:
    """Two officers log the same session; the chief voids one."""
    for entry in month.some(month.by_officers(Complete), 0.06):
        done = entry.operation
        twin = Talk(
            submission_id=month.scene.id(),
            occurred_at=done.occurred_at,
            code=done.code,
            activity_kind=done.activity_kind,
            topic=done.topic,
            audiences=done.audiences,
            attendance=done.attendance,
            attendance_method=done.attendance_method,
            materials=done.materials,
        )
        counted = month.sent(month.colleague(entry.batch.officer), [twin], month.after(entry.batch.now, minutes=90))
        void = _void(month, twin.submission_id, "同一场重复登记")
        month.sent(_chief(month), [void], month.after(counted, minutes=600, days=2))


def pick_wrong_firm(month: Aftermath, unsigned: dict[Site, list[int]]) -> None:
    """A letter entered for a neighbour on the list, who has not signed: voided by its author or the chief."""
    scene = month.scene
    site = max(unsigned, key=lambda each: len(unsigned[each]))
    signed_at = scene.at(scene.dice.pick(scene.days), 16, scene.dice.between(0, 59))
    author = Principal.officer(scene.officer())
    wrong = letter(scene, site, unsigned[site].pop(), signed_at)
    counted = month.sent(author, [wrong], month.after(signed_at, minutes=20))
    is_noticed = scene.dice.chance(0.5)
    void = _void(month, wrong.submission_id, "选错单位")
    month.sent(author if is_noticed else _chief(month), [void], month.after(counted, minutes=300, days=1))


def withdraw(month: Aftermath) -> None:
    """A resident signs at a session, thinks again, and withdraws with the receipt."""
    codes = month.bound_codes()
    entries = month.by_residents(Pledge, lambda each: each.code in codes)
    for entry in month.some(entries, 0.007):
        resident = Principal.resident(month.scene.id().hex)
        pledge = sign(month.scene, entry.operation.code, "")
        signed = month.sent(resident, [pledge], month.after(entry.batch.now, minutes=2))
        void = _void(month, pledge.submission_id, WITHDRAWN)
        void = replace(void, receipt=receipt(month.scene, pledge.submission_id))
        month.sent(resident, [void], month.after(signed, minutes=900, days=9))


def see_again(month: Aftermath) -> None:
    """A witness entered for the wrong phone is voided by the chief, and the right phone is looked at again."""
    for entry in month.some(month.by_officers(Witness), 0.03):
        seen = entry.operation
        void = _void(month, seen.submission_id, "核错手机")
        voided = month.sent(_chief(month), [void], month.after(entry.batch.now, minutes=10))
        again = replace(seen, submission_id=month.scene.id())
        month.sent(entry.batch.principal, [again], month.after(voided, minutes=10))


def _void(month: Aftermath, target: UUID, reason: str) -> Void:
    return Void(submission_id=month.scene.id(), target=target, reason=reason)


def _chief(month: Aftermath) -> Principal:
    return Principal.officer(month.scene.precinct.chief)
