"""Counts are cut down, never up; percentages are rounded half up."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.reporting.prose.rounding import Rate, cut_down, percentage, without_zeros

counts = st.one_of(st.integers(0, 20_000), st.integers(0, 10**10))
bases = st.integers(1, 10**9)


@given(counts)
def test_a_round_figure_never_exceeds_the_count_and_says_when_it_is_less(count: int) -> None:
    kept, is_less = cut_down(count)
    assert kept <= count
    assert is_less is (kept < count)


@given(counts)
def test_cutting_down_keeps_the_leading_digit_and_the_length(count: int) -> None:
    kept = str(cut_down(count).kept)
    assert (kept[0], len(kept)) == (str(count)[0], len(str(count)))


@given(counts, counts)
def test_a_larger_count_never_looks_smaller(one: int, other: int) -> None:
    smaller, larger = sorted((one, other))
    assert cut_down(smaller).kept <= cut_down(larger).kept


@given(counts)
def test_a_round_figure_is_already_cut_down(count: int) -> None:
    kept = cut_down(count).kept
    assert cut_down(kept) == (kept, False)


@given(st.integers(-(10**6), 9))
def test_small_and_negative_counts_stay_exact(count: int) -> None:
    assert cut_down(count) == (count, False)


@given(st.integers(0, 10**9), bases)
def test_a_percentage_is_the_nearest_tenth_and_ties_go_up(part: int, base: int) -> None:
    assert Fraction(percentage(part, base)) == Fraction(floor(Fraction(1000 * part, base) + Fraction(1, 2)), 10)


@given(st.integers(0, 10**9), bases)
def test_a_fall_is_rounded_as_the_rise_of_the_same_size(part: int, base: int) -> None:
    assert percentage(-part, base) == -percentage(part, base)


def test_a_tie_goes_up_where_bankers_rounding_would_go_down() -> None:
    assert percentage(1, 800) == Decimal("0.1")
    assert percentage(9, 2000) == Decimal("0.5")
    assert percentage(1, 400) == Decimal("0.3")


@pytest.mark.parametrize(("number", "printed"), [("46.0", "46"), ("62.2", "62.2"), ("100.0", "100"), ("0.0", "0")])
def test_prose_drops_a_zero_after_the_point(number: str, printed: str) -> None:
    assert without_zeros(Decimal(number)) == printed


def test_a_rate_without_a_base_has_no_percentage() -> None:
    assert Rate(3, 0).percentage is None
    assert Rate(0, 3).percentage == 0
