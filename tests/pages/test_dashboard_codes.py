"""Codes on paper, from the dashboard: who finds them there, what they are told, what they can do."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localdate

from outreach.audit.models import AuditEvent
from outreach.capture.operations import Talk
from outreach.capture.record import record
from outreach.codes.models import BatchState, Code, CodeBatch, CodeKind
from outreach.codes.services import Terms, make_code
from tests.pages.conftest import Visitor, phone
from tests.pages.reading import page
from tests.servers import BreakableRedis
from tests.world import ZONE, World

DAY = timedelta(days=1)
CODES = "/dashboard/codes/"
ADDRESSES = ("", "make/", "places/", "posters/", "posters/make/")


@pytest.fixture
def chief(world: World, logged_in: Visitor) -> Client:
    return logged_in("chief")


def order(world: World, **changes: object) -> dict[str, Any]:
    usual = {"campaign": "trial", "unit": world.units["station_a"].pk, "kind": "form", "size": 3, "bundle_size": ""}
    return usual | changes


class TestWhoFindsThem:
    @pytest.mark.parametrize("address", ADDRESSES)
    @pytest.mark.parametrize(
        ("visitor", "status"),
        [("chief", 200), ("sub_chief", 200), ("administrator", 200), ("other_administrator", 200)]
        + [("officer", 403), ("auditor", 403), ("former", 403)],
    )
    def test_chiefs_and_administrators_alone(self, logged_in: Visitor, address: str, visitor: str, status: int) -> None:
        assert logged_in(visitor).get(CODES + address).status_code == status

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_nobody_is_asked_to_log_in(self, world: World, address: str) -> None:
        assert "/officer/login/" in phone().get(CODES + address).headers["Location"]

    @pytest.mark.parametrize(("visitor", "is_there"), [("chief", True), ("auditor", False)])
    def test_the_dashboard_leads_there_those_who_may(self, logged_in: Visitor, visitor: str, is_there: bool) -> None:
        assert (CODES in page(logged_in(visitor).get("/dashboard/")).links) == is_there

    @pytest.mark.parametrize("step", ["reprint", "revoke"])
    @pytest.mark.parametrize("visitor", ["officer", "auditor", "chief_b", "other_administrator"])
    def test_others_change_nothing(self, world: World, logged_in: Visitor, visitor: str, step: str) -> None:
        number = world.forms[0].batch_id
        assert logged_in(visitor).post(f"{CODES}{number}/{step}/").status_code == 403
        assert not Code.objects.filter(batch=number, revoked_at__isnull=False).exists()

    def test_another_units_batches_are_not_listed(self, world: World, logged_in: Visitor) -> None:
        world.batch("form", 1, unit=world.units["station_b"])
        assert "乙派出所" not in page(logged_in("chief").get(CODES)).text
        assert "乙派出所" in page(logged_in("sub_chief").get(CODES)).text


class TestBatches:
    def test_a_batch_tells_what_became_of_it(self, world: World, chief: Client) -> None:
        world.forms[0].revoked_at = world.now
        world.forms[0].save()
        text = page(chief.get(CODES)).text
        assert "纸质责任书 第" in text
        assert "共 5 已使用 0 已停用 1" in text

    def test_a_sheet_that_is_ready_is_downloaded(self, world: World, chief: Client) -> None:
        CodeBatch.objects.filter(pk=world.forms[0].batch_id).update(sheet=b"%PDF")
        address = f"/api/v1/code-batches/{world.forms[0].batch_id}/sheet.pdf"
        assert address in page(chief.get(CODES)).links
        assert chief.get(address).content == b"%PDF"

    def test_one_that_is_being_drawn_tells_how_far_and_the_page_comes_again(self, world: World, chief: Client) -> None:
        assert "Refresh" not in chief.get(CODES).headers
        world.batch("form", 200, state=BatchState.DRAWING, drawn=80)
        answer = chief.get(CODES)
        assert "80/200" in page(answer).text
        assert '<progress id="drawn-' in answer.content.decode()
        assert int(answer.headers["Refresh"]) > 0

    def test_one_that_failed_says_what_to_do(self, world: World, chief: Client) -> None:
        world.batch("form", 1, state=BatchState.FAILED)
        assert "打印文件生成失败，请在“更多”中重新生成。" in page(chief.get(CODES)).text

    def test_without_any_the_page_says_what_to_make(self, world: World, logged_in: Visitor) -> None:
        text = page(logged_in("other_administrator").get(CODES)).text
        assert "还没有制作过" in text
        assert "制作一批" in text

    def test_the_list_goes_on_in_pages(self, world: World, chief: Client) -> None:
        for _number in range(20):
            world.batch("form", 1)
        assert "?page=2" in page(chief.get(CODES)).links
        assert "?page=1" in page(chief.get(CODES, {"page": 2})).links

    def test_a_batch_is_made(self, world: World, chief: Client) -> None:
        answer = chief.post(f"{CODES}make/", order(world, kind="leaflet", size=30, bundle_size=10), follow=True)
        assert "二维码已制作" in page(answer).text
        batch = CodeBatch.objects.latest("pk")
        assert (batch.kind, batch.size, batch.bundle_size, batch.made_by) == (
            "leaflet",
            30,
            10,
            world.officers["chief"],
        )
        assert batch.codes.count() == 30

    def test_a_form_sent_twice_makes_one_batch(self, world: World, chief: Client) -> None:
        made = CodeBatch.objects.count()
        sent = order(world, sending=str(uuid4()))
        for told in ("二维码已制作", "表单重复提交，只制作一批"):
            assert told in page(chief.post(f"{CODES}make/", sent, follow=True)).text
        assert CodeBatch.objects.count() == made + 1
        chief.post(f"{CODES}make/", order(world, sending=str(uuid4())))
        assert CodeBatch.objects.count() == made + 2

    def test_a_form_that_was_refused_comes_again_put_right(self, world: World, chief: Client) -> None:
        made = CodeBatch.objects.count()
        sending = str(uuid4())
        chief.post(f"{CODES}make/", order(world, size=5_001, sending=sending))
        chief.post(f"{CODES}make/", order(world, sending=sending))
        assert CodeBatch.objects.count() == made + 1

    def test_each_form_bears_a_number_of_its_own(self, chief: Client) -> None:
        numbers = {chief.get(f"{CODES}make/").context["form"]["sending"].value() for _time in range(2)}
        assert len(numbers) == 2

    def test_while_the_cache_is_away_batches_are_made(
        self, world: World, chief: Client, redis_server: BreakableRedis
    ) -> None:
        redis_server.stop()
        made = CodeBatch.objects.count()
        chief.post(f"{CODES}make/", order(world, sending=str(uuid4())))
        assert CodeBatch.objects.count() == made + 1

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("size", 0),
            ("size", 5_001),
            ("size", 20_001),
            ("size", "x"),
            ("kind", "place"),
            ("bundle_size", 2),
            ("unit", "0"),
            ("unit", "x"),
        ]
        + [("campaign", "past"), ("campaign", "x")],
    )
    def test_what_cannot_be_made_is_said_beside_its_field(
        self, world: World, chief: Client, field: str, value: object
    ) -> None:
        made = CodeBatch.objects.count()
        answer = chief.post(f"{CODES}make/", order(world, **{field: value}))
        assert answer.status_code == 200
        assert f'id="id_{field}-error"' in answer.content.decode()
        assert CodeBatch.objects.count() == made

    def test_another_units_codes_are_not_made(self, world: World, chief: Client) -> None:
        made = CodeBatch.objects.count()
        chief.post(f"{CODES}make/", order(world, unit=world.units["station_b"].pk))
        assert CodeBatch.objects.count() == made

    def test_without_a_campaign_the_page_says_whom_to_ask(self, world: World, chief: Client) -> None:
        world.campaign.ends_on = world.today - DAY
        world.campaign.save()
        assert "请联系管理员设置" in page(chief.get(f"{CODES}make/")).text

    def test_a_sheet_is_drawn_again(self, world: World, chief: Client) -> None:
        number = world.forms[0].batch_id
        assert "正在重新生成打印文件" in page(chief.post(f"{CODES}{number}/reprint/", follow=True)).text
        assert CodeBatch.objects.get(pk=number).state == BatchState.QUEUED
        assert AuditEvent.objects.filter(action="batch_reprinted", subject=f"batch:{number}").exists()

    def test_a_batch_is_revoked_only_after_it_was_confirmed(self, world: World, chief: Client) -> None:
        number = world.forms[0].batch_id
        asked = page(chief.get(f"{CODES}{number}/revoke/"))
        assert asked.heading == "停用整批"
        assert "不能恢复" in asked.text and "打印文件同时删除" in asked.text
        assert not Code.objects.filter(batch=number, revoked_at__isnull=False).exists()
        assert "整批已停用" in page(chief.post(f"{CODES}{number}/revoke/", follow=True)).text
        assert not Code.objects.filter(batch=number, revoked_at=None).exists()
        assert "本批已全部停用，没有可打印的文件。" in page(chief.get(CODES)).text

    def test_no_batch_is_not_found(self, chief: Client) -> None:
        assert chief.get(f"{CODES}999999/revoke/").status_code == 404


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

    def test_without_places_the_page_says_whom_to_ask(self, world: World, logged_in: Visitor) -> None:
        assert "请联系管理员录入" in page(logged_in("other_administrator").get(f"{CODES}places/")).text


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


def test_the_pages_are_in_english_too(world: World, logged_in: Visitor) -> None:
    chief = logged_in("chief")
    chief.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    for address in ADDRESSES:
        shown = page(chief.get(CODES + address))
        assert shown.heading in {"QR codes", "Make a batch", "Make a poster"}
