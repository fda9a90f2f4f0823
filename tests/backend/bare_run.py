"""`make run` without the demonstration's data: what tests/backend/test_run.py starts, stops and kills."""

import sys

from backend import run

if __name__ == "__main__":
    sys.exit(run.main(data_commands=(), greeting=lambda _environment: None))
