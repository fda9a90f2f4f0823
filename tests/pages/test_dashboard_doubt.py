"""One doubt: what it rests on, what was found of it, and a review with one button."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from outreach.ledger.models import Act
from outreach.reporting.doubts.models import DoubtReview
from outreach.reporting.doubts.services import find_doubts
from outreach.reporting.models import Doubt, DoubtKind
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.test_languages import chinese_in, english_in
from tests.reporting.suspects import MINUTE, install, noon, send, sign_each, void
from tests.world import World

DOUBTS = "/dashboard/doubts/"


@pytest.fixture
def doubt(world: World) -> Doubt:
    """One phone signed four times at the school."""
    sign_each(world, world.codes["activity"], [noon(world) + number * MINUTE for number in range(4)], "phone")
    find_doubts(now=world.now)
    return Doubt.objects.get(kind=DoubtKind.DEVICE_MANY)


def address(doubt: Doubt) -> str:
    return f"{DOUBTS}{doubt.pk}/"


def review(client: Client, doubt: Doubt, **said: Any) -> HttpResponse:
    form = dict(page(client.get(address(doubt))).forms)[""]
    return client.post(address(doubt), {**form, "outcome": "mistaken", "note": "一家人共用", **said})  # type: ignore[return-value]


def test_the_list_leads_to_it_and_it_leads_to_the_records_behind_it(world: World, chief: Client, doubt: Doubt) -> None:
    assert address(doubt) in page(chief.get(DOUBTS)).links
    shown = page(chief.get(address(doubt)))
    assert shown.heading == "同一部手机当日签订4次"
    for act in Act.objects.all():
        assert f"/dashboard/submissions/{act.pk}/" in shown.links
    day = noon(world).date().isoformat()
    station = world.units["station_a"].pk
    lines = f"/dashboard/entries/?campaign=trial&unit={station}&indicator=resident_pledges&from={day}&to={day}"
    assert lines in shown.links
    assert page(chief.get(lines)).text.count("自报") >= 4


def test_a_review_is_kept_and_the_doubt_waits_no_more(world: World, chief: Client, doubt: Doubt) -> None:
    answer = review(chief, doubt)
    assert (answer.status_code, answer.headers["Location"]) == (302, DOUBTS)
    text = page(chief.get(DOUBTS)).text
    assert "已记下。数字未因此变动。" in text and "当日签订4次" not in text and "均已核对" in text
    assert "误报" in page(chief.get(DOUBTS, {"state": "answered"})).text
    shown = page(chief.get(address(doubt))).text
    assert "一家人共用" in shown and world.officers["chief"].name in shown


def test_what_settles_it_without_a_word_is_asked_again_and_loses_nothing(chief: Client, doubt: Doubt) -> None:
    answer = review(chief, doubt, note="")
    assert answer.status_code == 400
    assert "请简要写明核对情况。" in page(answer).text
    assert 'value="mistaken" id="id_outcome_1" required checked' in answer.content.decode()


@pytest.mark.parametrize(
    "said",
    [{"outcome": ""}, {"outcome": "deleted"}, {"note": "字" * 201}, {"seen": "x"}, {"after": "-1"}, {"after": "9" * 9}],
    ids=str,
)
def test_what_makes_no_sense_is_not_kept(chief: Client, doubt: Doubt, said: dict[str, str]) -> None:
    assert review(chief, doubt, **said).status_code in (400, 409)
    assert not DoubtReview.objects.exists()


def test_two_reviewers_do_not_overlook_each_other(world: World, logged_in: Visitor, doubt: Doubt) -> None:
    chief, above = logged_in("chief"), logged_in("sub_chief")
    form = dict(page(above.get(address(doubt))).forms)[""]
    review(chief, doubt)
    answer = above.post(address(doubt), {**form, "outcome": "stands", "note": "再看"})
    assert answer.status_code == 409
    shown = page(answer)
    assert "其间已有他人核对" in shown.text and "一家人共用" in shown.text
    again = above.post(address(doubt), {**dict(shown.forms)[""], "outcome": "stands", "note": "再看"})
    assert again.status_code == 302
    assert DoubtReview.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "status", "reviews"),
    [("chief", 200, True), ("sub_chief", 200, True), ("administrator", 200, True), ("auditor", 200, False)]
    + [("officer", 403, False), ("colleague", 403, False), ("outsider", 403, False)]
    + [("chief_b", 404, False), ("other_administrator", 404, False)],
)
def test_who_reads_it_and_who_reviews_it(
    doubt: Doubt, logged_in: Visitor, name: str, status: int, reviews: bool
) -> None:
    visitor = logged_in(name)
    answer = visitor.get(address(doubt))
    assert answer.status_code == status
    assert ("记下核对结果" in page(answer).text) is reviews
    sent = visitor.post(address(doubt), {"outcome": "watched", "note": "", "seen": 4, "after": 0})
    assert sent.status_code == (302 if reviews else 403 if status == 200 else status)
    assert DoubtReview.objects.exists() is reviews


def test_nobody_is_asked_to_log_in(resident: Client, doubt: Doubt) -> None:
    assert resident.get(address(doubt)).headers["Location"] == f"/officer/login/?next={address(doubt)}"


def test_a_chief_whose_own_record_is_in_doubt_is_told_that_somebody_else_looks(
    world: World, chief: Client, logged_in: Visitor
) -> None:
    day = noon(world).date()
    doubt = Doubt.objects.create(
        campaign=world.campaign,
        unit=world.units["station_a"],
        kind=DoubtKind.ABOVE_PEERS,
        subject="peers",
        day=day,
        facts={
            "count": 400,
            "median": 90,
            "peers": 3,
            "indicator": "app_installs",
            "first": day.isoformat(),
            "last": day.isoformat(),
        },
        first_found_at=world.now,
        last_found_at=world.now,
    )
    send(install(world.codes["activity"], "helped_now"), noon(world), officer=world.principal("chief"))
    text = page(chief.get(address(doubt))).text
    assert "其中有您本人的登记，由他人核对。" in text and "记下核对结果" not in text
    assert "记下核对结果" in page(logged_in("sub_chief").get(address(doubt))).text


def test_what_is_no_longer_so_says_so_and_keeps_its_reviews(world: World, chief: Client, doubt: Doubt) -> None:
    review(chief, doubt, outcome="watched")
    void(world, Act.objects.order_by("occurred_at")[0].pk, world.now)
    find_doubts(now=world.now + MINUTE)
    text = page(chief.get(address(doubt))).text
    assert "现已不再符合：截至" in text and "继续关注" in text and "记下核对结果" not in text


def test_a_doubt_that_was_never_there_is_not_found(world: World, chief: Client) -> None:
    assert chief.get(f"{DOUBTS}999999/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "is_listed"),
    [
        ({"figure": "resident_pledges"}, True),
        ({"figure": "app_installs"}, False),
        ({"kind": "device_many"}, True),
        ({"kind": "burst"}, False),
        ({"unit": "station_a"}, True),
        ({"unit": "sub_bureau"}, True),
        ({"unit": "station_b"}, False),
        ({"campaign": "trial"}, True),
        ({"campaign": "past"}, False),
        ({"state": "answered"}, False),
    ],
    ids=str,
)
def test_doubts_are_chosen_by_what_one_asks_about(
    world: World, logged_in: Visitor, doubt: Doubt, asked: dict[str, str], is_listed: bool
) -> None:
    if "unit" in asked:
        asked = {"unit": str(world.units[asked["unit"]].pk)}
    text = page(logged_in("administrator").get(DOUBTS, asked)).text
    assert ("当日签订4次" in text) is is_listed


def test_doubts_are_chosen_by_month(world: World, chief: Client, doubt: Doubt) -> None:
    Doubt.objects.create(
        campaign=world.campaign,
        unit=world.units["station_a"],
        kind=DoubtKind.NIGHT,
        subject="long ago",
        day=noon(world).date().replace(day=1, year=noon(world).year - 1),
        facts={"count": 3, "codes": 2},
        first_found_at=world.now,
        last_found_at=world.now,
    )
    month = noon(world).date().replace(day=1)
    assert "当日签订4次" in page(chief.get(DOUBTS, {"month": month.isoformat()})).text
    text = page(chief.get(DOUBTS, {"month": month.replace(year=month.year - 1).isoformat()})).text
    assert "23时至次日6时登记3次" in text and "当日签订4次" not in text


def test_the_home_page_leads_to_the_doubts_of_a_figure(world: World, chief: Client, doubt: Doubt) -> None:
    (link,) = [link for link in page(chief.get("/dashboard/")).links if link.startswith(f"{DOUBTS}?figure=")]
    assert "当日签订4次" in page(chief.get(link)).text


def test_it_is_read_in_either_language(world: World, logged_in: Visitor, doubt: Doubt) -> None:
    client = logged_in("chief")
    review(client, doubt, outcome="watched", note="")
    for shown in (DOUBTS, address(doubt)):
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
        assert english_in(page(client.get(shown)).text.replace(world.campaign.timezone, "")) == []
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        assert chinese_in(page(client.get(shown)).text, world) == []
