"""No page carries script or style of its own, so that the content policy can forbid all of it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.pages.steps import url
from tests.world import World

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
INLINE = re.compile(r"""\sstyle=|\son\w+=|<style|<script(?![^>]*\bsrc=)|javascript:|https?://""", re.IGNORECASE)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_a_template_has_nothing_inline_and_names_no_other_host(template: Path) -> None:
    assert INLINE.findall(template.read_text()) == []


def test_the_policy_is_strict(world: World, resident: Client) -> None:
    policy = resident.get(url(world.codes["activity"])).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy and "'unsafe-eval'" not in policy
