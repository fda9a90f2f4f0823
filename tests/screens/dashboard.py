"""The chief's and the administrator's desk, and a look at it on a phone."""

from pathlib import Path

from outreach.campaigns.models import Campaign
from outreach.organisation.models import Place
from tests.screens.taking import DESK, PHONE, Chromium, Told, Visitor, log_in, take

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
    administrator = chromium.visit(**_DESK)
    log_in(administrator, told, "administrator")
    administrator.go("/dashboard/voices/?month=2021-11-01")
    take(administrator, "dashboard-voices", whole=False)
    take_organisation(chromium, told)


def take_organisation(chromium: Chromium, told: Told) -> None:
    """Units and places, on a desk and on a phone."""
    place = Place.objects.filter(organisations__isnull=False).order_by("pk").first()
    assert place is not None
    for size, window in (("", _DESK), ("narrow-", PHONE)):
        administrator = chromium.visit(**window)
        log_in(administrator, told, "administrator")
        for name, address in (
            ("units", "units/"),
            ("unit", f"units/{place.unit_id}/"),
            ("unit-move", f"units/{place.unit_id}/move/"),
            ("places", "places/"),
            ("place", f"places/{place.pk}/"),
            ("list", "lists/officers/"),
        ):
            administrator.go(f"/dashboard/manage/{address}")
            take(administrator, f"dashboard-{size}manage-{name}", whole=False)
        _list(administrator, size, place.unit.name)


def _list(administrator: Visitor, size: str, unit: str) -> None:
    """A list with rows to correct, one that is right, and the slips that come of it."""
    headings, row = "警号或工号,姓名,单位,角色\n", f"0{'1' if size else '0'}0123,新人,{unit},民警\n"
    for name, rows in (("wrong", f"{row}000 124,,没有的派出所,所长\n"), ("right", row)):
        administrator.go("/dashboard/manage/lists/officers/")
        file = {"name": "officers.csv", "mimeType": "text/csv", "buffer": f"{headings}{rows}".encode()}
        administrator.page.set_input_files("#id_file", [file])
        administrator.page.locator("main form button.btn-primary").click()
        take(administrator, f"dashboard-{size}manage-list-{name}", whole=False)
    administrator.page.locator("main form button.btn-primary").click()
    take(administrator, f"dashboard-{size}manage-list-slips", whole=False)


def _analysis(chromium: Chromium, told: Told, campaign: Campaign) -> None:
    administrator = chromium.visit(**DESK)
    log_in(administrator, told, "administrator")
    for page in ("", "units/", "evidence/", "receipts/"):
        administrator.go(f"/dashboard/analysis/{page}?campaign={campaign.slug}")
        administrator.page.locator("[data-chart=first] svg").wait_for()
        take(administrator, f"dashboard-analysis{'-' if page else ''}{page.rstrip('/')}", whole=False)


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
