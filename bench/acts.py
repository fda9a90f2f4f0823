"""What residents and officers send in the measurements, each under an id of its own."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import count
from typing import Any, Final
from uuid import uuid4

from django.utils import timezone

from bench.scene import Scene

Body = dict[str, Any]

_MINUTES: Final = count(1)
# Five strokes of forty points: a name of two characters, written without haste.
_STROKES: Final = [[(step * 7 + stroke) % 9 - 4 for step in range(80)] for stroke in range(5)]
SIGNATURE: Final = {"w": 600, "h": 300, "strokes": _STROKES}


def residents_pledge(scene: Scene) -> Body:
    """A pledge signed with a finger."""
    return _at(scene) | {"text_version": scene.text_version, "assent": True, "signature": SIGNATURE}


def residents_install(scene: Scene) -> Body:
    """A resident's own confirmation of the app, with all that may be said of it: it makes two lines."""
    return _at(scene) | {"basis": "installed_self", "platform": "android", "alerts_enabled": "yes"}


def _help(scene: Scene) -> Body:
    return _at(scene) | {"basis": "helped_now", "platform": "harmonyos"}


def _paper(scene: Scene) -> Body:
    return _at(scene) | {"paper": True, "age_band": "60_plus"}


def _leaflets(scene: Scene) -> Body:
    return _at(scene) | {"material_kind": "leaflet", "copies": 30}


def _session(scene: Scene) -> Body:
    """Each a minute before the last one made: two at one time would be one session."""
    began = timezone.now() - next(_MINUTES) * timedelta(minutes=1)
    held = {"activity_kind": "community_session", "attendance": 40, "attendance_method": "counted"}
    held |= {"occurred_at": began.isoformat()}
    return _new() | {"code": scene.place_code} | held


def _item(scene: Scene) -> Body:
    day = scene.campaign.starts_on.isoformat()
    return _new() | {"account": scene.account, "title": f"防范提示 {uuid4()}", "published_on": day}


OFFICERS_ACTS: Final[Mapping[str, Callable[[Scene], Body]]] = {
    "install": _help,
    "pledge": _paper,
    "material": _leaflets,
    "talk": _session,
    "publication": _item,
}
"""An officer's day by kind, the most frequent first."""


def _at(scene: Scene) -> Body:
    return _new() | {"code": scene.code.text}


def _new() -> Body:
    return {"submission_id": str(uuid4())}
