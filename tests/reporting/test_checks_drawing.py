"""The random list: the same seed and the same papers give the same one, whoever draws it."""

import hmac
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.campaigns.indicators import IndicatorKey
from outreach.ledger.models import LedgerEntry
from outreach.reporting.checks.drawing import draw, frame_of, size_of
from outreach.reporting.checks.models import CheckKind
from tests.reporting.papers import day, imported, papers
from tests.reporting.suspects import MINUTE, noon, sign_each, void
from tests.reporting.test_doubts_standing import sign_letter
from tests.world import World

SEED = "00" * 15 + "01"
FRAME = [(UUID(int=number), number % 4 + 1) for number in range(1, 40)]

frames = st.lists(st.integers(1, 5), min_size=1, max_size=30).map(
    lambda papers: [(UUID(int=act), number) for act, number in enumerate(papers)]
)


def test_a_list_is_drawn_as_it_is_written_down() -> None:
    """Once more by the words of the module's docstring, with nothing of its code."""
    names = [f"{act}:{number}" for act, papers in FRAME for number in range(1, papers + 1)]
    key = bytes.fromhex(SEED)
    by_place = sorted(names, key=lambda name: hmac.new(key, name.encode(), sha256).hexdigest())[:10]
    twice = sorted(by_place, key=lambda name: hmac.new(key, f"second:{name}".encode(), sha256).hexdigest())[:5]
    found = draw(SEED, FRAME, 10)
    assert [f"{act}:{number}" for act, number, _twice in found.papers] == by_place
    assert {f"{act}:{number}" for act, number, is_second in found.papers if is_second} == set(twice)
    assert found.frame_size == len(names)
    assert found.frame_sha256 == sha256("".join(f"{name}\n" for name in names).encode()).hexdigest()


@given(frame=frames, seed=st.binary(min_size=16, max_size=16), size=st.integers(1, 40))
def test_no_paper_is_drawn_twice_and_none_that_is_not_there(
    frame: list[tuple[UUID, int]], seed: bytes, size: int
) -> None:
    found = draw(seed.hex(), frame, size)
    assert len({(act, number) for act, number, _twice in found.papers}) == len(found.papers)
    assert len(found.papers) == min(size, size_of(frame))
    assert all(1 <= number <= dict(frame)[act] for act, number, _twice in found.papers)
    assert 1 <= sum(twice for _act, _number, twice in found.papers) <= len(found.papers)


@given(frame=frames, seed=st.binary(min_size=16, max_size=16), size=st.integers(1, 20))
def test_a_longer_list_begins_with_the_shorter_one(frame: list[tuple[UUID, int]], seed: bytes, size: int) -> None:
    short, long = (draw(seed.hex(), frame, each).papers for each in (size, size + 5))
    assert [paper[:2] for paper in long[: len(short)]] == [paper[:2] for paper in short]


def test_another_seed_draws_others() -> None:
    assert draw(SEED, FRAME, 10).papers != draw("ff" * 16, FRAME, 10).papers


def test_every_paper_comes_up_about_as_often_as_any_other() -> None:
    """1,000 seeds, 8 of 32: each is expected 250 times; six standard deviations are 82."""
    frame, counted = [(uuid4(), 32)], [0] * 33
    for seed in range(1000):
        for _act, number, _twice in draw(f"{seed:032x}", frame, 8).papers:
            counted[number] += 1
    assert all(abs(times - 250) < 82 for times in counted[1:])


@pytest.mark.parametrize(("size", "twice"), [(1, 1), (4, 4), (5, 5), (20, 5), (26, 6), (60, 12)])
def test_a_fifth_is_looked_at_twice_and_five_at_least(size: int, twice: int) -> None:
    assert sum(is_second for _act, _number, is_second in draw(SEED, FRAME, size).papers) == twice


class TestTheFrame:
    def size(self, world: World, kind: CheckKind = CheckKind.PAPERS, unit: str = "station_a") -> int:
        return size_of(
            frame_of(
                kind,
                campaign=world.campaign,
                unit=world.units[unit],
                first=day(world),
                last=day(world),
            )
        )

    def test_it_is_every_paper_that_the_figure_counts(self, world: World) -> None:
        papers(world, 30)
        imported(world, 12)
        sign_each(world, world.codes["activity"], [noon(world) + minute * MINUTE for minute in range(3)])
        assert self.size(world) == 42
        on_paper = LedgerEntry.objects.filter(
            indicator=IndicatorKey.RESIDENT_PLEDGES, evidence__in=["documented", "imported"]
        )
        assert sum(on_paper.values_list("quantity", flat=True)) == 42

    def test_what_was_voided_is_not_in_it(self, world: World) -> None:
        act = papers(world, 30)
        void(world, act, world.now)
        assert self.size(world) == 0

    def test_it_is_the_units_with_all_below_it_and_no_others(self, world: World) -> None:
        papers(world, 30)
        assert [self.size(world, unit=unit) for unit in ("sub_bureau", "station_b", "post_a")] == [30, 0, 0]

    def test_letters_are_no_papers_of_residents(self, world: World) -> None:
        sign_letter(world, 0, paper=True)
        sign_letter(world, 0, "shop")
        assert (self.size(world), self.size(world, CheckKind.LETTERS)) == (0, 2)
