"""However a code is written, server and phone take the same letters out of it (frontend/test/scanning-reading)."""

import json
from pathlib import Path

import pytest

from outreach.codes.alphabet import is_well_formed, normalise

CASES = json.loads(Path(__file__).with_name("ways_of_writing.json").read_text())["cases"]


@pytest.mark.parametrize(("written", "code"), CASES)
def test_the_code_is_found(written: str, code: str) -> None:
    normal = normalise(written)
    assert (normal if is_well_formed(normal) else "") == code
