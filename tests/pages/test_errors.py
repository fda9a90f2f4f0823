"""What is shown when something is wrong: the same look, a sentence, what to do next."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.test import Client

from outreach.pages import start
from tests.pages.reading import page
from tests.world import World


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`failing(error)` answers with what the site says when a page raises it."""

    def visit(error: Exception) -> Any:
        def fail(_request: object) -> bool:
            raise error

        monkeypatch.setattr(start, "serves_residents_only", fail)
        return Client(raise_request_exception=False, headers={"accept-language": "zh-CN"}).get("/")

    return visit


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (SuspiciousOperation(), 400, "请求无法识别"),
        (PermissionDenied(), 403, "您无权打开此页"),
        (RuntimeError(), 500, "系统出现故障"),
        (OperationalError(), 503, "服务正在恢复，数据没有丢失，请稍后重新提交"),
        (InterfaceError(), 503, "服务正在恢复，数据没有丢失，请稍后重新提交"),
    ],
)
def test_each_error_has_its_page(db: None, failing: Any, error: Exception, status: int, heading: str) -> None:
    answer = failing(error)
    assert (answer.status_code, page(answer).heading) == (status, heading)
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_an_unknown_address_has_its_page(db: None, resident: Client) -> None:
    answer = resident.get("/nothing/at/all")
    assert (answer.status_code, page(answer).heading) == (404, "没有找到此页")


def test_a_form_from_an_old_page_has_its_page(world: World) -> None:
    careful = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"})
    answer = careful.post("/", {"entry": "123456"})
    assert (answer.status_code, page(answer).heading) == (403, "页面已过期")
