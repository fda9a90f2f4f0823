"""Exports on the dashboard: ordered below the lines, listed with their progress, fetched by who ordered them."""

from typing import Any

import pytest
from django.test import Client

from outreach.reporting.exports.models import Export
from outreach.reporting.exports.services import write_export
from tests.pages.conftest import Visitor
from tests.pages.counting import counted
from tests.pages.reading import page
from tests.world import World

__all__ = ["counted"]

# A reading has a connection of its own, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


def order(client: Client, world: World, **changes: object) -> Any:
    said = {"campaign": "trial", "unit": world.units["station_a"].pk, "form": "csv", **changes}
    return client.post("/dashboard/exports/", said)


@pytest.mark.parametrize(
    ("name", "lists", "orders"),
    [
        ("officer", 403, 403),
        ("outsider", 403, 403),
        ("chief", 200, 302),
        ("chief_b", 200, 403),
        ("administrator", 200, 302),
        ("other_administrator", 200, 403),
        ("auditor", 200, 302),
        ("former", 403, 403),
    ],
)
def test_they_are_for_those_who_oversee_the_unit(
    world: World, logged_in: Visitor, name: str, lists: int, orders: int
) -> None:
    client = logged_in(name)
    assert client.get("/dashboard/exports/").status_code == lists
    assert order(client, world).status_code == orders
    assert Export.objects.exists() == (orders == 302)


def test_who_is_not_logged_in_is_asked_to(world: World, resident: Client) -> None:
    assert order(resident, world).status_code == 302
    assert not Export.objects.exists()


def test_the_form_below_the_lines_orders_what_is_listed(counted: World, chief: Client) -> None:
    listed = chief.get("/dashboard/entries/", {"indicator": "resident_pledges", "evidence": "documented"})
    said = dict(page(listed).forms)["/dashboard/exports/"]
    assert order(chief, counted, **said, form="xlsx").status_code == 302
    export = Export.objects.get()
    assert (export.indicator, export.evidence, export.form, export.language) == (
        "resident_pledges",
        "documented",
        "xlsx",
        "zh",
    )


def test_the_list_comes_again_until_the_file_is_there(counted: World, chief: Client) -> None:
    order(chief, counted)
    waiting = chief.get("/dashboard/exports/").content.decode()
    assert 'data-live="/dashboard/exports/live/?page=1"' in waiting and "<progress" in waiting
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in waiting
    live = chief.get("/dashboard/exports/live/", {"page": 1})
    assert live.status_code == 200 and "<progress" in live.content.decode()
    again = chief.get("/dashboard/exports/live/", {"page": 1}, headers={"If-None-Match": live.headers["ETag"]})
    assert again.status_code == 304
    write_export(Export.objects.get().pk)
    assert chief.get("/dashboard/exports/live/", {"page": 1}).status_code == 205
    there = chief.get("/dashboard/exports/")
    assert "data-live" not in there.content.decode() and "下载" in page(there).text


@pytest.mark.parametrize("name", ["officer", "outsider", "former"])
def test_how_far_they_are_is_for_those_who_ordered_them(world: World, logged_in: Visitor, name: str) -> None:
    assert logged_in(name).get("/dashboard/exports/live/").status_code == 403


def test_the_file_is_fetched_by_who_ordered_it_only(counted: World, logged_in: Visitor) -> None:
    chief = logged_in("chief")
    order(chief, counted)
    export = write_export(Export.objects.get().pk)
    address = f"/dashboard/exports/{export.pk}/file/"
    answer = chief.get(address)
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="lines-trial-')
    assert len(answer.getvalue()) == export.size
    for name, status in (("administrator", 404), ("auditor", 404), ("officer", 403)):
        assert logged_in(name).get(address).status_code == status


@pytest.mark.parametrize("asked", [{"form": "exe"}, {"indicator": "nothing"}, {"from": "soon"}])
def test_a_strange_order_is_refused(world: World, chief: Client, asked: dict[str, str]) -> None:
    assert order(chief, world, **asked).status_code == 400


def test_without_any_it_says_how_to_order_one(world: World, chief: Client) -> None:
    assert "暂无导出" in page(chief.get("/dashboard/exports/")).text
