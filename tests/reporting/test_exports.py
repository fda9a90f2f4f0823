"""Lines in full as a file: every one of them, harmless to open, without names, for a day."""

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from outreach.audit.models import AuditEvent
from outreach.capture.operations import Install, Pledge, Void
from outreach.capture.record import record
from outreach.errors import Refusal
from outreach.ledger.models import LedgerEntry
from outreach.ledger.reading import Reading, reading_of
from outreach.organisation.scope import Scope, scope_of
from outreach.reporting.exports import services
from outreach.reporting.exports.models import Export, ExportPiece, ExportState
from outreach.reporting.exports.services import exports_of, fetch, order_export, write_export
from tests.waiting import wait_until
from tests.world import World

# A reading has a connection of its own, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filled(world: World) -> World:
    """Seven acts of help in station A, one of them taken back, and 12 papers in station B."""
    made = [Install(submission_id=uuid4(), basis="helped_now") for _help in range(7)]
    record(made, principal=world.principal("officer"), now=world.now)
    void = Void(submission_id=uuid4(), target=made[0].submission_id, reason="误录")
    record([void], principal=world.principal("chief"), now=world.now)
    papers = Pledge(submission_id=uuid4(), code=world.codes["activity_b"].text, paper=True, copies=12)
    record([papers], principal=world.principal("outsider"), now=world.now)
    return world


def scope(world: World, name: str) -> Scope:
    return scope_of(world.officers[name])


def order(world: World, name: str = "sub_chief", unit: str = "sub_bureau", **changes: Any) -> Export:
    asked = {"campaign": world.campaign, "unit": world.units[unit], "form": "csv", "language": "zh", **changes}
    return order_export(scope=scope(world, name), **asked)


def content(world: World, export: Export, name: str = "sub_chief") -> bytes:
    return b"".join(fetch(export, scope=scope(world, name)))


def table(world: World, export: Export) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(world, export).decode("utf-8-sig"))))


def test_every_line_is_a_row(filled: World) -> None:
    export = write_export(order(filled).pk)
    header, *rows = table(filled, export)
    assert (export.state, export.lines, export.written) == ("ready", 9, 9)
    assert len(rows) == LedgerEntry.objects.count() == 9
    assert header[:6] == ["行号", "日期", "单位", "指标", "数量", "计量单位"]
    assert {row[0] for row in rows} == {str(pk) for pk in LedgerEntry.objects.values_list("pk", flat=True)}
    assert sum(int(row[4]) for row in rows if row[3] == "帮助安装反诈APP") == 6
    assert [row[-1] for row in rows].count("是") == 1


def test_excel_has_the_same_rows_with_real_numbers(filled: World) -> None:
    as_csv = table(filled, write_export(order(filled).pk))
    export = write_export(order(filled, form="xlsx").pk)
    sheet = openpyxl.load_workbook(io.BytesIO(content(filled, export))).active
    assert sheet is not None
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows == as_csv
    assert isinstance(sheet["E2"].value, int) and sheet.freeze_panes == "A2"


def test_filters_are_those_of_the_list(filled: World) -> None:
    assert write_export(order(filled, indicator="app_installs").pk).lines == 8
    assert write_export(order(filled, unit="station_b").pk).lines == 1
    assert write_export(order(filled, evidence="spot_checked").pk).lines == 0
    assert write_export(order(filled, source="resident").pk).lines == 0
    assert write_export(order(filled, last=filled.today - timedelta(days=1)).pk).lines == 0


def test_nobody_is_named_and_no_code_is_told(filled: World) -> None:
    text = content(filled, write_export(order(filled).pk)).decode()
    assert not any(officer.name in text for officer in filled.officers.values())
    assert filled.codes["activity_b"].text not in text


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(filled: World, name: str) -> None:
    filled.units["station_b"].name = name
    filled.units["station_b"].save()
    _header, row = table(filled, write_export(order(filled, unit="station_b").pk))
    assert row[2] == f"'{name}"
    book = content(filled, write_export(order(filled, unit="station_b", form="xlsx").pk))
    cell = openpyxl.load_workbook(io.BytesIO(book)).active["C2"]  # type: ignore[index]
    assert (cell.data_type, cell.value) == ("s", name)


def test_english_is_whole(filled: World) -> None:
    export = write_export(order(filled, language="en").pk)
    text = content(filled, export).decode()
    assert "Station B" in text and "Pledges signed with residents" in text and "份" not in text


def test_the_digest_is_that_of_the_file(filled: World) -> None:
    export = write_export(order(filled).pk)
    file = content(filled, export)
    assert (len(file), hashlib.sha256(file).hexdigest()) == (export.size, export.sha256)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("officer", "permission_denied"),
        ("outsider", "out_of_scope"),
        ("chief", None),
        ("administrator", None),
        ("other_administrator", "out_of_scope"),
        ("auditor", None),
        ("former", "out_of_scope"),
    ],
)
def test_who_oversees_the_unit_orders(world: World, name: str, code: str | None) -> None:
    if code is None:
        assert order(world, name, "station_a").state == "queued"
        return
    with pytest.raises(Refusal) as refused:
        order(world, name, "station_a")
    assert refused.value.problem.code == code


def test_each_sees_the_own_only(filled: World) -> None:
    export = order(filled)
    assert list(exports_of(scope(filled, "sub_chief"))) == [export]
    assert not exports_of(scope(filled, "administrator")).exists()


def test_the_same_ordered_twice_is_one_until_it_is_there(filled: World) -> None:
    first = order(filled)
    assert order(filled).pk == first.pk
    write_export(first.pk)
    assert order(filled).pk != first.pk


def test_ordering_and_fetching_are_noted(filled: World) -> None:
    export = write_export(order(filled).pk)
    content(filled, export)
    actions = AuditEvent.objects.filter(subject=f"export:{export.pk}").order_by("id").values_list("action", flat=True)
    assert list(actions) == ["export.ordered", "export.fetched"]


def test_what_is_not_there_is_not_fetched(filled: World) -> None:
    with pytest.raises(Refusal):
        fetch(order(filled), scope=scope(filled, "sub_chief"))


def test_a_file_is_deleted_after_a_day(filled: World) -> None:
    export = write_export(order(filled).pk)
    assert services.expire(now=timezone.now() + timedelta(hours=23)) == 0
    assert ExportPiece.objects.exists()
    Export.objects.update(expires_at=timezone.now())
    export.refresh_from_db()
    with pytest.raises(Refusal):
        fetch(export, scope=scope(filled, "sub_chief"))
    assert services.expire(now=timezone.now() + timedelta(hours=25)) == 1
    export.refresh_from_db()
    assert export.state == ExportState.EXPIRED and not ExportPiece.objects.exists()
    with pytest.raises(Refusal):
        fetch(export, scope=scope(filled, "sub_chief"))


def test_what_a_killed_worker_left_is_written_anew(filled: World) -> None:
    export = order(filled)
    Export.objects.filter(pk=export.pk).update(state="writing", attempt=1)
    ExportPiece.objects.create(export=export, attempt=1, number=0, content=b"half")
    assert services.write_waiting() == 1
    export.refresh_from_db()
    assert (export.state, export.attempt) == ("ready", 2)
    assert len(table(filled, export)) == 10
    services.expire()
    assert set(export.pieces.values_list("attempt", flat=True)) == {2}


def test_they_are_written_one_at_a_time(filled: World) -> None:
    export = order(filled)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [services._LOCK])
        assert (write_export(export.pk).state, services.write_waiting()) == ("queued", 0)
    # Killed, its lock goes with its connection, as soon as the server has noticed.
    other.close()
    wait_until(lambda: services.write_waiting() == 1)


def test_what_fails_again_and_again_is_given_up(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: Any) -> None:
        raise OperationalError("could not write to file: No space left on device")

    monkeypatch.setattr(services, "_keep", full)
    export = order(filled)
    for _attempt in range(services._ATTEMPTS - 1):
        with pytest.raises(OperationalError):
            services.write_waiting()
    services.write_waiting()
    export.refresh_from_db()
    assert (export.state, services.write_waiting()) == ("failed", 0)


def test_a_worker_that_was_overtaken_leaves_the_others_file(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    export, keep = order(filled), services._keep

    def overtaken(*given: Any) -> Any:
        monkeypatch.setattr(services, "_keep", keep)
        services._write_next(Export.objects.filter(pk=export.pk))
        raise ValueError("too late")

    monkeypatch.setattr(services, "_keep", overtaken)
    export = write_export(export.pk)
    assert (export.state, export.attempt, len(table(filled, export))) == ("ready", 2, 10)


def test_a_file_with_other_than_the_counted_rows_is_not_kept(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Short:
        """A reading that loses its last row."""

        def __init__(self, *asked: Any, **more: Any) -> None:
            self._true = reading_of(*asked, **more)

        def __enter__(self) -> Reading:
            reading = self._true.__enter__()
            return Reading(reading.count, self._without_last(reading.rows))

        def __exit__(self, *error: Any) -> None:
            self._true.__exit__(*error)

        def _without_last(self, rows: Iterator[Any]) -> Iterator[Any]:
            yield from list(rows)[:-1]

    monkeypatch.setattr(services, "reading_of", Short)
    export = write_export(order(filled).pk)
    assert export.state == ExportState.FAILED and not ExportPiece.objects.exists()


def test_lines_that_arrive_while_it_is_read_are_no_part_of_it(filled: World) -> None:
    asked = services._filter_of(order(filled), frozenset(unit.pk for unit in filled.units.values()))
    with reading_of(asked) as reading:
        record(
            [Install(submission_id=uuid4(), basis="helped_now")], principal=filled.principal("officer"), now=filled.now
        )
        assert len(list(reading.rows)) == reading.count == 9


def test_progress_is_seen_while_it_is_written(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_STEP", 4)
    export, seen = order(filled), []
    keep = services._keep

    def watched(*given: Any) -> Any:
        found = keep(*given)
        seen.append(Export.objects.values_list("written", "lines").get(pk=export.pk))
        return found

    monkeypatch.setattr(services, "_keep", watched)
    write_export(export.pk)
    assert seen == [(8, 9)]
