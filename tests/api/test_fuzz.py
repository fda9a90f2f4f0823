"""Whatever the schema allows, and what is near it, gets an answer that the schema tells of, and never breaks anything.

Schemathesis makes the requests from the OpenAPI document; codes, ids and units are real half of the time, so that
they get past the door. Bounded and seeded: the same requests every run.
"""

from collections.abc import Iterator
from typing import Any, Final

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from outreach.organisation.access import issue_token
from tests.world import World

EXAMPLES: Final = 6

_CHECKS: Final = [status_code_conformance, content_type_conformance, response_schema_conformance]
_BOUNDED: Final = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """A request through WSGI would end the connection, and with it the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def calls(world: World, kept_connection: None) -> Iterator[Any]:
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
    return (operation.ok() for operation in schema.get_all_operations())


@pytest.mark.parametrize("name", ["officer", "chief", None], ids=["officer", "chief", "resident"])
def test_no_request_breaks_a_call(world: World, calls: Iterator[Any], name: str | None) -> None:
    headers = {"Accept": "*/*"}
    if name:
        text, _token = issue_token(world.officers[name])
        headers["Authorization"] = f"Bearer {text}"
    for operation in calls:
        _try(operation, world, headers)


def _try(operation: Any, world: World, headers: dict[str, str]) -> None:
    @hypothesis.seed(1)
    @_BOUNDED
    @hypothesis.given(case=st.one_of(*map(operation.as_strategy, _modes(operation))), data=st.data())
    def once(case: Any, data: st.DataObject) -> None:
        _make_real(case, world, data)
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        assert response.status_code < 500 or response.status_code == 501, response.content
        case.validate_response(response, checks=_CHECKS)

    once()


def _modes(operation: Any) -> list[GenerationMode]:
    """Right requests, and wrong ones where there is something that can be wrong."""
    told = (*operation.path_parameters, *operation.query, *operation.body)
    return [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if told else [])]


def _make_real(case: Any, world: World, data: st.DataObject) -> None:
    """Put what there is in the place of what was made up, half of the time."""
    real = {
        "code": [code.text for code in world.codes.values()],
        "activity_code": [code.text for code in world.pool],
        "campaign": [world.campaign.slug, world.past.slug],
        "unit": [unit.pk for unit in world.units.values()],
        "text_version": [text.version for text in world.texts.values()],
        "account": [world.account.name],
        "place": [place.pk for place in world.places.values()],
        "organisation": [each.pk for each in world.organisations.values()],
    }
    for part in (case.path_parameters, case.query, case.body):
        if not hasattr(part, "keys"):
            continue
        for field in real.keys() & part.keys():
            if data.draw(st.booleans()):
                part[field] = data.draw(st.sampled_from(real[field]))
