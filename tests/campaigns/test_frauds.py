"""The taxonomy is the Ministry's, and everyone is warned of what is tried on them."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.campaigns.frauds import FRAUDS, MOST_FREQUENT, VERSION, tip_for
from outreach.campaigns.indicators import Audience

UNKNOWN = [[], ["mixed"], ["unspecified"], ["mixed", "unspecified"], ["an audience of a later release"]]


def keys(audience: str) -> set[str]:
    """Every tip that people of this audience may get."""
    return {tip_for([audience], seed=str(number)).key for number in range(60)}


def test_the_list_is_the_ministrys_of_2024() -> None:
    assert VERSION == "2024-06-25"
    assert [fraud.name_zh for fraud in FRAUDS] == [
        "刷单返利",
        "虚假网络投资理财",
        "虚假购物服务",
        "冒充电商物流客服",
        "虚假贷款",
        "虚假征信",
        "冒充领导熟人",
        "冒充公检法及政府机关",
        "网络婚恋、交友",
        "网络游戏产品虚假交易",
    ]


def test_each_type_has_a_key_of_its_own_and_all_its_words() -> None:
    assert len({fraud.key for fraud in FRAUDS}) == 10
    for fraud in FRAUDS:
        assert fraud.audiences
        assert fraud.tip_zh.endswith("。") and fraud.tip_zh.count("。") == 1
        assert fraud.tip_en.endswith(".") and len(fraud.tip_en) <= 120
        assert all((fraud.name_en, fraud.sign_zh, fraud.sign_en))


@pytest.mark.parametrize("audience", [each for each in Audience if each not in ("mixed", "unspecified")])
def test_every_known_audience_gets_a_tip_that_is_meant_for_it(audience: Audience) -> None:
    for number in range(20):
        assert audience in tip_for([audience], "public_place", seed=str(number)).audiences


@pytest.mark.parametrize(("one", "other"), list(combinations(("elderly", "pupils", "finance_staff"), 2)))
def test_the_old_the_pupils_and_the_finance_staff_are_warned_of_different_things(one: str, other: str) -> None:
    assert not keys(one) & keys(other)


def test_finance_staff_are_warned_of_the_false_superior() -> None:
    assert keys("finance_staff") == {"superior"}


@pytest.mark.parametrize("audiences", UNKNOWN)
def test_of_whom_nothing_is_known_is_warned_of_the_most_frequent(audiences: list[str]) -> None:
    assert tip_for(audiences, seed="ABCD") is MOST_FREQUENT
    assert tip_for(audiences, "public_place", seed="ABCD") is MOST_FREQUENT


@pytest.mark.parametrize(
    ("place", "audience"),
    [("school", "teachers_parents"), ("village", "villagers"), ("enterprise", "enterprise_staff")],
)
def test_the_place_tells_whom_one_meets_where_nothing_else_does(place: str, audience: str) -> None:
    for number in range(20):
        assert audience in tip_for(["mixed"], place, seed=str(number)).audiences


def test_the_audience_tells_more_than_the_place() -> None:
    assert tip_for(["finance_staff"], "school", seed="ABCD").key == "superior"


def test_several_audiences_get_what_fits_one_of_them() -> None:
    found = {tip_for(["elderly", "pupils"], seed=str(number)).key for number in range(60)}
    assert found == keys("elderly") | keys("pupils")


@given(st.lists(st.sampled_from([*Audience, "other"]), max_size=4), st.text(max_size=20))
def test_a_page_loaded_again_says_the_same(audiences: list[str], seed: str) -> None:
    assert tip_for(audiences, "community", seed=seed) is tip_for(audiences, "community", seed=seed)
