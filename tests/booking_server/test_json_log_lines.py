"""Logs: lines for people, or one object a line for programs; neither repeats what was given."""

import json
import logging

import pytest
from flask import Flask

from booking_server.log_lines import JsonLines
from booking_server.settings import SettingInvalid, load_settings, log_format
from booking_server.web.app import create_app
from tests.booking_server.web.conftest import ENVIRONMENT
from tests.builders import Village


def as_json(record: logging.LogRecord) -> dict[str, object]:
    line = JsonLines().format(record)
    assert "\n" not in line
    return dict(json.loads(line))


def test_a_request_is_one_object_and_its_address_keeps_no_secret(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    site: Flask = create_app(village.house, load_settings(ENVIRONMENT))
    caplog.set_level(logging.INFO, "booking_server.access")

    site.test_client().get("/buchungen/abc?t=token-canary", headers={"Authorization": "Bearer head-canary"})

    (line,) = [as_json(one) for one in caplog.records if one.name == "booking_server.access"]
    assert line["level"] == "INFO"
    assert str(line["at"]).endswith("+00:00")
    assert (line["method"], line["address"], line["status"]) == ("GET", r"/buchungen/abc?t=\u2026", 404)
    assert isinstance(line["ms"], float)
    assert "canary" not in str(line)


def test_of_an_error_the_kind_and_the_place_are_written_never_its_text() -> None:
    try:
        raise RuntimeError("text-canary")
    except RuntimeError as error:
        found = (RuntimeError, error, error.__traceback__)
    record = logging.LogRecord(
        "x", logging.ERROR, __file__, 1, "a job\nfailed at %s", ("/anmelden/link-canary",), found
    )

    line = as_json(record)

    assert line["message"] == "a job\nfailed at /anmelden/…"
    assert str(line["error"]).endswith("builtins.RuntimeError")
    assert "text-canary" not in str(line).replace('raise RuntimeError("text-canary")', "")


def test_how_logs_are_written_is_a_setting() -> None:
    assert (log_format({}), log_format({"LOG_FORMAT": "json"})) == ("text", "json")
    with pytest.raises(SettingInvalid, match=r"^LOG_FORMAT"):
        log_format({"LOG_FORMAT": "xml"})
