"""One station's month: its numbers become acts, and use them up to the last one."""

from collections.abc import Iterator
from typing import Final

from outreach.demonstration.acts import rounds
from outreach.demonstration.acts.scene import Scene
from outreach.demonstration.acts.sessions import SessionShare, hold_session, hold_talk
from outreach.demonstration.ground import Site
from outreach.demonstration.plan import allot

# Where officers give their help: at sessions, at people's doors, at the desk.
_HELP: Final = (0.27, 0.16, 0.57)
# How many acts make an afternoon of visits.
_ROUND: Final = 20
# How many come at once, from fewest to most.
_DESK: Final = (24, 70)
_RANGE: Final = (9, 58)
_BUNDLE: Final = (7, 83)
_LETTERS_A_WALK: Final = (3, 9)
_STACKS: Final = 3


def play(scene: Scene, unsigned: dict[Site, list[int]]) -> None:
    """Everything that goes right in `scene`. `unsigned` are the organisations that have not signed yet, by place."""
    cell, dice = scene.cell, scene.dice
    at_sessions, at_doors, at_desks = allot(cell.helped_installs, _HELP)
    walks = list(_walks(scene, unsigned))
    doors = max(1, round((cell.shown_pledges + at_doors) / _ROUND))
    to_talks, to_sessions, to_walks, to_doors = allot(
        cell.materials, (3.1 * cell.school_talks, 2.2 * cell.sessions, 0.35 * len(walks), 0.3 * doors)
    )
    for copies, leaflets in zip(
        _spread(scene, to_talks, cell.school_talks), _spread(scene, cell.home_pledges, cell.school_talks), strict=True
    ):
        hold_talk(scene, materials=copies, leaflets=leaflets)
    shares = (cell.walk_in_pledges, cell.walk_in_installs, cell.numbered_papers, at_sessions, to_sessions)
    for share in zip(*(_spread(scene, total, cell.sessions) for total in shares), strict=True):
        hold_session(scene, SessionShare(*share))
    for pledges, installs, copies in zip(
        *(_spread(scene, total, doors) for total in (cell.shown_pledges, at_doors, to_doors)), strict=True
    ):
        rounds.visit_households(scene, pledges=pledges, installs=installs, materials=copies)
    for installs in dice.parcels(at_desks, *_DESK):
        rounds.help_at_the_desk(scene, installs)
    for (site, organisations), copies in zip(walks, _spread(scene, to_walks, len(walks)), strict=True):
        rounds.sign_letters(scene, site, organisations, copies)
    for stacks in _handfuls(dice.parcels(cell.ranged_papers, *_RANGE)):
        rounds.hand_in_ranges(scene, stacks)
    for box, stacks in enumerate(_handfuls(dice.parcels(cell.bundled_papers, *_BUNDLE)), start=1):
        rounds.hand_in_bundles(scene, stacks, box)
    for _ in range(1 + cell.sessions // 5):
        rounds.put_up_posters(scene)


def _spread(scene: Scene, total: int, count: int) -> list[int]:
    """`total` over `count` occasions, no two alike."""
    return allot(total, [scene.dice.about(1, 0.45) for _ in range(count)])


def _handfuls(stacks: list[int]) -> Iterator[list[int]]:
    """Stacks of paper as they are brought in, a few at a time."""
    for start in range(0, len(stacks), _STACKS):
        yield stacks[start : start + _STACKS]


def _walks(scene: Scene, unsigned: dict[Site, list[int]]) -> Iterator[tuple[Site, tuple[int, ...]]]:
    """Whom an officer visits on one walk: some organisations of the place where most have not signed."""
    left = scene.cell.unit_pledges
    while left:
        site = max(unsigned, key=lambda each: len(unsigned[each]))
        count = min(left, scene.dice.between(*_LETTERS_A_WALK), len(unsigned[site]))
        yield site, tuple(unsigned[site].pop() for _ in range(count))
        left -= count
