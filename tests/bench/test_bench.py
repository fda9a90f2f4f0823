"""The bench runs from end to end. What it measures at this size says nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("install", "sync", "fold", "totals", "dashboard", "report", "exports", "imports", "hall", "sheet", "memory")


@pytest.mark.timeout(400)
def test_every_part_prints_its_figures() -> None:
    bench = subprocess.run(
        [sys.executable, "-m", "bench", "--tiny"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert bench.returncode == 0, bench.stderr
    assert set(PARTS) <= {line.partition(" ")[0] for line in bench.stdout.splitlines()}
