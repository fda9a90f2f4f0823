"""The kinds of doubt found in what stands: a session recorded twice, letters without a seal, a unit above its peers."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pytest_django import Settings

from outreach.campaigns.indicators import Evidence
from outreach.capture.operations import Complete, Pledge
from outreach.ledger.folding import fold_all
from outreach.ledger.models import Act
from outreach.reporting.doubts.standing import months_between
from outreach.reporting.models import Doubt
from tests.ledger.ledgers import count
from tests.reporting.suspects import MINUTE, found, hold_talk, noon, send, void
from tests.world import ZONE, World

DAY = timedelta(days=1)


def sign_letter(world: World, days_ago: int, organisation: str = "firm", **fields: Any) -> UUID:
    """A unit letter that the officer takes on the phone, with a name typed, unless told otherwise."""
    at = noon(world) - days_ago * DAY
    usual = {
        "submission_id": uuid4(),
        "occurred_at": at,
        "signer": "organisation",
        "organisation": world.organisations[organisation].pk,
        "assent": True,
        "name": "示例签署人",
        "post": "负责人",
    }
    return send(Pledge(**{**usual, **fields}), at, officer=world.principal("officer"))


class TestOneSessionRecordedTwice:
    def twice(self, world: World) -> tuple[UUID, UUID]:
        first, second = (world.code("activity", place=world.places["school"]) for _talk in range(2))
        return hold_talk(world, first, 30, noon(world)), hold_talk(world, second, 31, noon(world))

    def test_what_waits_is_listed_with_the_session_it_seems_to_repeat(self, world: World) -> None:
        counted, waiting = self.twice(world)
        (doubt,) = found(world, "same_session")
        assert (doubt.subject, doubt.unit, doubt.day) == (
            str(waiting),
            world.units["station_a"],
            noon(world).date(),
        )
        assert doubt.facts == {
            "count": 1,
            "activity": str(waiting),
            "other": str(counted),
            "indicator": "school_talks",
        }

    def test_sessions_one_after_the_other_are_none(self, world: World) -> None:
        for hour in range(2):
            code = world.code("activity", place=world.places["school"])
            hold_talk(world, code, 30, noon(world) + timedelta(hours=hour))
        assert found(world, "same_session") == []

    def test_it_is_gone_once_the_second_record_is_voided(self, world: World) -> None:
        _counted, waiting = self.twice(world)
        found(world, "same_session")
        void(world, waiting, world.now)
        (doubt,) = found(world, "same_session", now=world.now + MINUTE)
        assert doubt.gone_at == world.now + MINUTE

    def test_it_is_gone_once_its_officer_says_that_it_is_another_session(self, world: World) -> None:
        _counted, waiting = self.twice(world)
        found(world, "same_session")
        said = Complete(
            submission_id=uuid4(),
            talk=waiting,
            occurred_at=noon(world),
            code=world.codes["place"].text,
            activity_kind="law_class",
            attendance=31,
            separate=True,
        )
        send(said, world.now, officer=world.principal("officer"))
        (doubt,) = found(world, "same_session", now=world.now + MINUTE)
        assert doubt.gone_at == world.now + MINUTE


class TestLettersWithoutTheirSeal:
    def test_those_that_wait_longer_than_two_weeks_are_one_doubt_for_unit_and_month(self, world: World) -> None:
        for days_ago, organisation in ((15, "firm"), (16, "shop")):
            sign_letter(world, days_ago, organisation)
        doubts = found(world, "awaits_seal")
        assert {doubt.unit for doubt in doubts} == {world.units["station_a"]}
        assert sum(doubt.facts["count"] for doubt in doubts) == 2

    def test_a_letter_of_last_week_may_still_be_sealed(self, world: World) -> None:
        sign_letter(world, 7)
        assert found(world, "awaits_seal") == []

    def test_the_number_of_days_is_set(self, world: World, settings: Settings) -> None:
        settings.DOUBTS = settings.DOUBTS | {"seal_days": 5}
        sign_letter(world, 7)
        assert len(found(world, "awaits_seal")) == 1

    def test_a_letter_on_paper_bears_its_seal(self, world: World) -> None:
        sign_letter(world, 20, paper=True)
        assert found(world, "awaits_seal") == []

    def test_it_is_gone_once_the_letter_is_voided(self, world: World) -> None:
        letter = sign_letter(world, 20)
        found(world, "awaits_seal")
        void(world, letter, world.now)
        (doubt,) = found(world, "awaits_seal", now=world.now + MINUTE)
        assert doubt.gone_at == world.now + MINUTE


class TestAUnitAboveItsPeers:
    @pytest.fixture(autouse=True)
    def beside_two_others(self, settings: Settings) -> None:
        """The tests' organisation has three stations."""
        settings.DOUBTS = settings.DOUBTS | {"peers_fewest": 2}

    def sign(self, world: World, *, evidence: Evidence = Evidence.DOCUMENTED, **quantities: int) -> date:
        day = noon(world).date()
        for unit, quantity in quantities.items():
            count(
                world.campaign,
                quantity,
                evidence=evidence,
                unit=world.units[unit].pk,
                day=day,
            )
        fold_all()
        return day

    def test_more_than_three_times_the_median_of_the_others_is_listed(self, world: World) -> None:
        day = self.sign(world, station_a=400, station_b=90, station_c=110)
        (doubt,) = found(world, "above_peers")
        assert doubt.unit == world.units["station_a"]
        assert (doubt.facts["count"], doubt.facts["median"], doubt.facts["peers"]) == (400, 100, 2)
        assert doubt.facts["indicator"] == "resident_pledges"
        assert doubt.facts["first"] <= day.isoformat() <= doubt.facts["last"] == doubt.day.isoformat()

    def test_three_times_the_median_is_none(self, world: World) -> None:
        self.sign(world, station_a=300, station_b=90, station_c=110)
        assert found(world, "above_peers") == []

    def test_what_a_post_recorded_is_its_stations_too(self, world: World) -> None:
        self.sign(world, station_a=200, post_a=200, station_b=90, station_c=110)
        assert [doubt.unit for doubt in found(world, "above_peers")] == [world.units["station_a"]]

    def test_small_numbers_are_none(self, world: World) -> None:
        self.sign(world, station_a=99, station_b=1, station_c=1)
        assert found(world, "above_peers") == []

    def test_units_that_did_nothing_are_no_measure(self, world: World) -> None:
        self.sign(world, station_a=400, station_b=1)
        assert found(world, "above_peers") == []

    def test_what_was_imported_is_not_looked_at(self, world: World) -> None:
        self.sign(world, station_a=100, station_b=90, station_c=110)
        self.sign(world, station_a=900, evidence=Evidence.IMPORTED)
        assert found(world, "above_peers") == []

    def test_it_is_gone_once_the_others_have_done_as_much(self, world: World) -> None:
        self.sign(world, station_a=400, station_b=90, station_c=110)
        found(world, "above_peers")
        self.sign(world, station_b=300, station_c=300)
        (doubt,) = found(world, "above_peers", now=world.now + MINUTE)
        assert doubt.gone_at == world.now + MINUTE

    def test_found_again_it_is_the_same_doubt(self, world: World) -> None:
        self.sign(world, station_a=400, station_b=90, station_c=110)
        found(world, "above_peers")
        self.sign(world, station_a=100)
        found(world, "above_peers", now=world.now + MINUTE)
        assert Doubt.objects.get(kind="above_peers").facts["count"] == 500


def test_months_are_those_that_the_campaign_closes(world: World) -> None:
    world.campaign.month_closes_on = 25
    around_the_closing = (datetime(2021, 11, day, 12, tzinfo=ZONE) for day in (25, 26))
    told = months_between([world.campaign], *around_the_closing)
    assert told["month_campaigns"] == [world.campaign.pk] * 2
    assert told["month_firsts"] == [date(2021, 10, 26), date(2021, 11, 26)]
    assert told["month_lasts"] == [date(2021, 11, 25), date(2021, 12, 25)]


def test_no_doubt_of_these_kinds_moves_an_act(world: World) -> None:
    sign_letter(world, 20)
    before = list(Act.objects.values_list())
    assert len(found(world, "awaits_seal")) == 1
    assert list(Act.objects.values_list()) == before
