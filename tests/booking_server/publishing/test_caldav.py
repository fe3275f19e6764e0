"""CalDAV to read from, spoken as programs speak it."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from werkzeug.test import TestResponse

from booking_server.publishing.caldav.routes import CHANGING, caldav
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.plans import feed_links
from booking_server.services.series import series
from tests.booking_server.publishing.reading import end_links
from tests.booking_server.series import a_series
from tests.builders import Village, a_request, between

D, C, S = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
HALL = "/caldav/kalender/dgh-benken/"
NAMESPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'


@pytest.fixture
def phone(village: Village) -> FlaskClient:
    village.clock.forward(hours=1)
    app = Flask(__name__)
    app.extensions["house"] = village.house
    app.register_blueprint(caldav)
    return app.test_client()


@pytest.fixture
def token(village: Village) -> str:
    address = feed_links.give(village.house, village.cast.frau_stolle, "dgh-benken", "Handy")
    return address.rpartition("/")[2].removesuffix(".ics")


def ask(  # noqa: PLR0917
    phone: FlaskClient, token: str, method: str, path: str, body: str = "", depth: str = "1"
) -> TestResponse:
    return phone.open(
        path, method=method, data=body, auth=("egal", token), headers={"Depth": depth} if depth else {}
    )


def prop(*names: str) -> str:
    return f"<D:propfind {NAMESPACES}><D:prop>{''.join(f'<{one}/>' for one in names)}</D:prop></D:propfind>"


def query(inside: str = "", names: str = "<D:getetag/><C:calendar-data/>") -> str:
    kind = f'<C:comp-filter name="VEVENT">{inside}</C:comp-filter>'
    return (
        f"<C:calendar-query {NAMESPACES}><D:prop>{names}</D:prop><C:filter>"
        f'<C:comp-filter name="VCALENDAR">{kind}</C:comp-filter></C:filter></C:calendar-query>'
    )


def responses(answer: TestResponse) -> dict[str, Element]:
    assert answer.status_code == 207, answer.text
    return {one.findtext(f"{D}href", ""): one for one in ElementTree.fromstring(answer.data)}


def one_href(answer: TestResponse, of: str) -> str:
    (found,) = ElementTree.fromstring(answer.data).iter(of)
    return found.findtext(f"{D}href", "")


def test_a_phone_finds_the_calendar_from_the_servers_name_alone(
    village: Village, phone: FlaskClient, token: str
) -> None:
    start = phone.open("/.well-known/caldav", method="PROPFIND")
    assert (start.status_code, start.headers["Location"]) == (301, "/caldav/")

    me = one_href(
        ask(phone, token, "PROPFIND", "/caldav/", prop("D:current-user-principal"), "0"),
        f"{D}current-user-principal",
    )
    home = one_href(
        ask(phone, token, "PROPFIND", me, prop("C:calendar-home-set"), "0"), f"{C}calendar-home-set"
    )
    wanted = prop("D:resourcetype", "D:displayname", "S:getctag", "C:supported-calendar-component-set")
    inside = responses(ask(phone, token, "PROPFIND", home, wanted))

    assert set(inside) == {home, HALL}
    assert inside[HALL].find(f".//{C}calendar") is not None
    assert inside[HALL].findtext(f".//{D}displayname") == "DGH Benken (intern)"


def test_every_entry_is_a_file_with_a_tag_of_its_own(
    village: Village, phone: FlaskClient, token: str
) -> None:
    booked = bookings.book(village.house, a_request()).booking
    saved = series.save(village.house, a_series())

    found = responses(ask(phone, token, "PROPFIND", HALL, prop("D:getetag", "D:resourcetype")))

    assert set(found) == {HALL, f"{HALL}{booked.id}.ics", f"{HALL}serie-{saved.series.id}.ics"}
    for href, one in found.items():
        if href != HALL:
            got = ask(phone, token, "GET", href)
            assert got.headers["ETag"] == one.findtext(f".//{D}getetag")
            assert got.headers["Content-Type"] == "text/calendar; charset=utf-8"
            assert len({str(event["UID"]) for event in Calendar.from_ical(got.data).walk("VEVENT")}) == 1


def test_a_query_answers_with_what_touches_a_time(village: Village, phone: FlaskClient, token: str) -> None:
    bookings.book(village.house, a_request())
    later = bookings.book(village.house, a_request(period=between("2026-11-06 18:00", "2026-11-06 22:00")))
    november = '<C:time-range start="20261101T000000Z" end="20261201T000000Z"/>'

    found = responses(ask(phone, token, "REPORT", HALL, query(november)))

    assert set(found) == {f"{HALL}{later.booking.id}.ics"}
    (one,) = found.values()
    (event,) = Calendar.from_ical(one.findtext(f".//{C}calendar-data", "")).walk("VEVENT")
    assert event["SUMMARY"] == "Hochzeit – Anna Lehmann"
    assert len(responses(ask(phone, token, "REPORT", HALL, query()))) == 2


def test_what_is_named_is_answered_one_by_one(village: Village, phone: FlaskClient, token: str) -> None:
    booked = bookings.book(village.house, a_request()).booking
    saved = series.save(village.house, a_series())
    elsewhere = bookings.book(village.house, a_request("dgh-reetz")).booking
    here = [f"{HALL}{booked.id}.ics", f"{HALL}serie-{saved.series.id}.ics"]
    missing = [f"{HALL}{elsewhere.id}.ics", f"{HALL}../x.ics", "/caldav/kalender/dgh-reetz/x.ics"]
    hrefs = "".join(f"<D:href>{href}</D:href>" for href in here + missing)
    body = (
        f"<C:calendar-multiget {NAMESPACES}><D:prop><C:calendar-data/></D:prop>{hrefs}</C:calendar-multiget>"
    )

    found = responses(ask(phone, token, "REPORT", HALL, body))

    assert all(found[href].find(f".//{C}calendar-data") is not None for href in here)
    assert all("404" in found[href].findtext(f"{D}status", "") for href in missing)


def test_the_tag_of_a_calendar_changes_with_it_and_only_then(
    village: Village, phone: FlaskClient, token: str
) -> None:
    def tag() -> str:
        answer = ask(phone, token, "PROPFIND", HALL, prop("S:getctag"), "0")
        return responses(answer)[HALL].findtext(f".//{S}getctag", "")

    first = tag()
    assert tag() == first
    booked = bookings.book(village.house, a_request()).booking
    second = tag()
    cancellations.cancel(village.house, booked.id)

    assert len({first, second, tag()}) == 3


def test_who_knows_the_state_is_told_nothing_new(village: Village, phone: FlaskClient, token: str) -> None:
    def sync(known: str) -> TestResponse:
        body = (
            f"<D:sync-collection {NAMESPACES}><D:sync-token>{known}</D:sync-token>"
            "<D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"
        )
        return ask(phone, token, "REPORT", HALL, body)

    bookings.book(village.house, a_request())
    first = sync("")
    state = ElementTree.fromstring(first.data).findtext(f"{D}sync-token", "")

    assert len(ElementTree.fromstring(first.data).findall(f"{D}response")) == 1
    assert ElementTree.fromstring(sync(state).data).findall(f"{D}response") == []
    assert sync("urn:x:alt").status_code == 403
    assert b"valid-sync-token" in sync("urn:x:alt").data


@pytest.mark.parametrize(
    "path", ["/caldav/", "/caldav/ich/", "/caldav/kalender/", HALL, f"{HALL}abcdef01.ics"]
)
def test_nobody_reads_without_a_link(village: Village, phone: FlaskClient, token: str, path: str) -> None:
    for auth in (None, ("x", ""), ("x", "falsch"), ("x", token[:-1])):
        answer = phone.open(path, method="PROPFIND", auth=auth)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")
        assert "Lehmann" not in answer.text


def test_a_revoked_link_is_no_password_any_more(village: Village, phone: FlaskClient, token: str) -> None:
    assert ask(phone, token, "PROPFIND", HALL).status_code == 207

    end_links(village)

    assert ask(phone, token, "PROPFIND", HALL).status_code == 401


def test_a_link_opens_its_own_hall_only(village: Village, phone: FlaskClient, token: str) -> None:
    elsewhere = bookings.book(village.house, a_request("dgh-reetz")).booking

    assert ask(phone, token, "PROPFIND", "/caldav/kalender/dgh-reetz/").status_code == 404
    assert ask(phone, token, "GET", f"/caldav/kalender/dgh-reetz/{elsewhere.id}.ics").status_code == 404
    assert ask(phone, token, "GET", f"{HALL}{elsewhere.id}.ics").status_code == 404


@pytest.mark.parametrize("method", CHANGING)
def test_nothing_can_be_changed(village: Village, phone: FlaskClient, token: str, method: str) -> None:
    booked = bookings.book(village.house, a_request()).booking

    for path in (HALL, f"{HALL}{booked.id}.ics"):
        answer = ask(phone, token, method, path, "BEGIN:VCALENDAR")
        assert answer.status_code == 403
        assert b"need-privileges" in answer.data
    assert ask(phone, token, "GET", f"{HALL}{booked.id}.ics").status_code == 200


def test_options_says_what_can_be_done(phone: FlaskClient) -> None:
    answer = phone.options(HALL)

    assert answer.headers["DAV"] == "1, calendar-access"
    assert "PUT" not in answer.headers["Allow"]
    assert "REPORT" in answer.headers["Allow"]


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<D:propfind xmlns:D="DAV:"><D:prop><D:getetag/>&b;</D:prop></D:propfind>'
)


@pytest.mark.parametrize(
    "body",
    [
        BILLION,
        BILLION.encode("utf-16"),
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        "<D:propfind",
        b"\xff\xfe<\x00",
        "<a>" * 30_000,
        "<a/>" * 50_000,
        "kein XML",
        query('<C:time-range start="gestern"/>'),
        query('<C:time-range start="99999999T999999Z"/>'),
    ],
)
def test_a_body_that_is_none_of_ours_is_refused(
    village: Village, phone: FlaskClient, token: str, body: str | bytes
) -> None:
    for method in ("PROPFIND", "REPORT"):
        answer = ask(phone, token, method, HALL, body)  # type: ignore[arg-type]
        assert answer.status_code in (400, 403)
        assert "root:" not in answer.text


def test_properties_nobody_knows_are_told_as_missing(phone: FlaskClient, token: str) -> None:
    body = (
        f'<D:propfind {NAMESPACES}><D:prop><x:farbe xmlns:x="urn:&quot;x&amp;"/><ohne/><D:displayname/>'
        "</D:prop></D:propfind>"
    )

    found = responses(ask(phone, token, "PROPFIND", HALL, body, "0"))[HALL]

    told = {
        stat.findtext(f"{D}status", ""): [one.tag for one in stat.find(f"{D}prop") or ()]
        for stat in found.findall(f"{D}propstat")
    }
    assert told == {
        "HTTP/1.1 200 OK": [f"{D}displayname"],
        "HTTP/1.1 404 Not Found": ['{urn:"x&}farbe', "ohne"],
    }


def test_filters_and_reports_we_do_not_have_are_refused_by_name(phone: FlaskClient, token: str) -> None:
    by_name = query('<C:prop-filter name="SUMMARY"/>')
    assert b"supported-filter" in ask(phone, token, "REPORT", HALL, by_name).data
    assert b"supported-report" in ask(phone, token, "REPORT", HALL, '<x xmlns="urn:x"/>').data
    assert b"finite-depth" in ask(phone, token, "PROPFIND", HALL, depth="infinity").data
    tasks = query().replace("VEVENT", "VTODO")
    assert responses(ask(phone, token, "REPORT", HALL, tasks)) == {}


def test_a_question_is_not_answered_a_thousandfold(village: Village, phone: FlaskClient, token: str) -> None:
    bookings.book(village.house, a_request())
    again = "<C:calendar-data/>" * 1000
    invented = "".join(f"<D:x{number}/>" for number in range(1000))

    once = ask(phone, token, "REPORT", HALL, query(names="<C:calendar-data/>"))
    told = ask(phone, token, "REPORT", HALL, query(names=again))

    assert told.data == once.data
    for body in (query(names=invented), query(names=invented).replace("calendar-query", "calendar-multiget")):
        assert ask(phone, token, "REPORT", HALL, body).status_code == 400
