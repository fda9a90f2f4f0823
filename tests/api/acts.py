"""Bodies of operations as phones send them, right unless a test makes them wrong."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.world import World


def _body(world: World, defaults: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    shared = {"submission_id": str(uuid4()), "occurred_at": world.now.isoformat()}
    return {name: value for name, value in (shared | defaults | changes).items() if value is not ...}


def install(world: World, **changes: Any) -> dict[str, Any]:
    defaults = {"code": world.codes["activity"].text, "basis": "installed_self", "platform": "android"}
    return _body(world, defaults, changes)


def pledge(world: World, **changes: Any) -> dict[str, Any]:
    defaults = {
        "code": world.codes["activity"].text,
        "text_version": world.texts["resident"].version,
        "assent": True,
        "signature": {"w": 300, "h": 150, "strokes": [[10, 10, 5, -3, 4, 4], [60, 20, 1, 1]]},
        "age_band": "18_59",
    }
    return _body(world, defaults, changes)


def refusal(world: World, **changes: Any) -> dict[str, Any]:
    return _body(world, {"code": world.codes["activity"].text}, changes)


def talk(world: World, **changes: Any) -> dict[str, Any]:
    defaults = {
        "code": world.codes["place"].text,
        "occurred_at": (world.now - timedelta(hours=2)).isoformat(),
        "activity_kind": "school_talk",
        "topic": "冒充客服",
        "audiences": ["pupils", "teachers_parents"],
        "attendance": 120,
        "attendance_method": "counted",
        "materials": [{"material_kind": "leaflet", "copies": 100}],
    }
    return _body(world, defaults, changes)


def material(world: World, **changes: Any) -> dict[str, Any]:
    defaults = {"code": world.codes["community"].text, "material_kind": "leaflet", "copies": 200}
    return _body(world, defaults, changes)


def publication(world: World, **changes: Any) -> dict[str, Any]:
    defaults = {
        "account": world.account.name,
        "title": "警惕刷单返利",
        "published_on": world.today.isoformat(),
        "publication_kind": "prevention",
        "url": "https://example.org/a/1",
    }
    return _body(world, defaults, changes)


def item(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """The body as an item of a batch."""
    return {"kind": kind, **body}


def witness(world: World, **changes: Any) -> dict[str, Any]:
    return _body(world, {}, changes)
