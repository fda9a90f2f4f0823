"""The oldest engine served, Chromium 80 of 2020, as the browser inside a messenger on an old phone."""

import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings

from outreach.capture.models import Install, Pledge
from tests.servers import Site
from tests.world import PASSWORD, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="that browser was built for one platform"
    ),
]

_HERE: Final = Path(__file__).parent
_NODE: Final = Path(settings.BASE_DIR) / ".venv" / "bin" / "node"


def walk(site: Site, world: World, pictures: Path) -> dict[str, Any]:
    """What walk.mjs saw on the whole way; pictures of it lie in the folder."""
    told = {
        "base": site.url,
        "code": world.codes["activity"].text,
        "username": world.officers["officer"].username,
        "password": PASSWORD,
        "pictures": str(pictures),
    }
    ended = subprocess.run(
        [_NODE, _HERE / "walk.mjs", json.dumps(told)], capture_output=True, text=True, timeout=100, check=True
    )
    seen: dict[str, Any] = json.loads(ended.stdout)
    return seen


def test_the_whole_way_on_the_oldest_engine(world: World, site: Site, tmp_path: Path) -> None:
    seen = walk(site, world, tmp_path)
    assert seen["complaints"] == []
    assert seen["elsewhere"] == []
    assert seen["version"].startswith("HeadlessChrome/80.")
    assert [step["name"] for step in seen["steps"] if step["overflow"] or step["broken"]] == []
    steps = {step["name"]: step for step in seen["steps"]}
    languages = [steps[name]["language"] for name in ("welcome", "welcome-english", "pledge")]
    assert languages == ["zh-hans", "en", "zh-hans"]
    assert steps["welcome-english"]["path"] == steps["welcome"]["path"]
    assert {name for name, step in steps.items() if step["size"] < 18} <= {"officer"}
    assert steps["receipt"]["path"].endswith("/receipt")
    # Two strokes, followed as closely as the finger drew them.
    assert [len(stroke) // 2 > 10 for stroke in seen["signature"]["strokes"]] == [True, True]
    assert Pledge.objects.get().mark == "signature"
    assert Install.objects.get().basis == "installed_self"
