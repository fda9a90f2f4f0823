"""What residents send from their own phones: at a session, and at home from a leaflet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from outreach.capture.models import Basis
from outreach.capture.operations import Install, Operation, Pledge, Refusal
from outreach.capture.receipts import receipt_text
from outreach.capture.results import Principal
from outreach.codes.models import CodeKind
from outreach.demonstration.acts import people
from outreach.demonstration.acts.scene import Scene

_MINUTES_TOGETHER: Final = 22


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many sign and how many report the help they were given, on their own phones."""

    pledges: int
    installs: int


def gather(scene: Scene, code: str, start: datetime, minutes: int, turnout: Turnout) -> list[UUID]:
    """Residents scan `code` while a session lasts. Returns acts whose witness code they would show to an officer."""
    dice = scene.dice
    persons = [
        _visitor(scene, code, signs=number < turnout.pledges, is_helped=number < turnout.installs)
        for number in range(max(turnout.pledges, turnout.installs))
    ]
    persons += [[_confirmation(scene, code)] for _ in range(turnout.pledges // 12)]
    persons += [[Refusal(submission_id=scene.id(), code=code)] for _ in range(dice.between(0, turnout.pledges // 16))]
    waiting = dice.shuffled(persons)
    slots = minutes // _MINUTES_TOGETHER
    for slot in range(slots):
        group = waiting[len(waiting) * slot // slots : len(waiting) * (slot + 1) // slots]
        moment = start + timedelta(minutes=3 + _MINUTES_TOGETHER * slot, seconds=dice.between(0, 900))
        scene.residents_send([act for person in group for act in person], moment)
    return [person[-1].submission_id for person in persons if not isinstance(person[-1], Refusal)]


def take_home(scene: Scene, leaflets: int, talk_ended: datetime) -> None:
    """Families scan the leaflets their children brought home, on the evenings after a talk."""
    dice = scene.dice
    evening = talk_ended.replace(hour=18, minute=30, second=0)
    together: dict[datetime, list[Operation]] = {}
    first = scene.stock.take(CodeKind.LEAFLET, leaflets)
    for serial in range(first, first + leaflets):
        acts = _family(scene, scene.stock.text(CodeKind.LEAFLET, serial))
        days_later = dice.weighted(((0, 0.6), (1, 0.28), (2, 0.12)))
        moment = evening + timedelta(days=days_later, seconds=dice.between(0, 3 * 3600))
        if dice.chance(0.2):
            scene.send(Principal.resident(_device(serial, scene)), acts, moment)
        else:
            together.setdefault(moment.replace(minute=0, second=0) + timedelta(minutes=59), []).extend(acts)
    for moment, acts in together.items():
        scene.residents_send(acts, moment)


def receipt(scene: Scene, act: UUID) -> str:
    """The receipt code that the resident of `act` holds."""
    return receipt_text(scene.ground.key, act)


def _visitor(scene: Scene, code: str, *, signs: bool, is_helped: bool) -> list[Operation]:
    dice = scene.dice
    acts: list[Operation] = [sign(scene, code, people.age(dice))] if signs else []
    if is_helped:
        is_linked = signs and dice.chance(0.85)
        acts.append(_install(scene, code, Basis.HELPED_NOW, receipt(scene, acts[0].submission_id) if is_linked else ""))
    elif signs and dice.chance(0.2):
        acts.append(_install(scene, code, Basis.ALREADY_HAD, receipt(scene, acts[0].submission_id)))
    return acts


def _family(scene: Scene, code: str) -> list[Operation]:
    pledge = sign(scene, code, people.family_age(scene.dice))
    if scene.dice.chance(0.38):
        return [pledge]
    basis = Basis.INSTALLED_SELF if scene.dice.chance(0.6) else Basis.ALREADY_HAD
    return [pledge, _install(scene, code, basis, receipt(scene, pledge.submission_id))]


def sign(scene: Scene, code: str, age_band: str) -> Pledge:
    """A resident reads the text, agrees and leaves one mark."""
    signature, name = people.mark(scene.dice)
    return Pledge(
        submission_id=scene.id(),
        code=code,
        text_version=people.resident_text(scene, age_band),
        assent=True,
        age_band=age_band,
        signature=signature,
        name=name,
    )


def _confirmation(scene: Scene, code: str) -> Install:
    return _install(scene, code, Basis.INSTALLED_SELF, "")


def _install(scene: Scene, code: str, basis: Basis, of_receipt: str) -> Install:
    return Install(
        submission_id=scene.id(),
        code=code,
        basis=basis.value,
        platform=people.platform(scene.dice),
        alerts_enabled=people.alerts(scene.dice),
        receipt=of_receipt,
    )


def _device(serial: int, scene: Scene) -> str:
    return sha256(f"{scene.precinct.number}/{serial}".encode()).hexdigest()
