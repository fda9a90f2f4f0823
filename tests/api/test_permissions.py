"""Who may call what. The table is the documentation: a row a call, a column a caller, in a cell the status.

All callers find the same things: records, codes, a report and a batch of station A, and what is the officer's own.
The officer made the records; the resident has a device cookie, nobody has nothing.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import URLPattern

from outreach.api.urls import urlpatterns
from outreach.capture.operations import Install, Talk
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.codes.models import BatchState
from outreach.organisation.access import issue_token, register_device
from outreach.reporting.models import Report, ReportFile, ReportState
from outreach.reporting.services import build_report
from tests.api import acts
from tests.api.conftest import ROOT, AsOfficer, Caller
from tests.capture.imports.sheets import checked, xlsx
from tests.world import World

CALLERS = ("officer", "colleague", "outsider", "chief", "administrator", "auditor", "resident", "nobody")

Body = Callable[["Scene"], Any]


@dataclass(frozen=True)
class Scene:
    """What the callers find."""

    world: World
    act: uuid.UUID
    talk: uuid.UUID
    receipt: str
    witness: str
    report: uuid.UUID
    submitted: uuid.UUID
    written: uuid.UUID
    approved: uuid.UUID
    batch: int
    paper: uuid.UUID
    token: int
    device: int

    @property
    def words(self) -> dict[str, Any]:
        """What the addresses in the table stand for."""
        names = (
            "act",
            "talk",
            "receipt",
            "witness",
            "report",
            "submitted",
            "written",
            "approved",
            "batch",
            "paper",
            "token",
            "device",
        )
        told = {name: getattr(self, name) for name in names}
        return told | {"code": self.world.codes["activity"].text, "unit": self.world.units["station_a"].pk}


def empty(_scene: Scene) -> dict[str, Any]:
    return {}


def code_order(scene: Scene) -> dict[str, Any]:
    return {"kind": "activity", "campaign": "trial", "unit": scene.world.units["station_a"].pk}


def batch_order(scene: Scene) -> dict[str, Any]:
    return {**code_order(scene), "kind": "leaflet", "size": 2}


def report_order(scene: Scene) -> dict[str, Any]:
    return {"campaign": "trial", "unit": scene.world.units["station_a"].pk, "period": "campaign"}


def import_order(_scene: Scene) -> dict[str, Any]:
    return {"campaign": "trial", "indicator": "materials", "file": SimpleUploadedFile("a.csv", b"x")}


def void(_scene: Scene) -> dict[str, Any]:
    return {"submission_id": str(uuid.uuid4()), "reason": "误录"}


def of(body: Callable[[World], dict[str, Any]]) -> Body:
    return lambda scene: body(scene.world)


# fmt: off
TABLE: tuple[tuple[str, Body | None, tuple[int, ...]], ...] = (
    # as CALLERS:                                      of.  col. out. chi. adm. aud. res. nob.
    ("GET session/", None,                            (200, 200, 200, 200, 200, 200, 200, 200)),
    ("POST auth/login/", empty,                       (400, 400, 400, 400, 400, 400, 400, 400)),
    ("POST auth/logout/", empty,                      (204, 204, 204, 204, 204, 204, 401, 401)),
    ("POST auth/token/", empty,                       (400, 400, 400, 400, 400, 400, 400, 400)),
    ("DELETE auth/tokens/{token}/", None,             (204, 404, 404, 404, 404, 404, 401, 401)),
    ("GET devices/", None,                            (200, 200, 200, 200, 200, 200, 401, 401)),
    ("DELETE devices/{device}/", None,                (204, 404, 404, 204, 204, 404, 401, 401)),
    ("GET codes/{code}/", None,                       (200, 200, 200, 200, 200, 200, 200, 200)),
    ("GET codes/{witness}/", None,                    (200, 200, 403, 200, 200, 403, 404, 404)),
    ("GET codes/{code}/qr.svg", None,                 (200, 200, 403, 200, 200, 200, 401, 401)),
    ("GET codes/{code}/qr.png", None,                 (200, 200, 403, 200, 200, 200, 401, 401)),
    ("POST codes/", code_order,                       (403, 403, 403, 201, 201, 403, 401, 401)),
    ("POST codes/{code}/revoke/", empty,              (403, 403, 403, 200, 200, 403, 401, 401)),
    ("GET codes/{code}/card.pdf", None,               (403, 403, 403, 200, 200, 403, 401, 401)),
    ("GET code-batches/", None,                       (403, 403, 403, 200, 200, 403, 401, 401)),
    ("POST code-batches/", batch_order,               (403, 403, 403, 201, 201, 403, 401, 401)),
    ("GET code-batches/{batch}/", None,               (403, 403, 403, 200, 200, 403, 401, 401)),
    ("GET code-batches/{batch}/sheet.pdf", None,      (403, 403, 403, 200, 200, 403, 401, 401)),
    ("POST code-batches/{batch}/reprint/", empty,     (403, 403, 403, 202, 202, 403, 401, 401)),
    ("POST code-batches/{batch}/revoke/", empty,      (403, 403, 403, 200, 200, 403, 401, 401)),
    ("GET field-list/", None,                         (200, 200, 200, 200, 200, 403, 401, 401)),
    ("GET record/", None,                             (200, 200, 200, 200, 200, 200, 401, 401)),
    ("GET talks/", None,                              (200, 200, 200, 200, 200, 200, 401, 401)),
    ("POST talks/", of(acts.talk),                    (201, 201, 403, 201, 201, 403, 401, 401)),
    ("POST talks/{talk}/complete/", of(acts.talk),    (201, 201, 403, 201, 201, 403, 401, 401)),
    ("POST pledges/", of(acts.pledge),                (201, 201, 403, 201, 201, 403, 201, 201)),
    ("POST installs/", of(acts.install),              (201, 201, 403, 201, 201, 403, 201, 201)),
    ("POST refusals/", of(acts.refusal),              (201, 201, 201, 201, 201, 201, 201, 201)),
    ("POST witnesses/", lambda s: acts.witness(s.world, code=s.witness),
                                                      (201, 201, 403, 201, 201, 403, 401, 401)),
    ("POST materials/", of(acts.material),            (201, 201, 403, 201, 201, 403, 401, 401)),
    # The account is the sub-bureau's: stations do not publish on it.
    ("POST publications/", of(acts.publication),      (403, 403, 403, 403, 201, 403, 401, 401)),
    ("POST sync/", lambda s: {"operations": []},      (200, 200, 200, 200, 200, 200, 401, 401)),
    ("GET submissions/{act}/", None,                  (200, 200, 404, 200, 200, 200, 401, 401)),
    ("POST submissions/{act}/void/", void,            (201, 403, 403, 201, 201, 403, 401, 401)),
    ("GET entries/?campaign=trial&unit={unit}", None, (200, 200, 403, 200, 200, 200, 401, 401)),
    ("GET totals/?campaign=trial&unit={unit}", None,  (200, 200, 403, 200, 200, 200, 401, 401)),
    ("POST imports/", import_order,                   (403, 403, 403, 202, 202, 403, 401, 401)),
    ("GET imports/{paper}/", None,                    (403, 403, 403, 200, 200, 200, 401, 401)),
    ("POST imports/{paper}/run/", empty,              (403, 403, 403, 202, 202, 403, 401, 401)),
    ("GET reports/", None,                            (403, 403, 403, 200, 200, 200, 401, 401)),
    ("POST reports/", report_order,                   (403, 403, 403, 202, 202, 403, 401, 401)),
    ("GET reports/{report}/", None,                   (403, 403, 403, 200, 200, 200, 401, 401)),
    ("GET reports/{submitted}/files/pdf", None,       (403, 403, 403, 200, 200, 200, 401, 401)),
    ("GET reports/{written}/files/html", None,        (403, 403, 403, 200, 200, 200, 401, 401)),
    ("POST reports/{written}/words/", lambda s: {"lead_in": "略"},
                                                      (403, 403, 403, 200, 200, 403, 401, 401)),
    # The administrator submitted this one, and neither approves nor releases it.
    ("POST reports/{approved}/release/", lambda s: {"released": True},
                                                      (403, 403, 403, 200, 403, 403, 401, 401)),
    # Chiefs of the unit and above; the administrator submitted the other one, and approves no report of their own.
    ("POST reports/{report}/submit/", empty,          (403, 403, 403, 200, 200, 403, 401, 401)),
    ("POST reports/{submitted}/return/", lambda s: {"reason": "数字有误"},
                                                      (403, 403, 403, 200, 200, 403, 401, 401)),
    ("POST reports/{submitted}/approve/", empty,      (403, 403, 403, 200, 403, 403, 401, 401)),
    ("GET receipts/{receipt}/", None,                 (200, 200, 200, 200, 200, 200, 200, 200)),
    ("POST receipts/{receipt}/withdraw/", empty,      (200, 200, 200, 200, 200, 200, 200, 200)),
    ("POST receipts/{receipt}/erase/", empty,         (200, 200, 200, 200, 200, 200, 200, 200)),
    ("POST receipts/{receipt}/pressure/", empty,      (204, 204, 204, 204, 204, 204, 204, 204)),
    ("GET schema/", None,                             (200, 200, 200, 200, 200, 200, 200, 200)),
    ("GET docs/", None,                               (200, 200, 200, 200, 200, 200, 200, 200)),
    ("GET nothing/here/", None,                       (404, 404, 404, 404, 404, 404, 404, 404)),
)
# fmt: on


@pytest.fixture
def scene(world: World) -> Scene:
    officer = world.principal("officer")
    talk = Talk(submission_id=uuid.uuid4(), code=world.codes["place"].text, activity_kind="school_talk")
    act = Install(submission_id=uuid.uuid4(), code=world.codes["activity"].text, basis="helped_now")
    own = Install(submission_id=uuid.uuid4(), code=world.codes["activity"].text, basis="installed_self")
    record([talk, act], principal=officer)
    told = record([own], principal=Principal.resident("ab" * 32))[0]
    batch = world.forms[0].batch
    assert batch is not None
    batch.state, batch.sheet = BatchState.READY, b"%PDF"
    batch.save()
    _text, token = issue_token(world.officers["officer"])
    device = register_device(world.officers["officer"], "a session", "")
    submitted = _report(world, ReportState.SUBMITTED, submitted_by=world.officers["administrator"])
    ReportFile.objects.create(
        report=submitted, edition=0, form="pdf", language="zh", content=b"%PDF", built_at=world.now
    )
    approved = _report(
        world, ReportState.APPROVED, submitted_by=submitted.submitted_by, approved_by=world.officers["sub_chief"]
    )
    return Scene(
        world=world,
        act=act.submission_id,
        talk=talk.submission_id,
        receipt=told.receipt,
        witness=told.witness,
        report=_report(world, ReportState.DRAFT).pk,
        submitted=submitted.pk,
        written=build_report(_report(world, ReportState.BUILDING, period_kind="custom").pk).pk,
        approved=approved.pk,
        batch=batch.pk,
        paper=checked(world, xlsx((world.today, "甲派出所", "", 1))).pk,
        token=token.pk,
        device=device.pk,
    )


def _report(world: World, state: ReportState, **fields: Any) -> Report:
    return Report.objects.create(
        campaign=world.past,
        unit=world.units["station_a"],
        first=world.past.starts_on,
        last=world.past.ends_on,
        state=state,
        as_of=world.now,
        created_at=world.now,
        section=None if state in (ReportState.DRAFT, ReportState.BUILDING) else {},
        **{"period_kind": "campaign", **fields},
    )


def _statuses(scene: Scene, as_officer: AsOfficer, call: str, body: Body | None) -> Iterator[int]:
    method, path = call.format(**scene.words).split(" ")
    for name in CALLERS:
        with transaction.atomic():
            caller = _caller(name, as_officer)
            if method == "POST":
                assert body is not None
                sent = body(scene)
                is_form = "file" in sent
                response = caller.client.post(ROOT + path, sent) if is_form else caller.post(path, sent)
            else:
                response = caller.delete(path) if method == "DELETE" else caller.client.get(ROOT + path)
            transaction.set_rollback(True)
        yield response.status_code


def _caller(name: str, as_officer: AsOfficer) -> Caller:
    if name in ("resident", "nobody"):
        caller = Caller()
        if name == "resident":
            caller.client.cookies["device"] = "0123456789abcdef" * 2
        return caller
    return as_officer(name)


@pytest.mark.parametrize(("call", "body", "expected"), TABLE, ids=[call for call, _body, _expected in TABLE])
def test_a_call_answers_each_caller_as_the_table_says(
    scene: Scene, as_officer: AsOfficer, call: str, body: Body | None, expected: tuple[int, ...]
) -> None:
    found = dict(zip(CALLERS, _statuses(scene, as_officer, call, body), strict=True))
    assert found == dict(zip(CALLERS, expected, strict=True))


def test_the_table_has_every_call() -> None:
    documented = {call.split(" ")[0] + " " + _shape(call.split(" ")[1].partition("?")[0]) for call, _b, _e in TABLE}
    served = {f"{method} {_shape(route)}" for route, method in _served()}
    assert served <= documented


def _served() -> Iterator[tuple[str, str]]:
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        if not route:
            continue
        view: Any = pattern.callback
        for method in ("get", "post", "put", "patch", "delete"):
            if hasattr(view.cls, method):
                yield route, method.upper()


def _shape(route: str) -> str:
    """A route with a star for each part that is told by the caller."""
    parts = route.removeprefix("^").removesuffix("$").split("/")
    return "/".join("*" if part[:1] in "{<(" or part in ("pdf",) else part for part in parts if part)
