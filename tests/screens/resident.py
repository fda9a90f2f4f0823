"""A resident's phone."""

from pathlib import Path

from tests.screens.taking import PHONE, Chromium, Told, take


def take_all(chromium: Chromium, told: Told, folder: Path) -> None:
    code = f"/Q/{told['codes']['activity']}"
    resident = chromium.visit(**PHONE)
    resident.go(code)
    take(resident, "resident-1-welcome")
    resident.go(f"{code}/pledge?age=18_59")
    resident.draw()
    take(resident, "resident-2-pledge")
    resident.press("我已阅读并同意，签订")
    resident.page.wait_for_url("**/app")
    take(resident, "resident-3-app")
    resident.go(f"{code}/app?basis=installed_self")
    resident.choose("已开启")
    resident.press("确认")
    resident.page.wait_for_url("**/receipt")
    take(resident, "resident-4-receipt")
    resident.press("查看保存的内容")
    take(resident, "resident-5-held")
    for name, options in (("english", {"locale": "en-GB"}), ("dark", {"dark": True})):
        another = chromium.visit(**PHONE, **options)
        another.go(code)
        take(another, f"resident-{name}")
