"""A small invented organisation for tests: units, officers, campaigns and a code of every kind.

    bureau                    administrator, auditor
    |-- sub_bureau            sub_chief
    |   |-- station_a         officer, colleague, chief, former (no longer a member), retired (not active)
    |   |   `-- post_a        poster
    |   `-- station_b         outsider, chief_b
    `-- other_bureau          other_administrator
        `-- station_c

Windows are set around `world.now`, the moment the world was made, so that tests run on any day; a test that
needs another clock passes its own `now` to the services. `world.campaign` (open) and `world.past` (ended ten
days ago) belong to the bureau.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from outreach.campaigns.models import Campaign, Language, Mark, PledgeText, TextKind
from outreach.capture.models import PublicationAccount
from outreach.capture.results import Principal
from outreach.codes.models import BatchState, Code, CodeBatch, CodeKind
from outreach.organisation.models import (
    Membership,
    Officer,
    OrganisationKind,
    OrganisationUnit,
    Place,
    PlaceKind,
    Role,
    SignatoryOrganisation,
    UnitKind,
)

PASSWORD = "correct horse 台账"
ZONE = ZoneInfo("Asia/Shanghai")
FORMS = 5
LEAFLETS = 4
POOL = 3

# Letters that no alphabet without look-alikes leaves out.
_LETTERS = "ACDEFHJKMNPRTWXY"


@dataclass
class World:
    """Everything a test names. Built by `World.build()`; the attributes are the rows just made."""

    now: datetime
    units: dict[str, OrganisationUnit] = field(default_factory=dict)
    officers: dict[str, Officer] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    organisations: dict[str, SignatoryOrganisation] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    forms: list[Code] = field(default_factory=list)
    leaflets: list[Code] = field(default_factory=list)
    pool: list[Code] = field(default_factory=list)
    texts: dict[str, PledgeText] = field(default_factory=dict)
    campaign: Campaign = field(init=False)
    past: Campaign = field(init=False)
    account: PublicationAccount = field(init=False)
    _texts_made: Iterator[int] = field(default_factory=lambda: count(1))

    @classmethod
    def build(cls, now: datetime | None = None) -> "World":
        world = cls(now=now or timezone.now())
        world._make_units()
        world._make_officers()
        world._make_campaigns()
        world._make_places()
        world._make_codes()
        return world

    @property
    def midday(self) -> datetime:
        """Noon of the local day before `now`: the hours around it are of one day, at whatever hour tests run."""
        return datetime.combine(self.today - timedelta(days=1), time(12), tzinfo=ZONE)

    @property
    def today(self) -> date:
        """The local day of `now` in the campaigns' time zone."""
        return self.now.astimezone(ZONE).date()

    def principal(self, name: str) -> Principal:
        """The officer `name` as `record()` wants to be told who sends."""
        return Principal.officer(self.officers[name].pk)

    def code(self, kind: CodeKind | str, **fields: Any) -> Code:
        """One more code: station A, the open campaign, 30 days either side, unless told otherwise."""
        return Code.objects.create(**self._code_fields(kind, **fields))

    def batch(self, kind: CodeKind | str, size: int, **fields: Any) -> CodeBatch:
        """One more batch, without its codes: made by the chief for station A unless told otherwise."""
        made = {
            "campaign": self.campaign,
            "unit": self.units["station_a"],
            "made_by": self.officers["chief"],
            "made_at": self.now,
            "state": BatchState.READY,
        }
        return CodeBatch.objects.create(kind=kind, size=size, **{**made, **fields})

    def _make_units(self) -> None:
        for name, parent, kind, zh, en in (
            ("bureau", None, UnitKind.CITY_BUREAU, "示例市公安局", "Example City Bureau"),
            ("sub_bureau", "bureau", UnitKind.SUB_BUREAU, "第一分局", "First Sub-bureau"),
            ("other_bureau", "bureau", UnitKind.SUB_BUREAU, "第二分局", "Second Sub-bureau"),
            ("station_a", "sub_bureau", UnitKind.STATION, "甲派出所", "Station A"),
            ("station_b", "sub_bureau", UnitKind.STATION, "乙派出所", "Station B"),
            ("station_c", "other_bureau", UnitKind.STATION, "丙派出所", "Station C"),
            ("post_a", "station_a", UnitKind.POST, "甲一警务站", "Post A1"),
        ):
            landline = f"0000-10000{len(self.units) + 1:02d}"
            unit = OrganisationUnit(kind=kind, name=zh, name_en=en, landline=landline)
            if parent is None:
                OrganisationUnit.objects.add_root(instance=unit)
            else:
                OrganisationUnit.objects.add_child(self.units[parent], instance=unit)
            self.units[name] = unit

    def _make_officers(self) -> None:
        password = make_password(PASSWORD)
        began = self.today - timedelta(days=200)
        for number, (name, unit, role, ended) in enumerate(
            (
                ("officer", "station_a", Role.OFFICER, None),
                ("colleague", "station_a", Role.OFFICER, None),
                ("outsider", "station_b", Role.OFFICER, None),
                ("poster", "post_a", Role.OFFICER, None),
                ("chief", "station_a", Role.CHIEF, None),
                ("chief_b", "station_b", Role.CHIEF, None),
                ("sub_chief", "sub_bureau", Role.CHIEF, None),
                ("administrator", "bureau", Role.ADMINISTRATOR, None),
                ("other_administrator", "other_bureau", Role.ADMINISTRATOR, None),
                ("auditor", "bureau", Role.AUDITOR, None),
                ("former", "station_a", Role.OFFICER, self.today - timedelta(days=60)),
                ("retired", "station_a", Role.OFFICER, None),
            )
        ):
            officer = Officer.objects.create(
                username=f"9{number:05d}",
                name=f"示例{number}",
                password=password,
                is_active=name != "retired",
            )
            self.officers[name] = officer
            Membership.objects.create(officer=officer, unit=self.units[unit], role=role, starts_on=began, ends_on=ended)

    def _make_campaigns(self) -> None:
        bureau = self.units["bureau"]
        self.campaign = Campaign.objects.create(
            slug="trial",
            name="试用活动",
            name_en="Trial campaign",
            unit=bureau,
            starts_on=self.today - timedelta(days=90),
            mark=Mark.FINGER,
        )
        self.past = Campaign.objects.create(
            slug="past",
            name="往期活动",
            name_en="Past campaign",
            unit=bureau,
            starts_on=self.today - timedelta(days=190),
            ends_on=self.today - timedelta(days=10),
        )
        for kind, title in (
            (TextKind.RESIDENT, "防范电信网络诈骗责任书"),
            (TextKind.MINOR, "未成年人防范电信网络诈骗责任书"),
            (TextKind.UNIT, "单位防范电信网络诈骗责任书"),
        ):
            body = f"{title}:未知链接不点击、陌生来电不轻信、个人信息不透露、转账汇款多核实。"
            version = hashlib.sha256("\n".join((kind, Language.ZH_HANS, title, body)).encode()).hexdigest()
            self.texts[kind] = PledgeText.objects.create(
                campaign=self.campaign,
                kind=kind,
                language=Language.ZH_HANS,
                version=version,
                title=title,
                body=body,
                effective_from=self.campaign.starts_on,
                is_sample=True,
            )

    def _make_places(self) -> None:
        for name, unit, kind, zh in (
            ("school", "station_a", PlaceKind.SCHOOL, "示例小学"),
            ("community", "station_a", PlaceKind.COMMUNITY, "示例社区"),
            ("enterprise", "station_a", PlaceKind.ENTERPRISE, "示例工业园"),
            ("school_b", "station_b", PlaceKind.SCHOOL, "示例中学"),
        ):
            self.places[name] = Place.objects.create(unit=self.units[unit], kind=kind, name=zh)
        for name, place, organisation_kind, zh in (
            ("firm", "enterprise", OrganisationKind.FIRM, "示例制造有限公司"),
            ("shop", "community", OrganisationKind.SHOP, "示例便利店"),
            ("firm_b", "school_b", OrganisationKind.SCHOOL, "示例中学"),
        ):
            self.organisations[name] = SignatoryOrganisation.objects.create(
                place=self.places[place], kind=organisation_kind, name=zh
            )
        self.account = PublicationAccount.objects.create(unit=self.units["sub_bureau"], name="示例分局发布")

    def _make_codes(self) -> None:
        day = timedelta(days=1)
        school, station_b = self.places["school"], self.units["station_b"]
        for name, kind, fields in (
            ("activity", CodeKind.ACTIVITY, {"place": school}),
            ("activity_b", CodeKind.ACTIVITY, {"unit": station_b, "place": self.places["school_b"]}),
            ("place", CodeKind.PLACE, {"place": school}),
            ("community", CodeKind.PLACE, {"place": self.places["community"]}),
            ("enterprise", CodeKind.PLACE, {"place": self.places["enterprise"]}),
            ("place_b", CodeKind.PLACE, {"unit": station_b, "place": self.places["school_b"]}),
            ("expired", CodeKind.ACTIVITY, {"place": school, "ends_at": self.now - 2 * day}),
            ("scheduled", CodeKind.ACTIVITY, {"place": school, "starts_at": self.now + 2 * day}),
            ("revoked", CodeKind.ACTIVITY, {"place": school, "revoked_at": self.now - 2 * day}),
            ("used_up", CodeKind.ACTIVITY, {"place": school, "use_limit": 1, "uses": 1}),
        ):
            self.codes[name] = self.code(kind, **fields)
        self.forms = self._make_run(CodeKind.FORM, FORMS)
        self.leaflets = self._make_run(CodeKind.LEAFLET, LEAFLETS, bundle_size=2)
        self.pool = self._make_run(CodeKind.ACTIVITY, POOL)
        self.codes |= {"form": self.forms[0], "leaflet": self.leaflets[0], "pool": self.pool[0]}

    def _make_run(self, kind: CodeKind, size: int, bundle_size: int | None = None) -> list[Code]:
        batch = self.batch(kind, size, bundle_size=bundle_size)
        codes: Sequence[Code] = [
            Code(
                **self._code_fields(
                    kind,
                    batch=batch,
                    serial=serial,
                    bundle=(serial - 1) // bundle_size + 1 if bundle_size else None,
                )
            )
            for serial in range(1, size + 1)
        ]
        return Code.objects.bulk_create(codes)

    def _code_fields(self, kind: CodeKind | str, **fields: Any) -> dict[str, Any]:
        window = timedelta(days=30)
        usual = {
            "text": self._next_text(),
            "kind": kind,
            "campaign": self.campaign,
            "unit": self.units["station_a"],
            "starts_at": self.now - window,
            "ends_at": self.now + window,
        }
        return usual | fields

    def _next_text(self) -> str:
        """A new code's text: never random, so that a failing test fails the same way again."""
        number = next(self._texts_made)
        digest = hashlib.sha256(f"code {number}".encode()).digest()
        return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:16])


@pytest.fixture
def world(db: None) -> World:
    """The organisation, made anew for each test."""
    return World.build()
