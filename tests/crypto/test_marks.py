"""Marks: the same parts always give the same mark, and nothing else ever does."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from outreach.crypto.marks import derived_uuid, mark, same

keys = st.binary(min_size=32, max_size=32)
parts = st.lists(st.text(max_size=8) | st.binary(max_size=8), max_size=4)


def as_bytes(values: list[str | bytes]) -> list[bytes]:
    return [value.encode() if isinstance(value, str) else value for value in values]


@given(keys, st.text(max_size=10), parts)
def test_the_same_parts_give_the_same_mark(key: bytes, purpose: str, values: list[str | bytes]) -> None:
    made = mark(key, purpose, *values)
    assert len(made) == 32
    assert same(made, mark(key, purpose, *as_bytes(values)))


@given(keys, parts, parts)
def test_other_parts_give_another_mark(key: bytes, one: list[str | bytes], other: list[str | bytes]) -> None:
    assume(as_bytes(one) != as_bytes(other))
    assert not same(mark(key, "test", *one), mark(key, "test", *other))


@given(st.text(max_size=6), st.text(max_size=6))
def test_where_one_part_ends_and_the_next_begins_matters(one: str, other: str) -> None:
    assume(other)
    key = b"k" * 32
    assert mark(key, "test", one, other) != mark(key, "test", one + other)
    assert mark(key, "test", one, other) != mark(key, "test", one + other, "")


@given(keys, keys)
def test_another_key_gives_another_mark(one: bytes, other: bytes) -> None:
    assume(one != other)
    assert mark(one, "test", "part") != mark(other, "test", "part")


@given(st.sampled_from(["phone", "receipt", "content"]), st.sampled_from(["phone", "receipt", "content"]))
def test_a_mark_for_one_purpose_is_none_for_another(one: str, other: str) -> None:
    key = b"k" * 32
    assert (mark(key, one, "part") == mark(key, other, "part")) == (one == other)


@pytest.mark.parametrize("values", [[], ["CODE"], ["CODE", "pledge", b"\x00"]])
def test_a_derived_id_is_a_uuid_of_version_8_that_is_found_again(values: list[str | bytes]) -> None:
    key = b"k" * 32
    made = derived_uuid(key, "test", *values)
    assert (made.version, made.variant) == (8, "specified in RFC 4122")
    assert made == derived_uuid(key, "test", *values)
    assert made != derived_uuid(b"x" * 32, "test", *values)
