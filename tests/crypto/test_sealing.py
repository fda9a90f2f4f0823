"""What a phone seals opens here and nowhere else, whoever wrote it: the browser's module or the agreed vector."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from outreach.crypto.sealing import CannotOpen, open_sealed_fields, sealing_key

LABEL = b"outreach sealed v1"
VECTORS = json.loads((Path(settings.BASE_DIR) / "frontend/test/sealing.vectors.json").read_text(encoding="utf-8"))
OTHER_KEY = base64.b64encode(b"another installation's key......").decode()


def seal(fields: Any, *, public: bytes | None = None, raw: bytes | None = None) -> str:
    """What the browser does, written anew: the two must agree."""
    ours = ec.generate_private_key(ec.SECP256R1())
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public or sealing_key().public)
    point = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    key = HKDF(SHA256(), 32, salt=b"", info=LABEL + point).derive(ours.exchange(ec.ECDH(), theirs))
    plain = json.dumps(fields).encode() if raw is None else raw
    nonce = bytes(12)
    return encoded(b"\x01" + point + nonce + AESGCM(key).encrypt(nonce, plain, LABEL))


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytearray:
    return bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def test_the_agreed_text_opens_to_the_agreed_fields(settings: Settings) -> None:
    settings.OUTREACH_KEY = VECTORS["outreach_key"]
    assert base64.b64encode(sealing_key().public).decode() == VECTORS["public"]
    assert open_sealed_fields(VECTORS["sealed"]) == VECTORS["fields"]


def test_what_the_browsers_module_seals_opens_here() -> None:
    public = base64.b64encode(sealing_key().public).decode()
    script = """
        const { seal } = await import(process.argv[1]);
        process.stdout.write(await seal(process.argv[2], JSON.parse(process.argv[3])));
    """
    module = (Path(settings.BASE_DIR) / "frontend/src/officer/sealing.js").as_uri()
    node = Path(sys.executable).with_name("node")
    command = [node, "--input-type=module", "--eval", script, module, public, json.dumps(VECTORS["fields"])]
    sealed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert open_sealed_fields(sealed) == VECTORS["fields"]


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.integers()), max_size=5))
def test_whatever_is_sealed_comes_back(fields: dict[str, Any]) -> None:
    assert open_sealed_fields(seal(fields)) == fields


@given(st.data())
def test_a_changed_byte_does_not_open(data: st.DataObject) -> None:
    raw = decoded(seal({"name": "王示例"}))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpen):
        open_sealed_fields(encoded(bytes(raw)))


@given(st.data())
def test_a_text_cut_short_does_not_open(data: st.DataObject) -> None:
    text = seal({"name": "王示例"})
    with pytest.raises(CannotOpen):
        open_sealed_fields(text[: data.draw(st.integers(0, len(text) - 1))])


@given(st.text(max_size=300))
def test_what_was_never_sealed_does_not_open(text: str) -> None:
    with pytest.raises(CannotOpen):
        open_sealed_fields(text)


@pytest.mark.parametrize(
    "raw", [b"[]", b"3", b"null", b"", b"{", b"\xff", b'{"name": NaN}', b"[" * 100_000], ids=lambda raw: repr(raw[:9])
)
def test_what_is_no_json_object_does_not_open(raw: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_sealed_fields(seal(None, raw=raw))


def test_another_installation_cannot_open_it(settings: Settings) -> None:
    sealed, key = seal({"name": "王示例"}), sealing_key()
    settings.OUTREACH_KEY = OTHER_KEY
    assert sealing_key().id != key.id
    with pytest.raises(CannotOpen):
        open_sealed_fields(sealed)


def test_why_it_does_not_open_is_not_told() -> None:
    with pytest.raises(CannotOpen) as refused:
        open_sealed_fields(seal(None, raw=b'{"name": "secret", '))
    assert str(refused.value) == "" and refused.value.__cause__ is None
