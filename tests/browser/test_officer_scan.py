"""What the officer scans: every kind of code, forty papers in a row, somebody else's codes, no camera at all."""

from pathlib import Path
from uuid import uuid4

import pytest

from outreach.capture.operations import Install
from outreach.capture.receipts import witness_text
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.ledger.models import LedgerEntry, Submission
from tests.browser.cameras import CameraVisitor, film, photo
from tests.browser.conftest import NewVisitor
from tests.browser.phones import Phone, address
from tests.servers import Site
from tests.world import World

pytestmark = pytest.mark.browser


def papers() -> int:
    return sum(LedgerEntry.objects.filter(indicator="resident_pledges").values_list("quantity", flat=True))


def test_forty_papers_in_a_row_are_logged_once_each(
    world: World, camera_visitor: CameraVisitor, tmp_path: Path, site: Site
) -> None:
    forms = world._make_run("form", 40)
    phone = Phone.of(camera_visitor(film(tmp_path, [address(site, form.text) for form in forms])), world)
    phone.tap("扫码")
    phone.page.get_by_text("本次已登记 40 项").wait_for(timeout=90_000)
    phone.tap("完成")
    phone.sync()
    phone.sees("全部已发送")
    assert (Submission.objects.count(), papers()) == (40, 40)


def test_a_code_held_before_the_lens_counts_once_and_says_so(
    world: World, camera_visitor: CameraVisitor, tmp_path: Path, site: Site
) -> None:
    clip = film(tmp_path, [address(site, world.forms[0].text)], shown=150, between=20)
    phone = Phone.of(camera_visitor(clip), world)
    phone.tap("扫码")
    phone.hears("责任书已登记")
    phone.hears("这张刚扫过，只计一次")
    phone.page.get_by_text("本次已登记 1 项").wait_for()
    phone.tap("完成")
    phone.sync()
    phone.sees("全部已发送")
    assert papers() == 1


def test_twenty_papers_scanned_without_a_network_survive_a_reload_and_lost_answers(
    world: World, camera_visitor: CameraVisitor, tmp_path: Path, site: Site
) -> None:
    forms = world._make_run("form", 20)
    phone = Phone.of(camera_visitor(film(tmp_path, [address(site, form.text) for form in forms])), world)
    phone.page.wait_for_function("() => caches.match(document.documentElement.dataset.wasm).then(Boolean)")
    phone.go_offline()
    phone.tap("扫码")
    phone.page.get_by_text("本次已登记 20 项").wait_for(timeout=60_000)
    phone.tap("完成")
    phone.reload()
    phone.sees("待发送 20 条")
    lost = phone.lose_answers(lambda number: number % 3 == 1)
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")
    assert lost and set(lost) == {200}
    assert (Submission.objects.count(), papers()) == (20, 20)


@pytest.mark.parametrize(
    ("name", "heading"), [("place", "示例小学"), ("leaflet", "带回家的宣传单"), ("activity", "微信或手机浏览器扫码")]
)
def test_a_code_leads_where_its_kind_belongs(
    world: World, camera_visitor: CameraVisitor, tmp_path: Path, site: Site, name: str, heading: str
) -> None:
    phone = Phone.of(camera_visitor(film(tmp_path, [address(site, world.codes[name].text)])), world)
    phone.tap("扫码")
    phone.page.get_by_role("heading", name=heading).wait_for()
    assert phone.items() == []


def test_a_witness_code_on_a_residents_phone_is_witnessed(
    world: World, camera_visitor: CameraVisitor, tmp_path: Path, site: Site
) -> None:
    install = Install(submission_id=uuid4(), code=world.codes["activity"].text, basis="already_had")
    record([install], principal=Principal.resident("mark"))
    shown = address(site, witness_text(world.campaign.key, install.submission_id), "W")
    phone = Phone.of(camera_visitor(film(tmp_path, [shown])), world)
    phone.tap("扫码")
    phone.hears("现场核验已登记")
    phone.tap("完成")
    phone.sync()
    phone.sees("全部已发送")
    assert LedgerEntry.objects.filter(evidence="witnessed", quantity=1).count() == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https://fraud.example/Q/ABCDEFGHJKMNPQRS", "不是本系统的二维码：fraud.example"),
        ("weixin://wxpay/bizpayurl?pr=abc", "不是本系统的二维码"),
    ],
)
def test_somebody_elses_code_is_named_as_such(
    world: World, camera_visitor: CameraVisitor, tmp_path: Path, text: str, told: str
) -> None:
    phone = Phone.of(camera_visitor(film(tmp_path, [text])), world)
    phone.tap("扫码")
    phone.hears(told)
    assert phone.items() == []


def test_a_residents_private_receipt_is_not_taken(world: World, new_visitor: NewVisitor, site: Site) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.scan(address(site, "ABCDEFGHJKMNPQRS", "R"))
    phone.hears("这是群众的回执")
    assert phone.items() == []


def test_a_photocopied_form_gets_a_number_of_its_own(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    form = world.forms[0].text
    phone.type_codes([form, form])
    phone.hears("这张责任书已登记过，未重复计")
    phone.tap("这是复印件，按新编号计")
    phone.hears("请在纸上编号后写上")
    phone.tap("取消")
    phone.tap("完成")
    phone.sync()
    phone.sees("全部已发送")
    assert papers() == 2
    assert Submission.objects.filter(flags__contains=["photocopy"]).count() == 1


def test_a_form_another_phone_has_counted_is_told_and_can_be_counted_as_a_copy(
    world: World, new_visitor: NewVisitor
) -> None:
    first = Phone.of(new_visitor(), world, "colleague")
    first.scan(world.forms[0].text)
    first.tap("取消")
    first.tap("完成")
    first.sync()
    first.sees("全部已发送")

    second = Phone.of(new_visitor(), world)
    second.scan(world.forms[0].text)
    second.tap("取消")
    second.tap("完成")
    second.sync()
    second.sees("全部已发送")
    assert papers() == 1
    second.tap("我的记录")
    second.page.locator(".ledger-row[data-state=duplicate]").click()
    second.tap("这是复印件，按新编号计")
    second.hears("请在纸上编号后写上")
    second.sync()
    second.sees("全部已发送")
    assert papers() == 2


def test_where_webassembly_is_blocked_the_plain_decoder_reads(
    world: World, camera_visitor: CameraVisitor, tmp_path: Path, site: Site
) -> None:
    clip = film(tmp_path, [address(site, world.forms[0].text)], shown=40)
    visitor = camera_visitor(clip)
    visitor.context.route("**/*.wasm", lambda route: route.abort())
    visitor.log_in(world, "officer")
    phone = Phone(visitor)
    phone.tap("扫码")
    phone.hears("责任书已登记")


def test_without_a_camera_a_photo_or_typing_will_do(
    world: World, camera_visitor: CameraVisitor, tmp_path: Path, site: Site
) -> None:
    phone = Phone.of(camera_visitor(None), world)
    phone.tap("扫码")
    phone.page.get_by_text("未找到可用的相机").wait_for()
    phone.page.locator("input[type=file]").set_input_files(
        {"name": "form.jpg", "mimeType": "image/jpeg", "buffer": photo(address(site, world.forms[0].text))}
    )
    phone.hears("责任书已登记")
    phone.tap("输入编码")
    phone.page.fill("#typed", world.forms[1].text.lower())
    phone.tap("继续")
    phone.page.get_by_text("本次已登记 2 项").wait_for()
    phone.page.fill("#typed", "ABC")
    phone.tap("继续")
    phone.page.get_by_text("这不是完整的编码").wait_for()


def test_who_does_not_allow_the_camera_is_told_how_to_go_on(
    world: World, camera_visitor: CameraVisitor, tmp_path: Path, site: Site
) -> None:
    clip = film(tmp_path, [address(site, world.forms[0].text)])
    phone = Phone.of(camera_visitor(clip, answer="denied"), world)
    phone.tap("扫码")
    phone.page.get_by_text("相机未获授权").wait_for()
    phone.page.get_by_role("button", name="输入编码").wait_for()
