"""What may be said of two figures: never a percentage of a small base, never more than the figures hold."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.reporting.prose.change import (
    SMALLEST_BASE,
    CountChange,
    CountStatement,
    RateChange,
    RateStatement,
    of_counts,
    of_rates,
)
from outreach.reporting.prose.rounding import Rate

counts = st.one_of(st.integers(-5, 60), st.integers(0, 10**7))


@st.composite
def rates(draw: st.DrawFn) -> Rate:
    base = draw(st.integers(1, 5_000))
    return Rate(draw(st.integers(0, base)), base)


@given(counts, counts)
def test_the_difference_is_always_the_true_one(previous: int, current: int) -> None:
    assert previous + of_counts(previous, current).difference == current


@given(counts, counts)
def test_a_percentage_needs_a_base_of_thirty_and_a_figure_of_at_least_zero(previous: int, current: int) -> None:
    if of_counts(previous, current).statement is CountStatement.PERCENTAGE:
        assert previous >= SMALLEST_BASE
        assert current >= 0


@given(counts, counts)
def test_a_percentage_is_never_zero_and_shares_its_sign_with_the_difference(previous: int, current: int) -> None:
    result = of_counts(previous, current)
    if result.statement is CountStatement.PERCENTAGE:
        assert result.per_cent * result.difference > 0
        error = Fraction(result.per_cent) - Fraction(100 * result.difference, previous)
        assert abs(error) <= Fraction(1, 20)


@given(counts, counts)
def test_only_equal_counts_are_called_equal(previous: int, current: int) -> None:
    called_equal = of_counts(previous, current).statement in (CountStatement.EQUAL, CountStatement.BOTH_ZERO)
    assert called_equal is (previous == current)


@pytest.mark.parametrize(
    ("previous", "current", "expected"),
    [
        (29, 58, CountChange(CountStatement.DIFFERENCE, 29)),
        (30, 60, CountChange(CountStatement.PERCENTAGE, 30, Decimal("100.0"))),
        (30, 0, CountChange(CountStatement.PERCENTAGE, -30, Decimal("-100.0"))),
        (14, 0, CountChange(CountStatement.DIFFERENCE, -14)),
        (14, 14, CountChange(CountStatement.EQUAL, 0)),
        (100, -3, CountChange(CountStatement.DIFFERENCE, -103)),
        (-3, 100, CountChange(CountStatement.DIFFERENCE, 103)),
        (2000, 2001, CountChange(CountStatement.PERCENTAGE, 1, Decimal("0.1"))),
        (2001, 2002, CountChange(CountStatement.NEARLY_EQUAL, 1)),
    ],
)
def test_the_statement_turns_at_its_bounds(previous: int, current: int, expected: CountChange) -> None:
    assert of_counts(previous, current) == expected


@given(rates(), rates())
def test_points_are_the_difference_of_the_printed_rates(previous: Rate, current: Rate) -> None:
    assert previous.percentage is not None
    assert current.percentage is not None
    assert previous.percentage + of_rates(previous, current).points == current.percentage


@given(rates(), rates())
def test_there_and_back_is_the_same_number_of_points(previous: Rate, current: Rate) -> None:
    assert of_rates(previous, current).points == -of_rates(current, previous).points


@given(rates(), st.integers(1, 50))
def test_the_same_share_of_a_larger_base_is_equal(rate: Rate, times: int) -> None:
    larger = Rate(rate.part * times, rate.base * times)
    assert of_rates(rate, larger) == RateChange(RateStatement.EQUAL)


def test_rates_that_only_look_equal_are_called_nearly_equal() -> None:
    assert of_rates(Rate(10_000, 30_000), Rate(10_001, 30_000)).statement is RateStatement.NEARLY_EQUAL
