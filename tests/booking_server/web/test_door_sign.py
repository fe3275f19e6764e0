"""The sign at the door: the days to come for everybody who passes, and no word more than was published."""

from dataclasses import replace

from booking_server.domain.uses import UNSAID
from booking_server.services.bookings import bookings
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village, a_request, between

SIGN = "/tuerschild/dgh-benken"


def test_the_sign_shows_a_week_and_only_titles_that_were_published(
    visitor: Visitor, village: Village
) -> None:
    bookings.book(village.house, a_request())
    choir = replace(UNSAID, public_title="Chorprobe <b>laut</b>")
    evening = between("2026-09-29 19:00", "2026-09-29 21:00")
    bookings.book(village.house, a_request(period=evening, occasion="Geheim", use=choir))

    page = visitor.open(SIGN)

    assert page.shows("Montag, 28. September frei")
    assert page.shows("Dienstag, 29. September 19:00 bis 21:00 Uhr Chorprobe <b>laut</b>")
    assert page.shows("Freitag, 2. Oktober ab 16:00 Uhr belegt")
    assert page.shows("Samstag, 3. Oktober Tag der Deutschen Einheit bis 02:00 Uhr belegt")
    assert not page.shows("5. Oktober")
    for secret in ("Geheim", "Hochzeit", "Lehmann", "<b>laut"):
        assert secret not in page.html, secret
    assert "Set-Cookie" not in page.headers


def test_only_who_asked_for_a_display_gets_a_page_that_moves_by_itself(visitor: Visitor) -> None:
    still = visitor.open(SIGN)
    assert "Refresh" not in still.headers
    assert "http-equiv" not in still.html

    moving = visitor.open(still.link("Als Anzeige"))

    assert moving.headers["Refresh"] == "300"
    assert "Refresh" not in visitor.open(moving.link("Anzeige anhalten")).headers


def test_the_sign_of_an_unknown_hall_is_no_page(visitor: Visitor) -> None:
    assert visitor.open("/tuerschild/dgh-nirgendwo").status == 404


def test_a_display_asks_again_after_an_answer_that_went_wrong(visitor: Visitor) -> None:
    missing = visitor.open("/tuerschild/dgh-nirgendwo?anzeige=1")

    assert (missing.status, missing.headers["Refresh"]) == (404, "300")
