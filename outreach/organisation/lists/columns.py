"""The columns of each list, with what a template says above them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.translation import get_language

from outreach.organisation.models import ListKind


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its key and its Chinese and English heading; `most` is how many letters its cells may hold."""

    value: str
    zh: str
    en: str
    advice: str
    most: int
    is_required: bool = False

    @property
    def heading(self) -> str:
        """In the language of the page."""
        return self.en if (get_language() or "").startswith("en") else self.zh


ABOVE: Final = Column(
    "above", "上级单位", "Unit above", "必填。系统中的单位，或者本表上面行的单位；有重名的写“上级/单位”", 245, True
)
UNIT_NAME: Final = Column("name", "单位名称", "Unit name", "必填。与报表一致", 120, True)
UNIT_KIND: Final = Column("kind", "类型", "Kind", "必填。从列表中选", 40, True)
LANDLINE: Final = Column("landline", "电话", "Landline", "选填。显示在群众页面上；留空不改", 40)
NAME_EN: Final = Column("name_en", "英文名称", "English name", "选填。留空不改", 160)
NEW_NAME: Final = Column("new_name", "新名称", "New name", "选填。只在改名时填写", 120)

UNIT: Final = Column("unit", "单位", "Unit", "必填。系统中的单位；有重名的写“上级/单位”", 245, True)
PLACE_NAME: Final = Column("name", "地点名称", "Place", "必填", 120, True)
PLACE_KIND: Final = Column("kind", "类型", "Kind", "必填。从列表中选", 40, True)

USERNAME: Final = Column("username", "警号或工号", "Badge or staff number", "必填。登录用，开头的0会保留", 40, True)
OFFICER_NAME: Final = Column("name", "姓名", "Name", "必填", 80, True)
ROLE: Final = Column("role", "角色", "Role", "必填。从列表中选", 40, True)
STARTS_ON: Final = Column("starts_on", "起始日期", "First day", "选填。如2026-09-01；留空为今天", 40)
ENDS_ON: Final = Column("ends_on", "截止日期", "Last day", "选填。借调须填；留空为长期", 40)

COLUMNS: Final[Mapping[ListKind, tuple[Column, ...]]] = MappingProxyType(
    {
        ListKind.UNITS: (ABOVE, UNIT_NAME, UNIT_KIND, LANDLINE, NAME_EN, NEW_NAME),
        ListKind.PLACES: (UNIT, PLACE_NAME, PLACE_KIND, NAME_EN, NEW_NAME),
        ListKind.OFFICERS: (USERNAME, OFFICER_NAME, UNIT, ROLE, STARTS_ON, ENDS_ON),
    }
)


def required(kind: ListKind) -> tuple[Column, ...]:
    return tuple(column for column in COLUMNS[kind] if column.is_required)
