"""The registry of indicators: complete, bilingual, and never counting people."""

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from outreach.campaigns.indicators import (
    INDICATORS,
    ActivityKind,
    Audience,
    Evidence,
    Indicator,
    IndicatorKey,
    Term,
    session_indicator,
)

BRIEFING = Path(__file__).parents[2] / "docs" / "reference" / "briefing_2021-12-02.json"


def test_every_key_has_its_indicator_in_the_order_of_the_keys() -> None:
    assert list(INDICATORS) == list(IndicatorKey)
    assert [row.key for row in INDICATORS.values()] == list(IndicatorKey)


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda row: row.key)
def test_an_indicator_says_everything_in_both_languages(indicator: Indicator) -> None:
    for field in ("zh", "en", "definition_zh", "definition_en", "measure_word"):
        assert getattr(indicator, field).strip()
    for stem in ("deduplicated_by", "dated_by"):
        assert getattr(indicator, f"{stem}_zh") and getattr(indicator, f"{stem}_en")
    assert all(indicator.measure_en)


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda row: row.key)
def test_no_indicator_counts_people(indicator: Indicator) -> None:
    assert indicator.measure_word != "人"
    assert not {"person", "people", "resident", "residents"} & set(indicator.measure_en)


def test_only_leaflets_and_articles_are_printed_approximately() -> None:
    approximate = {row.key for row in INDICATORS.values() if row.prose == "approximate"}
    assert approximate == {IndicatorKey.MATERIALS, IndicatorKey.PUBLICATIONS}


@pytest.mark.parametrize("figure", json.loads(BRIEFING.read_text("utf-8"))["figures"], ids=lambda f: f["indicator"])
def test_the_briefing_is_counted_in_the_same_units(figure: dict[str, object]) -> None:
    indicator = INDICATORS[IndicatorKey(str(figure["indicator"]))]
    assert indicator.measure_word == figure["measure_word"]
    assert (indicator.prose == "exact") is figure["exact"]


@pytest.mark.parametrize("kind", [ActivityKind.SCHOOL_TALK, ActivityKind.COMMUNITY_SESSION])
@pytest.mark.parametrize(
    ("place_kind", "indicator"),
    [("school", IndicatorKey.SCHOOL_TALKS), ("community", IndicatorKey.COMMUNITY_SESSIONS)],
)
def test_the_place_decides_whether_a_talk_is_a_school_talk(
    kind: ActivityKind, place_kind: str, indicator: IndicatorKey
) -> None:
    assert session_indicator(kind, place_kind) is indicator


@pytest.mark.parametrize("place_kind", ["school", "public_place"])
@pytest.mark.parametrize(
    ("kind", "indicator"),
    [
        (ActivityKind.LAW_CLASS, IndicatorKey.SCHOOL_TALKS),
        (ActivityKind.STREET_STALL, IndicatorKey.COMMUNITY_SESSIONS),
        (ActivityKind.ONLINE_SESSION, IndicatorKey.COMMUNITY_SESSIONS),
        (ActivityKind.HOUSEHOLD_VISIT, IndicatorKey.HOUSEHOLD_VISITS),
    ],
)
def test_some_sessions_count_alike_wherever_they_are_held(
    kind: ActivityKind, place_kind: str, indicator: IndicatorKey
) -> None:
    assert session_indicator(kind, place_kind) is indicator


@pytest.mark.parametrize("kind", ActivityKind)
def test_every_kind_of_session_has_an_indicator(kind: ActivityKind) -> None:
    assert session_indicator(kind, "school") in INDICATORS


@pytest.mark.parametrize("term", [*Evidence, *Audience, *ActivityKind])
def test_a_term_is_plain_text_with_a_name_in_each_language(term: Term) -> None:
    assert term == term.value == str(term) == f"{term}"
    assert term.zh and term.en
    assert pickle.loads(pickle.dumps(term)) is term


def test_a_term_is_found_again_by_its_stored_text() -> None:
    assert Evidence("witnessed") is Evidence.WITNESSED


@pytest.mark.parametrize("terms", [Evidence, Audience, ActivityKind])
def test_no_two_terms_of_a_vocabulary_share_a_name(terms: type[Term]) -> None:
    assert len({term.zh for term in terms}) == len({term.en for term in terms}) == len(terms)


def test_imported_evidence_says_that_nobody_verified_it() -> None:
    assert Evidence.IMPORTED.zh == "来源:导入,未经逐条核实"


def test_the_registry_loads_without_django() -> None:
    probe = "import sys, outreach.campaigns.indicators; sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", probe], check=True, cwd=Path(__file__).parents[2])
