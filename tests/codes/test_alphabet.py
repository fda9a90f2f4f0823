"""A code is hard to guess, easy to read out, and found again however it was typed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.codes.alphabet import (
    ALPHABET,
    LENGTH,
    in_groups,
    is_well_formed,
    new_text,
    normalise,
    text_from,
)

codes = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def test_a_code_is_worth_78_random_bits() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert LENGTH * math.log2(len(ALPHABET)) >= 78


def test_the_alphabet_is_upper_case_and_without_look_alikes() -> None:
    assert ALPHABET.upper() == ALPHABET
    assert not set("0O1IL") & set(ALPHABET)


def test_new_codes_are_well_formed_and_never_alike() -> None:
    made = [new_text() for _ in range(2_000)]
    assert all(map(is_well_formed, made))
    assert len(set(made)) == len(made)


def test_new_codes_use_every_letter_at_every_place() -> None:
    made = [new_text() for _ in range(3_000)]
    for place in range(LENGTH):
        assert {text[place] for text in made} == set(ALPHABET)


@given(st.binary(min_size=20, max_size=40))
def test_bytes_always_spell_the_same_well_formed_code(raw: bytes) -> None:
    assert is_well_formed(text_from(raw))
    assert text_from(raw) == text_from(raw)


@given(st.binary(min_size=20, max_size=20), st.binary(min_size=20, max_size=20))
def test_other_bytes_spell_another_code(one: bytes, other: bytes) -> None:
    same = int.from_bytes(one, "big") % 30**LENGTH == int.from_bytes(other, "big") % 30**LENGTH
    assert (text_from(one) == text_from(other)) == same


@given(codes)
def test_a_code_is_found_in_every_way_of_writing_it(code: str) -> None:
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    for written in (
        code,
        code.lower(),
        in_groups(code),
        in_groups(code).replace("-", " "),
        in_groups(code).replace("-", "－"),
        in_groups(code).replace("-", "—"),
        f"  {code}\r\n",
        full_width,
        f"https://fz.example.cn/Q/{code}",
        f"HTTPS://FZ.EXAMPLE.CN/q/{code.lower()}",
        f"https://fz.example.cn/Q/{code}/?from=wechat#top",
        f"fz.example.cn/Q/{in_groups(code)}",
        f"https://fz.example.cn/W/{code}",
        f"HTTPS://FZ.EXAMPLE.CN/r/{code.lower()}?lang=en",
    ):
        assert normalise(written) == code


@given(st.text(max_size=60))
def test_normalising_again_changes_nothing_and_leaves_plain_letters(text: str) -> None:
    normal = normalise(text)
    assert normalise(normal) == normal
    assert normal.isascii()
    assert normal == "" or normal.isalnum()


@given(st.text(max_size=30))
def test_only_sixteen_letters_of_the_alphabet_are_well_formed(text: str) -> None:
    assert is_well_formed(text) == (len(text) == LENGTH and set(text) <= set(ALPHABET))


@pytest.mark.parametrize("text", ["", "ABCDEFGHJKMNPQR", "ABCDEFGHJKMNPQRSS", "0BCDEFGHJKMNPQRS", "abcdefghjkmnpqrs"])
def test_what_cannot_be_a_code_is_told_without_looking(text: str) -> None:
    assert not is_well_formed(text)


@given(codes)
def test_groups_of_four_hold_the_whole_code(code: str) -> None:
    groups = in_groups(code).split("-")
    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert "".join(groups) == code
