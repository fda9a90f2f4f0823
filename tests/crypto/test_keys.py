"""A campaign's key is random, and useless without this installation's own."""

import base64

import pytest
from cryptography.exceptions import InvalidTag
from pytest_django import Settings

from outreach.crypto.keys import KEY_BYTES, environment_key, new_wrapped_key, unwrap
from tests.world import World


def base64_key(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def test_a_wrapped_key_is_found_again() -> None:
    wrapped = new_wrapped_key()
    assert len(unwrap(wrapped)) == KEY_BYTES
    assert unwrap(wrapped) == unwrap(wrapped)
    assert unwrap(wrapped) not in wrapped


def test_no_two_campaigns_have_the_same_key(world: World) -> None:
    assert world.campaign.key != world.past.key


def test_a_wrapped_key_is_nothing_to_another_installation(settings: Settings) -> None:
    wrapped = new_wrapped_key()
    settings.OUTREACH_KEY = base64_key(b"another installation's own key!!")
    with pytest.raises(InvalidTag):
        unwrap(wrapped)


@pytest.mark.parametrize("raw", [b"", b"short", b"k" * 33])
def test_an_installation_key_of_another_length_is_refused(settings: Settings, raw: bytes) -> None:
    settings.OUTREACH_KEY = base64_key(raw)
    with pytest.raises(ValueError, match="32 bytes"):
        environment_key()
