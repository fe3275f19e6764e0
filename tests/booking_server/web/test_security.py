"""What every answer and every request is held to."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from booking_server.log_lines import redact
from booking_server.services.bookings import bookings
from booking_server.settings import Settings
from booking_server.web.app import create_app
from booking_server.web.rate_limit import MOST_VISITORS, RateLimit
from tests.booking_server.web.conftest import MakeSite
from tests.booking_server.web.test_booking import FILLED_IN, FORM
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village, a_request

PAGES = (
    "/",
    "/hallen/dgh-benken",
    FORM,
    "/anmelden",
    "/hilfe",
    "/gibt-es-nicht",
    "/api/v1/venues",
    "/healthz",
    "/healthz/live",
    "/healthz/ready",
    "/metrics",
)


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_tells_the_browser_its_limits(visitor: Visitor, address: str) -> None:
    headers = visitor.open(address).headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy, "only three pages run a script, see test_passkeys.py"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_a_script_or_an_inline_style(visitor: Visitor, address: str) -> None:
    elements = visitor.open(address).elements

    assert "script" not in [tag for tag, _ in elements]
    assert "style" not in [tag for tag, _ in elements]
    assert not [given for _, given in elements if "style" in given or any(n.startswith("on") for n in given)]


@pytest.mark.parametrize("address", PAGES)
def test_nothing_comes_from_anybody_else(visitor: Visitor, village: Village, address: str) -> None:
    ours = f"{village.house.policy.public_url}/"  # the page in another language has a whole address
    for tag, given in visitor.open(address).elements:
        if tag in ("link", "img", "script", "iframe", "form", "use"):
            source = given.get("href") or given.get("src") or given.get("action") or "/"
            assert source.startswith(("/", ours) if given.get("hreflang") else "/"), (tag, source)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "[::1]"]
)
def test_another_host_is_not_answered(visitor: Visitor, host: str) -> None:
    answer = visitor.open("/", headers={"Host": host})

    assert answer.status == 400
    assert "evil" not in answer.html


def test_over_tls_the_cookie_belongs_to_this_host_alone(village: Village, settings: Settings) -> None:
    secure = replace(settings, public_url="https://localhost", rate_limit_per_minute=0)
    client = create_app(village.house, secure).test_client()

    answer = client.get(FORM, base_url="https://localhost")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-dorfschluessel=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"]


def test_on_the_loopback_the_cookie_is_still_kept_from_scripts(visitor: Visitor) -> None:
    cookie = visitor.client.get(FORM).headers["Set-Cookie"]

    assert cookie.startswith("dorfschluessel=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_form_without_its_token_does_nothing(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    visitor.open(FORM)

    answers = [
        visitor.client.post(FORM, data=FILLED_IN),
        visitor.client.post(f"/buchungen/{booked.booking.id}/stornieren", data={"t": booked.token}),
        visitor.client.post("/anmelden", data={"email": "krueger@example.org"}),
        visitor.client.post("/abmelden"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    page = visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")
    assert page.shows("Stand: bestätigt")


def test_a_method_cannot_be_overridden(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    address = f"/api/v1/bookings/{booked.booking.id}"
    token = {"Authorization": f"Bearer {booked.token}"}

    for headers in ({"X-HTTP-Method-Override": "DELETE"}, {"X-HTTP-Method": "DELETE"}):
        assert visitor.client.post(address, headers={**token, **headers}).status_code == 405
    visitor.client.get(f"{address}?_method=DELETE", headers=token)

    assert visitor.client.get(address, headers=token).get_json()["status"] == "confirmed"


def test_no_redirect_leads_away(visitor: Visitor) -> None:
    for address in (
        "//evil.example",
        "/%2f%2fevil.example",
        "/hallen//evil.example",
        "/anmelden?next=//evil.example",
    ):
        answer = visitor.client.get(address)
        assert not answer.headers.get("Location", "/").startswith(("//", "http")), address


def test_a_form_too_large_is_refused(visitor: Visitor) -> None:
    form = visitor.open(FORM)

    assert visitor.send(form, {**FILLED_IN, "occasion": "x" * 70_000}).status == 413


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "' OR 1=1; --",
    "=cmd|' /C calc'!A0",
    "javascript:alert(1)",
    "&lt;b&gt;",
    "%s%n${7*7}",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_appears_literally_everywhere(
    visitor: Visitor, krueger: Visitor, village: Village, text: str
) -> None:
    form = visitor.open("/hallen/dgh-schlamau/buchen")
    wrong = visitor.send(form, {**FILLED_IN, "name": text, "occasion": text, "persons": text})
    assert (wrong.typed("name"), wrong.typed("occasion"), wrong.typed("persons")) == (text, text, text)

    page = visitor.send(form, {**FILLED_IN, "name": text, "occasion": text})
    desk = krueger.open("/schreibtisch")

    for shown in (page, desk):
        assert shown.shows(text)
        assert "img" not in [tag for tag, _ in shown.elements]
        assert "script" not in [tag for tag, _ in shown.elements]


def test_a_log_line_carries_no_secret() -> None:
    assert redact("/buchungen/0123?t=SECRET") == "/buchungen/0123?t=…"
    assert redact("/buchungen/0123/stornieren?x=1&t=SECRET&y=2") == "/buchungen/0123/stornieren?x=1&t=…&y=2"
    assert redact("/anmelden/0123.SECRET") == "/anmelden/…"
    assert redact("/kalender/privat/0123.SECRET.ics") == "/kalender/privat/…"
    assert redact("/hallen/dgh-benken?monat=2026-10") == "/hallen/dgh-benken?monat=2026-10"


def test_every_address_that_holds_a_secret_is_redacted(village: Village, make_site: MakeSite) -> None:
    """Asks the routes themselves, so that a new one cannot be forgotten."""
    rules = [rule for rule in make_site().url_map.iter_rules() if {"sealed", "token"} & set(rule.arguments)]

    for rule in rules:
        values = dict.fromkeys(rule.arguments, "GEHEIM.GEHEIM")
        _, address = rule.build(values, append_unknown=False) or ("", "")
        assert address
        assert "GEHEIM" not in redact(address), address
    assert len(rules) >= 10
    assert redact("/hallen/dgh-benken/buchen?datum=2026-10-02&verein=ABCD-EFGH-IJKL").endswith("verein=…")


def test_the_access_log_of_a_visit_carries_no_secret(
    visitor: Visitor, village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    booked = bookings.book(village.house, a_request())
    with caplog.at_level("INFO"):
        visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")
        visitor.open("/anmelden/0123456789abcdef.GEHEIM")
        visitor.open("/hallen/x%0d%0aINFO%20forged")

    lines = [record.getMessage() for record in caplog.records if record.name == "booking_server.access"]
    assert len(lines) == 3
    assert booked.token not in "".join(lines)
    assert "GEHEIM" not in "".join(lines)
    assert all(re.fullmatch(r"[ -~]+", line) for line in lines)


def test_too_many_changes_are_slowed_down_and_looking_is_not(make_site: MakeSite) -> None:
    client = make_site(rate_limit_per_minute=3).test_client()

    changes = [client.post("/api/v1/bookings", json={}) for _ in range(5)]
    looks = [client.get("/").status_code for _ in range(5)]

    assert [answer.status_code for answer in changes] == [422, 422, 422, 429, 429]
    assert changes[-1].headers["Retry-After"] == "60"
    assert looks == [200] * 5


def test_tokens_come_back_with_time() -> None:
    now = [0.0]
    limit = RateLimit(6, clock=lambda: now[0])

    assert [limit.allows("a") for _ in range(7)] == [True] * 6 + [False]
    assert limit.allows("b")
    now[0] += 10
    assert [limit.allows("a") for _ in range(2)] == [True, False]


def test_made_up_addresses_do_not_fill_the_memory() -> None:
    limit = RateLimit(1, clock=lambda: 0.0)

    for number in range(MOST_VISITORS + 10):
        limit.allows(str(number))

    assert len(limit._buckets) <= MOST_VISITORS


def test_static_files_are_kept_for_good_and_change_their_address(site: Flask, visitor: Visitor) -> None:
    page = visitor.open("/")
    sheets = [given["href"] for tag, given in page.elements if tag == "link" and given["rel"] == "stylesheet"]

    for sheet in sheets:
        answer = visitor.client.get(sheet, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]
        plain = visitor.client.get(sheet)
        assert "Content-Encoding" not in plain.headers
        assert plain.content_type == "text/css; charset=utf-8"
    wrong = re.sub(r"/static/\w+/", "/static/000000000000/", sheets[0])
    assert visitor.client.get(wrong).status_code == 404
    assert visitor.client.get(sheets[0].replace("kern.min.css", "../../app.py")).status_code == 404


def test_a_first_visit_is_small(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    squeeze = {"Accept-Encoding": "gzip"}
    links = [given for tag, given in visitor.open("/").elements if tag == "link"]
    sheets = [given["href"] for given in links if given["rel"] != "alternate"]
    frame = sum(len(visitor.client.get(sheet, headers=squeeze).data) for sheet in sheets)
    pages = ("/", "/hallen/dgh-benken", FORM, f"/buchungen/{booked.booking.id}?t={booked.token}")

    sizes = {page: len(visitor.client.get(page, headers=squeeze).data) for page in pages}

    assert max(sizes.values()) <= 15_000, sizes
    assert frame + max(sizes.values()) <= 60_000
    assert len(sheets) + 1 <= 8


def test_what_is_anybody_s_may_be_kept_and_what_is_somebody_s_may_not(visitor: Visitor) -> None:
    anybody_s = ("/", "/hilfe", "/robots.txt")
    kept = {address: visitor.open(address).headers["Cache-Control"] for address in anybody_s}
    own = [
        visitor.open(address) for address in ("/anmelden", "/serien/0123456789abcdef?t=x", "/anmelden/0.0")
    ]

    assert set(kept.values()) == {"no-cache"}
    assert {page.headers["Cache-Control"] for page in own} == {"no-store"}
