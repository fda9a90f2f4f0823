"""What people write into cells: taken where it can mean one thing only, and named where it cannot."""

from datetime import date, datetime
from typing import Any

import pytest

from outreach.campaigns.models import Campaign
from outreach.capture.imports.dates import Calendar
from outreach.capture.imports.values import audience_of, quantity_of
from outreach.sheets.cells import Cell
from outreach.sheets.dates import told_by
from outreach.sheets.problems import RowProblem
from outreach.sheets.values import text_of

TODAY = date(2026, 11, 26)


def calendar(**fields: Any) -> Calendar:
    return Calendar(Campaign(**{"starts_on": date(2026, 8, 20), **fields}), TODAY)


def day_in(value: Any, number_format: str = "", **fields: Any) -> str:
    """The day, or the code of what is wrong."""
    try:
        return calendar(**fields).day_of(told_by(Cell(value, format=number_format))).isoformat()
    except RowProblem as problem:
        return problem.code


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (datetime(2026, 9, 1), "yyyy-mm-dd", "2026-09-01"),
        (datetime(2026, 9, 1, 14, 30), "m/d/yy h:mm", "2026-09-01"),
        (date(2026, 9, 1), "General", "2026-09-01"),
        # A spreadsheet makes a day of "2026年9月" typed in.
        (datetime(2026, 9, 1), 'yyyy"年"m"月";@', "2026-09-30"),
        (datetime(2026, 9, 1), "mmm-yy", "2026-09-30"),
        (datetime(2026, 9, 1), '[$-804]yyyy"年"m"月"d"日"', "2026-09-01"),
        ("2026-09-01", "", "2026-09-01"),
        (" 2026/9/1 ", "", "2026-09-01"),
        ("2026.9.1", "", "2026-09-01"),
        ("2026年9月1日", "", "2026-09-01"),
        ("２０２６-０９-０１", "", "2026-09-01"),
        ("20260901", "", "2026-09-01"),
        (20260901, "", "2026-09-01"),
        ("2026-09-01 00:00:00", "", "2026-09-01"),
        ("9月1日", "", "2026-09-01"),
        ("2026年9月", "", "2026-09-30"),
        ("2026-09", "", "2026-09-30"),
        ("9月", "", "2026-09-30"),
        ("8月份", "", "2026-08-31"),
        ("2026-13-40", "", "date_impossible"),
        ("2026-02-30", "", "date_impossible"),
        ("20261340", "", "date_impossible"),
        (46266, "", "date_number"),
        ("46266", "", "date_number"),
        (46266.0, "", "date_number"),
        (0.5, "", "date_unreadable"),
        ("1/9/2026", "", "date_ambiguous"),
        ("9.1", "", "date_ambiguous"),
        ("26-9-1", "", "date_ambiguous"),
        ("上个月", "", "date_unreadable"),
        ("2026-09-01 14:00", "", "date_unreadable"),
        (True, "", "date_unreadable"),
        ("2026-11-26", "", "2026-11-26"),
        ("2026-11-27", "", "date_future"),
        ("2026-08-19", "", "date_before_campaign"),
        ("2026-08-20", "", "2026-08-20"),
        ("2026年7月", "", "date_before_campaign"),
        ("2026年11月", "", "month_not_over"),
        ("2026年12月", "", "date_future"),
        ("7月", "", "year_missing"),
        ("9" * 4000, "", "date_unreadable"),
        ("1999-01-01", "", "date_impossible"),
    ],
)
def test_a_date_is_taken_or_named(value: Any, number_format: str, expected: str) -> None:
    assert day_in(value, number_format) == expected


def test_a_number_in_place_of_a_date_is_told_with_the_day_it_would_be() -> None:
    with pytest.raises(RowProblem) as raised:
        told_by(Cell(46266))
    assert raised.value.facts == {"day": "2026-09-01"}


def test_a_month_ends_with_the_campaign_or_where_its_months_close() -> None:
    assert day_in("2026年10月", ends_on=date(2026, 10, 20)) == "2026-10-20"
    assert day_in("2026年11月", ends_on=date(2026, 10, 20)) == "date_after_campaign"
    assert day_in("2026年9月", month_closes_on=25) == "2026-09-25"


def test_a_month_of_no_year_is_asked_for_where_the_campaign_had_it_twice() -> None:
    assert day_in("9月", starts_on=date(2025, 9, 1)) == "year_missing"
    assert day_in("12月", starts_on=date(2025, 9, 1)) == "2025-12-31"


def quantity(value: Any, least: int = 1) -> int | str:
    try:
        return quantity_of(Cell(value), measure_word="份", least=least)
    except RowProblem as problem:
        return problem.code


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (312, 312),
        (312.0, 312),
        ("312", 312),
        (" 312 份", 312),
        ("３１２", 312),
        ("1,234", 1234),
        (1_000_000, 1_000_000),
        (1_000_001, "quantity_too_large"),
        ("9" * 5000, "quantity_too_large"),
        (0, "not_positive"),
        (-3, "not_positive"),
        ("-3", "not_positive"),
        (3.5, "not_whole"),
        ("3.5", "not_whole"),
        ("约300", "not_whole"),
        ("300余", "not_whole"),
        ("8万", "not_whole"),
        ("12,34", "not_whole"),
        ("007", "not_whole"),
        ("1e3", "not_whole"),
        (True, "not_whole"),
        (datetime(2026, 9, 1), "not_whole"),
        (float("inf"), "not_whole"),
        (float("nan"), "not_whole"),
    ],
)
def test_a_quantity_is_a_whole_positive_number(value: Any, expected: int | str) -> None:
    assert quantity(value) == expected


def test_nothing_at_all_is_a_figure_of_the_year_before() -> None:
    assert (quantity(0, least=0), quantity(-1, least=0)) == (0, "negative")


def shown(value: Any, number_format: str = "") -> str:
    try:
        return text_of(Cell(value, format=number_format), 20)
    except RowProblem as problem:
        return problem.code


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        ("00123", "", "00123"),
        (123, "00000", "00123"),
        (123.0, "General", "123"),
        ("一\n二\t 三", "", "一 二 三"),
        (1234567890123456, "", "digits_lost"),
        (1.23456789012346e17, "", "digits_lost"),
        ("字" * 21, "", "too_long"),
        ("\x00", "", "control_characters"),
        ("\u202egpj", "", "control_characters"),
        ("张某 13900000000", "", "person"),
        ("54010219900101001x", "", "person"),
        ("５４０１０２１９９００１０１００１Ｘ", "", "person"),
        ("20260901001", "", "20260901001"),
    ],
)
def test_a_text_is_kept_as_it_is_shown_and_names_nobody(value: Any, number_format: str, expected: str) -> None:
    assert shown(value, number_format) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "unspecified"),
        ("老年人", "elderly"),
        ("elderly", "elderly"),
        ("老年人、企业职工", "mixed"),
        ("老年人、老年人", "elderly"),
        ("路人", "audience_unknown"),
    ],
)
def test_an_audience_is_one_of_those_there_are(value: Any, expected: str) -> None:
    try:
        found = str(audience_of(Cell(value)))
    except RowProblem as problem:
        found = problem.code
    assert found == expected
