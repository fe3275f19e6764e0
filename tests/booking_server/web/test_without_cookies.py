"""In the view of an app that keeps nothing between two pages: every public way works from its link."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from booking_server.domain.bookings import BookingStatus
from booking_server.jobs import freed
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.people import sign_in
from tests.booking_server.web.test_booking import FILLED_IN, FORM
from tests.booking_server.web.test_series import typed_in
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village, a_request

IN_THE_APP = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 15; wv) AppleWebKit/537.36 badbelzig"}


@pytest.fixture
def forgetful(site: Flask) -> Visitor:
    """Somebody whose browser forgets every cookie at once, and says it is the app."""
    client = site.test_client(use_cookies=False)
    client.environ_base |= IN_THE_APP
    return Visitor(client)


def standing(village: Village, *statuses: BookingStatus) -> int:
    with village.house.reading() as uow:
        return len(uow.bookings.find(venue_ids=[village.cast.benken.id], statuses=statuses))


def test_a_hall_is_found_priced_held_booked_and_cancelled(forgetful: Visitor, village: Village) -> None:
    hall = forgetful.open(forgetful.open("/").link("DGH Benken"))
    form = forgetful.open(hall.link("Jetzt buchen"))
    held = forgetful.send(form, FILLED_IN, button="halten")
    assert held.shows("Diese Zeit ist für Sie freigehalten")

    wrong = forgetful.send(held, {**FILLED_IN, "persons": ""})
    assert wrong.message_at("persons")
    assert wrong.typed("name") == "Anna Lehmann"
    booked = forgetful.send(wrong, FILLED_IN)
    assert booked.shows("bestätigt")
    assert standing(village, BookingStatus.CONFIRMED) == 1

    cancelled = forgetful.send(forgetful.open(booked.link("stornieren")))
    assert cancelled.shows("storniert")
    assert standing(village, BookingStatus.CONFIRMED) == 0


def test_a_form_sent_twice_makes_one_booking(forgetful: Visitor, village: Village) -> None:
    form = forgetful.open(FORM)

    first, second = forgetful.send(form, FILLED_IN), forgetful.send(form, FILLED_IN)

    assert first.address == second.address
    assert standing(village, BookingStatus.CONFIRMED) == 1


def test_a_season_is_looked_at_and_booked(forgetful: Visitor) -> None:
    done = forgetful.send(typed_in(forgetful), button="buchen")

    assert done.title.startswith("Ihre Serie: Chorprobe")


def test_who_waits_is_offered_the_time_and_takes_it(forgetful: Visitor, village: Village) -> None:
    taken = bookings.book(village.house, a_request())
    place = forgetful.send(forgetful.open(f"{FORM}?datum=2026-10-02&warten=1"), FILLED_IN, button="warten")
    assert place.address.startswith("/warteliste/")

    cancellations.cancel(village.house, taken.booking.id)
    freed.keep_promises(village.house)
    offered = forgetful.open(place.address)
    assert forgetful.send(offered, button="nehmen").shows("bestätigt")


def test_a_barrier_is_told(forgetful: Visitor) -> None:
    page = forgetful.open("/barrierefreiheit")

    said = {"text": "Der Knopf ist zu klein.", "town": "wiesenburg-mark"}
    assert forgetful.send(page, said).shows("Danke")


def test_another_site_cannot_send_our_forms(forgetful: Visitor, village: Village) -> None:
    form = forgetful.open(FORM)
    values = {**{name: form.forms[-1].values.getlist(name) for name in form.forms[-1].values}, **FILLED_IN}
    for headers, token in (
        ({"Sec-Fetch-Site": "cross-site"}, form.typed("csrf_token")),
        ({"Sec-Fetch-Site": "same-site"}, form.typed("csrf_token")),
        ({}, "erfunden"),
        ({}, ""),
    ):
        sent = forgetful.client.post(FORM, data={**values, "csrf_token": token}, headers=headers)
        assert sent.status_code == 403

    assert standing(village, *BookingStatus) == 0


def test_a_form_is_good_for_a_day(forgetful: Visitor) -> None:
    form = forgetful.open(FORM)
    with time_machine.travel(timedelta(hours=25)):
        again = forgetful.send(form, FILLED_IN)
        booked = forgetful.send(again)

    assert again.status == 403
    assert again.typed("name") == "Anna Lehmann"
    assert booked.shows("bestätigt")


def test_what_signs_in_says_that_it_needs_a_cookie(forgetful: Visitor, village: Village) -> None:
    link = sign_in.make_link(village.house, village.cast.frau_stolle.id)
    page = forgetful.open(link.removeprefix(village.house.policy.public_url))

    refused = forgetful.send(page)

    assert refused.status == 403
    assert refused.shows("Zum Anmelden muss Ihr Browser sich eines merken dürfen: ein Cookie.")
    assert refused.shows("Zum Buchen brauchen Sie keine Anmeldung")


def test_the_desk_always_asks_for_the_cookie(forgetful: Visitor, stolle: Visitor) -> None:
    page = stolle.open("/schreibtisch/sperrzeiten")

    sent = forgetful.client.post(page.address, data=dict(page.forms[-1].values))

    assert sent.status_code == 403
