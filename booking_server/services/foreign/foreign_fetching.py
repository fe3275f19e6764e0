"""Asking for foreign calendars again and again: what one of them does wrong, no other one suffers from.

1. A calendar whose time has come is claimed; nobody else asks for it meanwhile.
2. It is fetched and read outside of any transaction: both may take seconds.
3. What came is taken over in one transaction. What failed leaves everything as it was, and is said.
"""

import logging
import random
from dataclasses import replace
from datetime import timedelta

from booking_server.domain.foreign_calendars import ForeignCalendar
from booking_server.locks.keyring import CipherInvalid
from booking_server.services.doors.unforeseen import trace
from booking_server.services.foreign.foreign_sync import read, store, take_over
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.errors import StorageUnavailable
from calendars.fetching.errors import FetchError
from calendars.fetching.feeds import Feed, Marks, fetch
from calendars.reading.report import Code, Reading

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
LEASE = timedelta(minutes=10)
READ_AGAIN_AFTER = timedelta(days=1)
"""An unchanged calendar is read once a day all the same: its series reach further ahead every day."""
MOST_AT_ONCE = 20
SLOWEST = 24
"""How many times as long a calendar that keeps failing is left in peace."""

CLOCK = "clock"


def fetch_due(house: House) -> int:
    """Ask for every calendar whose time has come, some at most; return how many."""
    for done in range(MOST_AT_ONCE):
        calendar = _claim(house)
        if calendar is None:
            return done
        try:
            refresh(house, calendar)
        except StorageUnavailable:
            raise
        except Exception as error:  # one calendar nobody foresaw must not hold up the others
            log.error("foreign calendar %s cannot be taken over:\n%s", calendar.id, trace(error))
            _failed(house, calendar, Code.READER_FAILED.value, "")
    return MOST_AT_ONCE


def refresh(house: House, calendar: ForeignCalendar) -> None:
    """Ask for one calendar now, and take over what it says or note what went wrong."""
    try:
        url = _url(house, calendar)
        feed = fetch(url, known=_known(house, calendar), network=house.network)
    except CipherInvalid:
        _failed(house, calendar, "address-unreadable", "")
    except FetchError as error:
        _failed(house, calendar, error.code, error.fact)
    else:
        _came(house, calendar, feed)


def address_place(calendar_id: str) -> str:
    """Return the place for which the address of a calendar is encrypted."""
    return f"foreign calendar {calendar_id}"


def pause(failures: int) -> timedelta:
    """Return how long to wait before asking again: not all at once, and less often who keeps failing."""
    jitter: float = random.uniform(0.9, 1.1)  # noqa: S311 - no secret
    return EVERY * (min(1 << min(failures, 10), SLOWEST) * jitter)


def _came(house: House, calendar: ForeignCalendar, feed: Feed) -> None:
    if feed.body is None:
        _unchanged(house, calendar)
        return
    reading = read(house, feed.body)
    if not reading.is_calendar:
        _failed(house, calendar, Code.NOT_A_CALENDAR.value, "")
        return
    _take_over(house, calendar, reading, feed.marks)


@retried
def _claim(house: House) -> ForeignCalendar | None:
    with house.unit_of_work() as uow:
        found = uow.foreign_calendars.claim_due(LEASE)
        if found is not None:
            uow.commit()
    return found


def _url(house: House, calendar: ForeignCalendar) -> str:
    with house.reading() as uow:
        cipher = uow.foreign_calendars.url_cipher(calendar.id)
    return house.keyring.decrypt(cipher, address_place(calendar.id)).decode()


def _known(house: House, calendar: ForeignCalendar) -> Marks:
    """Return by what the other side recognises what we have; nothing when it is to be read again anyway."""
    if calendar.read_at is None or house.clock() - calendar.read_at > READ_AGAIN_AFTER:
        return Marks()
    return Marks(calendar.etag, calendar.last_modified)


@retried
def _take_over(house: House, calendar: ForeignCalendar, reading: Reading, marks: Marks) -> None:
    with house.unit_of_work() as uow:
        uow.venues.lock(calendar.venue_id)
        now = uow.foreign_calendars.get(calendar.id)
        if now.ended_at is not None:
            return
        read_now = take_over(house, uow, now, reading, actor=CLOCK, marks=marks)
        uow.foreign_calendars.save(replace(read_now, due_at=uow.now + pause(0)))
        uow.commit()


@retried
def _unchanged(house: House, calendar: ForeignCalendar) -> None:
    """Note that nothing has changed; what was in the way of a time may be gone, though."""
    with house.unit_of_work() as uow:
        uow.venues.lock(calendar.venue_id)
        now = uow.foreign_calendars.get(calendar.id)
        if now.ended_at is not None:
            return
        times = uow.foreign_calendars.times(now.id)
        store(house, uow, now, times, times, actor=CLOCK)
        good = replace(
            now,
            tried_at=uow.now,
            good_at=uow.now,
            failure="",
            failure_fact="",
            failures=0,
            due_at=uow.now + pause(0),
        )
        uow.foreign_calendars.save(good)
        uow.commit()


@retried
def _failed(house: House, calendar: ForeignCalendar, code: str, fact: str) -> None:
    """Note what went wrong; everything the calendar said before stays. The log does not tell its address."""
    log.warning("foreign calendar %s did not come: %s", calendar.id, code)
    with house.unit_of_work() as uow:
        now = uow.foreign_calendars.get(calendar.id)
        if now.ended_at is not None:
            return
        failed = replace(
            now,
            tried_at=uow.now,
            failure=code,
            failure_fact=fact[:60],
            failures=now.failures + 1,
            due_at=uow.now + pause(now.failures),
        )
        uow.foreign_calendars.save(failed)
        uow.commit()
