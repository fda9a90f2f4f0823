"""Hashes tell a code that is known here from one that is not; a packed symbol scans as the drawn one does."""

import hashlib
from datetime import timedelta

import numpy as np
import pytest
import zxingcpp

from outreach.codes.drawing import QUIET_ZONE, code_url
from outreach.codes.field import HASH_BYTES, SALT_BYTES, code_hashes, salt_of, symbol_of
from outreach.codes.models import Code, CodeKind
from tests.world import World

SALT = bytes(range(SALT_BYTES))


def forms(world: World, most: int = 50_000) -> tuple[set[bytes], bool]:
    found = code_hashes(
        SALT, unit_ids=[world.units["station_a"].pk], campaign_ids=[world.campaign.pk], now=world.now, most=most
    )
    joined = found.joined["form"]
    return {joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES)}, found.is_cut


def hashed(*codes: Code) -> set[bytes]:
    return {hashlib.sha256(SALT + code.text.encode()).digest()[:HASH_BYTES] for code in codes}


def test_the_hash_is_the_one_a_phone_makes(world: World) -> None:
    assert forms(world) == (hashed(*world.forms), False)


def test_of_more_than_a_phone_holds_the_newest_batches_are_kept(world: World) -> None:
    newer = world.batch(CodeKind.FORM, 2)
    codes = [world.code(CodeKind.FORM, batch=newer, serial=serial) for serial in (1, 2)]
    assert forms(world, most=2) == (hashed(*codes), True)


def test_a_code_of_no_batch_is_kept_before_any(world: World) -> None:
    single = world.code(CodeKind.FORM)
    assert forms(world, most=1) == (hashed(single), True)


def test_exactly_as_many_as_a_phone_holds_are_all(world: World) -> None:
    activities = 6  # the most there are of a kind
    assert forms(world, most=activities) == (hashed(*world.forms), False)
    assert forms(world, most=activities - 1) == (hashed(*world.forms), True)


def test_a_salt_is_an_officers_on_a_day(world: World) -> None:
    today = salt_of(1, world.today)
    assert len(today) == SALT_BYTES
    assert today == salt_of(1, world.today)
    assert len({today, salt_of(2, world.today), salt_of(1, world.today + timedelta(days=1))}) == 3


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "fanzha-xuanchuan.example.gov.cn"])
def test_a_packed_symbol_scans(settings: object, host: str) -> None:
    settings.PUBLIC_HOST = host  # type: ignore[attr-defined]
    symbol = symbol_of("ABCDEFGHJKMNPQRS")
    bits = np.unpackbits(np.frombuffer(symbol.bits, dtype=np.uint8))
    assert not bits[symbol.size**2 :].any()
    rows = np.pad(bits[: symbol.size**2].reshape(symbol.size, symbol.size), QUIET_ZONE)
    picture = np.where(np.kron(rows, np.ones((6, 6), dtype=np.uint8)), 0, 255).astype(np.uint8)
    assert zxingcpp.read_barcodes(picture)[0].text == code_url("ABCDEFGHJKMNPQRS")
