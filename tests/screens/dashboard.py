"""The chief's and the administrator's desk, and a look at it on a phone."""

from pathlib import Path

from outreach.campaigns.models import Campaign
from tests.screens.taking import DESK, PHONE, Chromium, Told, log_in, take

_DESK = {"width": 1440, "height": 900}


def take_all(chromium: Chromium, told: Told, folder: Path) -> None:
    campaign = Campaign.objects.get(is_demonstration=True)
    for name, locale in (("dashboard", "zh-CN"), ("dashboard-english", "en-GB")):
        administrator = chromium.visit(**_DESK, locale=locale)
        log_in(administrator, told, "administrator")
        administrator.go(f"/dashboard/?campaign={campaign.slug}")
        take(administrator, name, whole=False)
    _analysis(chromium, told, campaign)
    _lines(chromium, told, campaign)
    chief = chromium.visit(**_DESK)
    log_in(chief, told, "chief")
    for name, address in (
        ("codes", "/dashboard/codes/"),
        ("codes-places", "/dashboard/codes/places/"),
        ("phones", "/dashboard/phones/"),
        ("doubts", "/dashboard/doubts/"),
        ("manage", "/dashboard/manage/"),
    ):
        chief.go(address)
        take(chief, f"dashboard-{name}", whole=False)
    _second_look(chromium, told, campaign)
    administrator = chromium.visit(**_DESK)
    log_in(administrator, told, "administrator")
    administrator.go("/dashboard/voices/?month=2021-11-01")
    take(administrator, "dashboard-voices", whole=False)


def _analysis(chromium: Chromium, told: Told, campaign: Campaign) -> None:
    administrator = chromium.visit(**DESK)
    log_in(administrator, told, "administrator")
    for page in ("", "units/", "evidence/", "receipts/"):
        administrator.go(f"/dashboard/analysis/{page}?campaign={campaign.slug}")
        administrator.page.locator("[data-chart=first] svg").wait_for()
        take(administrator, f"dashboard-analysis{'-' if page else ''}{page.rstrip('/')}", whole=False)


def _second_look(chromium: Chromium, told: Told, campaign: Campaign) -> None:
    """A doubt that is looked at, and a list that is drawn and looked up, at a desk and on a phone."""
    for window, size in (("", _DESK), ("narrow-", PHONE)):
        administrator = chromium.visit(**size)
        log_in(administrator, told, "administrator")
        administrator.go("/dashboard/doubts/")
        administrator.page.locator(".walls a").first.click()
        take(administrator, f"dashboard-{window}doubt", whole=bool(window))
        if not window:
            administrator.go(f"/dashboard/checks/draw/?campaign={campaign.slug}")
            take(administrator, "dashboard-check-draw", whole=False)
            administrator.page.get_by_role("button", name="抽取").click()
        else:
            administrator.go("/dashboard/checks/")
            administrator.page.locator(".walls a").first.click()
        administrator.page.get_by_text("初查").first.wait_for()
        take(administrator, f"dashboard-{window}check", whole=False)


def _lines(chromium: Chromium, told: Told, campaign: Campaign) -> None:
    administrator = chromium.visit(**_DESK)
    log_in(administrator, told, "administrator")
    administrator.go(f"/dashboard/entries/?campaign={campaign.slug}&indicator=school_talks")
    take(administrator, "dashboard-lines", whole=False)
    administrator.page.locator(".lines tbody a").first.click()
    take(administrator, "dashboard-submission", whole=False)
    administrator.page.get_by_role("link", name="作废", exact=True).click()
    take(administrator, "dashboard-void", whole=False)
    small = chromium.visit(**PHONE)
    log_in(small, told, "administrator")
    small.go(f"/dashboard/?campaign={campaign.slug}")
    take(small, "dashboard-narrow")
    small.go(f"/dashboard/analysis/units/?campaign={campaign.slug}")
    small.page.locator("[data-chart=first] svg").wait_for()
    take(small, "dashboard-narrow-analysis")
    small.go(f"/dashboard/entries/?campaign={campaign.slug}&indicator=school_talks")
    take(small, "dashboard-narrow-lines", whole=False)
