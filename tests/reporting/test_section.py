"""The stored section: plain JSON that says all that is needed to read its numbers."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from outreach.campaigns.indicators import INDICATORS, Evidence
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.reporting.canonical import canonical_json, sha256_of
from tests.reporting.briefing import OCTOBER, section
from tests.world import World


def leaves(part: Any) -> Iterator[Any]:
    if isinstance(part, dict):
        assert all(isinstance(name, str) for name in part)
        for member in part.values():
            yield from leaves(member)
    elif isinstance(part, list):
        for member in part:
            yield from leaves(member)
    else:
        yield part


def test_a_section_is_json_without_fractions(briefed: Campaign) -> None:
    assert {type(leaf) for leaf in leaves(json.loads(json.dumps(section(briefed))))} == {str, int, bool, type(None)}


def test_a_section_names_what_it_is_about(briefed: Campaign) -> None:
    made = section(briefed)
    assert made["campaign"] == {
        "slug": "briefing",
        "name": "秋季反诈集中宣传",
        "name_en": "Autumn anti-fraud campaign",
        "timezone": "Asia/Shanghai",
        "is_demonstration": True,
    }
    assert made["period"] == {
        "kind": "campaign",
        "first": "2021-09-01",
        "last": "2021-12-02",
        "counted_from": "2021-09-01",
        "counted_to": "2021-12-02",
        "basis": "nothing_before",
    }
    assert made["as_of"] == "2021-12-03T10:05:00+08:00"
    assert [unit["name_en"] for unit in made["units"]] == ["First Sub-bureau", "Station A", "Station B"]


def test_a_unit_without_an_english_name_keeps_its_own(world: World, briefed: Campaign) -> None:
    world.units["station_a"].name_en = ""
    world.units["station_a"].save()
    assert [unit["name_en"] for unit in section(briefed)["units"]] == ["First Sub-bureau", "甲派出所", "Station B"]


def test_every_figure_carries_definition_evidence_and_query(briefed: Campaign) -> None:
    for figure, indicator in zip(section(briefed)["figures"], INDICATORS.values(), strict=True):
        assert figure["definition"]["definition_zh"] == indicator.definition_zh
        assert figure["definition"]["measure_word"] == indicator.measure_word
        assert set(figure["evidence"]) == set(Evidence)
        assert figure["query"]["indicator"] == indicator.key


def test_the_shape_is_the_same_without_a_single_line(world: Any, campaign: Campaign, briefed: Campaign) -> None:
    def shape(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: shape(member) for name, member in part.items()}
        return [shape(member) for member in part] if isinstance(part, list) else None

    empty = section(briefed, unit=world.units["other_bureau"])
    full = section(briefed, unit=world.units["station_a"])
    assert shape(empty["figures"][0]["months"]) == shape(full["figures"][0]["months"])
    assert shape(empty["period"]) == shape(full["period"])
    assert set(empty["figures"][0]) == set(full["figures"][0])


@pytest.mark.parametrize(
    ("kind", "first", "materials"),
    [(PeriodKind.CAMPAIGN, None, "8万余份"), (PeriodKind.MONTH, OCTOBER, "27934份")],
)
def test_round_figures_are_printed_to_date_only(
    briefed: Campaign, kind: PeriodKind, first: date | None, materials: str
) -> None:
    printed = {figure["indicator"]: figure["printed"]["zh"] for figure in section(briefed, kind, first)["figures"]}
    assert printed["materials"] == materials


def test_the_hash_knows_neither_order_nor_white_space() -> None:
    assert canonical_json({"b": 1, "a": "台"}) == '{"a":"台","b":1}'.encode()
    assert sha256_of({"b": [1, None], "a": True}) == sha256_of({"a": True, "b": [1, None]})
    assert sha256_of({"a": 1}) != sha256_of({"a": 2})


def test_the_hash_of_a_section_outlives_the_database(briefed: Campaign) -> None:
    made = section(briefed)
    assert sha256_of(json.loads(json.dumps(made))) == sha256_of(made)
