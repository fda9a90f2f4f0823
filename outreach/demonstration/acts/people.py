"""What a resident's phone or an officer's hand puts on a single act: a signature, an age, a phone's system."""

from typing import Any, Final

from outreach.campaigns.models import Language, TextKind
from outreach.capture.models import AgeBand, Alerts, Platform
from outreach.capture.operations import Signature
from outreach.demonstration import names
from outreach.demonstration.acts.scene import Scene
from outreach.demonstration.dice import Dice

_AGES: Final = (("", 0.12), (AgeBand.FROM_14_TO_17, 0.04), (AgeBand.FROM_18_TO_59, 0.63), (AgeBand.FROM_60, 0.21))
_FAMILY_AGES: Final = (
    (AgeBand.UNDER_14_WITH_GUARDIAN, 0.34),
    (AgeBand.FROM_14_TO_17, 0.2),
    (AgeBand.FROM_18_TO_59, 0.41),
    (AgeBand.FROM_60, 0.05),
)
_PLATFORMS: Final = (
    (Platform.ANDROID, 0.55),
    (Platform.HARMONYOS, 0.21),
    (Platform.IOS, 0.22),
    (Platform.OTHER, 0.02),
)
_ALERTS: Final = ((Alerts.YES, 0.66), (Alerts.NO, 0.09), (Alerts.UNKNOWN, 0.25))
_POSTS: Final = ("法定代表人", "总经理", "校长", "办公室主任")
_CANVAS: Final = (320, 160)


def age(dice: Dice) -> str:
    return str(dice.weighted(_AGES))


def family_age(dice: Dice) -> str:
    return str(dice.weighted(_FAMILY_AGES))


def platform(dice: Dice) -> str:
    return str(dice.weighted(_PLATFORMS))


def alerts(dice: Dice) -> str:
    return str(dice.weighted(_ALERTS))


def mark(dice: Dice) -> tuple[Signature | None, str]:
    """The one mark a resident leaves: most draw a signature, a few type a name."""
    if dice.chance(0.07):
        return None, dice.pick(names.SURNAMES) + dice.pick(names.RESIDENTS)
    return signature(dice), ""


def signatory(dice: Dice) -> dict[str, Any]:
    """Who signs for an organisation on the officer's phone: a name, a post, a signature."""
    name = dice.pick(names.SURNAMES) + dice.pick(names.RESIDENTS)
    return {"name": name, "post": dice.pick(_POSTS), "signature": signature(dice)}


def signature(dice: Dice) -> Signature:
    """A scribble: a start, then short strokes of the finger."""
    width, height = _CANVAS
    strokes = []
    for number in range(dice.between(2, 4)):
        stroke = [60 + 90 * number + dice.between(0, 40), height // 2 + dice.between(-30, 30)]
        for _step in range(dice.between(4, 8)):
            stroke += (dice.between(-9, 22), dice.between(-18, 18))
        strokes.append(tuple(stroke))
    return Signature(width, height, tuple(strokes))


def resident_text(scene: Scene, age_band: str) -> str:
    """The version of the text that was shown: a guardian sees the one for minors, a few read English."""
    language = Language.EN if scene.dice.chance(0.01) else Language.ZH_HANS
    is_minor = age_band == AgeBand.UNDER_14_WITH_GUARDIAN
    return scene.text(TextKind.MINOR if is_minor else TextKind.RESIDENT, language)
