"""What was published stays as it is; later lines are corrections in the next report (design.md section 4, rule 9)."""

from datetime import date
from typing import Any

from outreach.campaigns.indicators import IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.reporting.figures import Count
from outreach.reporting.models import Snapshot
from outreach.reporting.section import CountPart, FigurePart, Section
from outreach.reporting.writing import plain, write
from tests.ledger.ledgers import count, void
from tests.reporting.briefing import DECEMBER, NOVEMBER, OCTOBER, SEPTEMBER, section
from tests.reporting.lives import approved, drafted
from tests.world import World

PLEDGES = IndicatorKey.RESIDENT_PLEDGES


def late(world: World, campaign: Campaign, quantity: int, day: date = SEPTEMBER) -> Any:
    return count(campaign, quantity, indicator=PLEDGES, unit=world.units["station_a"].pk, day=day)


def of(made: Section, indicator: str = PLEDGES) -> FigurePart:
    return next(figure for figure in made["figures"] if figure["indicator"] == indicator)


def next_report(
    world: World, campaign: Campaign, first: date = OCTOBER, kind: PeriodKind = PeriodKind.MONTH
) -> Section:
    return section(campaign, kind, first, unit=world.units["station_a"])


def corrected(made: Section) -> list[tuple[str, str, int, int, int]]:
    return [
        (each["first"], each["indicator"], each["published"], each["current"], each["difference"])
        for each in made["corrections"]
    ]


def counts(part: CountPart) -> Count:
    return Count(
        value=part["value"],
        published=part["published"],
        previous=part["previous"],
        previous_published=part["previous_published"],
    )


def test_a_published_period_that_stands_is_not_corrected(world: World, briefed: Campaign) -> None:
    approved(world, briefed, first=SEPTEMBER)
    made = next_report(world, briefed)
    assert made["corrections"] == []
    assert counts(of(made)) == Count(value=9420, previous=6100)


def test_a_late_line_leaves_the_snapshot_and_corrects_the_next_report(world: World, briefed: Campaign) -> None:
    frozen = approved(world, briefed, first=SEPTEMBER).section
    late(world, briefed, 25)
    assert Snapshot.objects.get().figures == frozen
    made = next_report(world, briefed)
    assert corrected(made) == [("2021-09-01", PLEDGES, 6100, 6125, 25)]
    # 环比 with the figure as corrected, the locked one beside it.
    assert counts(of(made)) == Count(value=9420, previous=6125, previous_published=6100)
    text = plain(write(made))
    assert "与群众签订责任书9420份，环比上月（6125份）增长53.8%（上月原核定为6100份）" in text
    assert "9月份与群众签订责任书上次公布为6100份，现更正为6125份，增加25份。" in text


def test_a_late_void_is_a_correction_downwards(world: World, briefed: Campaign) -> None:
    act = late(world, briefed, 25)
    approved(world, briefed, first=SEPTEMBER)
    void(act)
    assert corrected(next_report(world, briefed)) == [("2021-09-01", PLEDGES, 6125, 6100, -25)]


def test_a_correction_once_published_is_not_printed_again(world: World, briefed: Campaign) -> None:
    approved(world, briefed, first=SEPTEMBER)
    late(world, briefed, 25)
    approved(world, briefed, first=OCTOBER)
    november = next_report(world, briefed, NOVEMBER)
    assert corrected(november) == []
    late(world, briefed, 3)
    november = next_report(world, briefed, NOVEMBER)
    assert corrected(november) == [("2021-09-01", PLEDGES, 6125, 6128, 3)]


def test_a_draft_that_was_never_approved_published_nothing(world: World, briefed: Campaign) -> None:
    drafted(world, briefed, first=SEPTEMBER)
    late(world, briefed, 25)
    assert corrected(next_report(world, briefed)) == []


def test_a_report_corrects_its_own_unit_and_series_only(world: World, briefed: Campaign) -> None:
    approved(world, briefed, first=SEPTEMBER)
    late(world, briefed, 25)
    assert corrected(section(briefed, PeriodKind.MONTH, OCTOBER)) == []
    assert corrected(next_report(world, briefed, OCTOBER, PeriodKind.WEEK)) == []
    assert corrected(next_report(world, briefed, SEPTEMBER.replace(month=9))) == [
        ("2021-09-01", PLEDGES, 6100, 6125, 25)
    ]


def test_a_draft_of_a_closed_period_shows_what_was_locked(world: World, briefed: Campaign) -> None:
    approved(world, briefed, first=OCTOBER)
    late(world, briefed, 5, OCTOBER)
    made = next_report(world, briefed)
    assert counts(of(made)) == Count(value=9425, published=9420, previous=6100)
    assert "与群众签订责任书9425份（原核定为9420份），" in plain(write(made))


def test_a_report_to_date_shows_the_locked_months_beside_the_current_ones(world: World, briefed: Campaign) -> None:
    approved(world, briefed, first=SEPTEMBER)
    late(world, briefed, 25)
    made = section(briefed, unit=world.units["station_a"])
    assert [counts(month) for month in of(made)["months"]][:2] == [
        Count(value=6125, published=6100),
        Count(value=9420, previous=6125, previous_published=6100),
    ]


def test_of_the_reports_to_date_only_the_last_is_corrected(world: World, briefed: Campaign) -> None:
    for last in (date(2021, 9, 30), date(2021, 10, 31)):
        approved(world, briefed, PeriodKind.CAMPAIGN, None, last)
    late(world, briefed, 25)
    made = section(briefed, unit=world.units["station_a"])
    assert [(each["last"], each["published"], each["current"]) for each in made["corrections"]] == [
        ("2021-10-31", 15520, 15545)
    ]
    assert "截至10月31日的与群众签订责任书上次公布为15520份，现更正为15545份，增加25份。" in plain(write(made))


def test_a_month_that_the_campaign_covers_in_part_is_corrected_over_the_days_it_counted(
    world: World, briefed: Campaign
) -> None:
    approved(world, briefed, first=DECEMBER, now=world.now.replace(year=2022))
    late(world, briefed, 9, DECEMBER)
    made = section(briefed, PeriodKind.MONTH, DECEMBER, unit=world.units["station_a"], now=world.now.replace(year=2022))
    assert corrected(made) == [("2021-12-01", PLEDGES, 401, 410, 9)]
