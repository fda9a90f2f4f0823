"""Codes on paper, from the dashboard: who finds them there, what they are told, what they can do."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from outreach.audit.models import AuditEvent
from outreach.codes.models import BatchState, Code, CodeBatch
from outreach.organisation.moves import move_unit
from outreach.organisation.scope import scope_of
from tests.pages.conftest import Visitor, phone
from tests.pages.reading import page
from tests.servers import BreakableRedis
from tests.world import World

DAY = timedelta(days=1)
CODES = "/dashboard/codes/"
ADDRESSES = ("", "make/", "places/", "posters/", "posters/make/")


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
        assert (CODES in page(logged_in(visitor).get("/dashboard/manage/")).links) == is_there

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
    def test_a_unit_that_is_to_move_gets_codes_to_the_day(self, world: World, chief: Client) -> None:
        by = scope_of(world.officers["administrator"], today=world.today)
        first = world.today + 3 * DAY
        move_unit(by=by, unit=world.units["station_a"], below=world.units["other_bureau"], first=first)
        assert "示例小学" in page(chief.get(f"{CODES}places/")).text
        before = CodeBatch.objects.count()
        assert chief.post(f"{CODES}make/", order(world)).status_code == 302
        assert CodeBatch.objects.count() == before + 1

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


def test_the_pages_are_in_english_too(world: World, logged_in: Visitor) -> None:
    chief = logged_in("chief")
    chief.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    for address in ADDRESSES:
        shown = page(chief.get(CODES + address))
        assert shown.heading in {"QR codes", "Make a batch", "Make a poster"}
