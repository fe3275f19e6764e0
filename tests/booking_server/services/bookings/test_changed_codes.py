"""The codes of a booking that was changed or ended, at doors that do not hear of it."""

from datetime import timedelta

import pytest

from booking_server.domain.access import AccessCode
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.bookings.bookings import Booked
from booking_server.services.doors import door_watch
from booking_server.services.promises import snapshots
from calendars.local_time import say_moment
from calendars.period import Period
from lock_agent.contract.offline_pin import OfflineWord
from tests.booking_server.doors import PaperDoor
from tests.booking_server.services.bookings.test_changing import A_WEEK_LATER, change, in_one_place
from tests.booking_server.services.doors.test_door_watch import in_step, mails
from tests.builders import WEDDING, Village, a_request
from tests.mails import text_of

LONG = Period(WEDDING.start, WEDDING.start + timedelta(hours=73))
"""An offline code lasts 72 hours or 96, not 73."""


def code_of(village: Village, booked: Booked) -> AccessCode:
    with village.house.reading() as uow:
        code = uow.access_codes.of_booking(booked.booking.id)
    assert code is not None
    return code


def word_of(village: Village, booked: Booked) -> OfflineWord:
    word = code_of(village, booked).offline_word
    assert word is not None
    return word


def refused_by(village: Village, door: PaperDoor) -> tuple[OfflineWord, ...]:
    in_step(village, door)
    assert door.creds is not None
    return door.creds.revoked_offline


@in_one_place
def test_people_are_warned_again_of_a_code_that_a_change_blocked(village: Village, door: PaperDoor) -> None:
    booked = bookings.book(village.house, a_request())
    in_step(village, door)
    village.clock.now = WEDDING.start - timedelta(hours=1)
    with village.house.unit_of_work() as uow:
        uow.connection.exec_driver_sql("UPDATE venues SET approval = 'required' WHERE slug = 'dgh-benken'")
        uow.commit()
    warned_before(village, booked)

    change(village, booked, period=A_WEEK_LATER)
    snapshots.refresh(village.house, door.id, lambda *_: None)
    village.clock.forward(minutes=15)

    assert door_watch.warn(village.house) == 1


def warned_before(village: Village, booked: Booked) -> None:
    """Somebody was told before that the door still has a blocked code of this booking."""
    with village.house.unit_of_work() as uow:
        uow.connection.exec_driver_sql(
            f"INSERT INTO door_warnings (booking_id, kind, at) VALUES ('{booked.booking.id}', 'revoked',"
            f" '{village.clock.now:%Y-%m-%d %H:%M:%S.%f}')"
        )
        uow.commit()


@in_one_place
def test_a_mail_about_blocked_codes_counts_only_those_a_door_may_still_have(
    village: Village, door: PaperDoor
) -> None:
    booked = bookings.book(village.house, a_request(period=A_WEEK_LATER))
    in_step(village, door)
    village.clock.forward(minutes=1)
    change(village, booked, period=WEDDING)
    in_step(village, door)
    village.clock.now = WEDDING.start - timedelta(minutes=30)
    mails(village)
    cancellations.cancel(village.house, booked.booking.id)
    snapshots.refresh(village.house, door.id, lambda *_: None)
    village.clock.forward(minutes=15)
    assert door_watch.warn(village.house) == 1

    texts = [text_of(mail) for mail in mails(village) if "gesperrter" in mail["Subject"]]

    assert texts
    assert all(say_moment(code_of(village, booked).opens_until) in text for text in texts)


@in_one_place
@pytest.mark.parametrize("is_cancelled", [True, False], ids=["cancelled", "over"])
def test_a_door_refuses_an_offline_code_by_name_as_long_as_it_could_open_anywhere(
    village: Village, door: PaperDoor, *, is_cancelled: bool
) -> None:
    booked = bookings.book(village.house, a_request(period=LONG))
    word = word_of(village, booked)
    assert word.dur == 96
    assert refused_by(village, door) == ()
    if is_cancelled:
        cancellations.cancel(village.house, booked.booking.id)

    village.clock.now = LONG.end + timedelta(hours=1)
    assert refused_by(village, door) == (word,)
    village.clock.now = WEDDING.start + timedelta(hours=96)
    assert refused_by(village, door) == ()
