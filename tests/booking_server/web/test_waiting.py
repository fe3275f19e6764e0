"""Held times, waiting lists, priority and other times, as visitors and the desk see them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.uses import Purpose, Use
from booking_server.jobs import freed
from booking_server.services.bookings import bookings, cancellations, overriding
from booking_server.services.foundation import links
from booking_server.services.halls import blackouts
from booking_server.services.waiting import waiting
from booking_server.settings import Settings
from booking_server.web.app import create_app
from calendars.local_time import day
from calendars.period import Period
from tests.booking_server.services.bookings.test_overriding import REASON, a_fire
from tests.booking_server.tariff_cast import publish
from tests.booking_server.web.test_booking import FILLED_IN, FORM, fill_in
from tests.booking_server.web.test_series import typed_in
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import WEDDING, Village, a_request

PRIORITY = {
    "hall": "dgh-benken",
    "start_date": "2026-10-02",
    "start_time": "16:00",
    "end_date": "2026-10-03",
    "end_time": "02:00",
    "purpose": "emergency",
    "occasion": "Notunterkunft",
    "reason": REASON,
}


def standing(village: Village, *statuses: BookingStatus) -> int:
    with village.house.reading() as uow:
        return len(uow.bookings.find(venue_ids=[village.cast.benken.id], statuses=statuses))


def test_a_time_is_kept_while_the_form_is_filled_in(visitor: Visitor, village: Village) -> None:
    when = {name: FILLED_IN[name] for name in ("extent", "start_date", "start_time", "end_time")}

    page = visitor.send(visitor.open(FORM), when, button="halten")

    assert page.shows("Diese Zeit ist für Sie freigehalten")
    assert page.shows("Das gilt bis Mo., 28.09.2026, 12:10 Uhr")
    assert standing(village, BookingStatus.HELD) == 1
    booked = visitor.send(page, FILLED_IN)
    assert booked.shows("bestätigt")
    assert standing(village, BookingStatus.HELD) == 0


def test_a_form_with_another_mistake_keeps_its_time(visitor: Visitor, village: Village) -> None:
    page = fill_in(visitor, name="")

    assert page.status == 422
    assert page.shows("Diese Zeit ist für Sie freigehalten")
    village.clock.forward(minutes=11)
    assert visitor.send(page, {"name": "Anna Lehmann"}).shows("bestätigt")


def test_a_step_back_in_the_browser_does_not_lose_the_kept_time(visitor: Visitor, village: Village) -> None:
    first = visitor.open(FORM)
    assert visitor.send(first, {**FILLED_IN, "name": ""}).status == 422

    assert visitor.send(first, FILLED_IN).shows("bestätigt")
    assert standing(village, BookingStatus.HELD) == 0


def test_another_form_cannot_book_a_time_that_is_kept(visitor: Visitor) -> None:
    assert visitor.send(visitor.open(FORM), {**FILLED_IN, "name": ""}).status == 422

    assert fill_in(visitor).status == 409


def test_a_form_without_a_time_holds_nothing(visitor: Visitor, village: Village) -> None:
    page = visitor.send(visitor.open(FORM), {"extent": "haus"}, button="halten")

    assert page.status == 422
    assert standing(village, BookingStatus.HELD) == 0


def on_the_list(visitor: Visitor, village: Village) -> Page:
    bookings.book(village.house, a_request())
    return visitor.send(fill_in(visitor, email="lehmann@example.org"), button="warten")


def test_whoever_finds_the_time_taken_can_wait_for_it(visitor: Visitor, village: Village) -> None:
    page = on_the_list(visitor, village)

    assert page.address.startswith("/warteliste/")
    assert page.shows("Sie sind die Ersten auf der Liste")
    again = visitor.open(page.address)
    assert again.shows("auf der Warteliste")


def test_the_waiting_list_is_reached_from_a_taken_day(visitor: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request())
    hall = visitor.open("/hallen/dgh-benken?monat=2026-10")
    assert hall.html.count("Auf die Warteliste") == 2, "the wedding's day and the morning after"

    form = visitor.open(hall.link("Auf die Warteliste für Fr., 02.10.2026"))
    assert form.shows("Diese Zeit hat schon jemand?")
    assert "Anna Lehmann" not in form.html
    wrong = visitor.send(form, {**FILLED_IN, "occasion": ""}, button="warten")
    assert wrong.status == 422
    assert wrong.shows("Auf die Warteliste"), "still there although something else is missing"

    assert visitor.send(wrong, FILLED_IN, button="warten").shows("auf der Warteliste")


def test_for_what_is_closed_nobody_waits(visitor: Visitor, village: Village) -> None:
    period = Period(day(date(2026, 10, 5)).start, day(date(2026, 10, 6)).end)
    blackouts.close(village.house, village.cast.frau_stolle, "dgh-benken", period, reason="Dach")

    assert "Auf die Warteliste" not in visitor.open("/hallen/dgh-benken?monat=2026-10").html


def test_an_offered_time_is_taken_by_a_button_never_by_looking(visitor: Visitor, village: Village) -> None:
    taken = bookings.book(village.house, a_request()).booking
    wish = waiting.join(village.house, a_request())
    cancellations.cancel(village.house, taken.id)
    freed.keep_promises(village.house)
    address = f"/warteliste/{waiting.seal(village.house, wish)}"

    for _ in range(3):
        page = visitor.open(address)
    assert page.shows("Wir halten sie für Sie fest bis Di., 29.09.2026, 12:00 Uhr")
    assert standing(village, BookingStatus.CONFIRMED) == 0

    assert visitor.send(page, button="nehmen").shows("bestätigt")
    assert visitor.open(address).link("Zu Ihrer Buchung").startswith("/buchungen/")


def test_a_late_offer_is_answered_kindly(visitor: Visitor, village: Village) -> None:
    taken = bookings.book(village.house, a_request()).booking
    wish = waiting.join(village.house, a_request())
    cancellations.cancel(village.house, taken.id)
    freed.keep_promises(village.house)
    page = visitor.open(f"/warteliste/{waiting.seal(village.house, wish)}")
    village.clock.forward(hours=25)

    late = visitor.send(page, button="nehmen")

    assert late.status == 410
    assert late.shows("Dieses Angebot gilt nicht mehr.")
    assert late.shows("tragen Sie sich bitte neu ein")


def test_a_place_is_given_up_by_a_button(visitor: Visitor, village: Village) -> None:
    page = visitor.send(on_the_list(visitor, village), button="verlassen")

    assert page.shows("Sie stehen nicht mehr auf der Warteliste.")
    assert page.shows("zurückgezogen")


def test_the_desk_sees_who_waits(
    visitor: Visitor, stolle: Visitor, krueger: Visitor, village: Village
) -> None:
    on_the_list(visitor, village)

    assert stolle.open("/schreibtisch/warteliste").shows("Anna Lehmann")
    assert krueger.open("/schreibtisch/warteliste").shows("Gerade wartet niemand")


def test_priority_shows_by_name_whom_it_displaces_before_it_does(stolle: Visitor, village: Village) -> None:
    wedding = bookings.book(village.house, a_request()).booking

    seen = stolle.send(stolle.open("/schreibtisch/vorrang"), PRIORITY, button="ansehen")

    assert seen.shows("Diese Buchungen müssen weichen")
    assert seen.shows("Anna Lehmann")
    with village.house.reading() as uow:
        assert uow.bookings.get(wedding.id).status is BookingStatus.CONFIRMED
    done = stolle.send(seen, button="verdraengen")
    assert done.shows("Vorrang eingetragen")
    assert done.shows("E-Mail mit anderen Zeiten geht hinaus")
    with village.house.reading() as uow:
        assert uow.bookings.get(wedding.id).status is BookingStatus.CANCELLED


def test_priority_without_a_reason_displaces_nobody(stolle: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request())

    page = stolle.send(stolle.open("/schreibtisch/vorrang"), {**PRIORITY, "reason": ""}, button="ansehen")

    assert page.status == 422
    assert page.message_at("reason")
    assert standing(village, BookingStatus.CONFIRMED) == 1


def test_a_funeral_without_the_family_is_asked_for_it_at_the_field(stolle: Visitor, village: Village) -> None:
    typed = {**PRIORITY, "purpose": "funeral", "occasion": "Trauerfeier"}

    page = stolle.send(stolle.open("/schreibtisch/vorrang"), typed, button="ansehen")
    seen = stolle.send(page, {"name": "Petra Wolf", "phone": "033849 1"}, button="ansehen")

    assert page.status == 422
    assert page.message_at("name")
    assert page.message_at("phone")
    assert page.typed("occasion") == "Trauerfeier"
    assert seen.shows("Nichts liegt im Weg")
    assert seen.typed("name") == "Petra Wolf"


def test_a_displaced_organizer_takes_another_time_with_one_press(visitor: Visitor, village: Village) -> None:
    publish(village)
    wedding = bookings.book(
        village.house, a_request(use=Use(Purpose.PRIVATE_PARTY, answers=(("getraenke", "nein"),)))
    )
    stolle = village.cast.frau_stolle
    overriding.override(
        village.house, stolle, a_fire(), reason=REASON, agreed=frozenset({wedding.booking.id})
    )
    own = visitor.open(f"/buchungen/{wedding.booking.id}?t={wedding.token}")

    page = visitor.open(own.link("Andere Zeiten ansehen"))
    taken = visitor.send(page, form=0, button=page.forms[0].buttons[0][1])

    assert page.shows(REASON)
    assert page.shows("Preis: 45,00 € , dazu 100,00 € Kaution")
    assert page.shows("In anderen Häusern der Gemeinde")
    assert taken.shows("bestätigt")
    assert visitor.open(page.address).shows("Sie haben schon eine andere Zeit gewählt")
    assert visitor.open(f"/buchungen/{wedding.booking.id}/ersatz?t=falsch").status == 404


@pytest.fixture
def careful(village: Village, settings: Settings) -> Flask:
    """The village's site as it stands on the internet: programs are told from people."""
    policy = replace(village.house.policy, fill_in_for=timedelta(seconds=2))
    return create_app(replace(village.house, policy=policy), settings)


def test_a_program_books_nothing_and_a_person_is_not_lost(careful: Flask, village: Village) -> None:
    visitor = Visitor(careful.test_client())

    too_fast = fill_in(visitor)
    assert too_fast.status == 429
    assert too_fast.shows("033849 12345")
    assert too_fast.typed("name") == "Anna Lehmann"
    village.clock.forward(seconds=5)
    trapped = visitor.send(too_fast, {"website": "http://example.org"})
    assert trapped.status == 429
    assert standing(village, BookingStatus.CONFIRMED) == 0

    assert visitor.send(trapped, {"website": ""}).shows("bestätigt")


def test_a_program_books_no_series_either(careful: Flask, village: Village) -> None:
    visitor = Visitor(careful.test_client())

    too_fast = typed_in(visitor)
    assert (too_fast.status, too_fast.typed("name")) == (429, "Anna Lehmann")
    village.clock.forward(seconds=5)
    trapped = visitor.send(too_fast, {"website": "http://example.org"}, button="ansehen")
    looked = visitor.send(trapped, {"website": ""}, button="ansehen")

    assert trapped.status == 429
    assert standing(village, BookingStatus.CONFIRMED) == 0
    assert visitor.send(looked, button="buchen").address.startswith("/serien/")


def test_a_link_for_another_purpose_opens_nothing(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request(period=WEDDING))
    token = links.booking_token(village.house, booked.booking)

    assert visitor.open(f"/warteliste/{booked.booking.id}.{token}").status == 404
