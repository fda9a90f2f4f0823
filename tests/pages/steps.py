"""A resident's steps, taken as a browser without scripts would."""

import json
from typing import Any

from django.test import Client

from outreach.codes.models import Code

SIGNATURE = json.dumps({"w": 320, "h": 176, "strokes": [[80, 80, 13, 20, -12, 20, 9, 4], [200, 60, 4, 4, 5, 5]]})


def url(code: Code, step: str = "") -> str:
    return f"/Q/{code.text}{step and '/' + step}"


def at(code: Code, step: str, person: int = 1) -> str:
    """Where a step leads: its address says whom it is about."""
    return f"{url(code, step)}?person={person}"


def sign(client: Client, code: Code, version: str, **changes: str) -> Any:
    """Post the pledge."""
    said = {"person": "1", "text_version": version, "signature": SIGNATURE, **changes}
    return client.post(url(code, "pledge"), said)


def confirm(client: Client, code: Code, **changes: str) -> Any:
    """Post the install."""
    said = {"person": "1", "basis": "installed_self", "alerts_enabled": "yes", **changes}
    return client.post(url(code, "app"), said)
