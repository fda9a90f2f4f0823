"""The steady work between sessions: households, the station's desk, firms, and papers handed in by communities."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from outreach.campaigns.indicators import ActivityKind, Audience
from outreach.capture.models import AttendanceMethod, MaterialKind, MaterialUse
from outreach.capture.operations import Material, Operation, Pledge, Talk
from outreach.codes.models import CodeKind
from outreach.demonstration.acts import days
from outreach.demonstration.acts.entries import give_out, help_install, letter, sign_with_officer
from outreach.demonstration.acts.scene import Scene
from outreach.demonstration.ground import SLUG, Site
from outreach.demonstration.plan import ZONE
from outreach.organisation.models import PlaceKind

# What a phone shows when its battery died: such times count as received, and are flagged.
_LOST_CLOCK: Final = datetime(2015, 1, 1, tzinfo=ZONE)


def visit_households(scene: Scene, *, pledges: int, installs: int, materials: int) -> None:
    """A grid worker's afternoon from door to door, one entry a household; some sign on the worker's phone."""
    dice = scene.dice
    beat = dice.pick(scene.precinct.beats)
    site = dice.pick(beat.sites)
    moment = scene.at(days.public_day(dice, scene.days), dice.between(13, 15), dice.between(0, 59))
    audience = Audience.VILLAGERS if site.kind == PlaceKind.VILLAGE else Audience.RESIDENTS
    queue: list[Operation] = []
    households = dice.between(3, 8) + (pledges + installs) // 4
    for number in range(households):
        moment += timedelta(minutes=dice.between(6, 16))
        queue.append(
            Talk(
                submission_id=scene.id(),
                occurred_at=moment,
                code=site.code,
                activity_kind=ActivityKind.HOUSEHOLD_VISIT,
                audiences=(str(audience),),
                attendance=dice.between(1, 4),
                attendance_method=AttendanceMethod.COUNTED.value,
            )
        )
        for _ in range(pledges * (number + 1) // households - pledges * number // households):
            queue.append(sign_with_officer(scene, site, moment))
        for _ in range(installs * (number + 1) // households - installs * number // households):
            queue.append(help_install(scene, moment, code=site.code))
    if materials:
        queue.append(give_out(scene, materials, moment, code=site.code))
    scene.officer_syncs(beat.officer, queue, after=moment)


def help_at_the_desk(scene: Scene, installs: int) -> None:
    """People who come to the station or to a grid's office for something else are offered help with the app."""
    dice = scene.dice
    day = days.office_day(dice, scene.days)
    posted = [(officer, scene.precinct.unit) for officer in scene.precinct.officers]
    posted += [(beat.officer, beat.unit) for beat in scene.precinct.beats]
    officer, unit = dice.pick(posted)
    opens = scene.at(day, 9)
    queue = [help_install(scene, scene.later(opens, 8 * 60), campaign=SLUG, unit=unit) for _ in range(installs)]
    queue.sort(key=lambda each: each.occurred_at or opens)
    if dice.chance(0.012):
        queue = [replace(each, occurred_at=_LOST_CLOCK) for each in queue]
    scene.officer_syncs(officer, queue, after=opens + timedelta(hours=8, minutes=20))


def sign_letters(scene: Scene, site: Site, organisations: tuple[int, ...], materials: int) -> None:
    """An officer goes through a market or a tower with unit letters; those signed on the phone still await a seal."""
    dice = scene.dice
    officer = scene.officer()
    moment = scene.at(days.office_day(dice, scene.days), dice.between(9, 15), dice.between(0, 59))
    queue: list[Operation] = []
    for organisation in organisations:
        moment += timedelta(minutes=dice.between(7, 19))
        queue.append(letter(scene, site, organisation, moment))
    if materials:
        queue.append(give_out(scene, materials, moment, code=site.code))
    scene.officer_syncs(officer, queue, after=moment)


def hand_in_ranges(scene: Scene, stacks: Sequence[int]) -> None:
    """Stacks of numbered forms, signed and in order; spoiled ones are left out."""
    dice = scene.dice
    moment = scene.at(days.office_day(dice, scene.days), dice.between(10, 16), dice.between(0, 59))
    queue: list[Operation] = []
    for copies in stacks:
        moment += timedelta(minutes=dice.between(2, 9))
        spoiled = dice.between(0, copies // 16)
        first = scene.stock.take(CodeKind.FORM, copies + spoiled)
        serials = range(first, first + copies + spoiled)
        queue.append(
            Pledge(
                submission_id=scene.id(),
                occurred_at=moment,
                code=scene.stock.text(CodeKind.FORM, first),
                paper=True,
                serial_from=first,
                serial_to=serials[-1],
                missing=tuple(sorted(dice.shuffled(serials[1:])[:spoiled])),
            )
        )
    scene.officer_syncs(scene.officer(), queue, after=moment)


def hand_in_bundles(scene: Scene, stacks: Sequence[int], box: int) -> None:
    """Papers without numbers, counted into an archive box by the grid that gathered them."""
    dice = scene.dice
    beat = dice.pick(scene.precinct.beats)
    moment = scene.at(days.office_day(dice, scene.days), dice.between(9, 16), dice.between(0, 59))
    queue: list[Operation] = []
    for copies in stacks:
        moment += timedelta(minutes=dice.between(2, 9))
        queue.append(
            Pledge(
                submission_id=scene.id(),
                occurred_at=moment,
                code=dice.pick(beat.sites).code,
                paper=True,
                copies=copies,
                archive_box=f"{moment:%Y%m}-{scene.precinct.number + 1}-{box:02d}",
            )
        )
    scene.officer_syncs(beat.officer, queue, after=moment)


def put_up_posters(scene: Scene) -> None:
    """Posters on notice boards count apart from what is handed out."""
    dice = scene.dice
    site = dice.pick(scene.precinct.sites_of(PlaceKind.COMMUNITY, PlaceKind.PUBLIC_PLACE, PlaceKind.ENTERPRISE))
    posted_at = scene.at(days.office_day(dice, scene.days), dice.between(9, 16), dice.between(0, 59))
    posters = Material(
        submission_id=scene.id(),
        occurred_at=posted_at,
        code=site.code,
        material_kind=MaterialKind.POSTER.value,
        copies=dice.between(6, 38),
        use=MaterialUse.POSTED.value,
    )
    scene.officer_syncs(scene.officer(), [posters], after=posted_at)
