"""The chief's and the administrator's desk."""

from pathlib import Path

from outreach.campaigns.models import Campaign
from tests.screens.taking import DESK, Chromium, Told, log_in, take


def take_all(chromium: Chromium, told: Told, folder: Path) -> None:
    slug = Campaign.objects.get(is_demonstration=True).slug
    for name, locale in (("dashboard", "zh-CN"), ("dashboard-english", "en-GB")):
        chief = chromium.visit(**DESK, locale=locale)
        log_in(chief, told, "administrator")
        chief.go(f"/dashboard/?campaign={slug}")
        chief.page.locator("[data-chart=units] svg").wait_for()
        take(chief, name, whole=False)
    chief = chromium.visit(width=1440, height=900)
    log_in(chief, told, "chief")
    for name, address in (
        ("codes", "/dashboard/codes/"),
        ("codes-places", "/dashboard/codes/places/"),
        ("phones", "/dashboard/phones/"),
        ("doubts", "/dashboard/doubts/"),
    ):
        chief.go(address)
        take(chief, f"dashboard-{name}", whole=False)
    administrator = chromium.visit(width=1440, height=900)
    log_in(administrator, told, "administrator")
    administrator.go("/dashboard/voices/?month=2021-11-01")
    take(administrator, "dashboard-voices", whole=False)
