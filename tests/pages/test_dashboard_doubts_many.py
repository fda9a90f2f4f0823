"""Many 待核事项: told kind by kind, grouped by what lies behind them, and answered together after one confirmation."""

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outreach.pages.dashboard.doubt_rows import sight_text
from outreach.reporting.doubts.models import DoubtReview, ReviewOutcome
from outreach.reporting.doubts.reviewing import review_doubt
from outreach.reporting.models import Doubt
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.test_languages import chinese_in, english_in
from tests.reporting.many_doubts import nights, sights, unsealed
from tests.reporting.test_doubts_reviews import scope
from tests.world import World

DOUBTS = "/dashboard/doubts/"
ANSWER = f"{DOUBTS}answer/"
SAID = {"outcome": "mistaken", "note": "已逐一核对"}


def ticked(doubts: Iterable[Doubt]) -> list[str]:
    return [sight_text(sight) for sight in sights(doubts)]


def send(client: Client, doubts: Iterable[Doubt], **fields: Any) -> HttpResponse:
    return client.post(ANSWER, {"doubt": ticked(doubts), **SAID, **fields})  # type: ignore[return-value]


def once_counted(change: Callable[[], object]) -> AbstractContextManager[None]:
    """Something else happens right after the page has counted the kinds, before it reads the doubts."""

    def execute_then(execute: Callable[..., Any], sql: str, *told: Any) -> Any:
        answer = execute(sql, *told)
        if 'MIN("outreach_doubt"."day")' in sql:
            change()
        return answer

    return connection.execute_wrapper(execute_then)


class TestTheList:
    def test_many_open_as_a_row_for_each_kind_that_says_what_to_do(self, world: World, chief: Client) -> None:
        nights(world, 8)
        unsealed(world, 3)
        shown = page(chief.get(DOUBTS))
        assert "8 项 · 最早" in shown.text and "3 项 · 最早" in shown.text
        assert "补盖公章并上传盖章件，上传后自动消除。" in shown.text and "了解当时有无活动。" in shown.text
        assert "23时至次日6时登记4次" not in shown.text
        assert {"?kind=night", "?kind=awaits_seal"} <= set(shown.links)
        listed = page(chief.get(f"{DOUBTS}?kind=night"))
        assert listed.text.count("23时至次日6时登记4次") == 8 and "待盖章3份" not in listed.text

    def test_ten_are_seen_at_once_of_whatever_kind(self, world: World, chief: Client) -> None:
        nights(world, 8)
        unsealed(world, 2)
        text = page(chief.get(DOUBTS)).text
        assert text.count("23时至次日6时登记4次") == 8 and text.count("待盖章3份") == 2

    def test_many_of_one_kind_need_no_second_tap(self, world: World, chief: Client) -> None:
        nights(world, 11)
        assert page(chief.get(DOUBTS)).text.count("23时至次日6时登记4次") == 11

    def test_whoever_sees_few_of_the_many_sees_those(self, world: World, logged_in: Visitor) -> None:
        nights(world, 11)
        unsealed(world, 3, "station_b")
        assert page(logged_in("chief_b").get(DOUBTS)).text.count("待盖章3份") == 3
        assert "?kind=night" in page(logged_in("sub_chief").get(DOUBTS)).links

    def test_what_was_asked_for_goes_on_with_the_kind_and_to_each_doubt(self, world: World, chief: Client) -> None:
        (first, *_others) = nights(world, 8)
        unsealed(world, 3)
        unit = world.units["station_a"].pk
        assert f"?unit={unit}&kind=night" in page(chief.get(DOUBTS, {"unit": unit})).links
        within = page(chief.get(DOUBTS, {"unit": unit, "kind": "night"}))
        assert f"{DOUBTS}{first.pk}/?unit={unit}&kind=night" in within.links
        one = f"{DOUBTS}{first.pk}/?unit={unit}&kind=night"
        assert f"{DOUBTS}?unit={unit}&kind=night" in page(chief.get(one)).links
        answer = chief.post(one, {**SAID, "seen": 4, "after": 0})
        assert answer.headers["Location"] == f"{DOUBTS}?unit={unit}&kind=night"

    def test_those_of_one_unit_and_of_one_session_stand_together(self, world: World, logged_in: Visitor) -> None:
        nights(world, 2)
        code = world.codes["place"]
        nights(world, 3, "station_b", facts={"count": 5, "codes": 1, "code": code.pk})
        nights(world, 1, "post_a", facts={"count": 6, "codes": 2})
        text = page(logged_in("sub_chief").get(DOUBTS)).text
        for heading in ("甲派出所 · 示例小学 2", "甲一警务站 · 2个二维码 1", "乙派出所 · 示例小学 3"):
            assert text.count(heading) == 1
        assert text.count("示例小学") == 2

    def test_sessions_with_one_doubt_each_stand_under_their_unit(self, world: World, chief: Client) -> None:
        for number in range(3):
            code = world.code("activity", place=world.places["school" if number else "community"])
            nights(world, 1, facts={"count": 5, "codes": 1, "code": code.pk}, subject=f"alone {number}")
        nights(world, 2)
        text = page(chief.get(DOUBTS)).text
        assert "甲派出所 3" in text and "甲派出所 · 示例小学 2" in text
        assert (text.count("示例小学"), text.count("示例社区")) == (3, 1)

    def test_the_oldest_of_a_group_come_first(self, world: World, chief: Client) -> None:
        unsealed(world, 1)
        for month in (4, 7, 5):
            Doubt.objects.create(
                campaign=world.campaign,
                unit=world.units["station_a"],
                kind="night",
                subject=f"night {month}",
                day=date(2021, month, 1),
                facts={"count": month * 10, "codes": 2},
                first_found_at=world.now,
                last_found_at=world.now,
            )
        text = page(chief.get(DOUBTS, {"kind": "night"})).text
        assert text.index("登记40次") < text.index("登记50次") < text.index("登记70次")

    def test_three_hundred_ask_for_as_little_as_thirty(self, world: World, logged_in: Visitor) -> None:
        client = logged_in("sub_chief")

        def statements(**query: str) -> int:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(DOUBTS, query).status_code == 200
            return len(asked)

        nights(world, 15)
        unsealed(world, 15)
        few = statements(), statements(kind="awaits_seal"), statements(kind="night")
        nights(world, 135, "station_b")
        unsealed(world, 135, "station_b")
        assert (statements(), statements(kind="awaits_seal"), statements(kind="night")) == few

    def test_the_last_of_a_kind_may_go_while_the_page_is_made(self, world: World, chief: Client) -> None:
        nights(world, 1)
        with once_counted(lambda: Doubt.objects.update(gone_at=world.now)):
            answer = chief.get(DOUBTS)
        assert answer.status_code == 200 and "均已核对" in page(answer).text

    def test_what_comes_of_another_kind_while_the_page_is_made_waits_for_the_next(
        self, world: World, chief: Client
    ) -> None:
        nights(world, 2)
        with once_counted(lambda: unsealed(world, 1)):
            text = page(chief.get(DOUBTS)).text
        assert text.count("23时至次日6时登记4次") == 2 and "待盖章3份" not in text

    def test_one_alone_is_not_ticked(self, world: World, chief: Client) -> None:
        nights(world, 1)
        assert 'type="checkbox"' not in chief.get(DOUBTS).content.decode()

    def test_what_was_looked_at_or_is_no_longer_so_is_not_ticked(self, world: World, chief: Client) -> None:
        doubts = nights(world, 3)
        unsealed(world, 2, gone_at=world.now)
        send(chief, doubts, confirmed="1")
        for state in ("answered", "gone"):
            answer = chief.get(DOUBTS, {"state": state})
            assert "登记4次" in page(answer).text or "待盖章3份" in page(answer).text
            assert 'type="checkbox"' not in answer.content.decode()


class TestAnsweringThem:
    def test_what_is_ticked_leads_to_one_question_and_one_confirmation(self, world: World, chief: Client) -> None:
        doubts = nights(world, 3)
        assert all(f'value="{tick}"' in chief.get(DOUBTS).content.decode() for tick in ticked(doubts))
        asked = page(chief.get(ANSWER, {"doubt": ticked(doubts), "kind": "night"}))
        assert asked.heading == "夜间登记 · 一并核对3项"
        assert asked.text.count("甲派出所 · 示例小学") == 3
        confirmed = page(send(chief, doubts, kind="night"))
        assert "误报" in confirmed.text and "已逐一核对" in confirmed.text and "记下3项" in confirmed.text
        assert "记下后不再待核" in confirmed.text and "数字不因此变动" in confirmed.text
        assert not DoubtReview.objects.exists()
        answer = send(chief, doubts, kind="night", confirmed="1")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{DOUBTS}?kind=night")
        assert DoubtReview.objects.count() == 3
        assert "已记下3项。数字未因此变动。" in page(chief.get(answer.headers["Location"])).text

    def test_what_is_watched_is_said_to_wait_still(self, world: World, chief: Client) -> None:
        assert "记下后仍然待核" in page(send(chief, nights(world, 2), outcome="watched", note="")).text

    def test_sent_twice_it_is_kept_once(self, world: World, chief: Client) -> None:
        doubts = nights(world, 3)
        for _time in range(2):
            send(chief, doubts, confirmed="1")
            text = page(chief.get(DOUBTS)).text
            assert "已记下3项" in text and "本次未记" not in text
        assert DoubtReview.objects.count() == 3

    def test_what_another_answered_meanwhile_is_named_before_and_after(self, world: World, chief: Client) -> None:
        first, *others = nights(world, 3)
        review_doubt(by=scope(world, "sub_chief"), doubt=first, outcome=ReviewOutcome.WATCHED, note="", seen=4, after=0)
        words = "其间已有人核对，本次未记："
        asked = page(chief.get(ANSWER, {"doubt": ticked([first, *others])}))
        assert words in asked.text and "一并核对2项" in asked.heading
        assert f"{DOUBTS}{first.pk}/" in asked.links
        send(chief, [first, *others], confirmed="1")
        text = page(chief.get(DOUBTS)).text
        assert "已记下2项" in text and f"{words}甲派出所 · 示例小学" in text

    def test_what_was_named_as_left_out_stays_so_if_it_comes_back_before_the_confirmation(
        self, world: World, chief: Client
    ) -> None:
        first, second, third = nights(world, 3)
        Doubt.objects.filter(pk=third.pk).update(gone_at=world.now)
        confirmation = send(chief, [first, second, third]).content.decode()
        assert "记下2项" in confirmation and "现已不再符合，本次未记：" in confirmation
        carried = re.findall(r'name="doubt" value="([^"]+)"', confirmation)
        Doubt.objects.filter(pk=third.pk).update(gone_at=None)
        chief.post(ANSWER, {"doubt": carried, **SAID, "confirmed": "1"})
        assert set(DoubtReview.objects.values_list("doubt", flat=True)) == {first.pk, second.pk}
        assert "已记下2项" in page(chief.get(DOUBTS)).text

    def test_what_was_settled_before_is_named_and_left_out(self, world: World, chief: Client) -> None:
        doubts = nights(world, 3)
        send(chief, doubts[:2], confirmed="1")
        chief.get(DOUBTS)
        again = ticked(doubts[2:]) + [sight_text(sight) for sight in sights(doubts[:2], after=1)]
        confirmation = page(chief.post(ANSWER, {"doubt": again, **SAID})).text
        assert "记下1项" in confirmation and "此前已有人核对，本次未记：" in confirmation
        chief.post(ANSWER, {"doubt": again, **SAID, "confirmed": "1"})
        text = page(chief.get(DOUBTS)).text
        assert "已记下1项" in text and "此前已有人核对，本次未记：甲派出所" in text
        assert DoubtReview.objects.count() == 3

    @pytest.mark.parametrize(("number", "words"), [(1, "Kept for one doubt. "), (2, "Kept for 2 doubts. ")])
    def test_english_tells_one_from_several(self, world: World, chief: Client, number: int, words: str) -> None:
        first, *others = nights(world, 3)
        Doubt.objects.filter(pk__in=[doubt.pk for doubt in others[number - 1 :]]).update(gone_at=world.now)
        chief.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        send(chief, [first, *others], confirmed="1")
        text = page(chief.get(DOUBTS)).text
        assert words in text and "Left out, since it is no longer so: " in text

    def test_where_all_are_left_out_nothing_is_asked(self, world: World, chief: Client) -> None:
        doubts = nights(world, 2, gone_at=world.now)
        text = page(chief.get(ANSWER, {"doubt": ticked(doubts)})).text
        assert "现已不再符合，本次未记：" in text and "所勾选的均无需再核对。" in text and "下一步" not in text
        assert "下一步" not in page(send(chief, doubts)).text

    def test_without_a_reason_it_is_asked_again_and_loses_nothing(self, world: World, chief: Client) -> None:
        doubts = nights(world, 2)
        for step in ({}, {"confirmed": "1"}):
            answer = send(chief, doubts, note="", **step)
            assert answer.status_code == 400
            assert "请简要写明核对情况。" in page(answer).text
            assert 'value="mistaken" id="id_outcome_1" required checked' in answer.content.decode()
        assert not DoubtReview.objects.exists()

    def test_one_may_still_change_what_was_said(self, world: World, chief: Client) -> None:
        answer = send(chief, nights(world, 2), change="1")
        assert answer.status_code == 200
        assert "下一步" in page(answer).text and "已逐一核对" in answer.content.decode()

    def test_nothing_ticked_leads_back_with_a_word(self, chief: Client) -> None:
        answer = chief.get(ANSWER, {"kind": "night"})
        assert answer.headers["Location"] == f"{DOUBTS}?kind=night"
        assert "请先勾选已核对的事项。" in page(chief.get(answer.headers["Location"])).text

    @pytest.mark.parametrize("doubt", ["1", "1-0", "1-0-4x", "a-0-4", "-1-0-4", "1-0-" + "9" * 19, "1-99999-4"])
    def test_what_makes_no_sense_is_refused(self, world: World, chief: Client, doubt: str) -> None:
        assert chief.get(ANSWER, {"doubt": doubt}).status_code == 400
        assert chief.post(ANSWER, {"doubt": doubt, **SAID, "confirmed": "1"}).status_code == 400

    def test_two_kinds_are_not_answered_alike(self, world: World, chief: Client) -> None:
        doubts = [*nights(world, 1), *unsealed(world, 1)]
        assert send(chief, doubts, confirmed="1").status_code == 400
        assert not DoubtReview.objects.exists()

    @pytest.mark.parametrize(
        ("name", "status", "answers"),
        [("chief", 200, True), ("sub_chief", 200, True), ("administrator", 200, True), ("auditor", 403, False)]
        + [("officer", 403, False), ("colleague", 403, False), ("outsider", 403, False)]
        + [("chief_b", 404, False), ("other_administrator", 404, False)],
    )
    def test_it_is_for_who_manages_the_unit(
        self, world: World, logged_in: Visitor, name: str, status: int, answers: bool
    ) -> None:
        doubts, client = nights(world, 2), logged_in(name)
        assert ("一并核对所勾选的" in page(client.get(DOUBTS)).text) is answers
        assert client.get(ANSWER, {"doubt": ticked(doubts)}).status_code == status
        assert send(client, doubts).status_code == status
        assert send(client, doubts, confirmed="1").status_code == (302 if answers else status)
        assert DoubtReview.objects.exists() is answers

    def test_nobody_is_asked_to_log_in(self, world: World, resident: Client) -> None:
        doubts = nights(world, 2)
        assert resident.get(ANSWER).headers["Location"] == f"/officer/login/?next={ANSWER}"
        assert send(resident, doubts, confirmed="1").status_code == 302
        assert not DoubtReview.objects.exists()


def test_all_of_it_is_read_in_either_language(world: World, logged_in: Visitor) -> None:
    client, doubts = logged_in("chief"), nights(world, 9)
    unsealed(world, 2)
    gone = nights(world, 1, "post_a", gone_at=world.now)
    for language, foreign in (("zh-CN", english_in), ("en", lambda text: chinese_in(text, world))):
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        for answer in (
            client.get(DOUBTS),
            client.get(DOUBTS, {"kind": "night"}),
            client.get(ANSWER, {"doubt": ticked([*doubts, *gone])}),
            send(client, [*doubts, *gone], note="1" if language == "en" else "已核对"),
        ):
            assert foreign(page(answer).text) == []
