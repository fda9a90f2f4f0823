"""Lists as people send them."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook

from outreach.organisation.lists.columns import COLUMNS
from outreach.organisation.lists.planning import Plan
from outreach.organisation.lists.services import Invited, enter_list, plan_of, take_list
from outreach.organisation.models import ListKind
from outreach.organisation.scope import scope_of
from tests.world import World


def xlsx(kind: ListKind, *rows: Sequence[Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([column.zh for column in COLUMNS[kind]], *rows):
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(kind: ListKind, *rows: Sequence[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([[column.en for column in COLUMNS[kind]], *rows])
    return out.getvalue().encode("utf-8-sig")


def look(world: World, kind: ListKind, *rows: Sequence[Any], by: str = "administrator") -> Plan:
    """The dry run."""
    who = scope_of(world.officers[by], today=world.today)
    sent = take_list(by=who, kind=kind, file_name="list.xlsx", content=xlsx(kind, *rows))
    return plan_of(sent, by=who)


def enter(
    world: World, kind: ListKind, *rows: Sequence[Any], by: str = "administrator", now: datetime | None = None
) -> tuple[Plan, list[Invited]]:
    who = scope_of(world.officers[by], today=world.today)
    sent = take_list(by=who, kind=kind, file_name="list.xlsx", content=xlsx(kind, *rows), now=now)
    return enter_list(sent, by=who, now=now)


def wrong(plan: Plan) -> list[tuple[int, str, str]]:
    """Row, column and reason of everything that is not right."""
    return [(row.number, each["column"], each["code"]) for row in plan.wrong for each in row.problems]


def steps(plan: Plan) -> list[str]:
    return [row.step.value for row in plan.rows]
