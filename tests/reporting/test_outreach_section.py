"""`manage.py outreach_section`, in every form and with every mistake."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from outreach.campaigns.models import Campaign
from outreach.reporting.section import Section
from tests.reporting.briefing import OCTOBER, campaign_of
from tests.world import World


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("outreach_section", *arguments, stdout=out)
    return out.getvalue()


def parsed(*arguments: str) -> Section:
    section: Section = json.loads(printed(*arguments, "--format", "json"))
    return section


def days(section: Section) -> tuple[str, str, str]:
    return section["period"]["kind"], section["period"]["first"], section["period"]["last"]


def test_by_default_the_whole_demonstration_is_printed_in_chinese(briefed: Campaign) -> None:
    text = printed()
    assert text.startswith("【演示】第一分局宣传防范工作情况\n（秋季反诈集中宣传，2021年9月1日至12月2日）\n初步")
    for figure in ("47场次", "8万余份", "726份", "41462份", "37798次", "60余篇"):
        assert figure in text


def test_english_and_markdown(briefed: Campaign) -> None:
    text = printed("--language", "en", "--format", "md")
    assert text.startswith("# \\[DEMONSTRATION\\] First Sub-bureau: anti-fraud outreach\n")
    assert "| Station A | 33 |" in text


def test_json_is_the_section_as_reports_store_it(briefed: Campaign) -> None:
    section = parsed()
    assert section["schema"] == 1
    assert {figure["indicator"]: figure["value"] for figure in section["figures"]}["resident_pledges"] == 41462
    assert days(section) == ("campaign", "2021-09-01", "2021-12-02")


def test_a_unit_is_named_by_id_or_by_name(world: World, briefed: Campaign) -> None:
    unit = world.units["station_b"]
    assert parsed("--unit", str(unit.pk))["unit"] == parsed("--unit", unit.name)["unit"]
    assert parsed("--unit", unit.name)["figures"][0]["value"] == 14


def test_a_month_and_chosen_days(briefed: Campaign) -> None:
    assert days(parsed("--month", "2021-10")) == ("month", "2021-10-01", "2021-10-31")
    assert days(parsed("--from", "2021-10-05", "--to", "2021-10-20")) == ("custom", "2021-10-05", "2021-10-20")
    assert days(parsed("--from", "2021-10-05")) == ("custom", "2021-10-05", "2021-12-02")
    assert days(parsed("--to", "2021-10-20")) == ("campaign", "2021-09-01", "2021-10-20")


def test_a_month_is_the_one_that_closes_in_it(world: World) -> None:
    campaign_of(world, month_closes_on=25)
    assert days(parsed("--month", "2021-10")) == ("month", "2021-09-26", "2021-10-25")


def test_another_campaign_is_named_by_its_slug(world: World, briefed: Campaign) -> None:
    campaign_of(world, slug="other", is_demonstration=False)
    assert parsed("--campaign", "other")["campaign"]["slug"] == "other"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--campaign", "nowhere"], "There is no campaign 'nowhere'. Known campaigns: briefing, past, trial."),
        (["--unit", "无此单位"], "There is no unit '无此单位'"),
        (["--unit", "999999999999999999999"], "There is no unit"),
        (["--month", "2021-13"], "argument --month: invalid"),
        (["--from", "yesterday"], "argument --from: invalid"),
        (["--to", "2021-02-30"], "argument --to: invalid"),
        (["--month", "2020-01"], "The campaign has no day in this period"),
        (["--from", "2021-10-02", "--to", "2021-10-01"], "No such period: name its days, in their order"),
        (["--month", "2021-10", "--from", "2021-10-02"], "Give either --month or --from and --to."),
        (["--format", "pdf"], "argument --format: invalid choice"),
        (["--language", "fr"], "argument --language: invalid choice"),
    ],
)
def test_a_mistake_is_answered_in_a_sentence(briefed: Campaign, arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError) as error, translation.override("en"):
        printed(*arguments)
    assert message in str(error.value)


def test_units_of_one_name_are_told_apart_by_id(world: World, briefed: Campaign) -> None:
    twin = world.units["station_c"]
    twin.name = "乙派出所"
    twin.save()
    with pytest.raises(CommandError, match=rf"Several units are called '乙派出所': \d+, {twin.pk}\."):
        printed("--unit", "乙派出所")


def test_without_a_demonstration_a_campaign_must_be_named(world: World) -> None:
    with pytest.raises(CommandError, match="name one with --campaign"):
        printed("--month", OCTOBER.strftime("%Y-%m"))
