"""The record of official acts at the desk: by matter and day, for who oversees the units, and never by officer."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from outreach.audit.models import AuditEvent
from outreach.audit.services import note
from outreach.pages.dashboard.manage.act_words import MATTERS, what
from outreach.reporting.official_acts import ACTIONS, LEFT_OUT, Matter
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.reports import of_station
from tests.pages.test_languages import chinese_in, english_in
from tests.world import World

ACTS = "/dashboard/manage/acts/"
INSIDE = Path(settings.BASE_DIR) / "outreach"


def acted(world: World, place: str = "school", action: str = "place_changed", **fields: object) -> AuditEvent:
    return note(
        actor=f"officer:{world.officers['administrator'].pk}",
        action=action,
        subject=f"place:{world.places[place].pk}",
        **fields,  # type: ignore[arg-type]
    )


def rows(client: Client, query: str = "") -> int:
    return client.get(f"{ACTS}{query}").content.decode().count('<p class="row-why">')


@pytest.mark.parametrize(
    ("visitor", "status", "listed"),
    [
        ("administrator", 200, 1),
        ("sub_chief", 200, 1),
        ("chief", 200, 1),
        ("auditor", 200, 1),
        ("chief_b", 200, 0),
        ("other_administrator", 200, 0),
        *((each, 403, 0) for each in ("officer", "colleague", "outsider", "former")),
    ],
)
def test_acts_are_read_by_who_oversees_what_they_were_done_to(
    world: World, logged_in: Visitor, visitor: str, status: int, listed: int
) -> None:
    acted(world)
    client = logged_in(visitor)
    assert client.get(ACTS).status_code == status
    assert rows(client) == listed


def test_nobody_and_residents_are_asked_to_log_in(client: Client, resident: Client, world: World) -> None:
    for visitor in (client, resident):
        assert visitor.get(ACTS).headers["Location"].startswith("/officer/login/")


def test_management_leads_to_it(world: World, chief: Client) -> None:
    assert ACTS in page(chief.get("/dashboard/manage/")).links


def test_an_act_says_when_what_on_what_and_by_whom(world: World, chief: Client) -> None:
    acted(world, at=world.midday)
    told = page(chief.get(ACTS))
    school, administrator = world.places["school"], world.officers["administrator"]
    for words in ("12:00", "修改地点", school.name, f"{administrator.name} {administrator.username}", "UTC+08:00"):
        assert words in told.text
    assert f"/dashboard/manage/places/{school.pk}/" in told.links


def test_what_each_kind_of_subject_belongs_to_is_found(world: World, logged_in: Visitor) -> None:
    officer = world.officers["officer"]
    membership = officer.memberships.get()
    code = world.codes["place"]
    subjects = {
        f"unit:{world.units['station_a'].pk}": "unit_changed",
        f"officer:{officer.pk}": "officer_invited",
        f"membership:{membership.pk}": "membership_begun",
        f"organisation:{world.organisations['firm'].pk}": "organisation_added",
        f"campaign:{world.campaign.pk}": "campaign_changed",
        f"pledge_text:{next(iter(world.texts.values())).pk}": "text_published",
        f"code:{code.pk}": "code_revoked",
        f"batch:{world.batch('form', 1).pk}": "batch_made",
    }
    for subject, action in subjects.items():
        note(actor="system:codes", action=action, subject=subject)
    note(actor="system:codes", action="device_revoked", subject="device:1", facts={"of": officer.pk})
    assert rows(logged_in("administrator")) == len(subjects) + 1
    assert rows(logged_in("chief")) == len(subjects) + 1 - 2


def test_codes_batches_and_reports_are_named(world: World, chief: Client) -> None:
    code, batch, report = world.codes["place"], world.batch("form", 40), of_station(world)
    for subject, action in (
        (f"code:{code.pk}", "code_revoked"),
        (f"batch:{batch.pk}", "batch_made"),
        (f"report:{report.pk}", "report.released"),
    ):
        note(actor="system:codes", action=action, subject=subject)
    told = page(chief.get(ACTS))
    for words in (code.get_kind_display(), f"{batch.get_kind_display()} × 40", "月报"):
        assert words in told.text
    assert f"/dashboard/reports/{report.pk}/" in told.links


def test_what_a_resident_did_and_who_signed_in_is_not_listed(world: World, chief: Client) -> None:
    acted(world, action="logged_in")
    note(actor="resident", action="place_changed", subject=f"place:{world.places['school'].pk}")
    assert rows(chief) == 0
    assert "暂无操作记录" in page(chief.get(ACTS)).text


def test_acts_are_asked_for_by_matter_and_by_local_day(world: World, chief: Client) -> None:
    acted(world, at=world.midday)
    acted(world, at=world.midday - timedelta(days=1))
    day = (world.today - timedelta(days=1)).isoformat()
    assert rows(chief, f"?day={day}") == 1
    assert rows(chief, "?matter=places") == 2
    assert rows(chief, "?matter=units") == 0
    assert ACTS in page(chief.get(f"{ACTS}?matter=units")).links
    assert chief.get(f"{ACTS}?day=soon").status_code == 400
    assert chief.get(f"{ACTS}?matter=officer").status_code == 400


def test_no_question_is_by_officer(world: World, chief: Client) -> None:
    acted(world)
    assert rows(chief, f"?officer={world.officers['chief'].pk}") == 1
    assert re.findall(r'name="(\w+)"', chief.get(ACTS).content.decode().split('<form method="get"')[1]) == [
        "matter",
        "day",
    ]


def test_a_page_goes_on_where_the_one_before_ended_whatever_is_done_meanwhile(world: World, chief: Client) -> None:
    for _number in range(55):
        acted(world)
    first = page(chief.get(ACTS))
    (earlier,) = (link for link in first.links if "before=" in link)
    acted(world)
    assert (rows(chief), rows(chief, earlier)) == (50, 5)
    assert not [link for link in page(chief.get(f"{ACTS}{earlier}")).links if "before=" in link]


def test_a_page_that_looked_long_enough_says_so_and_goes_on(
    world: World, chief: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    acted(world)
    for _number in range(3):
        note(actor="system:codes", action="unit_changed", subject=f"unit:{world.units['station_b'].pk}")
    monkeypatch.setattr("outreach.reporting.official_acts.LOOKED_AT", 2)
    first = page(chief.get(ACTS))
    assert rows(chief) == 0
    assert "继续往前查找" in first.text
    (earlier,) = (link for link in first.links if "before=" in link)
    assert rows(chief, earlier) == 1


def test_each_action_is_listed_or_left_out() -> None:
    written = {
        action
        for source in INSIDE.rglob("*.py")
        if re.search(r"import note|import AuditEvent", source.read_text())
        for action in re.findall(r'(?:action=|_note\(by, )"(\w+(?:\.\w+)?)"', source.read_text())
    }
    listed = {action for actions in ACTIONS.values() for action in actions}
    assert written - listed - LEFT_OUT == set()
    assert not listed & LEFT_OUT


def test_each_action_and_matter_has_words(world: World) -> None:
    assert set(MATTERS) == set(Matter)
    assert all(what(action) for actions in ACTIONS.values() for action in actions)


def test_the_page_is_read_in_either_language(world: World, chief: Client) -> None:
    for actions in ACTIONS.values():
        for action in actions:
            acted(world, action=action)
    assert english_in(page(chief.get(ACTS)).text) == []
    chief.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert chinese_in(page(chief.get(ACTS)).text, world) == []
