"""Pictures of the pages for the documentation: `python -m tests.screens` writes docs/screens/*.png.

They show the demonstration and the trial campaign beside it, on a database of their own that is thrown away.
"""

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import django
import httpx
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from backend.embedded import ports, processes
from tests import services

OUT: Final = Path(__file__).resolve().parent.parent / "docs" / "screens"
LARGEST: Final = 200 * 1024
_PHONE: Final = {"width": 360, "height": 740}
_WALL: Final = {"width": 1280, "height": 720}
_DESK: Final = {"width": 1440, "height": 1400}

Told = dict[str, Any]


def main() -> None:
    """Start everything, take the pictures, stop everything."""
    run, port, home = services.RunServices(), ports.choose(), services.folder()
    os.environ |= {"PORT": str(port), "VAR_DIR": str(home), "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    try:
        run.begin()
        os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
        django.setup()
        told = _load(home)
        OUT.mkdir(parents=True, exist_ok=True)
        with _site(port, home), sync_playwright() as playwright:
            from tests.browser.visitors import FLAGS, chromium_path

            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            for take in (_of_a_resident, _of_an_officer, _of_the_dashboard):
                take(browser, told)
            browser.close()
    finally:
        run.end()
        shutil.rmtree(home)


def _load(home: Path) -> Told:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_demo")
    told: Told = json.loads((home / "demo.json").read_text(encoding="utf-8"))
    return told


@contextmanager
def _site(port: int, home: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "backend.wsgi:application"]
    with (home / "site.log").open("wb") as log:
        process = processes.spawn(command, death_signal=signal.SIGKILL, environment=os.environ, output=log)
    try:
        _wait_for(lambda: httpx.get(f"http://{ports.LOOPBACK}:{port}/healthz").status_code == 200)
        yield
    finally:
        processes.stop(process, with_signal=signal.SIGTERM, patience=10)


def _wait_for(is_up: Callable[[], bool]) -> None:
    for _attempt in range(300):
        try:
            if is_up():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError("the site did not start")


def _window(browser: Browser, told: Told, size: dict[str, int], **options: Any) -> Any:
    from tests.browser.visitors import Visitor

    return Visitor.open(browser, told["base_url"], **size, **options)


def _take(visitor: Any, name: str, *, whole: bool = True) -> None:
    """Save what the window shows, in as few colours as the page has need of."""
    picture = Image.open(BytesIO(visitor.page.screenshot(full_page=whole))).convert("RGB")
    path = OUT / f"{name}.png"
    picture.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    if size > LARGEST:
        raise ValueError(f"{path} has {size} bytes; at most {LARGEST} may be committed")
    print(f"{path.relative_to(OUT.parent.parent)}  {size // 1024} KB")


def _log_in(visitor: Any, told: Told, name: str) -> None:
    visitor.go("/officer/login/")
    visitor.page.fill("#id_username", told["logins"][name]["username"])
    visitor.page.fill("#id_password", told["logins"][name]["password"])
    visitor.page.locator("main button").click()
    visitor.page.wait_for_url(lambda address: "/login/" not in address)


def _of_a_resident(browser: Browser, told: Told) -> None:
    code = f"/Q/{told['codes']['activity']}"
    resident = _window(browser, told, _PHONE)
    resident.go(code)
    _take(resident, "resident-1-welcome")
    resident.go(f"{code}/pledge?age=18_59")
    resident.draw()
    _take(resident, "resident-2-pledge")
    resident.press("我已阅读并同意，签订")
    resident.page.wait_for_url("**/app")
    _take(resident, "resident-3-app")
    resident.go(f"{code}/app?basis=installed_self")
    resident.choose("已开启")
    resident.press("确认")
    resident.page.wait_for_url("**/receipt")
    _take(resident, "resident-4-receipt")
    resident.press("查看保存的内容")
    _take(resident, "resident-5-held")
    for name, options in (("english", {"locale": "en-GB"}), ("dark", {"dark": True})):
        another = _window(browser, told, _PHONE, **options)
        another.go(code)
        _take(another, f"resident-{name}")


def _of_an_officer(browser: Browser, told: Told) -> None:
    officer = _window(browser, told, _PHONE)
    _log_in(officer, told, "officer")
    officer.press("开始宣传活动")
    officer.page.locator("#id_place").select_option(index=1)
    officer.page.locator("#id_activity_kind").select_option(label="社区宣传")
    officer.choose("社区居民")
    _take(officer, "officer-1-talk")
    officer.press("开始并显示二维码")
    officer.page.wait_for_url("**/code/")
    officer.page.set_viewport_size(_WALL)
    _take(officer, "officer-2-projector", whole=False)
    officer.page.set_viewport_size(_PHONE)
    officer.go("/officer/")
    officer.press("帮装 +1")
    officer.page.get_by_text("已计入").first.wait_for()
    officer.go("/officer/")
    _take(officer, "officer-3-home")


def _of_the_dashboard(browser: Browser, told: Told) -> None:
    from outreach.campaigns.models import Campaign

    slug = Campaign.objects.get(is_demonstration=True).slug
    for name, locale in (("dashboard", "zh-CN"), ("dashboard-english", "en-GB")):
        chief = _window(browser, told, _DESK, locale=locale)
        _log_in(chief, told, "administrator")
        chief.go(f"/dashboard/?campaign={slug}")
        chief.page.locator("[data-chart=units] svg").wait_for()
        _take(chief, name, whole=False)


if __name__ == "__main__":
    main()
