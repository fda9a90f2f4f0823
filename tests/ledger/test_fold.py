"""The fold: every line reaches the tallies once, and only once."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import Sum
from django.db.models.functions import TruncMonth
from hypothesis import given
from hypothesis import strategies as st

from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.ledger.folding import ATTEMPTS, fold, fold_all
from outreach.ledger.models import DayTally, LedgerEntry, MonthTally, PendingLine
from tests.ledger.ledgers import count, counts, new_campaign, void

pytestmark = pytest.mark.django_db

DAY_KEY = ("campaign_id", "day", "unit_id", "indicator", "evidence", "audience")
MONTH_KEY = ("campaign_id", "month", "unit_id", "indicator", "evidence")


def tallied(model: Any, key: tuple[str, ...]) -> Counter[tuple[Any, ...]]:
    return Counter({tuple(row[:-1]): row[-1] for row in model.objects.values_list(*key, "quantity")})


def test_a_line_reaches_both_tallies_and_leaves_the_queue() -> None:
    campaign = new_campaign()
    count(campaign, 3, unit=7, day=date(2021, 9, 30))
    assert fold() == 1
    key = (7, IndicatorKey.RESIDENT_PLEDGES, Evidence.SELF_REPORTED)
    assert tallied(DayTally, DAY_KEY) == {(campaign.pk, date(2021, 9, 30), *key, Audience.RESIDENTS): 3}
    assert tallied(MonthTally, MONTH_KEY) == {(campaign.pk, date(2021, 9, 1), *key): 3}
    assert not PendingLine.objects.exists()


def test_folding_twice_adds_once() -> None:
    count(new_campaign(), 3)
    assert (fold(), fold()) == (1, 0)
    assert DayTally.objects.get().quantity == MonthTally.objects.get().quantity == 3


def test_later_lines_add_to_the_same_row() -> None:
    campaign = new_campaign()
    for quantity in (3, 4):
        count(campaign, quantity)
        fold()
    assert DayTally.objects.get().quantity == MonthTally.objects.get().quantity == 7


def test_a_fold_takes_no_more_than_it_is_told_and_the_oldest_first() -> None:
    campaign = new_campaign()
    for quantity in (1, 10, 100):
        count(campaign, quantity)
    assert fold(limit=2) == 2
    assert DayTally.objects.get().quantity == 11


def test_folding_all_goes_on_until_nothing_waits() -> None:
    campaign = new_campaign()
    for _ in range(5):
        count(campaign)
    assert fold_all(limit=2) == 5
    assert not PendingLine.objects.exists()


def test_what_was_voided_before_the_fold_makes_no_row() -> None:
    void(count(new_campaign()))
    assert fold() == 2
    assert not DayTally.objects.exists()
    assert not MonthTally.objects.exists()


def test_a_fold_is_one_statement_whatever_the_number_of_lines(django_assert_num_queries: Any) -> None:
    campaign = new_campaign()
    for unit in range(20):
        count(campaign, unit=unit)
    with django_assert_num_queries(3):  # with the savepoint around it
        assert fold() == 20


@given(st.lists(counts, max_size=12), st.integers(1, 5))
def test_the_tallies_are_the_lines_added_up(made: list[dict[str, Any]], limit: int) -> None:
    with transaction.atomic():
        campaign = new_campaign()
        for fields in made:
            count(campaign, **fields)
        assert fold_all(limit) == len(made)
        lines = LedgerEntry.objects.order_by()
        days = lines.values_list(*DAY_KEY).annotate(Sum("quantity"))
        months = lines.annotate(month=TruncMonth("day")).values_list(*MONTH_KEY).annotate(Sum("quantity"))
        assert tallied(DayTally, DAY_KEY) == Counter({tuple(row[:-1]): row[-1] for row in days})
        assert tallied(MonthTally, MONTH_KEY) == Counter({tuple(row[:-1]): row[-1] for row in months})
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_folds_at_once_take_different_lines() -> None:
    campaign = new_campaign()
    for unit in (1, 2):
        count(campaign, unit=unit)
    with transaction.atomic():
        assert fold(limit=1) == 1
        others: list[int] = []
        other = threading.Thread(target=_in_a_connection_of_its_own, args=(others,))
        other.start()
        other.join()
    assert others == [1]
    assert sorted(DayTally.objects.values_list("unit_id", "quantity")) == [(1, 1), (2, 1)]


def _in_a_connection_of_its_own(folded: list[int]) -> None:
    try:
        folded.append(fold())
    finally:
        connection.close()


@pytest.fixture
def deadlocks(db: None) -> Iterator[Any]:
    """Call it with how many of the next folds end as the victims of a deadlock; it tells how many tried."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE folds_tried")

        def strike(number: int) -> Any:
            # A sequence keeps counting when the fold it counted is rolled back.
            cursor.execute(
                f"""CREATE FUNCTION strike() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF nextval('folds_tried') <= {number:d} THEN
                        RAISE EXCEPTION 'deadlock' USING ERRCODE = 'deadlock_detected';
                    END IF;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER strike AFTER INSERT ON outreach_daytally EXECUTE FUNCTION strike()"""
            )

            def tried() -> int:
                cursor.execute("SELECT last_value FROM folds_tried")
                return int(cursor.fetchone()[0])

            return tried

        yield strike


def test_a_fold_that_met_a_deadlock_tries_again(deadlocks: Any) -> None:
    count(new_campaign())
    tried = deadlocks(2)
    assert fold() == 1
    assert tried() == 3
    assert DayTally.objects.get().quantity == 1


def test_a_fold_gives_up_after_a_few_deadlocks_and_leaves_the_lines_waiting(deadlocks: Any) -> None:
    count(new_campaign())
    tried = deadlocks(100)
    with pytest.raises(OperationalError):
        fold()
    assert tried() == ATTEMPTS
    assert PendingLine.objects.count() == 1
