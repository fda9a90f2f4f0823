"""What is sent again or is not accepted: replays, duplicates, codes of others, codes out of time. None of it counts."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from outreach.capture.operations import Complete, Install, Pledge
from outreach.capture.results import Principal
from outreach.codes.models import CodeKind
from outreach.demonstration.acts.crowd import sign
from outreach.demonstration.acts.entries import help_install, paper
from outreach.demonstration.acts.scene import CUT_OFF
from outreach.demonstration.acts.sent import Aftermath, Entry, is_numbered_paper
from outreach.demonstration.ground import SLUG
from outreach.demonstration.plan import FIRST_DAY

# Later than any campaign's limit for late records (30 days).
_TOO_LATE: Final = timedelta(days=34)


def resend_batches(month: Aftermath) -> None:
    """The answer got lost on the way: the phone sends the same batch again."""
    for batch in month.scene.dice.sample(month.scene.batches, 0.02):
        month.sent(batch.principal, batch.operations, month.after(batch.now, minutes=25))


def count_twice(month: Aftermath) -> None:
    """A colleague enters what was entered already: a serial, a range, a letter, a session's end."""
    entries: list[Entry[Pledge] | Entry[Complete]] = [
        *month.some(month.by_officers(Pledge, is_numbered_paper), 0.03),
        *month.some(month.by_officers(Pledge, lambda each: each.serial_from is not None), 0.06),
        *month.some(month.by_officers(Pledge, lambda each: each.organisation is not None), 0.02),
        *month.some(month.by_officers(Complete), 0.05),
    ]
    for entry in entries:
        again = replace(entry.operation, submission_id=month.scene.id())
        month.sent(month.colleague(entry.batch.officer), [again], month.after(entry.batch.now, minutes=400, days=2))


def pass_leaflet_on(month: Aftermath) -> None:
    """A neighbour scans a leaflet that its family has used."""
    leaflets = month.scene.stock.used(CodeKind.LEAFLET)
    entries = month.by_residents(Pledge, lambda each: each.code in leaflets)
    for entry in month.some(entries, 0.02):
        neighbour = Principal.resident(month.scene.id().hex)
        month.sent(neighbour, [sign(month.scene, entry.operation.code, "")], month.after(entry.batch.now, minutes=900))


def scan_poster_next_day(month: Aftermath) -> None:
    """Outside an event a posted code teaches and counts nothing."""
    codes = month.bound_codes()
    entries = month.by_residents(Install, lambda each: each.code in codes)
    for entry in month.some(entries, 0.008):
        next_day = month.after(entry.batch.now, minutes=300) + timedelta(days=1)
        if next_day < CUT_OFF:
            again = replace(entry.operation, submission_id=month.scene.id(), receipt="")
            month.sent(Principal.resident(), [again], next_day)


def scan_form_of_others(month: Aftermath) -> None:
    """An officer of the next station comes upon one of this station's forms."""
    scene = month.scene
    precincts = scene.ground.precincts
    neighbour = precincts[(scene.precinct.number + 1) % len(precincts)]
    found_at = scene.at(scene.dice.pick(scene.days), 11, scene.dice.between(0, 59))
    entry = paper(scene, scene.stock.next_text(CodeKind.FORM), found_at)
    month.sent(Principal.officer(neighbour.chief), [entry], month.after(found_at, minutes=30))


def enter_too_late(month: Aftermath) -> None:
    """A note from long ago turns up; it is refused, and left to an import."""
    scene = month.scene
    found_at = scene.at(scene.days[-1], 17, scene.dice.between(0, 59))
    happened_at = found_at - _TOO_LATE
    if happened_at.date() >= FIRST_DAY:
        entry = help_install(scene, happened_at, campaign=SLUG, unit=scene.precinct.unit)
        month.sent(Principal.officer(scene.officer()), [entry], found_at)
