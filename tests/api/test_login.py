"""POST auth/login/ and auth/logout/: signing in and out in a browser."""

from typing import Any

from django.conf import LazySettings
from django.test import Client

from tests.api.conftest import ROOT, Caller, problem
from tests.world import PASSWORD, World


class Browser(Caller):
    """A browser, of which the CSRF token is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.client = Client(enforce_csrf_checks=True)

    @property
    def csrf(self) -> str:
        token: str = self.get("session/").json()["csrf"]
        return token

    def log_in(self, world: World, name: str = "officer", password: str = PASSWORD) -> Any:
        body = {"username": world.officers[name].username, "password": password}
        return self.post("auth/login/", body, **{"X-CSRFToken": self.csrf})


def test_it_signs_in_with_badge_and_password(world: World) -> None:
    browser = Browser()
    response = browser.log_in(world)
    assert response.status_code == 200
    assert browser.get("session/").json()["officer"]["username"] == world.officers["officer"].username


def test_it_lists_the_browser_among_the_devices(world: World) -> None:
    browser = Browser()
    browser.log_in(world)
    (device,) = browser.get("devices/").json()["results"]
    assert (device["kind"], device["current"]) == ("browser", True)


def test_it_refuses_a_wrong_password_without_telling_what_was_wrong(world: World) -> None:
    browser = Browser()
    wrong = problem(browser.log_in(world, password="guess"), 403, "permission_denied")
    unknown = browser.post("auth/login/", {"username": "nobody", "password": "guess"}, **{"X-CSRFToken": browser.csrf})
    assert problem(unknown, 403, "permission_denied") == wrong


def test_it_refuses_an_officer_who_left(world: World) -> None:
    problem(Browser().log_in(world, "retired"), 403, "permission_denied")


def test_it_refuses_another_sites_form(world: World) -> None:
    body = {"username": world.officers["officer"].username, "password": PASSWORD}
    problem(Browser().post("auth/login/", body), 403, "csrf_failed")


def test_it_names_missing_fields(world: World) -> None:
    browser = Browser()
    response = browser.post("auth/login/", {}, **{"X-CSRFToken": browser.csrf})
    assert set(problem(response, 400, "malformed")["errors"]) == {"username", "password"}


def test_it_answers_in_json_once_too_many_tries_failed(world: World, settings: LazySettings) -> None:
    settings.AXES_FAILURE_LIMIT = 2
    browser = Browser()
    for _attempt in range(2):
        browser.log_in(world, password="guess")
    refused = browser.log_in(world)
    problem(refused, 429, "too_many_requests")
    assert int(refused.headers["Retry-After"]) > 0


def test_a_session_alone_changes_nothing(world: World) -> None:
    browser = Browser()
    browser.log_in(world)
    problem(browser.post("sync/", {"operations": []}), 403, "csrf_failed")


def test_a_session_with_its_token_works(world: World) -> None:
    browser = Browser()
    browser.log_in(world)
    response = browser.post("sync/", {"operations": []}, **{"X-CSRFToken": browser.csrf})
    assert response.json() == {"results": []}


def test_another_pages_token_does_not_work(world: World) -> None:
    browser = Browser()
    browser.log_in(world)
    problem(browser.post("sync/", {"operations": []}, **{"X-CSRFToken": "A" * 32}), 403, "csrf_failed")


def test_signing_out_ends_the_session(world: World) -> None:
    browser = Browser()
    browser.log_in(world)
    assert browser.post("auth/logout/", **{"X-CSRFToken": browser.csrf}).status_code == 204
    problem(browser.get("devices/"), 401, "not_authenticated")


def test_signing_out_needs_the_token_too(world: World) -> None:
    browser = Browser()
    browser.log_in(world)
    problem(browser.client.post(ROOT + "auth/logout/"), 403, "csrf_failed")
