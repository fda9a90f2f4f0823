from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

PHONE = "Mozilla/5.0 (Linux; Android 10; HarmonyOS) AppleWebKit/537.36 Chrome/92.0 Safari/537.36"


class Browser:
    """One browser: it keeps its session cookie from request to request."""

    def __init__(self, address: str = "203.0.113.7", user_agent: str = PHONE) -> None:
        self.address, self.user_agent = address, user_agent
        self.cookies: dict[str, str] = {}

    def visit(self, view: Callable[[HttpRequest], Any]) -> Any:
        """What `view` gives for one request of this browser."""
        answers = []

        def respond(request: HttpRequest) -> HttpResponse:
            answers.append(view(request))
            return HttpResponse()

        request = RequestFactory().post("/", REMOTE_ADDR=self.address, HTTP_USER_AGENT=self.user_agent)
        request.COOKIES |= self.cookies
        response = SessionMiddleware(AuthenticationMiddleware(respond))(request)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None:
            self.cookies = {cookie.key: cookie.value} if cookie.value else {}
        return answers[0]

    @property
    def session_key(self) -> str:
        return self.cookies[settings.SESSION_COOKIE_NAME]


@pytest.fixture
def browser() -> Browser:
    return Browser()
