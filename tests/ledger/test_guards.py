"""What the database itself refuses, whatever program writes to it (design.md section 4, rules 4, 5 and 7)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from backend.embedded.postgres import PostgresServer
from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.ledger.models import Act, Kind, LedgerEntry, Outcome, PendingLine, Submission
from tests.ledger.ledgers import DAY, count, line_of, net, new_campaign, submit, void, witness

PLEDGED = (IndicatorKey.RESIDENT_PLEDGES, Evidence.SELF_REPORTED)
WITNESSED = (IndicatorKey.RESIDENT_PLEDGES, Evidence.WITNESSED)


@pytest.fixture
def act(db: None) -> Iterator[Act]:
    """A counted act of three."""
    yield count(new_campaign(), 3)


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outreach_ledgerentry SET quantity = 4",
        "UPDATE outreach_ledgerentry SET received_at = now()",
        "DELETE FROM outreach_ledgerentry",
    ],
)
def test_a_line_is_neither_changed_nor_deleted(act: Act, statement: str) -> None:
    with pytest.raises(IntegrityError, match="kept as written"):
        run(statement)
    assert LedgerEntry.objects.get().quantity == 3


@pytest.mark.parametrize("table", ["submission", "act", "campaign", "organisationunit"])
def test_what_lines_name_is_not_deleted(act: Act, table: str) -> None:
    with pytest.raises(IntegrityError, match="kept as written"):
        run(f"DELETE FROM outreach_{table}")


@pytest.mark.parametrize(
    "column",
    ["submission_id", "act_id", "campaign_id", "unit_id", "indicator", "evidence", "audience", "day", "quantity"],
)
def test_no_key_of_a_line_is_empty(act: Act, column: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{column}"'), transaction.atomic():
        line_of(act, **{column: None}).save()


def test_a_line_of_nothing_is_refused(act: Act) -> None:
    with pytest.raises(IntegrityError, match="line_is_not_zero"), transaction.atomic():
        line_of(act, evidence=Evidence.DOCUMENTED, quantity=0).save()


def test_the_same_line_is_written_once(act: Act) -> None:
    with pytest.raises(IntegrityError, match="line_once"), transaction.atomic():
        line_of(act).save()


def test_a_line_that_any_program_inserts_is_queued(act: Act) -> None:
    columns = "campaign_id, unit_id, indicator, evidence, audience, day, occurred_at, received_at, source"
    run(f"""INSERT INTO outreach_ledgerentry (submission_id, act_id, quantity, {columns})
        SELECT '{uuid4()}', act_id, -quantity, {columns} FROM outreach_ledgerentry""")
    lines = set(LedgerEntry.objects.values_list("pk", flat=True))
    assert set(PendingLine.objects.values_list("pk", flat=True)) == lines
    assert len(lines) == 2


@pytest.mark.parametrize(
    "lines",
    [
        {PLEDGED: -4},
        {PLEDGED: -1},
        {PLEDGED: 3},
        {WITNESSED: 3},
        {PLEDGED: -4, WITNESSED: 4},
    ],
    ids=["more than there is", "a part", "once more", "from nowhere", "more than there is, moved"],
)
def test_lines_that_move_an_act_leave_all_of_it_or_nothing(act: Act, lines: dict[tuple[str, str], int]) -> None:
    with pytest.raises(IntegrityError, match="do not net"), transaction.atomic():
        submit(act, Kind.VOID, lines)
    assert net(act) == {PLEDGED: 3}


def test_lines_that_move_an_act_keep_its_key(act: Act) -> None:
    with pytest.raises(IntegrityError, match="do not net"), transaction.atomic():
        line_of(act, submission_id=uuid4(), quantity=-3, audience=Audience.ELDERLY).save()


def test_lines_without_an_act_move_nothing(act: Act) -> None:
    with pytest.raises(IntegrityError, match="do not net"), transaction.atomic():
        line_of(act, act_id=uuid4(), submission_id=uuid4()).save()


def test_an_act_is_voided_once_and_for_all(act: Act) -> None:
    void(act)
    with pytest.raises(IntegrityError, match="voided already"), transaction.atomic():
        Act.objects.update(voided_by=None)


def test_a_voided_act_is_not_witnessed(act: Act) -> None:
    void(act)
    with pytest.raises(IntegrityError, match="cannot be witnessed"), transaction.atomic():
        Act.objects.update(witnessed_by=uuid4())


def test_an_act_is_witnessed_by_one(act: Act) -> None:
    witness(act)
    with pytest.raises(IntegrityError, match="witnessed already"), transaction.atomic():
        Act.objects.update(witnessed_by=uuid4())


def test_an_act_keeps_what_its_lines_are_counted_by(act: Act) -> None:
    with pytest.raises(IntegrityError, match="counted by"), transaction.atomic():
        Act.objects.update(day=DAY.replace(day=4))


def test_a_final_outcome_stays(act: Act) -> None:
    with pytest.raises(IntegrityError, match="final outcome"), transaction.atomic():
        Submission.objects.update(outcome=Outcome.REJECTED, reason="code_unknown")


def test_erasure_may_drop_the_mark_of_a_submissions_content_but_nobody_may_set_it_again(act: Act) -> None:
    Submission.objects.update(content_mark=None)
    with pytest.raises(IntegrityError, match="final outcome"), transaction.atomic():
        Submission.objects.update(content_mark=b"other")


def test_only_the_tests_own_role_may_empty_the_ledger(postgres_server: PostgresServer) -> None:
    url = postgres_server.ensure_database(role="outreach", password="tests", database="ledger")
    environment = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=environment, cwd=Path(settings.BASE_DIR), check=True)
    for table in ("ledgerentry", "snapshot", "auditevent"):
        with (
            psycopg.connect(url) as owner,
            pytest.raises(psycopg.IntegrityError, match=f"TRUNCATE of outreach_{table}"),
        ):
            owner.execute(f"TRUNCATE outreach_{table} CASCADE")
