"""Place cards and posters at the desk: made, told apart, and taken back one by one."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localdate

from outreach.capture.operations import Talk
from outreach.capture.record import record
from outreach.codes.models import Code, CodeKind
from outreach.codes.services import Terms, make_code
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.world import ZONE, World

DAY = timedelta(days=1)
CODES = "/dashboard/codes/"


class TestPlaces:
    @pytest.fixture
    def bare(self, world: World) -> World:
        """The school has no code that is good any more."""
        Code.objects.filter(kind=CodeKind.PLACE, place=world.places["school"]).update(revoked_at=world.now)
        return world

    def test_each_place_has_its_card_in_two_sizes(self, world: World, chief: Client) -> None:
        shown = page(chief.get(f"{CODES}places/"))
        code = world.codes["place"]
        for size in ("A4", "A3"):
            address = f"/api/v1/codes/{code.text}/card.pdf?size={size}"
            assert address in shown.links
            assert chief.get(address).status_code == 200
        assert "制作" not in shown.text

    def test_a_place_without_one_is_given_one(self, bare: World, chief: Client) -> None:
        assert "为1个还没有宣传点二维码的地点制作" in page(chief.get(f"{CODES}places/")).text
        asked = {"campaign": "trial", "place": bare.places["school"].pk}
        assert "已制作1个宣传点二维码。" in page(chief.post(f"{CODES}places/", asked, follow=True)).text
        made = Code.objects.latest("pk")
        assert (made.kind, made.place, made.unit) == (CodeKind.PLACE, bare.places["school"], bare.units["station_a"])

    def test_all_places_without_one_are_given_one_and_only_once(self, bare: World, chief: Client) -> None:
        before = Code.objects.count()
        chief.post(f"{CODES}places/", {"campaign": "trial"})
        chief.post(f"{CODES}places/", {"campaign": "trial"})
        assert Code.objects.count() == before + 1

    def test_another_units_place_is_given_none(self, world: World, chief: Client) -> None:
        Code.objects.filter(kind=CodeKind.PLACE).update(revoked_at=world.now)
        before = Code.objects.count()
        chief.post(f"{CODES}places/", {"campaign": "trial", "place": world.places["school_b"].pk})
        assert Code.objects.count() == before

    def test_a_campaign_that_is_none_is_not_found(self, chief: Client) -> None:
        assert chief.get(f"{CODES}places/", {"campaign": "x"}).status_code == 404

    def test_without_places_the_page_leads_to_where_they_are_entered(self, world: World, logged_in: Visitor) -> None:
        assert "/dashboard/manage/places/add/" in page(logged_in("other_administrator").get(f"{CODES}places/")).links


class TestPosters:
    def make(self, world: World, chief: Client, **changes: Any) -> Any:
        asked = {"campaign": "trial", "place": world.places["school"].pk, "day": world.today.isoformat(), **changes}
        return chief.post(f"{CODES}posters/make/", asked, follow=True)

    def test_a_poster_is_made_for_a_place(self, world: World, chief: Client) -> None:
        answer = page(self.make(world, chief))
        made = Code.objects.latest("pk")
        assert (made.kind, made.place, made.unit) == (
            CodeKind.ACTIVITY,
            world.places["school"],
            world.units["station_a"],
        )
        assert f"/api/v1/codes/{made.text}/card.pdf?size=A3" in answer.links

    def test_it_counts_on_its_day_only(self, world: World, chief: Client) -> None:
        day = world.today + 2 * DAY
        text = page(self.make(world, chief, day=day.isoformat())).text
        assert f"试用活动 · {date_format(day, 'Y年n月j日')} A4海报" in text
        made = Code.objects.latest("pk")
        midnight = datetime.combine(day, time.min, ZONE)
        assert (made.starts_at, made.ends_at) == (midnight, midnight + DAY)

    def test_the_day_is_today_unless_told_otherwise(self, chief: Client) -> None:
        assert f'value="{localdate().isoformat()}"' in chief.get(f"{CODES}posters/make/").content.decode()

    @pytest.mark.parametrize("day", [-1, 400, "9999-12-31", "soon", ""])
    def test_a_day_that_cannot_be_is_said_beside_it(self, world: World, chief: Client, day: int | str) -> None:
        before = Code.objects.count()
        told = (world.today + day * DAY).isoformat() if isinstance(day, int) else day
        assert 'id="id_day-error"' in self.make(world, chief, day=told).content.decode()
        assert Code.objects.count() == before

    @pytest.mark.parametrize("days", [-1, 1])
    def test_a_day_outside_the_campaign_cannot_be_either(self, world: World, chief: Client, days: int) -> None:
        world.campaign.starts_on = world.today if days > 0 else world.today + DAY
        world.campaign.ends_on = world.today if days > 0 else None
        world.campaign.save()
        day = world.today + (DAY if days > 0 else 0 * DAY)
        assert "这一天不在该专项宣传的起止日期内。" in page(self.make(world, chief, day=day.isoformat())).text

    def test_a_form_sent_twice_makes_one_poster(self, world: World, chief: Client) -> None:
        before, sending = Code.objects.count(), str(uuid4())
        for _time in range(2):
            self.make(world, chief, sending=sending)
        assert Code.objects.count() == before + 1

    def test_another_units_place_takes_none(self, world: World, chief: Client) -> None:
        before = Code.objects.count()
        assert 'id="id_place-error"' in self.make(world, chief, place=world.places["school_b"].pk).content.decode()
        assert Code.objects.count() == before

    def test_the_stock_for_phones_is_no_poster(self, world: World, chief: Client) -> None:
        Code.objects.filter(kind=CodeKind.ACTIVITY, batch=None).update(revoked_at=world.now)
        held = make_code(Terms(kind=CodeKind.ACTIVITY, campaign=world.campaign, unit=world.units["station_a"]), by=None)
        Code.objects.filter(pk=held.pk).update(held_by=world.officers["officer"])
        shown = page(chief.get(f"{CODES}posters/"))
        assert "还没有海报" in shown.text
        for code in (held, world.pool[0]):
            assert code.text not in str(shown.links)

    def test_the_code_of_a_talk_under_way_is_one(self, world: World, chief: Client) -> None:
        held = make_code(Terms(kind=CodeKind.ACTIVITY, campaign=world.campaign, unit=world.units["station_a"]), by=None)
        Code.objects.filter(pk=held.pk).update(held_by=world.officers["officer"])
        talk = Talk(
            submission_id=uuid4(),
            code=world.codes["place"].text,
            activity_kind="school_talk",
            activity_code=held.text,
            topic="刷单返利",
        )
        record([talk], principal=world.principal("officer"))
        shown = page(chief.get(f"{CODES}posters/"))
        assert "刷单返利" in shown.text
        assert held.text in str(shown.links)

    @pytest.mark.parametrize("name", ["revoked", "expired"])
    def test_what_is_good_no_more_is_not_offered(self, world: World, chief: Client, name: str) -> None:
        assert world.codes[name].text not in str(page(chief.get(f"{CODES}posters/")).links)


class TestRevokingOne:
    @pytest.mark.parametrize(
        ("name", "heading", "at"),
        [("activity", "停用海报", "posters/"), ("place", "停用宣传点二维码", "places/")],
    )
    def test_it_is_revoked_only_after_it_was_confirmed(
        self, world: World, chief: Client, name: str, heading: str, at: str
    ) -> None:
        code = world.codes[name]
        address = f"{CODES}posted/{code.pk}/revoke/"
        assert address in page(chief.get(CODES + at)).links
        asked = page(chief.get(address))
        assert asked.heading == heading
        assert "不能恢复" in asked.text
        code.refresh_from_db()
        assert code.revoked_at is None
        answer = page(chief.post(address, follow=True))
        assert "二维码已停用" in answer.text
        assert code.text not in str(answer.links)
        code.refresh_from_db()
        assert code.revoked_at is not None
        assert chief.get(address).status_code == 404

    @pytest.mark.parametrize(
        ("visitor", "status"),
        [("officer", 403), ("auditor", 403), ("chief_b", 403), ("other_administrator", 403), ("administrator", 302)],
    )
    def test_who_manages_the_unit_alone_does(self, world: World, logged_in: Visitor, visitor: str, status: int) -> None:
        code = world.codes["place"]
        assert logged_in(visitor).post(f"{CODES}posted/{code.pk}/revoke/").status_code == status
        code.refresh_from_db()
        assert (code.revoked_at is not None) is (status == 302)

    def test_forms_leaflets_and_what_phones_hold_are_not_revoked_here(self, world: World, chief: Client) -> None:
        held = world.code(CodeKind.ACTIVITY, held_by=world.officers["officer"])
        for code in (world.forms[0], world.leaflets[0], held):
            assert chief.get(f"{CODES}posted/{code.pk}/revoke/").status_code == 404
