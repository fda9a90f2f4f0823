"""What nginx writes of a request: never a receipt's code, and no line at all of a no or of pressure."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

CONF = (Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf").read_text(encoding="utf-8")
CODE = "ABCDEFGHJKLMNPQR"


def mapped(variable: str, uri: str) -> str:
    """What nginx's map of `$uri` gives this variable, but for the groups in it."""
    block = re.search(rf"map \$uri \${variable} {{(.*?)\n}}", CODE_FREE, re.DOTALL)
    assert block is not None
    rules = [line.strip().removesuffix(";").split() for line in block[1].strip().splitlines()]
    for pattern, value in rules:
        if pattern.startswith("~*") and re.search(pattern[2:].replace("(?<", "(?P<"), uri, re.IGNORECASE):
            return value
    return next(value for pattern, value in rules if pattern == "default")


CODE_FREE = re.sub(r"^\s*#.*$", "", CONF, flags=re.MULTILINE)


@pytest.mark.parametrize("name", ["refuse", "refused", "pressure", "pressure-done"])
@pytest.mark.parametrize("lower", [False, True])
def test_who_says_no_or_was_forced_leaves_no_line(name: str, lower: bool) -> None:
    address = reverse(name, kwargs={"text": CODE})
    assert mapped("outreach_logged", address.lower() if lower else address) == "0"


@pytest.mark.parametrize(
    "uri",
    [
        reverse("receipt-pressure", kwargs={"text": CODE}),
        reverse("receipt-done", kwargs={"text": CODE, "act": "pressure"}),
        "/api/v1/refusals/",
        f"/api/v1/receipts/{CODE}/pressure/",
    ],
)
def test_nor_by_a_receipt_nor_by_a_program(uri: str) -> None:
    assert mapped("outreach_logged", uri) == "0"


@pytest.mark.parametrize(
    "uri", ["/", f"/Q/{CODE}", f"/Q/{CODE}/pledge", f"/R/{CODE}", f"/R/{CODE}/withdraw", "/api/v1/pledges/", "/nobody"]
)
def test_everything_else_is_written(uri: str) -> None:
    assert mapped("outreach_logged", uri) == "1"


@pytest.mark.parametrize("uri", [f"/R/{CODE}", f"/r/{CODE}/withdraw", f"/api/v1/receipts/{CODE}/erase/"])
def test_a_receipts_code_is_not_written(uri: str) -> None:
    assert mapped("outreach_path", uri) == "$start***$rest"


def test_every_server_writes_by_these_rules_or_not_at_all() -> None:
    logs = re.findall(r"access_log ([^;]+);", CODE_FREE)
    assert len(logs) == CODE_FREE.count("server {")
    assert [log for log in logs if log != "off" and not log.endswith(" outreach if=$outreach_logged")] == []
