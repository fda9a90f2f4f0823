"""Which units have their months and weeks drafted: a box each, or all below a unit at once, and nobody's lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outreach.audit.models import AuditEvent
from outreach.campaigns.periods import PeriodKind
from outreach.organisation.models import OrganisationUnit, UnitKind
from outreach.organisation.scope import scope_of
from outreach.reporting.models import ReportSchedule
from outreach.reporting.owing import due_for
from outreach.reporting.schedule import schedules_on, set_schedule
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.world import World

SCHEDULES = "/dashboard/reports/schedules/"
KINDS = ("month", "week")


def keep(client: Client, *, was: tuple[str, ...] = (), on: tuple[str, ...] = (), below: str = "") -> Any:
    pressed = {"below": below} if below else {}
    return client.post(f"{SCHEDULES}?campaign=trial", {"was": was, "on": on, **pressed})


def sent_by(asked: Any) -> dict[str, list[str]]:
    """What the page that asks once more sends when its button is pressed."""
    fields = re.findall(r'name="(was|on|told)" value="([^"]+)"', asked.content.decode())
    return {name: [value for each, value in fields if each == name] for name in ("was", "on", "told")}


def press_off(client: Client, asked: Any) -> Any:
    """Answer the page that asks once more before something is switched off."""
    assert asked.status_code == 200
    return client.post(f"{SCHEDULES}?campaign=trial", sent_by(asked))


def keep_off(client: Client, world: World, unit: str) -> None:
    """Switch all months below the unit off."""
    press_off(client, keep(client, below=f"off-{box(world, unit=unit)}"))


def on(world: World) -> set[tuple[int, str]]:
    return schedules_on(world.campaign, list(world.units.values()))


def box(world: World, kind: str = "month", unit: str = "station_a") -> str:
    return f"{kind}-{world.units[unit].pk}"


def test_boxes_are_ticked_and_taken_back(world: World, chief: Client) -> None:
    station = world.units["station_a"].pk
    answer = keep(chief, on=(box(world), box(world, "week")))
    assert answer.status_code == 302
    assert on(world) == {(station, "month"), (station, "week")}
    assert [chief.get(SCHEDULES, {"kind": kind}).content.decode().count("checked") for kind in KINDS] == [1, 1]
    press_off(chief, keep(chief, was=(box(world), box(world, "week")), on=(box(world, "week"),)))
    assert on(world) == {(station, "week")}


def test_a_box_that_was_not_touched_is_not_written(world: World, logged_in: Visitor) -> None:
    by = scope_of(world.officers["chief"])
    set_schedule(by=by, campaign=world.campaign, unit=world.units["station_a"], kind=PeriodKind.MONTH, is_on=True)
    # The sub-bureau's page was open before that.
    keep(logged_in("sub_chief"), on=(box(world, unit="station_b"),))
    assert on(world) == {(world.units["station_a"].pk, "month"), (world.units["station_b"].pk, "month")}
    assert ReportSchedule.objects.get(unit=world.units["station_a"]).set_by == world.officers["chief"]


@pytest.mark.parametrize(("name", "kept"), [("sub_chief", True), ("administrator", True), ("chief_b", False)])
def test_those_over_the_unit_set_it(world: World, logged_in: Visitor, name: str, kept: bool) -> None:
    keep(logged_in(name), on=(box(world),))
    assert bool(on(world)) is kept


def test_an_auditor_reads_and_sets_nothing(world: World, logged_in: Visitor, chief: Client) -> None:
    keep(chief, on=(box(world),))
    auditor = logged_in("auditor")
    months, weeks = (auditor.get(SCHEDULES, {"kind": kind}) for kind in KINDS)
    assert "甲派出所 开" in page(months).text and "甲派出所 关" in page(weeks).text
    assert "checkbox" not in months.content.decode() and 'name="below"' not in months.content.decode()
    assert keep(auditor, was=(box(world),)).status_code == 403
    assert len(on(world)) == 1


def test_posts_and_grids_report_with_their_station(world: World, chief: Client) -> None:
    assert "甲一警务站" not in page(chief.get(SCHEDULES)).text
    keep(chief, on=(box(world, unit="post_a"),))
    assert on(world) == set()


def test_what_is_no_box_is_ignored(world: World, chief: Client) -> None:
    assert "没有改动。" in page(chief.get(keep(chief, on=("month-x", "year-1", "")).headers["Location"])).text
    assert on(world) == set()


def names_on(world: World, kind: str = "month") -> set[str]:
    """The names in `world` of the units that have this kind drafted."""
    return {name for name, unit in world.units.items() if (unit.pk, kind) in on(world)}


def test_all_units_below_one_are_switched_at_once_and_back(world: World, logged_in: Visitor) -> None:
    administrator = logged_in("administrator")
    keep(administrator, below=f"on-{box(world, unit='sub_bureau')}")
    assert names_on(world) == {"station_a", "station_b"} and names_on(world, "week") == set()
    keep(administrator, below=f"on-{box(world, unit='bureau')}")
    assert names_on(world) == {"sub_bureau", "other_bureau", "station_a", "station_b", "station_c"}
    keep_off(administrator, world, "sub_bureau")
    assert names_on(world) == {"sub_bureau", "other_bureau", "station_c"}


def test_before_several_units_are_switched_off_it_is_asked_once_more(world: World, logged_in: Visitor) -> None:
    client = logged_in("sub_chief")
    by = scope_of(world.officers["sub_chief"])
    for name, weeks in (("station_a", 3), ("station_b", 1)):
        since = world.now - timedelta(weeks=weeks)
        chosen = {"campaign": world.campaign, "unit": world.units[name], "kind": PeriodKind.WEEK}
        set_schedule(by=by, is_on=True, now=since, **chosen)  # type: ignore[arg-type]
    owed = due_for(world.campaign, [world.units["station_a"], world.units["station_b"]], PeriodKind.WEEK)
    assert owed is not None
    asked = client.post(f"{SCHEDULES}?campaign=trial&kind=week", {"below": f"off-{box(world, 'week', 'sub_bureau')}"})
    assert asked.status_code == 200 and names_on(world, "week") == {"station_a", "station_b"}
    assert "关闭2个单位的周报草稿？" in page(asked).text
    weeks_missing = sum(len(each.periods) for each in owed.arrears)
    assert weeks_missing == 6 and "6期缺报周报不再列出" in page(asked).text
    client.post(f"{SCHEDULES}?campaign=trial&kind=week", sent_by(asked))
    assert names_on(world, "week") == set()
    # On again at once, they stand as before.
    keep(client, below=f"on-{box(world, 'week', 'sub_bureau')}")
    assert due_for(world.campaign, [world.units["station_a"], world.units["station_b"]], PeriodKind.WEEK) == owed


def test_months_stay_listed_and_it_says_so(world: World, logged_in: Visitor) -> None:
    client = logged_in("sub_chief")
    keep(client, below=f"on-{box(world, unit='sub_bureau')}")
    asked = page(keep(client, below=f"off-{box(world, unit='sub_bureau')}")).text
    assert "关闭2个单位的月报草稿？" in asked and "缺报的月报仍照常列出" in asked


@pytest.mark.parametrize("way", ["its box", "all below"])
def test_of_one_unit_it_is_asked_by_its_name_whichever_way(
    world: World, chief: Client, logged_in: Visitor, way: str
) -> None:
    keep(chief, on=(box(world),))
    client = logged_in("sub_chief")
    pressed = {"was": (box(world),)} if way == "its box" else {"below": f"off-{box(world, unit='sub_bureau')}"}
    asked = keep(client, **pressed)  # type: ignore[arg-type]
    assert (asked.status_code, names_on(world)) == (200, {"station_a"})
    assert page(asked).heading == "关闭甲派出所的月报草稿？"
    assert press_off(client, asked).status_code == 302
    assert names_on(world) == set()


def test_boxes_unticked_together_are_asked_of_together(world: World, logged_in: Visitor) -> None:
    client = logged_in("sub_chief")
    both = (box(world), box(world, unit="station_b"))
    keep(client, on=both)
    asked = keep(client, was=both)
    assert page(asked).heading == "关闭2个单位的月报草稿？" and len(names_on(world)) == 2
    press_off(client, asked)
    assert names_on(world) == set()


def test_where_no_week_is_missing_none_is_told(world: World, chief: Client) -> None:
    keep(chief, on=(box(world, "week"),))
    ReportSchedule.objects.update(owed_since=world.now + timedelta(days=7))
    asked = chief.post(f"{SCHEDULES}?campaign=trial&kind=week", {"was": box(world, "week")})
    assert page(asked).heading == "关闭甲派出所的周报草稿？" and "缺报" not in page(asked).text


def test_what_is_off_already_is_not_asked_about(world: World, chief: Client) -> None:
    assert keep(chief, was=(box(world),)).status_code == 302


def test_what_was_switched_on_since_it_was_asked_stays(world: World, chief: Client, logged_in: Visitor) -> None:
    administrator, sub_bureau = logged_in("administrator"), box(world, unit="bureau")
    keep(administrator, on=tuple(box(world, unit=unit) for unit in ("station_b", "station_c")))
    asked = keep(administrator, on=(box(world, unit="bureau"),), below=f"off-{sub_bureau}")
    keep(chief, on=(box(world),))
    press_off(administrator, asked)
    # The box that was ticked beside the button is kept with it.
    assert names_on(world) == {"station_a", "bureau"}


def test_boxes_ticked_elsewhere_are_kept_with_it(world: World, logged_in: Visitor) -> None:
    keep(logged_in("administrator"), on=(box(world, unit="station_c"),), below=f"on-{box(world, unit='sub_bureau')}")
    assert names_on(world) == {"station_a", "station_b", "station_c"}


def test_what_was_on_already_stays_as_it_was_set(world: World, chief: Client, logged_in: Visitor) -> None:
    keep(chief, on=(box(world),))
    keep(logged_in("sub_chief"), below=f"on-{box(world, unit='sub_bureau')}")
    assert ReportSchedule.objects.get(unit=world.units["station_a"]).set_by == world.officers["chief"]
    assert ReportSchedule.objects.get(unit=world.units["station_b"]).set_by == world.officers["sub_chief"]


@pytest.mark.parametrize("below", ["on-month-", "on-month-x", "month", "both-{}", "on-{}-1", "on-year-1"])
def test_what_is_no_such_button_switches_nothing(world: World, chief: Client, below: str) -> None:
    keep(chief, below=below.format(box(world, unit="sub_bureau")))
    assert on(world) == set()


def test_below_another_units_nothing_is_switched(world: World, chief: Client, logged_in: Visitor) -> None:
    keep(chief, below=f"on-{box(world, unit='sub_bureau')}")
    keep(logged_in("other_administrator"), below=f"on-{box(world, unit='sub_bureau')}")
    assert on(world) == set()
    assert keep(logged_in("auditor"), below=f"on-{box(world, unit='bureau')}").status_code == 403
    assert on(world) == set()


def test_units_stand_in_their_tree_folded_by_whom_they_are_below(world: World, logged_in: Visitor) -> None:
    shown = logged_in("administrator").get(SCHEDULES)
    assert "示例市公安局以下5个单位，已开0个" in page(shown).text
    assert "第一分局以下2个单位，已开0个" in page(shown).text
    # The highest is open, for there are folds in it.
    assert shown.content.decode().count("<details open>") == 1
    keep(logged_in("chief"), on=(box(world),))
    assert "第一分局以下2个单位，已开1个" in page(logged_in("sub_chief").get(SCHEDULES)).text


def test_enter_presses_no_button_that_switches_all(world: World, logged_in: Visitor) -> None:
    """Of a form with several buttons Enter presses the first."""
    form = logged_in("administrator").get(SCHEDULES).content.decode().partition("schedules/")[2]
    form = form[form.index("csrfmiddlewaretoken", form.index('class="tabs"')) :]
    assert "name=" not in form[form.index("<button") : form.index(">", form.index("<button"))]


def test_the_page_stays_at_the_kind_that_was_kept(world: World, chief: Client) -> None:
    answer = chief.post(f"{SCHEDULES}?campaign=trial&kind=week", {"on": box(world, "week")})
    assert answer.headers["Location"].endswith("kind=week")
    assert chief.get(answer.headers["Location"]).content.decode().count("checked") == 1
    assert chief.get(SCHEDULES, {"kind": "year"}).status_code == 400


def test_a_unit_past_its_last_day_is_not_asked_about(world: World, logged_in: Visitor) -> None:
    OrganisationUnit.objects.filter(pk=world.units["station_b"].pk).update(ends_on=world.today - timedelta(days=1))
    assert "乙派出所" not in page(logged_in("sub_chief").get(SCHEDULES)).text


def add_stations(world: World, number: int) -> None:
    there = OrganisationUnit.objects.count()
    for each in range(there, there + number):
        unit = OrganisationUnit(kind=UnitKind.STATION, name=f"第{each}派出所", name_en="")
        OrganisationUnit.objects.add_child(OrganisationUnit.objects.get(pk=world.units["sub_bureau"].pk), instance=unit)


def test_the_page_takes_as_many_statements_for_many_units(
    world: World, logged_in: Visitor, django_assert_max_num_queries: Any
) -> None:
    add_stations(world, 60)
    client = logged_in("sub_chief")
    with django_assert_max_num_queries(10):
        client.get(SCHEDULES)


def test_what_was_on_is_one_field_however_many_units_there_are(world: World, logged_in: Visitor) -> None:
    client = logged_in("sub_chief")
    add_stations(world, 30)
    keep(client, below=f"on-{box(world, unit='sub_bureau')}")
    (was,) = re.findall(r'name="was" value="([^"]*)"', client.get(SCHEDULES).content.decode())
    assert len(was.split()) == 32
    press_off(client, keep(client, was=(was,), on=tuple(was.split()[1:])))
    assert ReportSchedule.objects.filter(is_on=True).count() == 31


def test_all_are_switched_in_as_many_statements_for_300_units_as_for_30(world: World, logged_in: Visitor) -> None:
    client, taken = logged_in("sub_chief"), []
    for number in (30, 270):
        add_stations(world, number)
        for state in ("on", "off"):
            with CaptureQueriesContext(connection) as statements:
                answer = keep(client, below=f"{state}-{box(world, unit='sub_bureau')}")
                if state == "off":
                    client.post(f"{SCHEDULES}?campaign=trial", sent_by(answer))
            taken.append(len(statements))
        assert ReportSchedule.objects.filter(is_on=False).count() == ReportSchedule.objects.count()
    assert ReportSchedule.objects.count() == 302
    assert AuditEvent.objects.filter(action="report_schedule.set").count() == 2 * (32 + 302)
    assert taken[:2] == taken[2:] and taken[0] <= 16
