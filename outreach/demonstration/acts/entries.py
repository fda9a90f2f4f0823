"""Single entries an officer makes: a paper, a letter, an act of help, copies given out."""

from datetime import datetime
from typing import Any

from outreach.campaigns.models import TextKind
from outreach.capture.models import Basis, CopiesMethod, MaterialKind, Signer
from outreach.capture.operations import Install, Material, Pledge
from outreach.demonstration.acts import people
from outreach.demonstration.acts.scene import Scene
from outreach.demonstration.ground import Site


def paper(scene: Scene, form: str, signed_at: datetime) -> Pledge:
    """One signed paper in hand, scanned by its serial."""
    return Pledge(
        submission_id=scene.id(), occurred_at=signed_at, code=form, paper=True, age_band=people.age(scene.dice)
    )


def help_install(scene: Scene, helped_at: datetime, **where: Any) -> Install:
    """帮装 +1: an officer helped somebody with the app. `where` names a code, or campaign and unit."""
    return Install(
        submission_id=scene.id(),
        occurred_at=helped_at,
        basis=Basis.HELPED_NOW.value,
        platform=people.platform(scene.dice),
        alerts_enabled=people.alerts(scene.dice),
        **where,
    )


def give_out(scene: Scene, copies: int, given_at: datetime, **where: Any) -> Material:
    """`copies` handed out in the end: some issues were larger and came back in part."""
    dice = scene.dice
    returned = dice.between(1, copies // 4 + 1) if dice.chance(0.3) else 0
    return Material(
        submission_id=scene.id(),
        occurred_at=given_at,
        material_kind=dice.weighted(
            ((MaterialKind.LEAFLET, 0.7), (MaterialKind.BOOKLET, 0.15), (MaterialKind.STICKER, 0.15))
        ).value,
        copies=copies + returned,
        copies_method=(CopiesMethod.ABOUT if dice.chance(0.25) else CopiesMethod.EXACT).value,
        returned=returned,
        **where,
    )


def sign_with_officer(scene: Scene, site: Site, signed_at: datetime) -> Pledge:
    """A resident signs on the officer's phone: the officer saw it."""
    age_band = people.age(scene.dice)
    return Pledge(
        submission_id=scene.id(),
        occurred_at=signed_at,
        code=site.code,
        text_version=people.resident_text(scene, age_band),
        assent=True,
        age_band=age_band,
        signature=people.signature(scene.dice),
    )


def letter(scene: Scene, site: Site, organisation: int, signed_at: datetime) -> Pledge:
    """A unit letter: sealed on paper, or signed on the phone and waiting for its seal."""
    is_paper = scene.dice.chance(0.83)
    signed = {} if is_paper else people.signatory(scene.dice)
    return Pledge(
        submission_id=scene.id(),
        occurred_at=signed_at,
        code=site.code,
        signer=Signer.ORGANISATION.value,
        organisation=organisation,
        text_version=scene.text(TextKind.UNIT),
        assent=True,
        paper=is_paper,
        **signed,
    )
