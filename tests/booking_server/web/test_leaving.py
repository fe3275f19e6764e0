"""What a booking's page says about going: how to lock up, and when that was done."""

from datetime import timedelta

import pytest

from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings import bookings
from booking_server.services.bookings.bookings import Booked
from booking_server.services.doors import door_reports
from booking_server.services.foundation import links
from booking_server.services.halls import hall_rules
from booking_server.services.promises import snapshots
from tests.booking_server.doors import PaperDoor
from tests.booking_server.web.visitor import Page, Visitor, address_in
from tests.builders import WEDDING, Village, a_request


def book(village: Village) -> Booked:
    return bookings.book(village.house, a_request(use=Use(purpose=Purpose.PUBLIC_EVENT)))


def page_of(visitor: Visitor, village: Village, booked: Booked) -> Page:
    return visitor.open(address_in(links.booking_url(village.house, booked.booking)))


def test_the_page_says_how_to_lock_up_with_ones_own_code(
    visitor: Visitor, village: Village, door: PaperDoor
) -> None:
    page = page_of(visitor, village, book(village))

    assert page.shows("So schließen Sie ab")
    assert page.shows("00 #")
    assert page.shows("Kennt die Tür ihn noch nicht, geht es auch mit dem Offline-Code:")
    assert not page.shows("Für Ihre Gäste")
    assert not page.shows("Zuletzt abgeschlossen")


def test_where_it_is_allowed_the_page_tells_of_the_key_for_guests(
    visitor: Visitor, village: Village, door: PaperDoor
) -> None:
    weber = village.cast.frau_weber
    hall_rules.save_rules(village.house, weber, "dgh-benken", {"hold_open": ["public_event"]})

    page = page_of(visitor, village, book(village))

    assert page.shows("Für Ihre Gäste: nur #")
    assert visitor.open("/hallen/dgh-benken").shows("Die Tür kann während der Nutzung ohne Code aufgehen")


@pytest.mark.parametrize(("is_open", "also"), [(False, False), (True, True)])
def test_the_page_says_when_the_last_ones_locked_up(
    visitor: Visitor, village: Village, door: PaperDoor, is_open: bool, also: bool
) -> None:
    booked = book(village)
    snapshots.refresh(village.house, door.id, door.hear)
    assert door.creds is not None
    late = int(WEDDING.end.timestamp()) - 3600
    door.happen(late, type="mode", kind="left", open=is_open, cred_ref=door.creds.pins[0].ref)
    village.clock.now = WEDDING.end - timedelta(hours=1)
    door_reports.store_events(village.house, door.id, door.batch(1, 1, late))

    page = page_of(visitor, village, booked)

    assert page.shows("Zuletzt abgeschlossen am Sa., 03.10.2026, 01:00 Uhr.")
    assert page.shows("Die Tür stand dabei noch offen.") is also
