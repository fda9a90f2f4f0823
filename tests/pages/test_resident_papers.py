"""Codes that are good for once: leaflets and the serials of paper pledges."""

from uuid import uuid4

from django.test import Client

from outreach.capture.operations import Pledge as PledgeOperation
from outreach.capture.operations import Talk
from outreach.capture.record import record
from outreach.codes.models import Code
from tests.pages.conftest import phone
from tests.pages.reading import page
from tests.pages.steps import at, sign, url
from tests.world import World


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
