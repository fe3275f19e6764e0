"""What an organizer is told though it refuses nothing, and what a person must look at: German sentences."""

from collections.abc import Iterable

from booking_server.domain.bookings import Booking, BookingRequest
from booking_server.domain.calendar_days import CalendarDay
from booking_server.domain.regulation import OvernightStay
from booking_server.domain.stretches import first_quiet, first_whole_night
from booking_server.domain.venues import Space, Venue
from calendars.local_time import say_date
from calendars.period import Period

MANY_PERSONS = 200
"""From here on the building law speaks of an assembly place (BbgVStättV, section 1)."""


def notices(venue: Venue, use: Booking | BookingRequest, spaces: Iterable[Space]) -> tuple[str, ...]:
    """Return what somebody should know of their use before and after they booked it."""
    told = (
        _many_persons(use.persons),
        _quiet_hours(venue, use.period),
        _overnight(venue, use.period),
        _shared_rooms(tuple(spaces)),
    )
    return tuple(sentence for sentence in told if sentence)


def open_questions(
    venue: Venue, use: Booking | BookingRequest, days: Iterable[CalendarDay]
) -> tuple[str, ...]:
    """Return what the calendar cannot answer yet although a rule depends on it: a person decides then."""
    regulation = venue.regulation
    asked = []
    for day in days:
        if regulation.closed_on and day.public_holiday.is_unknown:
            asked.append(f"Ob am {say_date(day.date)} ein Feiertag ist, steht noch nicht fest.")
        if use.use.purpose in regulation.rests_in_school_holidays and day.school_holiday.is_unknown:
            asked.append(f"Ob am {say_date(day.date)} Schulferien sind, ist noch nicht veröffentlicht.")
    return tuple(asked)


def _many_persons(persons: int) -> str:
    if persons < MANY_PERSONS:
        return ""
    return (
        f"Ab {MANY_PERSONS} Personen gelten die Regeln für Versammlungsstätten."
        " Bitte sprechen Sie vorher mit der Gemeinde."
    )


def _quiet_hours(venue: Venue, period: Period) -> str:
    quiet = venue.regulation.quiet
    if quiet is None or first_quiet(period, quiet) is None:
        return ""
    return (
        f"Von {quiet.hours.say()} ist Ruhezeit: Musik leise, Fenster und Türen zu,"
        " draußen bitte nur leise sprechen."
    )


def _overnight(venue: Venue, period: Period) -> str:
    if venue.regulation.overnight is OvernightStay.ALLOWED or first_whole_night(period) is None:
        return ""
    return "Übernachten ist in diesem Haus nicht erlaubt, auch wenn Sie es über Nacht gebucht haben."


def _shared_rooms(spaces: tuple[Space, ...]) -> str:
    own = {space.id for space in spaces}
    along = {room.id: room.name for space in spaces for room in space.shares if room.id not in own}
    if not along:
        return ""
    return f"Mit belegt, weil es nur gemeinsam geht: {', '.join(along.values())}."
