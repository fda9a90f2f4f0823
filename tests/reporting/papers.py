"""Papers on record, for spot checks to draw from."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period, PeriodKind
from outreach.capture.operations import Imported, Pledge
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.ledger.models import Source
from outreach.organisation.scope import Scope, scope_of
from outreach.reporting.checks.models import CheckKind, Finding, SpotCheck, Turn
from outreach.reporting.checks.selectors import papers_left
from outreach.reporting.checks.services import draw_check, mark_papers
from tests.reporting.suspects import noon, send
from tests.world import World


def month(world: World, campaign: Campaign | None = None) -> Period:
    """The month in which `papers` lie."""
    return (campaign or world.campaign).closing_days.period_of(PeriodKind.MONTH, day(world))


def day(world: World) -> date:
    return noon(world).date()


def papers(world: World, copies: int | None, name: str = "officer", **fields: Any) -> UUID:
    """So many papers entered together at station A's activity."""
    usual = {
        "submission_id": uuid4(),
        "occurred_at": noon(world),
        "code": world.codes["activity"].text,
        "paper": True,
        "copies": copies,
    }
    return send(Pledge(**{**usual, **fields}), world.now, officer=world.principal(name))


def imported(world: World, quantity: int) -> UUID:
    operation = Imported(
        submission_id=uuid4(),
        campaign="trial",
        unit=world.units["station_a"].pk,
        indicator="resident_pledges",
        day=day(world),
        quantity=quantity,
        audience="unspecified",
    )
    importer = Principal.officer(world.officers["administrator"].pk, source=Source.IMPORT)
    (result,) = record([operation], principal=importer, now=world.now)
    assert result.status == 201, result
    return operation.submission_id


def scope(world: World, name: str = "chief") -> Scope:
    return scope_of(world.officers[name])


def drawn(world: World, size: int = 10, name: str = "chief", **fields: Any) -> SpotCheck:
    usual: dict[str, Any] = {
        "check_id": uuid4(),
        "campaign": world.campaign,
        "unit": world.units["station_a"],
        "kind": CheckKind.PAPERS,
        "month": month(world),
        "now": world.now,
    }
    return draw_check(by=scope(world, name), size=size, **{**usual, **fields})


def mark_all(world: World, check: SpotCheck, turn: Turn, name: str, finding: Finding = Finding.FOUND) -> int:
    by = scope(world, name)
    left = papers_left(check, turn, by.officer_id)
    return mark_papers(by=by, check=check, turn=turn, findings={item.pk: finding for item in left}, now=world.now)
