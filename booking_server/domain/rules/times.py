"""When a booking may be."""

from datetime import datetime, time, timedelta

from booking_server.domain.errors import (
    BookingInThePast,
    BookingTooFarAhead,
    BookingTooLong,
    BookingTooShort,
    BookingTooSoon,
    UseOverAMonth,
)
from booking_server.domain.venues import BookingLimits
from calendars.local_time import say_date, say_moment, to_local
from calendars.period import Period

SHORTEST_USE = timedelta(minutes=5)
LONGEST_BOOKING = timedelta(days=31)
A_MINUTE = timedelta(minutes=1)


def a_booking_starts_in_the_future(period: Period, now: datetime, grace: timedelta) -> None:
    """A booking starts in the future."""
    if period.start < now - grace or period.end <= now:
        raise BookingInThePast(
            f"Der Beginn liegt in der Vergangenheit. Jetzt ist {say_moment(now)}.", now=now
        )


def a_booking_lasts_at_least_five_minutes(period: Period) -> None:
    """A booking lasts at least five minutes."""
    if period.duration < SHORTEST_USE:
        raise BookingTooShort("Eine Buchung dauert mindestens 5 Minuten.", shortest=SHORTEST_USE)


def a_booking_lasts_no_longer_than_the_hall_allows(period: Period, limits: BookingLimits) -> None:
    """A booking lasts no longer than the hall allows."""
    if period.duration > limits.longest_use:
        hours = int(limits.longest_use.total_seconds() // 3600)
        days = f" ({hours // 24} Tage)" if hours >= 48 and hours % 24 == 0 else ""
        raise BookingTooLong(
            f"Eine Buchung dauert hier höchstens {hours} Stunden{days}.", longest=limits.longest_use
        )


def a_booking_is_made_as_early_as_the_hall_asks(period: Period, limits: BookingLimits, now: datetime) -> None:
    """A booking is made as early as the hall asks."""
    earliest = limits.earliest_start(now)
    if limits.lead_time and period.start < earliest:
        from_midnight = to_local(earliest).time() == time()
        when = say_date(to_local(earliest).date()) if from_midnight else say_moment(earliest)
        raise BookingTooSoon(f"Frühestens ab {when} möglich.", earliest=earliest)


def a_booking_starts_within_the_hall_s_horizon(period: Period, limits: BookingLimits, now: datetime) -> None:
    """A booking starts within the hall's horizon."""
    latest = limits.latest_start(now)
    if period.start >= latest:
        raise BookingTooFarAhead(
            f"So weit im Voraus kann noch nicht gebucht werden. Möglich ist es bis"
            f" {say_date(to_local(latest - A_MINUTE).date())}.",
            latest=latest,
        )


def a_use_over_a_month_is_not_a_booking(period: Period) -> None:
    """A use over a month is not a booking."""
    if period.duration > LONGEST_BOOKING:
        raise UseOverAMonth(
            "Länger als einen Monat wird nicht gebucht. Bitte schließen Sie dafür mit der Gemeinde einen"
            " Nutzungsvertrag.",
            longest=LONGEST_BOOKING,
        )
