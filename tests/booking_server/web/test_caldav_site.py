"""CalDAV behind everything the site puts in front of its pages: rights, form tokens, limits, the log."""

import base64
import logging

import pytest

from booking_server.services.bookings import bookings
from booking_server.services.plans import feed_links
from tests.booking_server.web.conftest import MakeSite
from tests.builders import Village, a_request

HALL = "/caldav/kalender/dgh-benken/"
QUERY = (
    '<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><C:calendar-data/>'
    '</D:prop><C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>'
)


@pytest.fixture
def token(village: Village) -> str:
    address = feed_links.give(village.house, village.cast.frau_stolle, "dgh-benken", "Handy")
    return address.rpartition("/")[2].removesuffix(".ics")


def test_a_phone_reads_without_a_form_token_and_as_often_as_it_likes(
    village: Village, make_site: MakeSite, token: str
) -> None:
    bookings.book(village.house, a_request())
    phone = make_site(rate_limit_per_minute=2).test_client()

    for _ in range(4):
        answer = phone.open(HALL, method="REPORT", data=QUERY, auth=("egal", token))
        assert answer.status_code == 207
        assert "Anna Lehmann" in answer.text
        assert answer.headers["Cache-Control"] == "private, no-cache"
    tries = [phone.put(f"{HALL}x.ics", auth=("egal", token)).status_code for _ in range(4)]
    assert tries == [403, 403, 429, 429]


def test_a_phone_may_name_thousands_of_entries_at_once(
    village: Village, make_site: MakeSite, token: str
) -> None:
    hrefs = f"<D:href>{HALL}0000000000000000.ics</D:href>" * 3000
    body = QUERY.replace("calendar-query", "calendar-multiget").replace(
        '<C:filter><C:comp-filter name="VCALENDAR"/></C:filter>', hrefs
    )
    phone = make_site().test_client()

    assert phone.open(HALL, method="REPORT", data=body, auth=("egal", token)).status_code == 207
    assert phone.open("/caldav/", method="PROPFIND", data=body, auth=("egal", token)).status_code == 413


def test_the_log_tells_no_password(
    village: Village, make_site: MakeSite, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    phone = make_site().test_client()
    with caplog.at_level(logging.DEBUG):
        phone.open(HALL, method="PROPFIND", auth=("egal", token))
        phone.open(HALL, method="PROPFIND", data="<x", auth=("egal", token))

    assert HALL in caplog.text
    for secret in (token, base64.b64encode(f"egal:{token}".encode()).decode()):
        assert secret not in caplog.text
