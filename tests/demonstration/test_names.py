"""Nothing in the demonstration names a real place or a real police unit."""

from pathlib import Path

import pytest

import outreach.demonstration
from outreach.demonstration.cast import make_cast
from outreach.demonstration.plan import make_plan

PACKAGE = Path(outreach.demonstration.__file__).parent
REAL = (
    *("拉萨", "城关", "西藏", "日喀则", "林芝", "山南", "昌都", "那曲", "阿里", "布达拉", "八廓"),
    *("北京", "上海", "天津", "重庆", "广州", "深圳", "成都", "西安", "杭州", "南京", "武汉", "昆明", "青海"),
    *("Lhasa", "Chengguan", "Tibet", "Xizang", "Beijing", "Shanghai", "Chengdu"),
)


def sources() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".txt"))


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_source_names_a_real_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    # A time zone is named after a city.
    text = text.replace("Asia/Shanghai", "")
    assert [name for name in REAL if name in text] == []


def test_joining_invented_words_makes_no_real_place() -> None:
    cast = make_cast(make_plan())
    said = [str(cast.bureau), str(cast.sub_bureau), *map(str, cast.people), *map(str, cast.stations)]
    assert [name for name in REAL if any(name in each for each in said)] == []


def test_every_name_is_one_of_its_kind() -> None:
    cast = make_cast(make_plan())
    units = [cast.bureau, cast.sub_bureau]
    for station in cast.stations:
        units += [station.unit, *station.below]
    for called in (
        [unit.name for unit in units],
        [unit.name_en for unit in units],
        [person.username for person in cast.people],
        [person.name for person in cast.people],
        [venue.name for station in cast.stations for venue in station.venues],
        [name for station in cast.stations for venue in station.venues for _kind, name in venue.organisations],
    ):
        assert len(called) == len(set(called))


def test_landlines_have_an_area_code_that_no_city_has() -> None:
    cast = make_cast(make_plan())
    assert all(station.unit.landline.startswith("0000-") for station in cast.stations)


def test_there_is_an_organisation_for_every_letter_and_some_to_spare() -> None:
    plan = make_plan()
    for number, station in enumerate(make_cast(plan).stations):
        organisations = sum(len(venue.organisations) for venue in station.venues)
        assert organisations > sum(cell.unit_pledges for cell in plan.of_station(number))
