"""A resident's phone: every screen of the way, and what stands beside it."""

from pathlib import Path

from tests.screens.taking import PHONE, Chromium, Told, Visitor, take


def take_all(chromium: Chromium, told: Told, folder: Path) -> None:
    code = f"/Q/{told['codes']['activity']}"
    _the_way(chromium.visit(**PHONE), code)
    _beside_it(chromium.visit(**PHONE), code)
    for name, options in (("english", {"locale": "en-GB"}), ("dark", {"dark": True}), ("narrow", {"width": 320})):
        another = chromium.visit(**{**PHONE, **options})
        for step in ("", "/pledge", "/app"):
            another.go(code + step)
            take(another, f"resident-{name}{step.replace('/', '-')}")


def _the_way(resident: Visitor, code: str) -> None:
    resident.go(code)
    take(resident, "resident-1-welcome")
    resident.page.locator("summary").first.click()
    take(resident, "resident-1-welcome-details")
    resident.go(f"{code}/pledge")
    resident.draw()
    take(resident, "resident-2-pledge")
    resident.page.get_by_text("换一种方式，或者不签").click()
    take(resident, "resident-2-pledge-otherwise")
    resident.press("同意并签订")
    resident.page.wait_for_url("**/app?person=1")
    take(resident, "resident-3-app")
    resident.choose("我自己装的")
    resident.press("继续")
    take(resident, "resident-3-app-alerts")
    resident.choose("已开启")
    resident.press("确认")
    resident.page.wait_for_url("**/receipt?person=1")
    take(resident, "resident-4-receipt")
    resident.go(f"{code}/show")
    take(resident, "resident-4-receipt-officer")
    resident.go(code)
    take(resident, "resident-4-receipt-again")
    resident.go(f"{code}/receipt")
    resident.press("查看、撤回或者删除")
    take(resident, "resident-5-held")
    held = resident.page.url
    for step in ("withdraw", "erase", "pressure"):
        resident.page.goto(f"{held}/{step}")
        take(resident, f"resident-5-held-{step}")
    resident.page.goto(f"{held}/withdraw")
    resident.press("撤回并删除")
    resident.page.wait_for_url("**/done/withdraw")
    take(resident, "resident-5-held-withdrawn")


def _beside_it(resident: Visitor, code: str) -> None:
    for name in ("guardian", "learn", "paper", "pressure", "card"):
        resident.go(f"{code}/{name}")
        take(resident, f"resident-{name}")
    resident.go(code)
    resident.press("不参加")
    resident.page.wait_for_url("**/refused?person=1")
    take(resident, "resident-refused")
    resident.go("/")
    take(resident, "resident-start")
