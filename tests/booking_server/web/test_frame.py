"""The frame of the site: what municipalities say about themselves, feedback, framing, keeping pages."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from booking_server.domain.errors import OriginInvalid
from booking_server.domain.retention import TABLE
from booking_server.domain.town_facts import TownFacts, read_origins
from booking_server.notices.mail import compose
from booking_server.services.people import sign_in
from booking_server.settings import Settings
from booking_server.storage.tables import feedback, outbox
from booking_server.web.app import create_app
from booking_server.web.headers import CONTENT_SECURITY_POLICY
from tests.booking_server.web.conftest import MakeSite
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import StoppedClock, Village, a_house, migrated

PARTNER = "https://www.wiesenburgmark.example"
FACTS = TownFacts(
    name="Gemeinde Wiesenburg/Mark",
    street="Schlossstraße 1",
    phone="033849 7980",
    email="rathaus@wiesenburg.example",
    widget_origins=(PARTNER,),
)


@pytest.fixture
def told(village: Village) -> Village:
    """A village whose municipality said something about itself; the one next door did not."""
    with village.house.unit_of_work() as uow:
        uow.frame.save_facts(village.cast.municipality.id, FACTS)
        uow.commit()
    return village


@pytest.fixture
def weber(site: Flask, village: Village) -> Visitor:
    """Frau Weber, clerk."""
    someone = Visitor(site.test_client())
    link = sign_in.make_link(village.house, village.cast.frau_weber.id)
    someone.send(someone.open(link.removeprefix(village.house.policy.public_url)))
    return someone


def test_the_imprint_names_what_is_known_and_what_is_missing(told: Village, visitor: Visitor) -> None:
    page = visitor.open("/impressum")

    assert page.shows("Schlossstraße 1")
    assert page.shows(
        "Noch nicht eingetragen: Postleitzahl und Ort, wer die Gemeinde vertritt, Aufsichtsbehörde."
    )
    assert page.shows("Bad Belzig")
    assert page.link("033849 7980") == "tel:0338497980"


def test_the_privacy_page_lists_every_term_the_job_keeps(visitor: Visitor) -> None:
    german, english = visitor.open("/datenschutz"), visitor.open("/en/datenschutz")

    for entry in TABLE:
        assert german.shows(entry.what), entry.code
        assert german.shows(f"{entry.term} {entry.since}. Danach: {entry.then}."), entry.code
    assert english.shows("90 days since the event. Then: only counts for each door and month stay.")
    assert english.shows("10 years from the end of the year of the invoice.")


def test_a_clerk_enters_what_the_municipality_says(weber: Visitor, visitor: Visitor) -> None:
    overview = weber.open("/schreibtisch/gemeinde")
    assert overview.shows("Es fehlt noch: Name, Straße und Hausnummer")
    form = weber.open(overview.link("Ändern"))
    hostile = "<script>alert(1)</script>"

    saved = weber.send(
        form, {"name": hostile, "phone": "033849 1", "widget_origins": f"{PARTNER}/\n{PARTNER}"}
    )

    assert saved.shows("Gespeichert")
    assert saved.typed("name") == hostile
    for address in ("/impressum", "/hilfe", "/barrierefreiheit", "/datenschutz", "/gibt-es-nicht"):
        page = visitor.open(address)
        assert page.shows(hostile), address
        assert "script" not in [tag for tag, _ in page.elements]


def test_a_site_that_is_none_is_a_mistake_at_its_field(weber: Visitor) -> None:
    form = weber.open("/schreibtisch/gemeinde/wiesenburg-mark")

    page = weber.send(form, {"widget_origins": "https://ok.example\n*", "phone": "1"})

    assert page.status == 422
    assert page.message_at("widget_origins")
    assert page.typed("phone") == "1"


@pytest.mark.parametrize(
    "text",
    ["*", "https://*", "https://*.example.org", "http://example.org", "https://example.org/pfad", "'self'",
     "https://example.org;script-src *", "https://example.org?x", "https://user@example.org", "data:", "https://",
     "https://example.org:port", "https://example.org, https://b.example", "https://exämple.org", "null"],
)  # fmt: skip
def test_only_an_https_name_may_frame(text: str) -> None:
    with pytest.raises(OriginInvalid):
        read_origins(text)


def test_sites_are_read_a_line_each() -> None:
    assert read_origins(" https://A.example/ \r\nhttps://b.example:8443\nhttps://a.example") == (
        "https://a.example",
        "https://b.example:8443",
    )
    assert read_origins("") == ()


def test_a_calendar_is_framed_by_the_sites_its_municipality_named_and_by_no_other(
    told: Village, visitor: Visitor
) -> None:
    named, other = visitor.open("/widget/dgh-benken"), visitor.open("/widget/dgh-luette")

    assert f"frame-ancestors {PARTNER}" in named.headers["Content-Security-Policy"]
    assert "'none';" in named.headers["Content-Security-Policy"].partition("frame-ancestors")[0]
    assert "X-Frame-Options" not in named.headers
    assert other.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert other.headers["X-Frame-Options"] == "DENY"
    for address in (
        "/",
        "/hallen/dgh-benken",
        "/hilfe",
        "/widget/gibt-es-nicht",
        "/widget/dgh-benken?monat=x",
    ):
        page = visitor.open(address)
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"], address
        assert page.headers["X-Frame-Options"] == "DENY"


def test_a_framed_calendar_sets_no_cookie_and_tells_of_nobody(told: Village, visitor: Visitor) -> None:
    page = visitor.open("/widget/dgh-benken")

    assert "Set-Cookie" not in page.headers
    assert not page.forms
    assert page.shows("frei")
    assert page.link("Buchen beim Dorfschlüssel").endswith("/hallen/dgh-benken")


def write(visitor: Visitor, values: dict[str, str], address: str = "/barrierefreiheit") -> Page:
    return visitor.send(visitor.open(address), {"town": "wiesenburg-mark", **values})


def mails(village: Village) -> list[tuple[str, str]]:
    with village.house.reading() as uow:
        kept = uow.connection.execute(select(outbox)).all()
    found = []
    for row in kept:
        if row.payload.get("template") == "feedback":
            for message in compose(village.house, row, "dorfschluessel@example.org"):
                found.append((message["To"], message.get_content()))
    return found


def test_feedback_goes_to_the_municipality(told: Village, visitor: Visitor) -> None:
    text = "Der Kalender liest sich nicht vor.\n\n<b>Danke</b>"

    page = write(visitor, {"text": text, "name": "Vera", "email": "vera@example.org"})
    other = visitor.send(visitor.open("/en/barrierefreiheit"), {"town": "bad-belzig", "text": "Hello"})

    assert page.shows("Ihre Rückmeldung ist unterwegs")
    assert other.shows("Your feedback is on its way")
    (first, second) = mails(told)
    assert first[0] == "rathaus@wiesenburg.example"
    assert text in first[1].replace("\r\n", "\n")
    assert "Vera hat eine Barriere" in first[1]
    assert "an: vera@example.org" in first[1]
    assert second[0] == "dorfschluessel@example.org"


def test_feedback_that_says_nothing_or_gives_half_an_address_comes_back(visitor: Visitor) -> None:
    empty = write(visitor, {"text": " ", "name": "Vera"})
    half = write(visitor, {"text": "Geht nicht", "email": "vera"})

    assert (empty.status, half.status) == (422, 422)
    assert empty.message_at("text")
    assert empty.typed("name") == "Vera"
    assert half.message_at("email")
    assert "Geht nicht" in half.html


def test_programs_and_floods_of_feedback_are_held_back(village: Village, make_site: MakeSite) -> None:
    from datetime import timedelta

    careful = replace(village.house, policy=replace(village.house.policy, fill_in_for=timedelta(seconds=2)))
    village.house = careful
    visitor = Visitor(make_site().test_client())
    fast = write(visitor, {"text": "Kauf"})
    village.clock.forward(seconds=3)
    trapped = write(visitor, {"text": "Kauf", "website": "x"})
    assert (fast.status, trapped.status) == (429, 429)

    form = visitor.open("/barrierefreiheit")
    village.clock.forward(seconds=3)
    statuses = [visitor.send(form, {"text": str(number)}).status for number in range(21)]

    assert statuses == [200] * 20 + [429]
    with village.house.reading() as uow:
        assert len(uow.connection.execute(select(feedback)).all()) == 20


def test_a_line_break_in_a_name_makes_no_second_header(told: Village, visitor: Visitor) -> None:
    refused = write(visitor, {"text": "x", "email": "v@example.org\nBcc: b@example.org"})
    write(visitor, {"text": "x", "name": "Vera\r\nBcc: alle@example.org", "email": "v@example.org"})

    assert refused.status == 422
    ((to, text),) = mails(told)
    assert to == "rathaus@wiesenburg.example"
    assert "\nBcc" not in text


@pytest.mark.parametrize(("status", "address"), [(404, "/gibt-es-nicht"), (405, "/abmelden")])
def test_an_error_page_says_whom_to_call(told: Village, visitor: Visitor, status: int, address: str) -> None:
    page = visitor.open(address)

    assert page.status == status
    assert page.shows("Gemeinde Wiesenburg/Mark: 033849 7980")
    assert visitor.open(f"/en{address}").shows("Call:")
    assert visitor.open(f"/ls{address}").shows("Sie können anrufen:")


def test_when_the_database_breaks_the_number_is_still_known(told: Village, site: Flask) -> None:
    def broken() -> None:
        raise RuntimeError

    client = site.test_client()
    assert b"033849" in client.get("/gibt-es-nicht").data
    site.view_functions["public.start"] = broken

    answer = client.get("/")

    assert answer.status_code == 500
    assert b"033849 7980" in answer.data


def test_the_site_can_be_put_on_a_home_screen(visitor: Visitor) -> None:
    address = next(
        given["href"] for tag, given in visitor.open("/").elements if given.get("rel") == "manifest"
    )

    answer = visitor.client.get(address)

    told = json.loads(answer.data)
    assert answer.content_type == "application/manifest+json"
    assert (told["start_url"], told["scope"], told["lang"]) == ("/", "/", "de")
    assert visitor.client.get(told["icons"][0]["src"]).content_type == "image/svg+xml"


def test_nothing_is_kept_on_a_device_unless_somebody_turns_it_on(visitor: Visitor, weber: Visitor) -> None:
    for address in ("/", "/hallen/dgh-benken", "/hilfe", "/en/", "/gibt-es-nicht"):
        assert "script" not in [tag for tag, _ in visitor.open(address).elements], address
    policy = visitor.open("/ohne-netz").headers["Content-Security-Policy"]
    assert policy.endswith("script-src 'self'; connect-src 'self'; worker-src 'self'")
    worker = visitor.client.get("/sw.js")
    assert worker.content_type == "text/javascript; charset=utf-8"
    assert worker.headers["Cache-Control"] == "no-cache"


def test_the_worker_keeps_public_pages_and_bookings_only() -> None:
    import booking_server.web

    source = (Path(booking_server.web.__file__).parent / "static" / "sw.js").read_text(encoding="utf-8")
    public, own = (re.search(rf"const {name} = /(.*)/;", source) for name in ("PUBLIC", "BOOKING"))
    assert public is not None
    assert own is not None

    def kept(path: str) -> list[bool]:
        return [bool(re.search(found[1].replace("\\/", "/"), path)) for found in (public, own)]

    for path in ("/", "/hilfe", "/hallen/dgh-benken", "/en/", "/ls/hilfe"):
        assert kept(path) == [True, False], path
    assert kept("/buchungen/0123456789abcdef") == [False, True]
    private = """/schreibtisch /anmelden /anmelden/0.x /hallen/dgh-benken/buchen /datenschutz/meine-daten/x
        /buchungen/0123/stornieren /serien/0123 /demo/postfach /api/v1/venues /entscheiden/x"""
    for path in private.split():
        assert kept(path) == [False, False], path


def test_before_there_is_a_municipality_nobody_can_be_told_of_a_barrier(
    tmp_path: Path, settings: Settings
) -> None:
    house = a_house(migrated(f"sqlite:///{tmp_path}/empty.db"), StoppedClock())
    visitor = Visitor(create_app(house, settings).test_client())
    page = visitor.open("/barrierefreiheit")

    answer = visitor.send(page, {"text": "Die Schrift ist zu klein."})

    assert answer.status == 404
    assert answer.shows("Hier ist noch keine Gemeinde eingetragen")
    house.database.close()
