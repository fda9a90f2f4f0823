"""POST auth/token/ and DELETE auth/tokens/{id}/: programs sign in by bearer token."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from outreach.organisation.access import issue_token
from outreach.organisation.models import AccessToken
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import PASSWORD, World


def with_token(text: str) -> Caller:
    return Caller(Authorization=f"Bearer {text}")


def test_a_token_is_given_for_badge_and_password(world: World, resident: Caller) -> None:
    body = {"username": world.officers["officer"].username, "password": PASSWORD}
    response = resident.post("auth/token/", body)
    assert response.status_code == 201
    assert datetime.fromisoformat(response.json()["expires_at"]) > world.now
    caller = with_token(response.json()["token"])
    assert caller.get("session/").json()["officer"]["username"] == body["username"]


def test_a_wrong_password_gives_none(world: World, resident: Caller) -> None:
    body = {"username": world.officers["officer"].username, "password": "guess"}
    problem(resident.post("auth/token/", body), 403, "permission_denied")
    assert not AccessToken.objects.exists()


def test_an_expired_token_is_refused(world: World) -> None:
    text, _token = issue_token(world.officers["officer"], now=timezone.now() - timedelta(days=400))
    response = with_token(text).get("devices/")
    problem(response, 401, "not_authenticated")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("credentials", ["Bearer nonsense", "Bearer", "Basic YTpi", "", "Bearer \xff"])
def test_other_credentials_are_refused(world: World, credentials: str) -> None:
    problem(Caller(Authorization=credentials).get("devices/"), 401, "not_authenticated")


def test_a_revoked_token_is_refused_from_then_on(world: World, as_officer: AsOfficer) -> None:
    text, token = issue_token(world.officers["officer"])
    assert as_officer("officer").delete(f"auth/tokens/{token.pk}/").status_code == 204
    problem(with_token(text).get("devices/"), 401, "not_authenticated")


def test_anothers_token_is_not_there_to_revoke(world: World, as_officer: AsOfficer) -> None:
    text, token = issue_token(world.officers["officer"])
    problem(as_officer("administrator").delete(f"auth/tokens/{token.pk}/"), 404, "not_found")
    assert with_token(text).get("devices/").status_code == 200


def test_signing_out_gives_the_token_back(world: World) -> None:
    text, _token = issue_token(world.officers["officer"])
    assert with_token(text).post("auth/logout/").status_code == 204
    problem(with_token(text).get("devices/"), 401, "not_authenticated")


def test_a_token_needs_no_csrf_header(officer: Caller) -> None:
    assert officer.post("sync/", {"operations": []}).status_code == 200
