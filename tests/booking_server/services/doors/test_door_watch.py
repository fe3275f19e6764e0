"""People are told in time, once, and in words that say what to do."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from booking_server.domain.bookings import Organizer
from booking_server.notices.mail import compose
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.bookings.bookings import Booked
from booking_server.services.doors import door_pages, door_watch
from booking_server.services.promises import delivery, snapshots
from booking_server.storage.tables import door_warnings
from tests.booking_server.doors import PaperDoor
from tests.builders import WEDDING, Village, a_request
from tests.mails import text_of

KINDS = ("mail",)


@pytest.fixture
def wedding(village: Village, door: PaperDoor) -> Booked:
    made = bookings.book(village.house, a_request())
    mails(village)
    return made


def in_step(village: Village, door: PaperDoor) -> None:
    """The door gets what it lacks and says so."""
    snapshots.refresh(village.house, door.id, door.hear)
    from booking_server.services.doors import door_reports

    now = int(village.clock.now.timestamp())
    door_reports.note_report(village.house, door.id, door.report(now), retained=False)


def mails(village: Village) -> list[EmailMessage]:
    items = delivery.claim(village.house, KINDS, limit=50)
    found = [mail for item in items for mail in compose(village.house, item, "dorf@example.org")]
    delivery.done(village.house, items)
    return found


def until_before_the_wedding(village: Village, **left: float) -> None:
    village.clock.now = WEDDING.start - timedelta(**left)


def test_an_organizer_hears_which_code_works_two_hours_before(
    village: Village, door: PaperDoor, wedding: Booked
) -> None:
    until_before_the_wedding(village, hours=3)
    assert door_watch.warn(village.house) == 0
    until_before_the_wedding(village, hours=2)

    assert door_watch.warn(village.house) == 1
    assert door_watch.warn(village.house) == 0
    (mail,) = mails(village)
    assert mail["To"] == "anna.lehmann@example.org"
    assert "der QR-Code,\n- der Offline-Code mit elf Ziffern" in text_of(mail)
    assert wedding.booking.id in text_of(mail)
    assert not any(digits in mail["Subject"] for digits in "0123456789")


def test_nobody_is_written_to_when_the_door_has_the_code(
    village: Village, door: PaperDoor, wedding: Booked
) -> None:
    in_step(village, door)
    until_before_the_wedding(village, hours=1)

    assert door_watch.warn(village.house) == 0


def test_who_has_no_address_is_called(village: Village, door: PaperDoor) -> None:
    caller = Organizer("Erna Schmidt", "", "033849 1234")
    made = bookings.book(village.house, a_request(organizer=caller))
    mails(village)
    until_before_the_wedding(village, hours=1)

    assert door_watch.warn(village.house) == 1
    (mail,) = mails(village)
    assert mail["To"] == "stolle@example.org"
    assert "bitte rufen Sie an: Erna Schmidt, Telefon 033849 1234." in text_of(mail)
    assert "Sagen Sie den zweiten Code durch" in text_of(mail)
    assert f"/schreibtisch/zettel/{made.booking.id}" in text_of(mail)


def test_a_blocked_code_that_may_still_open_is_told_to_the_people_of_the_hall(
    village: Village, door: PaperDoor, wedding: Booked
) -> None:
    in_step(village, door)
    until_before_the_wedding(village, hours=1)
    cancellations.cancel(village.house, wedding.booking.id)
    mails(village)
    assert door_watch.warn(village.house) == 0
    village.clock.forward(minutes=11)

    assert door_watch.warn(village.house) == 1
    (mail,) = mails(village)
    assert mail["To"] == "stolle@example.org"
    assert "ein gesperrter Code kann noch öffnen, längstens bis" in text_of(mail)
    (page,) = door_pages.doors_of_person(village.house, village.cast.frau_stolle)
    assert [one.id for one in page.still_open] == [wedding.booking.id]

    in_step(village, door)
    (page,) = door_pages.doors_of_person(village.house, village.cast.frau_stolle)
    assert page.still_open == ()


def test_what_was_said_is_kept(village: Village, door: PaperDoor, wedding: Booked) -> None:
    until_before_the_wedding(village, hours=1)
    door_watch.warn(village.house)

    with village.house.reading() as uow:
        rows = uow.connection.execute(select(door_warnings.c.booking_id, door_warnings.c.kind)).all()
    assert rows == [(wedding.booking.id, "late")]
