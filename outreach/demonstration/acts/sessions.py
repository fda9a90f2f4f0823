"""Sessions that officers hold: talks at schools, and those in communities, firms and public places."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from outreach.campaigns.indicators import ActivityKind, Audience
from outreach.capture.models import AttendanceMethod, MaterialKind
from outreach.capture.operations import Complete, Handed, Operation, Talk, Witness
from outreach.capture.receipts import witness_text
from outreach.codes.models import CodeKind
from outreach.demonstration import names
from outreach.demonstration.acts import days
from outreach.demonstration.acts.crowd import Turnout, gather, take_home
from outreach.demonstration.acts.entries import give_out, help_install, paper
from outreach.demonstration.acts.scene import Scene
from outreach.organisation.models import PlaceKind

_KINDS: Final = (
    (ActivityKind.COMMUNITY_SESSION, 0.5),
    (ActivityKind.STREET_STALL, 0.27),
    (ActivityKind.ENTERPRISE_TRAINING, 0.2),
    (ActivityKind.ONLINE_SESSION, 0.03),
)
_PLACES: Final = {
    ActivityKind.COMMUNITY_SESSION: (PlaceKind.COMMUNITY, PlaceKind.VILLAGE),
    ActivityKind.STREET_STALL: (PlaceKind.PUBLIC_PLACE,),
    ActivityKind.ENTERPRISE_TRAINING: (PlaceKind.ENTERPRISE,),
    ActivityKind.ONLINE_SESSION: (PlaceKind.COMMUNITY,),
}
_AUDIENCES: Final = {
    ActivityKind.COMMUNITY_SESSION: (
        (Audience.RESIDENTS,),
        (Audience.ELDERLY,),
        (Audience.ELDERLY, Audience.RESIDENTS),
    ),
    ActivityKind.STREET_STALL: ((Audience.RESIDENTS,), (Audience.SELF_EMPLOYED, Audience.RESIDENTS)),
    ActivityKind.ENTERPRISE_TRAINING: (
        (Audience.ENTERPRISE_STAFF,),
        (Audience.FINANCE_STAFF,),
        (Audience.LEGAL_REPRESENTATIVES, Audience.FINANCE_STAFF),
    ),
    ActivityKind.ONLINE_SESSION: ((Audience.RESIDENTS,),),
}
_SCHOOL_AUDIENCES: Final = (
    ((Audience.PUPILS,), 0.6),
    ((Audience.PUPILS, Audience.TEACHERS_PARENTS), 0.3),
    ((Audience.TEACHERS_PARENTS,), 0.1),
)


@dataclass(frozen=True, slots=True)
class SessionShare:
    """What one session takes from its station's month."""

    walk_in_pledges: int
    walk_in_installs: int
    numbered_papers: int
    helped_installs: int
    materials: int


def hold_session(scene: Scene, share: SessionShare) -> None:
    """A session: residents scan the code on the officer's screen, others sign on paper or are helped at the table."""
    dice, officer = scene.dice, scene.officer()
    talk, start = _opening(scene)
    code, minutes = talk.activity_code, dice.between(60, 120)
    ended_at = start + timedelta(minutes=minutes)
    queue: list[Operation] = []
    if dice.chance(0.9):
        scene.officer_sends(officer, [talk], now=scene.later(start, 2))
    else:
        queue.append(talk)
    seen = gather(scene, code, start, minutes, Turnout(share.walk_in_pledges, share.walk_in_installs))
    queue += _at_the_table(scene, share, code, start, minutes)
    queue += _witnesses(scene, seen, ended_at)
    handed, rest = _handed(scene, share.materials)
    completion = _completion(
        scene,
        talk,
        ended_at,
        attendance=round(dice.about(2.1, 0.3) * (share.walk_in_pledges + share.numbered_papers)) + dice.between(5, 24),
        attendance_method=str(AttendanceMethod.ESTIMATED if dice.chance(0.7) else AttendanceMethod.COUNTED),
        materials=handed,
    )
    queue.append(completion)
    if rest:
        queue.append(give_out(scene, rest, scene.later(start, minutes), code=code))
    scene.officer_syncs(officer, queue, after=ended_at)


def hold_talk(scene: Scene, *, materials: int, leaflets: int) -> None:
    """A talk at a school. Pupils have no phones there: leaflets go home, and families scan them in the evening."""
    dice = scene.dice
    site = dice.pick(scene.precinct.sites_of(PlaceKind.SCHOOL))
    start = scene.at(days.school_day(dice, scene.days), dice.pick((9, 10, 14, 15)), dice.pick((0, 10, 30, 40)))
    ended_at = start + timedelta(minutes=dice.between(40, 90))
    officer = scene.officer()
    handed, rest = _handed(scene, materials)
    whole: dict[str, Any] = {
        "code": site.code,
        "activity_kind": dice.weighted(((ActivityKind.SCHOOL_TALK, 0.62), (ActivityKind.LAW_CLASS, 0.38))),
        "topic": dice.pick(names.TOPICS["school"]),
        "audiences": tuple(map(str, dice.weighted(_SCHOOL_AUDIENCES))),
    }
    counted: dict[str, Any] = {
        "attendance": dice.between(140, 860),
        "attendance_method": AttendanceMethod.COUNTED.value,
        "materials": handed,
    }
    talk = Talk(submission_id=scene.id(), occurred_at=start, **whole)
    way = dice.weighted((("opened and completed", 0.55), ("in one step", 0.3), ("completed first", 0.15)))
    if way == "in one step":
        scene.officer_syncs(officer, [replace(talk, ended_at=ended_at, **counted)], after=ended_at)
    else:
        completion = _completion(scene, talk, ended_at, **counted)
        opened_at = start if way == "opened and completed" else ended_at + timedelta(hours=3)
        scene.officer_sends(officer, [talk], now=scene.later(opened_at, 2))
        scene.officer_sends(officer, [completion], now=scene.later(ended_at, 30))
    if rest:
        scene.officer_syncs(officer, [give_out(scene, rest, start, code=site.code)], after=ended_at)
    if leaflets:
        take_home(scene, leaflets, ended_at)


def _opening(scene: Scene) -> tuple[Talk, datetime]:
    """A session as its officer opens it, and when."""
    dice = scene.dice
    kind = dice.weighted(_KINDS)
    site = dice.pick(scene.precinct.sites_of(*_PLACES[kind]))
    audiences = (Audience.VILLAGERS,) if site.kind == PlaceKind.VILLAGE else dice.pick(_AUDIENCES[kind])
    day = days.public_day(dice, scene.days)
    start = scene.at(day, dice.pick((9, 10, 14, 15, 16)), dice.pick((0, 10, 20, 30)))
    talk = Talk(
        submission_id=scene.id(),
        occurred_at=start,
        code=site.code,
        activity_kind=kind,
        activity_code=scene.stock.next_text(CodeKind.ACTIVITY),
        topic=dice.pick(names.TOPICS["enterprise" if site.kind == PlaceKind.ENTERPRISE else "community"]),
        audiences=tuple(map(str, audiences)),
    )
    return talk, start


def _completion(scene: Scene, talk: Talk, ended_at: datetime, **counted: Any) -> Complete:
    return Complete(
        submission_id=scene.id(),
        talk=talk.submission_id,
        occurred_at=ended_at,
        ended_at=ended_at,
        code=talk.code,
        activity_kind=talk.activity_kind,
        activity_code=talk.activity_code,
        topic=talk.topic,
        audiences=talk.audiences,
        **counted,
    )


def _at_the_table(scene: Scene, share: SessionShare, code: str, start: datetime, minutes: int) -> list[Operation]:
    dice = scene.dice
    acts: list[Operation] = []
    for _ in range(share.numbered_papers):
        form = scene.stock.next_text(CodeKind.FORM)
        acts.append(paper(scene, form, scene.later(start, minutes)))
    for _ in range(share.helped_installs):
        acts.append(help_install(scene, scene.later(start, minutes), code=code))
    return dice.shuffled(acts)


def _witnesses(scene: Scene, seen: Sequence[UUID], ended_at: datetime) -> list[Operation]:
    """The officer looks at some of the phones that are held up."""
    key = scene.ground.key
    return [
        Witness(submission_id=scene.id(), occurred_at=ended_at, code=witness_text(key, act))
        for act in scene.dice.sample(seen, 0.16)
    ]


def _handed(scene: Scene, copies: int) -> tuple[tuple[Handed, ...], int]:
    """What is written down with the session itself, and what is left for an entry of its own."""
    dice = scene.dice
    if dice.chance(0.25):
        return (), copies
    booklets = int(copies * dice.about(0.15, 0.9))
    kinds = ((MaterialKind.LEAFLET, copies - booklets), (MaterialKind.BOOKLET, booklets))
    return tuple(Handed(kind.value, count) for kind, count in kinds if count), 0
