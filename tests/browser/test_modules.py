import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.browser


def test_the_browser_modules_pass_their_own_tests() -> None:
    node = Path(sys.executable).with_name("node")
    run = subprocess.run(
        [node, "--test", "frontend/test/**/*.test.mjs"], cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout
