"""A sealed field opens only with its key, in its row, as it was written."""

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from outreach.crypto.cipher import open_sealed, seal

KEY = b"k" * 32


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_what_is_sealed_can_be_opened(plain: bytes, row: bytes) -> None:
    assert open_sealed(KEY, seal(KEY, plain, bound_to=row), bound_to=row) == plain


def test_sealing_the_same_twice_shows_nothing_of_it() -> None:
    assert seal(KEY, b"name", bound_to=b"1") != seal(KEY, b"name", bound_to=b"1")
    assert b"name" not in seal(KEY, b"name", bound_to=b"1")


@pytest.mark.parametrize(("key", "row"), [(b"x" * 32, b"1"), (KEY, b"2"), (KEY, b"")])
def test_another_key_or_row_does_not_open_it(key: bytes, row: bytes) -> None:
    with pytest.raises(InvalidTag):
        open_sealed(key, seal(KEY, b"name", bound_to=b"1"), bound_to=row)


@given(st.data())
def test_a_changed_byte_does_not_open(data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, b"name", bound_to=b"1"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(InvalidTag):
        open_sealed(KEY, bytes(sealed), bound_to=b"1")
