"""What residents and officers send in the tests of doubts: acts at chosen moments, from chosen phones."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from outreach.capture.operations import Install, Operation, Pledge, Talk, Void
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.codes.models import Code
from outreach.reporting.doubts.services import find_doubts
from outreach.reporting.models import Doubt
from tests.world import ZONE, World

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def noon(world: World) -> datetime:
    """Noon of yesterday where the campaign is: never at night, never in the future."""
    return datetime.combine(world.today - timedelta(days=1), time(12), tzinfo=ZONE)


def pledge(world: World, code: Code) -> Pledge:
    version = world.texts["resident"].version
    return Pledge(submission_id=uuid4(), code=code.text, text_version=version, assent=True, name="示例居民")


def install(code: Code, basis: str = "installed_self") -> Install:
    return Install(submission_id=uuid4(), code=code.text, basis=basis)


def send(operation: Operation, at: datetime, device: str = "", officer: Principal | None = None) -> UUID:
    """Record it as received at `at`, from the phone `device`, or by an officer."""
    (result,) = record([operation], principal=officer or Principal.resident(device), now=at)
    assert result.status == 201, result
    return operation.submission_id


def sign_each(world: World, code: Code, moments: Iterable[datetime], device: str = "") -> list[UUID]:
    """A pledge at each of the moments; without a device each from a phone of its own."""
    return [
        send(pledge(world, code), at, device or f"phone {number} {at.isoformat()}") for number, at in enumerate(moments)
    ]


def install_each(code: Code, moments: Iterable[datetime], basis: str = "installed_self") -> list[UUID]:
    return [send(install(code, basis), at, f"phone {number}") for number, at in enumerate(moments)]


def hold_talk(world: World, code: Code, attendance: int, at: datetime, *, received_at: datetime | None = None) -> UUID:
    """A session at the school with its head count, which took `code`."""
    talk = Talk(
        submission_id=uuid4(),
        occurred_at=at,
        code=world.codes["place"].text,
        activity_code=code.text,
        activity_kind="law_class",
        attendance=attendance,
    )
    return send(talk, received_at or at, officer=world.principal("officer"))


def void(world: World, act: UUID, at: datetime) -> None:
    taken_back = Void(submission_id=uuid4(), target=act, reason="误录")
    assert record([taken_back], principal=world.principal("chief"), now=at)[0].status == 201


def found(world: World, kind: str, **when: Any) -> list[Doubt]:
    """The doubts of a kind after a search, by default at the world's own moment."""
    find_doubts(**{"now": world.now, **when})
    return list(Doubt.objects.filter(kind=kind).order_by("subject"))
