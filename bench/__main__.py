"""`python -m bench [PART ...] [--quick]`: measure, and print one table."""

import argparse
import os
import signal
import sys
import time
from importlib import import_module

import django

from bench.ground import Ground
from bench.table import Row, rendered

PARTS = ("install", "sync", "fold", "totals", "dashboard", "report", "exports", "imports", "hall", "sheet", "memory")


def main() -> int:
    """Measure what was asked for.

    A target that is missed is printed as missed; only what breaks gives another status than 0.
    """
    asked = _arguments()
    # An end in order: the ground takes its servers and its folder with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    with Ground() as ground:
        os.environ.update(ground.environment())
        django.setup()
        ground.migrate()
        print(", ".join(f"{name} {value}" for name, value in ground.durability().items()), flush=True)
        rows = [row for part in asked.parts or PARTS for row in _measure(part, asked.scale, ground)]
    print()
    print(rendered(rows))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, and compare with the targets.")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=f"of {', '.join(PARTS)}")
    scale = parser.add_mutually_exclusive_group()
    scale.add_argument("--quick", dest="scale", action="store_const", const="quick", help="smaller sizes")
    scale.add_argument(
        "--tiny",
        dest="scale",
        action="store_const",
        const="tiny",
        help="to see that it works: figures say nothing",
    )
    parser.set_defaults(scale="full")
    return parser.parse_args()


def _measure(part: str, scale: str, ground: Ground) -> list[Row]:
    began = time.monotonic()
    print(f"{part} ...", flush=True)
    # Only now: models can be imported once the settings know the ground.
    module = import_module(f"bench.parts.{part}")
    rows: list[Row] = module.run(ground, module.SIZES[scale])
    print(f"{part}: {time.monotonic() - began:.0f} s", flush=True)
    return rows


if __name__ == "__main__":
    sys.exit(main())
