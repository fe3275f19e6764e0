"""What somebody types reaches the views without what nobody can read, and with everything else."""

import io

import pytest
from flask import Flask, request

from booking_server.domain.texts import one_line, readable

UNREAD = ("\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u2069", "\ud800", "\uffff")
READ = ("ß", "\u00ad", "\u200d", "\ufeff", "שׁ", "👧🏽", "\U0001f469\u200d\U0001f467")
TURNED = "Anna\u202e\x07\r\n\tLehmann"
SENT = b"--x\r\nContent-Disposition: form-data; name=words\r\n\r\n" + TURNED.encode() + b"\r\n--x--\r\n"


def test_a_view_gets_no_sign_that_would_turn_a_line_around(site: Flask) -> None:
    with site.test_request_context("/", method="POST", data={"words": TURNED}):
        assert request.form["words"] == "Anna  \r\n\tLehmann"
    with site.test_request_context(
        "/", method="POST", data=SENT, content_type="multipart/form-data; boundary=x"
    ):
        assert request.form["words"] == "Anna  \r\n\tLehmann"
    with site.test_request_context("/?words=Anna%E2%80%AE%00&words=b"):
        assert request.args.getlist("words") == ["Anna  ", "b"]


def test_a_file_stays_as_it_is(site: Flask) -> None:
    file = {"plan": (io.BytesIO(TURNED.encode()), "plan.csv")}
    with site.test_request_context("/", method="POST", data=file):
        assert request.files["plan"].read().decode() == TURNED


@pytest.mark.parametrize("sign", UNREAD)
def test_what_nobody_can_read_becomes_a_blank(sign: str) -> None:
    assert one_line(f"a{sign}b") == readable(f"a{sign}b") == "a b"


@pytest.mark.parametrize("sign", READ)
def test_everything_else_stays(sign: str) -> None:
    assert one_line(f"a{sign}b") == readable(f"a{sign}b") == f"a{sign}b"
