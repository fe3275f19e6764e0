"""The pages on which calendars of clubs are looked at, taken over and let go."""

import io

from booking_server.domain.foreign_calendars import Mode
from booking_server.services.bookings import bookings
from tests.booking_server.foreign import FRIDAYS, subscription, take_over, wanted
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request, between
from tests.calendars.foreign import WEEKLY, calendar

PAGE = "/schreibtisch/fremde-kalender"
SECOND = between("2026-10-09 19:00", "2026-10-09 21:00")
SAD = b"HTTP/1.1 503 Sorry\r\nContent-Length: 0\r\n\r\n"


def uploaded(visitor: Visitor, data: bytes, **typed: str) -> Page:
    """Fill in the form with a file, as a browser does."""
    values = {"hall": "dgh-benken", "title": "TSV Benken", "file": (io.BytesIO(data), "tsv.ics"), **typed}
    return visitor.send(visitor.open(PAGE), values)


def test_a_file_is_looked_at_entry_by_entry_and_then_taken_over(village: Village, stolle: Visitor) -> None:
    bookings.book(village.house, a_request(period=SECOND, occasion="Skatabend"))
    broken = "UID:x\nSUMMARY:Sommerfest\nDTSTART:bald"

    preview = uploaded(stolle, calendar(WEEKLY, broken))

    assert preview.shows("Noch ist nichts übernommen")
    assert preview.shows("2 Termine werden gesperrt")
    assert preview.shows("1 mit einer Buchung im Weg")
    assert preview.shows("Skatabend")
    assert preview.shows("„Sommerfest“: Eine Zeit ist nicht zu lesen.")

    page = stolle.send(preview, form=-2)

    assert page.shows("Nicht gesperrt: Es war schon belegt")
    assert page.shows("Fr., 02.10.2026")
    assert stolle.open("/schreibtisch").shows("laut Kalender belegt")
    assert not stolle.open("/hallen/dgh-benken").shows("TSV Benken")


def test_an_address_that_leads_inside_is_refused_at_its_field(stolle: Visitor) -> None:
    typed = {"hall": "dgh-benken", "title": "TSV", "url": "http://[64:ff9b::7f00:1]/k.ics"}

    page = stolle.send(stolle.open(PAGE), typed)

    assert page.status == 422
    assert page.message_at("url")
    assert page.shows("führt nicht ins öffentliche Internet")
    assert page.typed("title") == "TSV"


def test_a_file_that_is_no_calendar_is_refused_at_its_field(stolle: Visitor) -> None:
    page = uploaded(stolle, b"<html>")

    assert page.status == 422
    assert page.message_at("file")


def test_a_proposal_is_accepted_with_one_button_and_another_declined(
    village: Village, stolle: Visitor
) -> None:
    taken = take_over(village, wanted(Mode.PROPOSE))
    page = stolle.open(f"{PAGE}/{taken.id}")
    buttons = [value for form in page.forms for name, value in form.buttons if name == "annehmen"]
    assert len(buttons) == 3

    refused = stolle.send(page, {"annehmen": buttons[0]}, form=0)
    assert refused.message_at("name")

    typed = {"name": "Anna Lehmann", "phone": "033841 12345", "persons": "20", "annehmen": buttons[0]}
    accepted = stolle.send(page, typed, form=0)
    assert accepted.shows("Der Termin ist eingetragen.")
    assert accepted.typed("name") == "Anna Lehmann"

    declined = stolle.send(accepted, {"ablehnen": buttons[1]}, form=0)
    assert declined.shows("Der Vorschlag ist abgelehnt.")
    assert len([1 for form in declined.forms for name, _ in form.buttons if name == "annehmen"]) == 1


def test_a_page_says_what_is_wrong_with_a_feed_and_since_when(village: Village, stolle: Visitor) -> None:
    with subscription(village, SAD) as feed:
        assert stolle.open(f"{PAGE}/{feed.id}").shows("in Ordnung")
        feed.ask_later()

    page = stolle.open(f"{PAGE}/{feed.id}")
    assert page.shows("zurzeit gestört")
    assert page.shows("Der Server gibt den Kalender nicht heraus. (Antwort 503)")
    assert page.shows("Zuletzt gelungen: Mo., 28.09.2026")
    assert page.shows("von tsv.example")
    assert "geheim" not in page.text


def test_a_calendar_is_let_go_with_one_button(village: Village, stolle: Visitor) -> None:
    taken = take_over(village, wanted(file=FRIDAYS))
    page = stolle.open(f"{PAGE}/{taken.id}")

    left = stolle.send(page)

    assert left.shows("Zurzeit wird kein Kalender übernommen.")
    bookings.book(village.house, a_request(period=SECOND))
