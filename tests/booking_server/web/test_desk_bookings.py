"""The desk finds a booking again, with its code, and cancels it for whoever calls."""

from booking_server.domain.bookings import Organizer
from booking_server.services.bookings import bookings
from tests.booking_server.tariff_cast import publish
from tests.booking_server.web.test_prices import ANSWERED, REST, the_form
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village, a_request

CALLER = Organizer("Erna Schmidt", "", "033849 1234")


def test_a_caller_s_booking_is_found_by_name_and_cancelled(stolle: Visitor, village: Village) -> None:
    made = bookings.book(village.house, a_request(organizer=CALLER), source="desk").booking

    month = stolle.open("/schreibtisch/buchungen?monat=2026-10&suche=schmidt")
    page = stolle.open(month.link("Fr., 02.10.2026, 16:00 Uhr bis Sa., 03.10.2026, 02:00 Uhr"))
    assert page.shows("033849 1234")
    assert page.link("Code und Zettel") == f"/schreibtisch/zettel/{made.id}"

    gone = stolle.send(page, {"reason": "Die Feier fällt aus."}, form=-1)

    assert gone.shows("storniert")
    assert gone.shows("Begründung: Die Feier fällt aus.")
    again = stolle.send(page, {"reason": ""}, form=-1)
    assert again.status == 409
    assert bookings.book(village.house, a_request()).is_new


def test_what_does_not_fit_is_not_listed(stolle: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request(organizer=CALLER))

    assert not stolle.open("/schreibtisch/buchungen?monat=2026-10&suche=lehmann").shows("Erna Schmidt")
    assert not stolle.open("/schreibtisch/buchungen?monat=2026-11").shows("Erna Schmidt")
    assert stolle.open("/schreibtisch/buchungen?monat=2026-10&suche=1234").shows("Erna Schmidt")
    assert stolle.open("/schreibtisch/buchungen?monat=Unfug").status == 200


def test_another_hall_s_bookings_stay_unseen(krueger: Visitor, village: Village) -> None:
    made = bookings.book(village.house, a_request(organizer=CALLER)).booking

    assert not krueger.open("/schreibtisch/buchungen?monat=2026-10").shows("Erna Schmidt")
    assert krueger.open(f"/schreibtisch/buchungen/{made.id}").status == 403


def test_what_cancelling_would_cost_is_said_before(
    village: Village, visitor: Visitor, stolle: Visitor
) -> None:
    publish(village)
    visitor.send(the_form(visitor), {**ANSWERED, **REST})
    village.clock.forward(days=10)
    month = stolle.open("/schreibtisch/buchungen?monat=2026-10")

    page = stolle.open(month.link("Sa., 10.10.2026, 16:00 Uhr bis So., 11.10.2026, 02:00 Uhr"))

    assert page.shows("Die Stornierung kostet jetzt 22,50 €.")
    assert page.shows("die Kämmerei")
