"""The resident's way from the code to the receipt."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from outreach.campaigns.models import Mark, PhonePolicy, TextKind
from outreach.capture.models import Pledge, SignerRecord
from outreach.capture.operations import Pledge as PledgeOperation
from outreach.capture.operations import Talk
from outreach.capture.receipts import witness_text
from outreach.capture.record import record
from outreach.capture.residents import resident_submission_id
from outreach.codes.alphabet import in_groups
from outreach.codes.models import Code
from outreach.crypto.keys import environment_key
from outreach.crypto.marks import mark
from outreach.ledger.models import Act, LedgerEntry, Submission
from tests.pages.conftest import Visitor, phone
from tests.pages.reading import page
from tests.pages.steps import SIGNATURE, at, confirm, sign, url
from tests.world import World


@pytest.fixture
def version(world: World) -> str:
    return world.texts[TextKind.RESIDENT].version


def test_the_first_page_says_who_asks_and_that_it_is_voluntary(world: World, resident: Client) -> None:
    shown = page(resident.get(url(world.codes["activity"])))
    for words in ("甲派出所", "0000-1000004", "示例小学", "自愿参加", "96110", "/Q/", "不参加", "绝不索要验证码"):
        assert words in shown.text


@pytest.mark.parametrize(
    "change", [str.lower, str.upper, lambda text: f"{text}/", lambda text: text.replace("/Q/", "/q/")]
)
def test_the_address_is_read_in_any_case(world: World, resident: Client, change: Callable[[str], str]) -> None:
    assert resident.get(change(url(world.codes["activity"]))).status_code == 200


def test_the_text_comes_next_and_no_age_is_asked(world: World, resident: Client) -> None:
    shown = page(resident.get(url(world.codes["activity"], "pledge")))
    assert shown.heading == "防范电信网络诈骗责任书"
    assert "我已满14周岁，同意并签订" in shown.text


def test_a_campaign_may_ask_for_a_later_age(world: World, resident: Client) -> None:
    world.campaign.minimum_age = 16
    world.campaign.save()
    assert "我已满16周岁，同意并签订" in page(resident.get(url(world.codes["activity"], "pledge"))).text
    sign(resident, world.codes["activity"], world.texts[TextKind.MINOR].version, guardian="1")
    assert Pledge.objects.get().age_band == ""


def test_a_child_with_a_guardian_is_shown_the_text_for_minors(world: World, resident: Client) -> None:
    code = world.codes["activity"]
    asked = page(resident.get(url(code, "guardian")))
    assert asked.heading == "父母或者其他监护人在身边吗？"
    together = next(link for link in asked.links if "guardian=1" in link)
    shown = page(resident.get(together))
    assert shown.heading == "未成年人防范电信网络诈骗责任书"
    assert "监护人已与未成年人共同阅读" in shown.text
    sign(resident, code, world.texts[TextKind.MINOR].version, guardian="1")
    assert Pledge.objects.get().age_band == "under_14_with_guardian"


def test_a_child_alone_is_taught_and_nothing_is_kept(world: World, resident: Client) -> None:
    shown = page(resident.get(url(world.codes["activity"], "learn")))
    assert "没有签订" in shown.text and "未知链接不点击" in shown.text
    assert not Submission.objects.exists()


def test_who_signs_on_paper_is_sent_to_the_officer(world: World, resident: Client) -> None:
    shown = page(resident.get(url(world.codes["activity"], "paper")))
    assert "请向民警领取纸质承诺书" in shown.text
    assert not Submission.objects.exists()


def test_signing_counts_one_pledge_that_the_resident_reported(world: World, resident: Client, version: str) -> None:
    answer = sign(resident, world.codes["activity"], version)
    assert answer.headers["Location"] == at(world.codes["activity"], "app")
    line = LedgerEntry.objects.get()
    assert (line.indicator, line.evidence, line.quantity) == ("resident_pledges", "self_reported", 1)
    assert Pledge.objects.get().mark == "signature"


def test_a_second_tap_counts_nothing_more(world: World, resident: Client, version: str) -> None:
    resident.get(url(world.codes["activity"]))
    answers = [sign(resident, world.codes["activity"], version) for _tap in range(3)]
    assert {answer.headers["Location"] for answer in answers} == {at(world.codes["activity"], "app")}
    assert LedgerEntry.objects.count() == 1


def test_signing_otherwise_after_having_signed_leads_to_the_receipt(
    world: World, resident: Client, version: str
) -> None:
    resident.get(url(world.codes["activity"]))
    sign(resident, world.codes["activity"], version)
    answer = sign(resident, world.codes["activity"], version, signature="", name="示例居民")
    assert answer.headers["Location"] == at(world.codes["activity"], "receipt")
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "changes", "kept"),
    [
        (Mark.FINGER, {}, "signature"),
        (Mark.FINGER, {"signature": "", "name": "示例居民"}, "name"),
        (Mark.TYPED_NAME, {"signature": "", "name": "示例居民"}, "name"),
        (Mark.ASSENT, {"signature": SIGNATURE, "name": "示例居民"}, "assent"),
    ],
)
def test_the_mark_that_the_campaign_asks_is_kept_and_no_other(
    world: World, resident: Client, version: str, asked: Mark, changes: dict[str, str], kept: str
) -> None:
    world.campaign.mark = asked
    world.campaign.save()
    sign(resident, world.codes["activity"], version, **changes)
    assert Pledge.objects.get().mark == kept
    assert SignerRecord.objects.exists() == (kept != "assent")


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "{",
        "[]",
        '{"w":0,"h":10,"strokes":[[1,1]]}',
        '{"w":10,"h":10,"strokes":[]}',
        '{"w":10,"h":10,"strokes":[[1]]}',
        '{"w":10,"h":10,"strokes":[[5,5]]}',
        '{"w":10,"h":10,"strokes":[[1,1.5]]}',
        '{"w":10,"h":10,"strokes":[[1,99999]]}',
        '{"w":10,"h":10,"strokes":"<svg/>"}',
        "[" * 9000,
    ],
)
def test_without_a_readable_signature_nothing_is_signed(
    world: World, resident: Client, version: str, signature: str
) -> None:
    answer = sign(resident, world.codes["activity"], version, signature=signature)
    assert answer.status_code == 400
    assert "签名" in page(answer).text
    assert not Submission.objects.exists()


@pytest.mark.parametrize("name", ["\x00", "示例\u202e居民", "长" * 10_000])
def test_a_name_of_strange_letters_is_asked_for_again(world: World, resident: Client, version: str, name: str) -> None:
    answer = sign(resident, world.codes["activity"], version, signature="", name=name)
    assert answer.status_code == 400
    assert not Submission.objects.exists()


def test_a_phone_number_is_asked_only_where_the_campaign_asks(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    assert "id_phone" not in resident.get(url(code, "pledge")).content.decode()
    world.campaign.phone_policy = PhonePolicy.REQUIRED
    world.campaign.save()
    assert "id_phone" in resident.get(url(code, "pledge")).content.decode()
    assert sign(resident, code, version).status_code == 400
    assert sign(resident, code, version, phone="13900000000").status_code == 302


def test_a_pledge_on_a_text_that_is_not_the_campaigns_is_not_signed(world: World, resident: Client) -> None:
    answer = sign(resident, world.codes["activity"], "0" * 64)
    assert answer.status_code == 400
    assert not LedgerEntry.objects.exists()


def test_confirming_the_app_counts_a_confirmation_and_not_help(world: World, resident: Client) -> None:
    answer = confirm(resident, world.codes["activity"])
    assert answer.headers["Location"] == at(world.codes["activity"], "receipt")
    lines = LedgerEntry.objects.values_list("indicator", flat=True).order_by("indicator")
    assert list(lines) == ["alerts_enabled", "app_confirmations"]


@pytest.mark.parametrize(("basis", "says"), [("cannot", "96110来电请接听"), ("not_now", "不得用于统计或者考核个人")])
def test_who_has_no_app_is_asked_no_more(world: World, resident: Client, basis: str, says: str) -> None:
    answer = resident.get(url(world.codes["activity"], "app"), {"basis": basis}, follow=True)
    assert page(answer).heading == "已阅读" and says in page(answer).text
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("browser", "store"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8", "App Store"),
        ("Mozilla/5.0 (Linux; Android 9; HUAWEI MLA-AL10) MicroMessenger/8", "华为应用市场"),
        ("Mozilla/5.0 (Linux; Android 8; Redmi 5A)", "小米应用商店"),
        ("Mozilla/5.0 (Linux; Android 8; PACM00 Build) HeyTapBrowser", "OPPO软件商店"),
        ("something else", "手机自带的应用商店"),
    ],
)
def test_the_app_is_looked_for_in_the_phones_own_store(
    world: World, resident: Client, browser: str, store: str
) -> None:
    answer = resident.get(url(world.codes["activity"], "app"), headers={"user-agent": browser})
    assert f"请到{store}搜索" in page(answer).text


def test_whoever_left_to_install_goes_on_from_there(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    resident.get(url(code))
    sign(resident, code, version)
    again = resident.get(url(code))
    assert again.headers["Location"] == at(code, "app")
    assert f"{url(code)}?another=1" in page(resident.get(url(code, "app"))).links
    confirm(resident, code)
    done = page(resident.get(url(code)))
    assert done.heading == "这部手机已经参加过了"
    assert at(code, "receipt") in done.links


def test_going_back_to_a_step_that_is_done_leads_on(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    resident.get(url(code))
    sign(resident, code, version)
    assert resident.get(url(code, "pledge")).headers["Location"] == at(code, "app")
    confirm(resident, code)
    assert resident.get(url(code, "app")).headers["Location"] == at(code, "receipt")


def test_help_is_shown_to_the_officer_who_gave_it(world: World, resident: Client) -> None:
    """So that the officer confirms it and does not count it once more."""
    code = world.codes["activity"]
    answer = confirm(resident, code, basis="helped_now")
    assert answer.headers["Location"] == at(code, "show")
    shown = resident.get(url(code, "show"))
    assert page(shown).heading == "供现场民警核验"
    assert "/R/" not in "".join(page(shown).links)
    assert shown.content.decode().count("data:image/svg+xml;base64,") == 1


def test_the_warnings_are_a_question_of_their_own(world: World, resident: Client) -> None:
    code = world.codes["activity"]
    first = page(resident.get(url(code, "app")))
    assert first.heading == "这部手机安装了国家反诈中心APP吗？"
    assert "APP注册验证码只由您本人在APP内输入，不告诉任何人" in first.text
    assert page(resident.get(url(code, "app"), {"basis": "already_had"})).heading == "预警功能开启了吗？"


def test_pledge_and_app_are_kept_under_one_receipt(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    sign(resident, code, version)
    asked = dict(page(resident.get(url(code, "app"), {"basis": "already_had"})).forms)[at(code, "app")]
    confirm(resident, code, signed=asked["signed"])
    assert len(set(map(bytes, Act.objects.values_list("receipt_mark", flat=True)))) == 1
    shown = resident.get(url(code, "receipt"))
    assert len([link for link in page(shown).links if link.startswith("/R/")]) == 1
    assert resident.get(url(code, "show")).content.decode().count("data:image/svg+xml;base64,") == 2


def test_the_receipt_is_found_again_on_the_same_phone_only(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    sign(resident, code, version)
    assert page(resident.get(url(code, "receipt"))).heading == "已完成，这是您的回执"
    assert phone().get(url(code, "receipt")).headers["Location"] == at(code, "card")


def test_two_of_a_family_sign_on_one_phone(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    sign(resident, code, version)
    assert f"{url(code)}?another=1" in page(resident.get(url(code, "receipt"))).links
    assert at(code, "pledge", 2) in page(resident.get(f"{url(code)}?another=1")).links
    sign(resident, code, version, person="2")
    assert LedgerEntry.objects.count() == 2


def test_each_of_a_family_is_led_to_what_is_their_own(world: World, resident: Client, version: str) -> None:
    """Two go side by side on one phone: the first comes back from installing after the second has signed."""
    code = world.codes["activity"]
    resident.get(url(code))
    sign(resident, code, version)
    sign(resident, code, version, person="2")
    asked = dict(page(resident.get(at(code, "app"), {"person": "1", "basis": "helped_now"})).forms)[at(code, "app")]
    answer = confirm(resident, code, basis="helped_now", signed=asked["signed"])
    shown = page(resident.get(answer.headers["Location"])).text
    first = visit_of(world, resident, 1)
    assert answer.headers["Location"] == at(code, "show")
    for act in ("pledge", "install"):
        assert in_groups(witness_text(world.campaign.key, first[act])) in shown
    receipts = {act.receipt_mark for act in Act.objects.filter(pk__in=first.values())}
    assert len(receipts) == 1
    assert at(code, "pledge", 3) in page(resident.get(f"{url(code)}?another=1")).links


def visit_of(world: World, client: Client, person: int) -> dict[str, UUID]:
    """The ids that this phone's acts have."""
    device = mark(environment_key(), "device", client.cookies["device"].value).hex()
    text = world.codes["activity"].text
    return {
        act: resident_submission_id(code_text=text, act=act, device=device, person=person)
        for act in ("pledge", "install")
    }


def test_beyond_the_most_nobody_is_led_on(
    world: World, resident: Client, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.pages.resident.kept.MOST_PERSONS", 1)
    code = world.codes["activity"]
    resident.get(url(code))
    sign(resident, code, version)
    assert page(resident.get(f"{url(code)}?another=1")).heading == "这部手机已经参加过了"


def test_whether_a_number_has_signed_cannot_be_tried_out(world: World, resident: Client, version: str) -> None:
    world.campaign.phone_policy = PhonePolicy.OPTIONAL
    world.campaign.save()
    code = world.codes["activity"]
    resident.get(url(code))
    sign(resident, code, version, phone="13900000000")
    again = sign(resident, code, version, phone="13900000000", person="2")
    assert again.headers["Location"] == at(code, "app", 2)
    assert LedgerEntry.objects.count() == 1


def test_the_number_of_the_talks_unit_is_told_where_a_leaflet_is_no_longer_good(world: World, resident: Client) -> None:
    talk = Talk(
        submission_id=uuid4(),
        code=world.codes["place_b"].text,
        activity_kind="school_talk",
        attendance=90,
        bundles=(world.leaflets[0].text,),
    )
    record([talk], principal=world.principal("sub_chief"), now=world.now)
    Code.objects.filter(pk=world.leaflets[1].pk).update(revoked_at=world.now)
    assert "乙派出所" in page(resident.post(url(world.leaflets[1], "pledge"), {"person": "1"})).text


@pytest.mark.parametrize("person", ["0", "-1", "x", "99999999999", "²"])
def test_a_strange_number_of_a_person_does_no_harm(world: World, resident: Client, version: str, person: str) -> None:
    assert sign(resident, world.codes["activity"], version, person=person).status_code == 302


def test_a_leaflet_is_for_one_family(world: World, version: str) -> None:
    leaflet = world.leaflets[0]
    first, second = phone(), phone()
    assert sign(first, leaflet, version).status_code == 302
    assert "another" not in "".join(page(first.get(url(leaflet, "receipt"))).links)
    answer = sign(second, leaflet, version)
    assert answer.status_code == 409
    assert "您没有签订" in page(answer).text


def test_the_serial_of_a_paper_may_be_signed_on_the_phone_instead(world: World, resident: Client, version: str) -> None:
    assert sign(resident, world.forms[0], version).status_code == 302


def test_after_a_withdrawal_one_may_sign_again(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    sign(resident, code, version)
    receipt = next(link for link in page(resident.get(url(code, "receipt"))).links if link.startswith("/R/"))
    resident.post(f"{receipt}/withdraw")
    welcome = page(resident.get(url(code)))
    assert "您可以重新参加" in welcome.text
    assert at(code, "pledge", 2) in welcome.links
    sign(resident, code, version, person="2")
    assert resident.get(url(code)).headers["Location"] == at(code, "app", 2)


def test_saying_no_is_kept_without_a_trace_of_the_phone(world: World, resident: Client) -> None:
    code = world.codes["activity"]
    number = dict(page(resident.get(url(code))).forms)[at(code, "no")]["submission_id"]
    for _tap in range(2):
        answer = resident.post(url(code, "no"), {"submission_id": number}, follow=True)
    assert page(answer).heading == "感谢阅读"
    refusal = Submission.objects.get()
    assert (str(refusal.pk), refusal.principal, refusal.indicators) == (number, "anonymous", {})


def test_one_person_says_no_once_however_often_the_page_is_loaded(world: World, resident: Client) -> None:
    code = world.codes["activity"]
    for _load in range(3):
        form = dict(page(resident.get(url(code))).forms)[at(code, "no")]
        assert resident.post(at(code, "no"), form).status_code == 302
    assert Submission.objects.count() == 1
    other = dict(page(phone().get(url(code))).forms)[at(code, "no")]
    phone().post(at(code, "no"), other)
    assert Submission.objects.count() == 2


def test_everyone_gets_the_same_card(world: World, resident: Client) -> None:
    shown = page(resident.get(url(world.codes["activity"], "card"))).text
    assert "不得用于统计或者考核个人" in shown


def test_an_officers_login_is_of_no_account(world: World, logged_in: Visitor, version: str) -> None:
    sign(logged_in("officer"), world.codes["activity"], version)
    submission = Submission.objects.get()
    assert (submission.source, submission.officer_id) == ("resident", None)


def test_the_forms_are_safe_from_other_sites(world: World, version: str) -> None:
    careful = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"})
    code = world.codes["activity"]
    assert sign(careful, code, version).status_code == 403
    shown = page(careful.get(url(code, "pledge")))
    token = dict(shown.forms)[at(code, "pledge")]["csrfmiddlewaretoken"]
    assert sign(careful, code, version, csrfmiddlewaretoken=token).status_code == 302


def test_a_demonstration_says_so_on_every_page(world: World, resident: Client) -> None:
    world.campaign.is_demonstration = True
    world.campaign.save()
    for step in ("", "pledge", "guardian", "learn", "paper", "app", "card"):
        assert "演示" in page(resident.get(url(world.codes["activity"], step))).text


def test_the_text_of_the_day_is_shown(world: World, resident: Client) -> None:
    old = world.texts[TextKind.RESIDENT]
    for title, day in (("新文本", world.today), ("未来文本", world.today + timedelta(days=1))):
        type(old).objects.create(
            campaign=world.campaign, kind=old.kind, language=old.language, version=title, title=title, body="正文",
            effective_from=day,
        )  # fmt: skip
    assert page(resident.get(url(world.codes["activity"], "pledge"))).heading == "新文本"


def test_nothing_of_it_is_kept_by_a_cache(world: World, resident: Client) -> None:
    assert "no-store" in resident.get(url(world.codes["activity"])).headers["Cache-Control"]


def test_a_leaflet_handed_out_at_a_talk_names_the_unit_of_the_talks_place(world: World, resident: Client) -> None:
    talk = Talk(
        submission_id=uuid4(),
        code=world.codes["place_b"].text,
        activity_kind="school_talk",
        attendance=90,
        bundles=(world.leaflets[0].text,),
    )
    record([talk], principal=world.principal("sub_chief"), now=world.now)
    shown = page(resident.get(url(world.leaflets[1])))
    assert "乙派出所" in shown.text and "示例中学" in shown.text


def test_a_script_is_told_the_next_page_in_place_of_being_sent_it(world: World, resident: Client, version: str) -> None:
    said = {"person": "1", "text_version": version, "signature": SIGNATURE}
    code = world.codes["activity"]
    answer = resident.post(url(code, "pledge"), said, headers={"x-next-page": "1"})
    assert (answer.status_code, answer.headers["X-Next-Page"]) == (204, at(code, "app"))
    assert answer.cookies["device"].value


def test_a_leaflet_that_was_signed_says_so_at_once(world: World, resident: Client, version: str) -> None:
    leaflet = world.leaflets[0]
    sign(resident, leaflet, version)
    shown = page(phone().get(url(leaflet)))
    assert shown.heading == "这张宣传单已经有人签过了" and "您没有签订" in shown.text
    assert page(phone().get(url(world.leaflets[1]))).heading == "您愿意参加这次反诈宣传吗？"


def test_a_form_that_was_registered_leads_to_its_stub(world: World, resident: Client) -> None:
    paper = PledgeOperation(submission_id=uuid4(), code=world.forms[0].text, paper=True)
    record([paper], principal=world.principal("officer"), now=world.now)
    assert page(resident.get(url(world.forms[0]))).heading == "这份纸质承诺书已经登记"


def test_who_will_not_install_now_still_sees_that_the_pledge_is_signed(
    world: World, resident: Client, version: str
) -> None:
    code = world.codes["activity"]
    resident.get(url(code))
    sign(resident, code, version)
    shown = page(resident.get(at(code, "app")))
    assert "承诺书已签订" in shown.text and at(code, "receipt") in shown.links


def test_each_of_a_family_finds_the_own_receipt(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    resident.get(url(code))
    for person in ("1", "2"):
        sign(resident, code, version, person=person)
        confirm(resident, code, person=person)
    shown = page(resident.get(url(code)))
    assert {at(code, "receipt", 1), at(code, "receipt", 2)} <= set(shown.links)


def test_who_types_the_name_is_asked_for_the_name(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    answer = resident.post(f"{url(code, 'pledge')}?typed=1", {"person": "1", "text_version": version, "name": ""})
    assert "请填写姓名" in page(answer).text and "请先签名" not in page(answer).text.replace("请先签名。 正在", "")
