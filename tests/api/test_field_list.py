"""GET field-list/: what an officer's phone knows without a network, and what it must not."""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from outreach.campaigns.models import Campaign, Language, TextKind
from outreach.campaigns.services import publish_text
from outreach.capture.models import Activity
from outreach.capture.operations import Complete, Handed, Pledge, Talk, Void
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.codes.models import Code, CodeKind
from outreach.codes.reserve import HELD
from outreach.crypto.sealing import open_sealed_fields
from outreach.organisation.models import Device, Membership, Place, Role, SignatoryOrganisation
from tests.api.conftest import AsOfficer, Caller, problem
from tests.api.test_login import Browser
from tests.crypto.test_sealing import seal
from tests.world import World

PATH = "field-list/"


def listed(caller: Caller) -> dict[str, Any]:
    response = caller.get(PATH)
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    return body


def hash_of(body: dict[str, Any], text: str) -> bytes:
    return hashlib.sha256(base64.b64decode(body["salt"]) + text.encode("ascii")).digest()[: body["hash_bytes"]]


def hashes(body: dict[str, Any], kind: str) -> list[bytes]:
    joined, width = base64.b64decode(body["codes"][kind]), body["hash_bytes"]
    return [joined[start : start + width] for start in range(0, len(joined), width)]


def open_talk(world: World, name: str = "officer", **fields: Any) -> Talk:
    usual = {"submission_id": uuid4(), "code": world.codes["place"].text, "activity_kind": "school_talk"}
    talk = Talk(**{**usual, **fields})
    record([talk], principal=world.principal(name))
    return talk


def place(body: dict[str, Any], row: Place) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in body["places"] if each["id"] == row.pk)
    return found


def test_it_says_who_and_where(world: World, officer: Caller, settings: Settings) -> None:
    body = listed(officer)
    assert body["officer"]["username"] == world.officers["officer"].username
    assert body["site"] == {"scheme": settings.SITE_SCHEME, "public_host": settings.PUBLIC_HOST}
    assert [unit["name"] for unit in body["units"]] == ["甲派出所", "甲一警务站"]


def test_what_is_sealed_with_its_key_opens_here(world: World, officer: Caller) -> None:
    public = base64.b64decode(listed(officer)["seal_key"]["public"])
    assert len(public) == 65
    assert open_sealed_fields(seal({"name": "王示例"}, public=public)) == {"name": "王示例"}


def test_it_holds_the_campaigns_open_today_with_their_texts(world: World, officer: Caller) -> None:
    (campaign,) = listed(officer)["campaigns"]
    assert (campaign["slug"], campaign["mark"], campaign["late_limit_days"]) == ("trial", "finger", 30)
    assert {text["kind"]: text["version"] for text in campaign["texts"]} == {
        kind: text.version for kind, text in world.texts.items()
    }


def test_words_that_nobody_approved_are_marked(world: World, officer: Caller) -> None:
    publish_text(
        campaign=world.campaign,
        kind=TextKind.UNIT,
        language=Language.ZH_HANS,
        title="已审定",
        body="已审定",
        effective_from=world.today,
    )
    (campaign,) = listed(officer)["campaigns"]
    assert {text["kind"]: text["is_sample"] for text in campaign["texts"]} == {
        "resident": True,
        "minor": True,
        "unit": False,
    }


def test_of_each_text_the_newest_in_force_is_there_in_both_languages(world: World, officer: Caller) -> None:
    def publish(language: Language, title: str, days: int) -> str:
        day = world.today + timedelta(days=days)
        text = publish_text(
            campaign=world.campaign, kind=TextKind.UNIT, language=language, title=title, body=title, effective_from=day
        )
        return text.version

    versions = {publish(Language.ZH_HANS, "新", 0), publish(Language.EN, "new", -3)}
    publish(Language.ZH_HANS, "将来", 1)
    (campaign,) = listed(officer)["campaigns"]
    assert {text["version"] for text in campaign["texts"] if text["kind"] == "unit"} == versions


def test_places_come_with_their_codes_hashes_and_organisations(world: World, officer: Caller) -> None:
    body = listed(officer)
    school = place(body, world.places["school"])
    assert school["hashes"] == [base64.b64encode(hash_of(body, world.codes["place"].text)).decode()]
    assert (school["kind"], school["unit"], school["last"]) == ("school", world.units["station_a"].pk, None)
    assert {each["name"] for each in body["organisations"]} == {"示例制造有限公司", "示例便利店"}


def test_of_each_code_of_a_place_the_campaign_is_known(world: World, officer: Caller) -> None:
    other = Campaign.objects.create(slug="another", name="另一项", unit=world.units["bureau"], starts_on=world.today)
    codes = {world.codes["place"].text: "trial"}
    for campaign in (other, world.campaign, other):
        code = world.code(CodeKind.PLACE, place=world.places["school"], campaign=campaign)
        codes[code.text] = campaign.slug
    body = listed(officer)
    school = place(body, world.places["school"])
    told = dict(zip(school["hashes"], school["campaigns"], strict=True))
    assert told == {base64.b64encode(hash_of(body, text)).decode(): slug for text, slug in codes.items()}


def test_a_place_without_a_code_has_no_campaigns(world: World, officer: Caller) -> None:
    Code.objects.filter(kind=CodeKind.PLACE).update(revoked_at=world.now)
    school = place(listed(officer), world.places["school"])
    assert (school["hashes"], school["campaigns"]) == ([], [])


def test_a_place_tells_what_was_held_there_last_by_anyone(world: World, officer: Caller) -> None:
    handed = (Handed("leaflet", 90), Handed("poster", 3), Handed("leaflet", 10, "about"))
    at = timezone.now()
    for hours, attendance, kind in ((5, 40, "law_class"), (3, 120, "school_talk")):
        open_talk(
            world,
            "colleague",
            occurred_at=at - timedelta(hours=hours),
            ended_at=at - timedelta(hours=hours - 1),
            activity_kind=kind,
            topic="冒充客服",
            audiences=("pupils",),
            attendance=attendance,
            materials=handed,
        )
    open_talk(world, "colleague", activity_kind="street_stall")
    assert place(listed(officer), world.places["school"])["last"] == {
        "activity_kind": "school_talk",
        "topic": "冒充客服",
        "audiences": ["pupils"],
        "attendance": 120,
        "leaflets": 100,
    }


def test_a_voided_talk_is_no_pattern_for_the_next(world: World, officer: Caller) -> None:
    talk = open_talk(world, attendance=9)
    void = Void(submission_id=uuid4(), target=talk.submission_id, reason="误录")
    record([void], principal=world.principal("officer"))
    assert place(listed(officer), world.places["school"])["last"] is None


def test_every_code_in_use_is_known_by_its_hash_alone(world: World, officer: Caller) -> None:
    body = listed(officer)
    for kind, codes in (("form", world.forms), ("leaflet", world.leaflets)):
        assert hashes(body, kind) == sorted(hash_of(body, code.text) for code in codes)
    assert {hash_of(body, world.codes[name].text) for name in ("activity", "scheduled")} < set(hashes(body, "activity"))


@pytest.mark.parametrize("name", ["expired", "revoked", "activity_b"])
def test_codes_that_are_over_or_anothers_are_not_known(world: World, officer: Caller, name: str) -> None:
    body = listed(officer)
    assert hash_of(body, world.codes[name].text) not in hashes(body, "activity")


def test_no_code_that_could_be_used_is_in_it_but_the_officers_own(world: World, officer: Caller) -> None:
    talk = open_talk(world, "colleague", activity_code=world.pool[2].text)
    text = json.dumps(listed(officer))
    shown = {code.text for code in Code.objects.all() if code.text in text}
    held = {code.text for code in Code.objects.filter(held_by=world.officers["officer"])}
    assert shown == held | {talk.activity_code} and len(held) == HELD


def test_no_resident_is_in_it(world: World, officer: Caller) -> None:
    pledge = Pledge(
        submission_id=uuid4(),
        code=world.codes["activity"].text,
        text_version=world.texts["resident"].version,
        assent=True,
        name="王示例",
    )
    told = record([pledge], principal=Principal.resident("ab" * 32))[0]
    text = json.dumps(listed(officer), ensure_ascii=False)
    assert not [word for word in ("王示例", told.receipt, told.witness, str(pledge.submission_id)) if word in text]


def test_the_pool_is_drawn_with_its_numbers(world: World, officer: Caller) -> None:
    pool = listed(officer)["pool"]
    held = Code.objects.filter(held_by=world.officers["officer"]).order_by("pk")
    assert [code["code"] for code in pool] == [code.text for code in held]
    for code in pool:
        assert (code["campaign"], code["unit"]) == ("trial", world.units["station_a"].pk)
        assert (len(code["number"]), code["number_day"]) == (6, timezone.localdate().isoformat())
        assert len(base64.b64decode(code["modules"])) == -(-(code["size"] ** 2) // 8)


def test_two_officers_never_hold_one_code(world: World, as_officer: AsOfficer) -> None:
    pools = [{code["code"] for code in listed(as_officer(name))["pool"]} for name in ("officer", "colleague", "chief")]
    assert len(set.union(*pools)) == 3 * HELD


def test_a_talk_under_way_is_shown_to_its_partner_with_its_code(world: World, as_officer: AsOfficer) -> None:
    talk = open_talk(world, activity_code=world.pool[0].text, topic="刷单返利", audiences=("pupils",))
    for name, mine in (("officer", True), ("colleague", False)):
        (activity,) = listed(as_officer(name))["activities"]
        assert (activity["talk"], activity["mine"]) == (str(talk.submission_id), mine)
        assert (activity["code"], activity["place"]) == (world.pool[0].text, world.places["school"].pk)
        assert activity["officer_name"] == world.officers["officer"].name
        assert len(base64.b64decode(activity["modules"])) == -(-(activity["size"] ** 2) // 8)


def test_a_talk_of_another_unit_or_completed_or_old_is_not(world: World, officer: Caller) -> None:
    open_talk(world, "outsider", code=world.codes["place_b"].text)
    ended = open_talk(world)
    done = Complete(
        submission_id=uuid4(), talk=ended.submission_id, code=ended.code, activity_kind="school_talk", attendance=3
    )
    record([done], principal=world.principal("officer"))
    old = open_talk(world, occurred_at=timezone.now() - timedelta(hours=30))
    Activity.objects.filter(act=old.submission_id).update(opened_at=timezone.now() - timedelta(hours=37))
    assert listed(officer)["activities"] == []


def test_a_talk_without_a_code_shows_none(world: World, officer: Caller) -> None:
    open_talk(world)
    (activity,) = listed(officer)["activities"]
    assert (activity["code"], activity["size"], activity["modules"]) == ("", 0, "")


def test_the_words_are_there_in_both_languages(world: World, officer: Caller) -> None:
    words = listed(officer)["vocabulary"]
    assert {"key": "school", "zh": "学校", "en": "school"} in words["place_kind"]
    assert {"key": "pupils", "zh": "中小学生", "en": "pupils"} in words["audience"]
    assert not {"mixed", "unspecified"} & {word["key"] for word in words["audience"]}
    assert {word["key"]: word["measure_zh"] for word in words["indicator"]}["app_installs"] == "次"


def test_a_phone_that_took_it_is_remembered_and_a_desk_is_not(world: World, officer: Caller) -> None:
    phone, desk = Browser(), Browser()
    for browser in (phone, desk):
        browser.log_in(world)
    desk.get("session/")
    assert phone.get(PATH).status_code == 200
    listed(officer)
    assert [device.took_list_at is None for device in Device.objects.order_by("pk")] == [False, True]


def test_unchanged_it_is_not_sent_twice(world: World, officer: Caller) -> None:
    first = officer.get(PATH)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = officer.client.get("/api/v1/field-list/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "change",
    [
        lambda world: open_talk(world),
        lambda world: world.code(CodeKind.FORM),
        lambda world: Code.objects.filter(pk=world.forms[0].pk).update(revoked_at=world.now),
        lambda world: Place.objects.create(unit=world.units["post_a"], kind="village", name="示例村"),
        lambda world: Campaign.objects.filter(pk=world.campaign.pk).update(mark="assent"),
    ],
    ids=["talk", "code", "revoked", "place", "campaign"],
)
def test_changed_it_is(world: World, officer: Caller, change: Callable[[World], Any]) -> None:
    before = officer.get(PATH).headers["ETag"]
    change(world)
    after = officer.client.get("/api/v1/field-list/", headers={"If-None-Match": before})
    assert after.status_code == 200


def test_another_officer_and_another_day_have_another_salt(world: World, as_officer: AsOfficer) -> None:
    assert listed(as_officer("officer"))["salt"] != listed(as_officer("colleague"))["salt"]
    assert listed(as_officer("officer"))["salt"] == listed(as_officer("officer"))["salt"]


def test_who_is_seconded_has_both_units_the_nearer_first(world: World, as_officer: AsOfficer) -> None:
    Membership.objects.create(
        officer=world.officers["sub_chief"], unit=world.units["station_b"], role=Role.OFFICER, starts_on=world.today
    )
    body = listed(as_officer("sub_chief"))
    assert body["places"][0]["name"] == "示例中学"
    assert {code["unit"] for code in body["pool"]} == {world.units["station_b"].pk}
    assert len(body["places"]) == 4


def test_there_is_nothing_for_who_writes_nowhere(world: World, as_officer: AsOfficer) -> None:
    for name in ("auditor", "former"):
        problem(as_officer(name).get(PATH), 403, "permission_denied")
    assert not Code.objects.filter(held_by__isnull=False).exists()


def test_without_a_campaign_there_are_places_and_no_codes(world: World, officer: Caller) -> None:
    Campaign.objects.update(ends_on=world.today - timedelta(days=1))
    body = listed(officer)
    assert (body["campaigns"], body["pool"], body["codes"]) == ([], [], {"form": "", "leaflet": "", "activity": ""})
    assert len(body["places"]) == 3


def test_what_is_more_than_a_phone_holds_is_said(
    world: World, officer: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert listed(officer)["truncated"] is False
    monkeypatch.setattr("outreach.api.views.field.MOST_PLACES", 3)
    assert listed(officer)["truncated"] is True


def test_a_hundred_rows_take_as_many_statements_as_one(world: World, officer: Caller) -> None:
    def statements() -> int:
        listed(officer)
        with CaptureQueriesContext(connection) as queries:
            listed(officer)
        return len([query for query in queries if "SAVEPOINT" not in query["sql"]])

    before = statements()
    for number in range(40):
        row = Place.objects.create(unit=world.units["station_a"], kind="village", name=f"示例村{number}")
        SignatoryOrganisation.objects.create(place=row, kind="shop", name="小卖部")
        code = world.code(CodeKind.PLACE, place=row)
        world.code(CodeKind.FORM)
        open_talk(world, code=code.text, activity_code=world.code(CodeKind.ACTIVITY).text)
    assert statements() == before <= 15
