"""What the built sheets and scripts may weigh, and that the oldest browsers served understand them."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

DIST = Path(settings.BASE_DIR) / "frontend" / "dist"
# Chromium 80 drops a rule with any of these. A `gap` outside of a grid it would read and ignore.
UNKNOWN_TO_THE_OLDEST = re.compile(
    r":has\(|:is\(|:where\(|@layer|@container|color-mix\(|[;{]inset:|[;{]gap:|[;{]&|\bdvh\b"
)
LARGEST_RESIDENT_DOWNLOAD = 60 * 1024
LARGEST_APP_DOWNLOAD = 150 * 1024


@pytest.mark.parametrize("audience", ["resident", "officer", "dashboard", "report"])
def test_the_oldest_browser_understands_the_sheet(audience: str) -> None:
    assert UNKNOWN_TO_THE_OLDEST.findall((DIST / f"{audience}.css").read_text()) == []


def test_a_residents_download_is_small() -> None:
    files = [(DIST / f"resident.{kind}").read_bytes() for kind in ("css", "js")]
    assert sum(len(gzip.compress(file)) for file in files) < LARGEST_RESIDENT_DOWNLOAD


def test_the_officers_app_is_small_before_its_decoder(client: Client) -> None:
    files = [(DIST / f"officer.{kind}").read_bytes() for kind in ("css", "js")]
    page = client.get("/officer/").content
    assert sum(len(gzip.compress(file)) for file in (page, *files)) < LARGEST_APP_DOWNLOAD
