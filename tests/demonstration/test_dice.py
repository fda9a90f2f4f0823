"""Dice: the same throws everywhere and always, because a half-loaded demonstration is continued by the next release."""

from outreach.demonstration.dice import Dice, Ids, digest


def test_throws_never_change() -> None:
    dice = Dice("a test")
    assert [dice.between(1, 6) for _ in range(8)] == [1, 4, 1, 6, 4, 4, 6, 1]
    assert dice.shuffled("abcdef") == list("bafedc")
    assert dice.pick("abcdef") == "b"
    assert dice.parcels(20, 3, 6) == [4, 3, 6, 6, 1]
    assert dice.sample(range(20), 0.2) == [3, 5, 18, 19]


def test_ids_never_change() -> None:
    ids = Ids("a test")
    assert str(ids.new()) == "04cec4ba-f163-5c74-b690-c9c036456d99"


def test_codes_never_change() -> None:
    assert digest("code", "form", 0, 1).hex()[:16] == "9184f96ea5d85c9f"


def test_other_names_give_other_throws() -> None:
    one, other = Dice("a test"), Dice("another test")
    assert [one.between(0, 10**6) for _ in range(4)] != [other.between(0, 10**6) for _ in range(4)]


def test_a_sample_of_something_is_never_empty() -> None:
    assert len(Dice("few").sample([1, 2, 3], 0.01)) == 1
    assert Dice("none").sample([], 0.5) == []
