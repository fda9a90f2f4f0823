"""`manage.py recount`: says what it compared, and names what differs."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from outreach.ledger.checks import CHECKS
from outreach.ledger.models import PendingLine
from outreach.management.commands.recount import NAMED
from tests.ledger.ledgers import count, new_campaign

pytestmark = pytest.mark.django_db


def run(*arguments: Any) -> str:
    out = StringIO()
    call_command("recount", *arguments, stdout=out)
    return out.getvalue()


def queue_nothing(times: int) -> None:
    PendingLine.objects.bulk_create(PendingLine(line_id=10**9 + number) for number in range(times))


def test_it_says_how_many_lines_it_compared_with_what() -> None:
    count(new_campaign())
    said = run("--check")
    assert "1 lines" in said
    assert all(f"0 differences  {check.name:12} {check.compares}" in said for check in CHECKS)
    assert "frozen figures" in said


def test_check_names_each_difference_and_fails() -> None:
    queue_nothing(2)
    with pytest.raises(
        CommandError, match=f"2 differences:\nqueue: line={10**9}: expected a line, found None"
    ) as failed:
        run("--check")
    assert failed.value.returncode == 1


def test_many_differences_are_counted_and_the_first_are_named() -> None:
    queue_nothing(NAMED + 3)
    with pytest.raises(CommandError, match=r"53 differences:(\nqueue: .*){50}\n\.\.\. and 3 more"):
        run("--check")


def test_without_check_it_only_tells() -> None:
    queue_nothing(2)
    assert "2 differences  queue" in run()


def test_one_campaign_may_be_recounted_alone() -> None:
    count(new_campaign())
    other = new_campaign()
    assert "0 lines" in run("--check", "--campaign", other.slug)


def test_a_campaign_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(CommandError, match="no campaign 'nothing'"):
        run("--campaign", "nothing")
