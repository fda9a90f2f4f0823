"""Each kind of doubt: what raises it, and what an honest day looks like."""

from datetime import datetime, time, timedelta

import pytest
from pytest_django import Settings

from outreach.capture.operations import Witness
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.codes.models import CodeKind
from tests.reporting.suspects import (
    MINUTE,
    SECOND,
    found,
    hold_talk,
    install,
    install_each,
    noon,
    send,
    sign_each,
    void,
)
from tests.world import ZONE, World

HOUR = timedelta(hours=1)


def every(step: timedelta, count: int, start: datetime) -> list[datetime]:
    return [start + number * step for number in range(count)]


class TestOneDeviceManyTimes:
    def test_a_family_on_one_phone_is_none(self, world: World) -> None:
        sign_each(world, world.codes["activity"], every(MINUTE, 3, noon(world)), "phone")
        assert found(world, "device_many") == []

    def test_a_fourth_pledge_on_a_day_is_listed_with_its_number(self, world: World) -> None:
        sign_each(world, world.codes["activity"], every(MINUTE, 4, noon(world)), "phone")
        (doubt,) = found(world, "device_many")
        assert (doubt.campaign, doubt.unit, doubt.day) == (
            world.campaign,
            world.units["station_a"],
            noon(world).date(),
        )
        assert doubt.facts["count"] == 4
        assert (doubt.facts["act"], doubt.facts["codes"], doubt.facts["code"]) == (
            "pledge",
            1,
            world.codes["activity"].pk,
        )
        assert datetime.fromisoformat(doubt.facts["from"]) == noon(world)

    def test_pledges_and_confirmations_are_counted_apart(self, world: World) -> None:
        code = world.codes["activity"]
        sign_each(world, code, every(MINUTE, 3, noon(world)), "phone")
        for at in every(MINUTE, 3, noon(world)):
            send(install(code), at, "phone")
        assert found(world, "device_many") == []

    def test_days_are_counted_apart(self, world: World) -> None:
        for day in range(2):
            start = noon(world) - day * timedelta(days=1)
            sign_each(world, world.codes["activity"], every(MINUTE, 2, start), "phone")
        assert found(world, "device_many") == []

    def test_the_threshold_is_set(self, world: World, settings: Settings) -> None:
        settings.DOUBTS = settings.DOUBTS | {"device_many": 2}
        sign_each(world, world.codes["activity"], every(MINUTE, 2, noon(world)), "phone")
        assert len(found(world, "device_many")) == 1

    def test_leaflets_on_one_phone_count_together(self, world: World) -> None:
        for leaflet, at in zip(world.leaflets, every(MINUTE, 4, noon(world)), strict=True):
            sign_each(world, leaflet, [at], "phone")
        (doubt,) = found(world, "device_many")
        assert (doubt.facts["count"], doubt.facts["codes"]) == (4, 4)
        assert "code" not in doubt.facts

    def test_over_several_units_it_is_for_the_lowest_above_them_all(self, world: World) -> None:
        sign_each(world, world.codes["activity"], every(MINUTE, 2, noon(world)), "phone")
        sign_each(world, world.codes["activity_b"], every(MINUTE, 2, noon(world) + HOUR), "phone")
        (doubt,) = found(world, "device_many")
        assert doubt.unit == world.units["sub_bureau"]
        far = world.code(CodeKind.ACTIVITY, unit=world.units["station_c"])
        sign_each(world, far, [noon(world) + 2 * HOUR], "phone")
        (doubt,) = found(world, "device_many")
        assert (doubt.unit, doubt.facts["count"]) == (world.units["bureau"], 5)

    def test_of_a_post_and_its_station_it_is_the_stations(self, world: World) -> None:
        post = world.code(CodeKind.ACTIVITY, unit=world.units["post_a"])
        for code in (post, world.codes["activity"]):
            sign_each(world, code, every(MINUTE, 2, noon(world)), "phone")
        (doubt,) = found(world, "device_many")
        assert doubt.unit == world.units["station_a"]

    def test_residents_without_a_cookie_are_not_taken_for_one(self, world: World) -> None:
        for at in every(MINUTE, 5, noon(world)):
            send(install(world.codes["activity"]), at, device="")
        assert found(world, "device_many") == []

    def test_papers_that_an_officer_enters_are_none(self, world: World) -> None:
        for at in every(MINUTE, 5, noon(world)):
            send(install(world.codes["activity"]), at, officer=world.principal("officer"))
        assert found(world, "device_many") == []


class TestBursts:
    def test_a_hall_of_six_hundred_that_scans_a_projector_is_none(self, world: World) -> None:
        code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
        hold_talk(world, code, 600, noon(world))
        # Three acts a second for a minute and a half: the busiest honest minutes.
        sign_each(world, code, every(SECOND / 3, 270, noon(world) + MINUTE))
        assert found(world, "burst") == []

    def test_more_than_eight_a_second_for_ten_seconds_is_one(self, world: World) -> None:
        sign_each(world, world.codes["activity"], every(SECOND / 9, 90, noon(world)))
        (doubt,) = found(world, "burst")
        assert (doubt.facts["count"], doubt.facts["acts"]) == (90, 90)
        assert "attendance" not in doubt.facts

    def test_a_minute_with_more_acts_than_those_there_could_do_is_one(self, world: World) -> None:
        code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
        talk = hold_talk(world, code, 25, noon(world))
        sign_each(world, code, every(SECOND * 0.9, 62, noon(world) + MINUTE))
        (doubt,) = found(world, "burst")
        assert (doubt.facts["in_a_minute"], doubt.facts["attendance"]) == (62, 25)
        assert doubt.facts["activity"] == str(talk)

    def test_the_same_minute_at_a_session_large_enough_is_none(self, world: World) -> None:
        code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
        hold_talk(world, code, 40, noon(world))
        sign_each(world, code, every(SECOND * 0.9, 62, noon(world) + MINUTE))
        assert found(world, "burst") == []


class TestSecondsApart:
    def test_three_pledges_of_one_phone_within_seconds_are_listed(self, world: World) -> None:
        sign_each(world, world.codes["activity"], every(19 * SECOND, 3, noon(world)), "phone")
        (doubt,) = found(world, "seconds_apart")
        assert (doubt.facts["count"], doubt.facts["runs"]) == (3, 1)

    def test_two_are_a_couple(self, world: World) -> None:
        sign_each(world, world.codes["activity"], every(5 * SECOND, 2, noon(world)), "phone")
        assert found(world, "seconds_apart") == []

    def test_twenty_seconds_are_time_to_read(self, world: World) -> None:
        sign_each(world, world.codes["activity"], every(20 * SECOND, 5, noon(world)), "phone")
        assert found(world, "seconds_apart") == []

    def test_the_longest_run_of_a_day_is_told(self, world: World) -> None:
        for start, count in ((noon(world), 3), (noon(world) + HOUR, 2), (noon(world) + 2 * HOUR, 4)):
            sign_each(world, world.codes["activity"], every(5 * SECOND, count, start), "phone")
        (doubt,) = found(world, "seconds_apart")
        assert (doubt.facts["count"], doubt.facts["runs"]) == (4, 2)

    def test_phones_side_by_side_are_none(self, world: World) -> None:
        sign_each(world, world.codes["activity"], every(SECOND, 10, noon(world)))
        assert found(world, "seconds_apart") == []


class TestNights:
    def evening(self, world: World, hour: int, minute: int = 0, days_ago: int = 2) -> datetime:
        return datetime.combine(world.today - timedelta(days=days_ago), time(hour, minute), tzinfo=ZONE)

    def test_three_acts_in_a_night_are_listed_under_its_evening(self, world: World) -> None:
        code = world.codes["activity"]
        sign_each(world, code, [self.evening(world, 23), self.evening(world, 2, days_ago=1)])
        install_each(code, [self.evening(world, 5, 59, days_ago=1)])
        (doubt,) = found(world, "night")
        assert (doubt.day, doubt.facts["count"]) == (world.today - timedelta(days=2), 3)

    def test_late_evening_and_early_morning_are_no_night(self, world: World) -> None:
        moments = [self.evening(world, 22, 59), self.evening(world, 6), self.evening(world, 6, 1)]
        sign_each(world, world.codes["activity"], moments)
        assert found(world, "night") == []

    def test_nights_are_counted_apart(self, world: World) -> None:
        moments = [self.evening(world, 1), self.evening(world, 23), self.evening(world, 23, 30)]
        sign_each(world, world.codes["activity"], moments)
        assert found(world, "night") == []

    def test_the_night_before_the_first_day_is_looked_at_whole(self, world: World) -> None:
        moments = [self.evening(world, 23, minute) for minute in (10, 20)] + [self.evening(world, 1, days_ago=1)]
        sign_each(world, world.codes["activity"], moments)
        (doubt,) = found(world, "night", since=self.evening(world, 8, days_ago=1))
        assert doubt.facts["count"] == 3

    @pytest.mark.parametrize("kind", ["leaflets", "forms"])
    def test_what_was_taken_home_may_be_signed_at_any_hour(self, world: World, kind: str) -> None:
        for code in getattr(world, kind):
            sign_each(world, code, [self.evening(world, 23, 10)])
        assert found(world, "night") == []


class TestAboveAttendance:
    def test_more_installs_than_people_there_are_listed(self, world: World) -> None:
        code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
        talk = hold_talk(world, code, 2, noon(world))
        install_each(code, every(MINUTE, 2, noon(world) + MINUTE))
        assert found(world, "above_attendance") == []
        send(install(code, "helped_now"), noon(world) + 5 * MINUTE, officer=world.principal("officer"))
        (doubt,) = found(world, "above_attendance")
        assert (doubt.subject, doubt.unit, doubt.day) == (str(talk), world.units["station_a"], noon(world).date())
        assert doubt.facts == {"count": 3, "attendance": 2, "code": code.pk, "activity": str(talk)}

    def test_pledges_are_not_installs(self, world: World) -> None:
        code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
        hold_talk(world, code, 1, noon(world))
        sign_each(world, code, every(MINUTE, 3, noon(world) + MINUTE))
        assert found(world, "above_attendance") == []

    def test_a_session_that_was_not_counted_yet_is_not_measured(self, world: World) -> None:
        install_each(world.codes["activity"], every(MINUTE, 5, noon(world)))
        assert found(world, "above_attendance") == []

    def test_voided_installs_and_voided_sessions_are_left_out(self, world: World) -> None:
        code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
        hold_talk(world, code, 1, noon(world))
        first, _second = install_each(code, every(MINUTE, 2, noon(world) + MINUTE))
        void(world, first, noon(world) + HOUR)
        assert found(world, "above_attendance") == []

    def test_a_head_count_that_comes_days_later_is_measured_when_it_comes(self, world: World) -> None:
        code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
        began = noon(world) - timedelta(days=6)
        install_each(code, every(MINUTE, 3, began))
        hold_talk(world, code, 2, began, received_at=world.now)
        assert len(found(world, "above_attendance")) == 1

    def test_families_with_leaflets_outnumber_the_class_and_raise_no_doubt(self, world: World) -> None:
        code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
        hold_talk(world, code, 1, noon(world))
        for leaflet in world.leaflets:
            install_each(leaflet, [noon(world) + HOUR])
        assert found(world, "above_attendance") == []


class TestHelpedTwice:
    def test_help_counted_by_the_officer_and_by_residents_is_listed(self, world: World) -> None:
        code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
        talk = hold_talk(world, code, 30, noon(world))
        install_each(code, every(MINUTE, 3, noon(world) + MINUTE), basis="helped_now")
        assert found(world, "helped_twice") == []
        for minute in range(2):
            send(install(code, "helped_now"), noon(world) + minute * MINUTE, officer=world.principal("officer"))
        (doubt,) = found(world, "helped_twice")
        assert (doubt.subject, doubt.facts["by_officers"], doubt.facts["by_residents"]) == (str(talk), 2, 3)
        assert doubt.facts["count"] == 2

    def test_what_the_officer_witnessed_on_the_phone_is_settled(self, world: World) -> None:
        code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
        hold_talk(world, code, 30, noon(world))
        helped = install(code, "helped_now")
        (told,) = record([helped], principal=Principal.resident("phone"), now=noon(world))
        seen = Witness(submission_id=install(code).submission_id, code=told.witness)
        send(seen, noon(world) + MINUTE, officer=world.principal("officer"))
        send(install(code, "helped_now"), noon(world) + MINUTE, officer=world.principal("officer"))
        assert found(world, "helped_twice") == []

    def test_residents_who_installed_it_themselves_are_none(self, world: World) -> None:
        code = world.code(CodeKind.ACTIVITY, place=world.places["school"])
        hold_talk(world, code, 30, noon(world))
        install_each(code, every(MINUTE, 3, noon(world)))
        send(install(code, "helped_now"), noon(world), officer=world.principal("officer"))
        assert found(world, "helped_twice") == []
