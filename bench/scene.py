"""Who acts in a measurement: a small bureau, its open campaign, an officer with a token, and an event's code."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from outreach.campaigns.models import Campaign, Language, Mark, PledgeText, TextKind
from outreach.capture.models import PublicationAccount
from outreach.codes.alphabet import new_text
from outreach.codes.models import Code, CodeKind
from outreach.organisation.access import issue_token
from outreach.organisation.models import (
    Membership,
    Officer,
    OrganisationUnit,
    Place,
    PlaceKind,
    Role,
    UnitKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`token` is a chief's, who writes and reads for every unit; `code` is that of an event under way.

    `place_code` is the text of the code at the place of the event, `account` the name of the bureau's account.
    """

    campaign: Campaign
    stations: Sequence[OrganisationUnit]
    chief: Officer
    token: str
    code: Code
    place_code: str
    account: str
    text_version: str


def set_scene(*, stations: int = 1, starts_on: date | None = None) -> Scene:
    """Make everything in the database in use; the campaign starts 30 days ago unless told otherwise."""
    now, month = timezone.now(), timedelta(days=30)
    began = starts_on or (now - month).date()
    bureau = OrganisationUnit(kind=UnitKind.CITY_BUREAU, name="示例市公安局", name_en="Example City Bureau")
    OrganisationUnit.objects.add_root(instance=bureau)
    units = [_station(bureau, number) for number in range(1, stations + 1)]
    chief = Officer.objects.create(username="900000", name="示例", password="!")
    Membership.objects.create(officer=chief, unit=bureau, role=Role.CHIEF, starts_on=began)
    token, _row = issue_token(chief)
    campaign = Campaign.objects.create(
        slug="bench", name="测速活动", name_en="Bench campaign", unit=bureau, starts_on=began, mark=Mark.FINGER
    )
    hall = Place.objects.create(unit=units[0], kind=PlaceKind.COMMUNITY, name="示例礼堂")
    at_hall = {"campaign": campaign, "unit": units[0], "place": hall, "starts_at": now - month, "ends_at": now + month}
    return Scene(
        campaign=campaign,
        stations=units,
        chief=chief,
        token=token,
        code=Code.objects.create(text=new_text(), kind=CodeKind.ACTIVITY, **at_hall),
        place_code=Code.objects.create(text=new_text(), kind=CodeKind.PLACE, **at_hall).text,
        account=PublicationAccount.objects.create(unit=bureau, name="示例发布").name,
        text_version=_text(campaign, began),
    )


def _station(bureau: OrganisationUnit, number: int) -> OrganisationUnit:
    station = OrganisationUnit(kind=UnitKind.STATION, name=f"示例{number}所", name_en=f"Example Station {number}")
    OrganisationUnit.objects.add_child(bureau, instance=station)
    return station


def _text(campaign: Campaign, effective_from: date) -> str:
    body = "未知链接不点击、陌生来电不轻信、个人信息不透露、转账汇款多核实。"
    version = hashlib.sha256(body.encode()).hexdigest()
    PledgeText.objects.create(
        campaign=campaign,
        kind=TextKind.RESIDENT,
        language=Language.ZH_HANS,
        version=version,
        title="防范电信网络诈骗责任书",
        body=body,
        effective_from=effective_from,
        is_sample=True,
    )
    return version
