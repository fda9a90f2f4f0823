"""Two sites: residents' and officers'."""

import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from outreach.ledger.models import Submission
from outreach.organisation.access import issue_token
from tests.api import acts
from tests.api.conftest import ROOT, problem
from tests.world import World

PUBLIC, STAFF = "public.example.org", "staff.example.org"


@pytest.fixture(autouse=True)
def two_sites(settings: LazySettings) -> None:
    settings.PUBLIC_HOST, settings.STAFF_HOST, settings.ALLOWED_HOSTS = PUBLIC, STAFF, [PUBLIC, STAFF]


@pytest.fixture
def public() -> Client:
    return Client(headers={"Host": PUBLIC})


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.post(ROOT + path, json.dumps(body), content_type="application/json", headers=headers)


@pytest.mark.parametrize("path", ["session/", "devices/", "totals/", "reports/", "field-list/"])
def test_the_residents_site_has_no_officers_calls(world: World, public: Client, path: str) -> None:
    text, _token = issue_token(world.officers["officer"])
    response = public.get(ROOT + path, headers={"Authorization": f"Bearer {text}"})
    problem(response, 404, "not_found")


def test_nobody_signs_in_there(world: World, public: Client) -> None:
    problem(post(public, "auth/token/", {}), 404, "not_found")


def test_residents_are_served_there(world: World, public: Client) -> None:
    assert public.get(f"{ROOT}codes/{world.codes['activity'].text}/").status_code == 200
    assert post(public, "installs/", acts.install(world)).status_code == 201


def test_a_session_is_not_looked_at_there(world: World, public: Client) -> None:
    public.force_login(world.officers["officer"], backend="django.contrib.auth.backends.ModelBackend")
    post(public, "installs/", acts.install(world))
    assert Submission.objects.get().source == "resident"


def test_who_claims_to_be_an_officer_there_is_refused(world: World, public: Client) -> None:
    text, _token = issue_token(world.officers["officer"])
    sent = acts.install(world)
    response = post(public, "installs/", sent, Authorization=f"Bearer {text}")
    problem(response, 401, "not_authenticated")
    assert not Submission.objects.exists()


def test_the_officers_site_serves_officers(world: World) -> None:
    text, _token = issue_token(world.officers["officer"])
    staff = Client(headers={"Host": STAFF, "Authorization": f"Bearer {text}"})
    assert post(staff, "installs/", acts.install(world)).status_code == 201
    assert Submission.objects.get().source == "officer"
