"""A unit that moved: its months and those of both superiors are compared only with what they can be compared with."""

from datetime import UTC, date, datetime, timedelta

import pytest

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.moves import move_unit
from outreach.organisation.scope import scope_of
from outreach.reporting.documents.charts import by_unit
from outreach.reporting.documents.paper import CaptionedTable, paper_of
from outreach.reporting.section import FigurePart, Section
from outreach.reporting.spans import Basis
from outreach.reporting.writing import plain, write
from tests.ledger.ledgers import count
from tests.reporting.aims import year_before
from tests.reporting.briefing import NOVEMBER, OCTOBER, SEPTEMBER, campaign_of, section
from tests.world import World

MONTH = PeriodKind.MONTH
JANUARY = datetime(2022, 1, 3, 2, tzinfo=UTC)
DECEMBER = date(2021, 12, 8)


@pytest.fixture
def campaign(world: World) -> Campaign:
    """Of the whole bureau, and still running."""
    return campaign_of(world, unit=world.units["bureau"], ends_on=None, is_demonstration=False)


def moved(world: World, first: date, unit: str = "station_a", below: str = "other_bureau") -> OrganisationUnit:
    """The unit's successor, below the other sub-bureau from the day on."""
    ordered = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=9)
    by = scope_of(world.officers["administrator"], today=world.today)
    return move_unit(by=by, unit=world.units[unit], below=world.units[below], first=first, now=ordered)


def figure(made: Section, indicator: str = "resident_pledges") -> FigurePart:
    return next(each for each in made["figures"] if each["indicator"] == indicator)


def counted(made: Section) -> tuple[str, str, Basis, int | None]:
    period = made["period"]
    return period["counted_from"], period["counted_to"], period["basis"], figure(made)["previous"]


def test_the_first_whole_month_of_a_unit_that_came_has_nothing_to_be_compared_with(
    world: World, campaign: Campaign
) -> None:
    count(campaign, 90, unit=world.units["station_a"].pk, day=OCTOBER)
    station = moved(world, date(2021, 11, 1))
    count(campaign, 60, unit=station.pk, day=NOVEMBER)
    made = section(campaign, MONTH, NOVEMBER, unit=station)
    assert counted(made) == ("2021-11-01", "2021-11-30", Basis.NO_BASE, None)
    text = plain(write(made))
    assert "上月无可比数据" in text and "不计算增幅" not in text
    count(campaign, 30, unit=station.pk, day=DECEMBER)
    later = section(campaign, MONTH, DECEMBER, unit=station, now=JANUARY)
    assert counted(later) == ("2021-12-01", "2021-12-31", Basis.COMPARED, 60)


def test_the_months_in_which_a_unit_left_and_came_are_not_compared(world: World, campaign: Campaign) -> None:
    for day in (SEPTEMBER, date(2021, 10, 3)):
        count(campaign, 90, unit=world.units["station_a"].pk, day=day)
    station = moved(world, date(2021, 10, 10))
    count(campaign, 20, unit=station.pk, day=OCTOBER)
    before = OrganisationUnit.objects.get(pk=world.units["station_a"].pk)
    left, came = (section(campaign, MONTH, OCTOBER, unit=unit) for unit in (before, station))
    assert counted(left) == ("2021-10-01", "2021-10-09", Basis.PARTIAL, None)
    assert counted(came) == ("2021-10-10", "2021-10-31", Basis.PARTIAL, None)
    assert "本月仅统计至10月9日，不作环比" in plain(write(left))
    assert "本月自10月10日起统计，不作环比" in plain(write(came))
    months = section(campaign, unit=station)["months"]
    assert [(each["counted_from"], each["basis"]) for each in months] == [
        ("2021-10-10", Basis.PARTIAL),
        ("2021-11-01", Basis.NO_BASE),
        ("2021-12-01", Basis.PARTIAL),
    ]


def test_a_unit_has_no_report_of_a_month_in_which_it_was_not_there(world: World, campaign: Campaign) -> None:
    station = moved(world, date(2021, 11, 1))
    before = OrganisationUnit.objects.get(pk=world.units["station_a"].pk)
    for unit, day in ((before, NOVEMBER), (station, OCTOBER)):
        with pytest.raises(Refusal) as refused:
            section(campaign, MONTH, day, unit=unit)
        assert list(refused.value.errors) == ["period"]


@pytest.mark.parametrize(
    ("superior", "said", "in_english"),
    [
        ("sub_bureau", "甲派出所自2021年11月10日起划出", "Station A left on 10 November 2021"),
        ("other_bureau", "甲派出所自2021年11月10日起划入", "Station A came on 10 November 2021"),
        ("bureau", "", ""),
    ],
)
@pytest.mark.parametrize(("month", "is_told"), [(OCTOBER, False), (NOVEMBER, True), (DECEMBER, True)])
def test_both_superiors_are_told_who_left_and_who_came_within_the_days_compared(
    world: World, campaign: Campaign, superior: str, said: str, in_english: str, month: date, is_told: bool
) -> None:
    station = moved(world, date(2021, 11, 10))
    for day, unit in ((OCTOBER, "station_b"), (NOVEMBER, "station_b"), (OCTOBER, "station_c"), (NOVEMBER, "station_c")):
        count(campaign, 50, unit=world.units[unit].pk, day=day)
    count(campaign, 20, unit=station.pk, day=DECEMBER)
    made = section(campaign, MONTH, month, unit=world.units[superior], now=JANUARY)
    is_told = is_told and bool(said)
    assert len(made["moves"]) == is_told
    for language, words in (("zh", said), ("en", in_english)):
        assert (bool(words) and words in plain(write(made, language=language))) is is_told


def test_the_year_before_goes_with_the_unit_and_counts_once(world: World, campaign: Campaign) -> None:
    year_before(world, campaign, "station_a", 40)
    year_before(world, campaign, "station_a", 50, month=date(2020, 11, 1))
    station = moved(world, date(2021, 11, 1))
    world.units["again"] = station
    year_before(world, campaign, "again", 50, month=date(2020, 11, 1))
    year_before(world, campaign, "station_c", 8, month=date(2020, 11, 1))
    units = {name: OrganisationUnit.objects.get(pk=unit.pk) for name, unit in world.units.items()}
    for month, expected in (
        (OCTOBER, {"station_a": 40, "sub_bureau": 40, "other_bureau": None, "bureau": 40}),
        (NOVEMBER, {"again": 50, "sub_bureau": None, "other_bureau": 58, "bureau": 58}),
    ):
        made = {name: section(campaign, MONTH, month, unit=units[name]) for name in expected}
        assert {name: figure(each)["prior_year"] for name, each in made.items()} == expected


def test_the_ledgers_own_year_before_is_none_of_a_unit_that_was_not_there(world: World) -> None:
    campaign = campaign_of(world, unit=world.units["bureau"], starts_on=date(2020, 9, 1), ends_on=None)
    count(campaign, 50, unit=world.units["station_a"].pk, day=date(2020, 11, 3))
    station = moved(world, date(2021, 10, 1))
    count(campaign, 60, unit=station.pk, day=NOVEMBER)
    count(campaign, 7, unit=world.units["station_b"].pk, day=NOVEMBER)
    assert figure(section(campaign, MONTH, NOVEMBER, unit=station))["prior_year"] is None
    above = section(campaign, MONTH, NOVEMBER, unit=world.units["sub_bureau"])
    assert (figure(above)["prior_year"], [each["first"] for each in above["moves"]]) == (50, ["2021-10-01"])


def test_a_unit_that_is_not_there_owes_no_record(world: World, campaign: Campaign) -> None:
    station = moved(world, date(2021, 11, 1))
    count(campaign, 6, unit=world.units["station_a"].pk, day=OCTOBER)
    count(campaign, 5, unit=world.units["station_c"].pk, day=NOVEMBER)
    count(campaign, 4, unit=world.units["station_b"].pk, day=NOVEMBER)
    above = section(campaign, MONTH, NOVEMBER, unit=world.units["sub_bureau"])
    assert "甲派出所无记录" not in plain(write(above)) and "无记录：" not in plain(write(above))
    tables = [block.table for block in paper_of(above).blocks if isinstance(block, CaptionedTable)]
    assert not [row for table in tables for row in table.rows if row[0] == "甲派出所"]
    assert "甲派出所" not in str(by_unit(above, above["figures"], "zh"))
    to_date = section(campaign, unit=world.units["sub_bureau"])
    assert "甲派出所" in str(by_unit(to_date, to_date["figures"], "zh"))
    assert figure(to_date)["units"][1] == {"unit": world.units["station_a"].pk, "value": 6}
    assert "甲派出所与群众签订责任书6份" in plain(write(to_date))
    beside = section(campaign, MONTH, NOVEMBER, unit=world.units["other_bureau"])
    assert f"1个单位无记录：{station.name}" in plain(write(beside))
