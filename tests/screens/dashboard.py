"""The chief's and the administrator's desk, and a look at it on a phone."""

from pathlib import Path

from django.utils import timezone

from outreach.campaigns.aims.models import PopulationBase
from outreach.campaigns.models import Campaign
from outreach.organisation.models import Officer, OrganisationUnit, Place
from outreach.reporting.documents.building import build_waiting_files
from outreach.reporting.services import build_waiting
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
    _reports(chromium, told, campaign)
    chief = chromium.visit(**_DESK)
    log_in(chief, told, "chief")
    for name, address in (
        ("codes", "/dashboard/codes/"),
        ("codes-places", "/dashboard/codes/places/"),
        ("phones", "/dashboard/phones/"),
        ("manage", "/dashboard/manage/"),
    ):
        chief.go(address)
        take(chief, f"dashboard-{name}", whole=False)
    _second_look(chromium, told, campaign)
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
    _count_people(campaign)
    for page in ("", "units/", "evidence/", "coverage/", "receipts/"):
        administrator.go(f"/dashboard/analysis/{page}?campaign={campaign.slug}")
        administrator.page.locator("[data-chart=first] svg").wait_for()
        take(administrator, f"dashboard-analysis{'-' if page else ''}{page.rstrip('/')}", whole=False)


def _count_people(campaign: Campaign) -> None:
    """A base for the campaign's unit and for most of those below it."""
    unit = campaign.unit
    below = OrganisationUnit.objects.filter(path__startswith=unit.path, depth=unit.depth + 1).order_by("path")
    administrator = Officer.objects.filter(memberships__role="administrator").order_by("pk")[0]
    for number, each in enumerate([unit, *below[1:]]):
        PopulationBase.objects.create(
            campaign=campaign,
            unit=each,
            count=240_000 if each == unit else 21_000 + 3_700 * number,
            source="示例统计资料",
            as_of=campaign.starts_on,
            entered_by=administrator,
            entered_at=timezone.now(),
        )


def _second_look(chromium: Chromium, told: Told, campaign: Campaign) -> None:
    """A doubt that is looked at, and a list that is drawn and looked up, at a desk and on a phone."""
    for window, size in (("", _DESK), ("narrow-", PHONE)):
        administrator = chromium.visit(**size)
        log_in(administrator, told, "administrator")
        _doubts(administrator, window)
        if not window:
            administrator.go(f"/dashboard/checks/draw/?campaign={campaign.slug}")
            take(administrator, "dashboard-check-draw", whole=False)
            administrator.page.get_by_role("button", name="抽取").click()
        else:
            administrator.go("/dashboard/checks/")
            administrator.page.locator(".walls a").first.click()
        administrator.page.get_by_text("初查").first.wait_for()
        take(administrator, f"dashboard-{window}check", whole=False)


def _doubts(administrator: Visitor, window: str) -> None:
    """The kinds, those of one kind, one of them, and some answered by one word; nothing is kept."""
    administrator.go("/dashboard/doubts/")
    take(administrator, f"dashboard-{window}doubts", whole=False)
    administrator.page.get_by_role("link", name="待盖章", exact=True).click()
    for box in administrator.page.locator("input[name=doubt]").all()[:4]:
        box.check()
    take(administrator, f"dashboard-{window}doubts-kind", whole=False)
    kind = administrator.page.url
    administrator.page.locator(".ticks h4 a").first.click()
    take(administrator, f"dashboard-{window}doubt", whole=bool(window))
    administrator.page.goto(kind)
    for box in administrator.page.locator("input[name=doubt]").all()[:4]:
        box.check()
    administrator.press("一并核对所勾选的")
    administrator.choose("继续关注")
    administrator.page.get_by_label("核对了什么").fill("已通知各单位，本月内补盖公章")
    administrator.press("下一步")
    take(administrator, f"dashboard-{window}doubts-answer", whole=False)


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
    small.go(f"/dashboard/analysis/coverage/?campaign={campaign.slug}")
    small.page.locator("[data-chart=first] svg").wait_for()
    take(small, "dashboard-narrow-coverage")
    small.go(f"/dashboard/entries/?campaign={campaign.slug}&indicator=school_talks")
    take(small, "dashboard-narrow-lines", whole=False)


def _reports(chromium: Chromium, told: Told, campaign: Campaign) -> None:
    """Asked for, worded, submitted and approved; no worker runs here."""
    chief = chromium.visit(**_DESK)
    log_in(chief, told, "chief")
    reports = f"/dashboard/reports/?campaign={campaign.slug}"
    chief.go(reports)
    take(chief, "dashboard-reports", whole=False)
    chief.go(f"/dashboard/reports/new/?campaign={campaign.slug}")
    take(chief, "dashboard-report-new", whole=False)
    chief.press("生成草稿")
    chief.page.get_by_text("正在统计数字").wait_for()
    take(chief, "dashboard-report-under-way", whole=False)
    build_waiting()
    build_waiting_files()
    chief.page.get_by_role("link", name="PDF").first.wait_for()
    take(chief, "dashboard-report", whole=False)
    chief.press("填写文字")
    chief.page.get_by_label("导语").fill("全所集中力量，进校园、进社区开展宣传。")
    take(chief, "dashboard-report-words", whole=False)
    chief.press("保存文字")
    chief.press("报送")
    build_waiting_files()
    administrator = chromium.visit(**_DESK)
    log_in(administrator, told, "administrator")
    administrator.go(reports)
    take(administrator, "dashboard-reports-of-all", whole=False)
    administrator.page.locator(".state-submitted").first.locator("xpath=ancestor::tr").get_by_role("link").click()
    administrator.page.get_by_role("link", name="核定").click()
    take(administrator, "dashboard-report-approve", whole=False)
    administrator.press("核定并锁定")
    build_waiting_files()
    administrator.page.get_by_role("link", name="PDF").first.wait_for()
    take(administrator, "dashboard-report-locked", whole=False)
    administrator.go(f"/dashboard/reports/schedules/?campaign={campaign.slug}")
    take(administrator, "dashboard-report-schedules", whole=False)
    small = chromium.visit(**PHONE)
    log_in(small, told, "administrator")
    small.go(reports)
    take(small, "dashboard-narrow-reports", whole=False)
    small.page.locator(".state-approved").first.locator("xpath=ancestor::tr").get_by_role("link").click()
    take(small, "dashboard-narrow-report")
