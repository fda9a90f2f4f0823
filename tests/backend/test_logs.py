import json
import logging

import pytest
import structlog

from backend import logs

CODE = "ABCDEFGHJKLMNPQR"


@pytest.fixture
def written(capfd):
    """Configures logs as the settings do; gives the lines written since."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs.configure("INFO")
    yield lambda: [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    root.handlers, root.level = before


@pytest.mark.parametrize(
    ("path", "masked"),
    [
        (f"/r/{CODE}", "/r/***"),
        (f"/R/{CODE}?lang=en", "/R/***?lang=en"),
        (f"/api/v1/receipts/{CODE}/withdraw/", "/api/v1/receipts/***/withdraw/"),
        ("/officer/invited/7/dio21k-a1f7f4ad5d308945/", "/officer/invited/7/***/"),
        (f"GET /r/{CODE}/ and /r/{CODE}", "GET /r/***/ and /r/***"),
        (f"/Q/{CODE}", f"/Q/{CODE}"),
        (f"/Q/{CODE}/app", f"/Q/{CODE}/app"),
        (f"/Q/{CODE}/pressure", "/Q/***"),
        (f"/q/{CODE}/pressure/done?person=2", "/q/***?person=2"),
        (f"Too Many Requests: /Q/{CODE}/no", "Too Many Requests: /Q/***"),
        (f"/Q/{CODE}/refused", "/Q/***"),
    ],
)
def test_what_opens_or_tells_something_is_masked_in_a_path(path, masked):
    assert logs.mask_paths(path) == masked


def test_no_receipt_code_reaches_the_log_of_the_standard_library(written):
    logging.getLogger("django.request").warning("Not Found: %s", f"/r/{CODE}", extra={"status_code": 404})
    [line] = written()
    assert line["event"] == "Not Found: /r/***"
    assert line["level"] == "warning"


def test_no_receipt_code_reaches_the_log_of_structlog_however_deep(written):
    structlog.get_logger("outreach").info("seen", path=f"/r/{CODE}", headers={"referer": [f"https://x/r/{CODE}"]})
    assert CODE not in json.dumps(written())


def test_no_receipt_code_reaches_the_log_in_an_exception(written):
    try:
        raise ValueError(f"bad path /r/{CODE}")
    except ValueError:
        logging.getLogger("outreach").exception("failed")
    [line] = written()
    assert "ValueError: bad path /r/***" in line["exception"]


def test_chinese_is_readable(written):
    structlog.get_logger("outreach").info("反诈宣传")
    assert written()[0]["event"] == "反诈宣传"
