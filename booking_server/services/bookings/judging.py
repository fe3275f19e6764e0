"""Holding a request to the rules of its hall, with what the calendar says of its days."""

from datetime import datetime

from booking_server.domain.bookings import Booking, BookingRequest
from booking_server.domain.calendar_days import CalendarDay, days_of
from booking_server.domain.errors import RequestRefused, RuleBroken
from booking_server.domain.notices import notices, open_questions
from booking_server.domain.regulation import ElectionDays
from booking_server.domain.requests import broken_apart_from_times, broken_times, check
from booking_server.domain.venues import Venue
from booking_server.services.bookings.classifying import classify
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import holidays
from calendars.period import Period


def calendar_days(uow: UnitOfWork, venue: Venue, period: Period) -> tuple[CalendarDay, ...]:
    """Return the Berlin days a use of a hall belongs to, with holidays and the elections it minds."""
    days = days_of(period)
    minds = venue.regulation.elections is not ElectionDays.OPEN
    elections = uow.elections.on(venue.municipality_id, days) if minds else {}
    return tuple(
        CalendarDay(day, holidays.public_holiday(day), holidays.school_holiday(day), elections.get(day, ""))
        for day in days
    )


def check_request(
    house: House,
    uow: UnitOfWork,
    venue: Venue,
    request: BookingRequest,
    *,
    asked_at: datetime | None = None,
) -> None:
    """Hold a classified request to every rule that needs no look at other bookings.

    `asked_at` is when it counts as asked for, now unless said. Raises RequestRefused with all broken rules.
    """
    days = calendar_days(uow, venue, request.period)
    check(venue, request, now=uow.now, grace=house.policy.grace, days=days, asked_at=asked_at)


def ask_a_person(uow: UnitOfWork, venue: Venue, booking: Booking) -> tuple[str, ...]:
    """Return what nobody knows yet although a rule depends on it; empty when all is known."""
    return open_questions(venue, booking, calendar_days(uow, venue, booking.period))


def broken_rules(house: House, request: BookingRequest, *, times_known: bool) -> tuple[RuleBroken, ...]:
    """Return what a request would be refused for; a form that has no times yet is judged without them.

    Raises NotFound for an unknown hall.
    """
    with house.reading() as uow:
        venue = uow.venues.public_at(request.venue_slug)
        wanted = request
        unknown: tuple[RuleBroken, ...] = ()
        try:
            wanted = classify(uow, venue, request)
        except RequestRefused as refused:  # a club's code that nobody has is one mistake among others
            unknown = refused.errors
        about_times: tuple[RuleBroken, ...] = ()
        if times_known:
            days = calendar_days(uow, venue, wanted.period)
            about_times = broken_times(venue, wanted, now=uow.now, grace=house.policy.grace, days=days)
    return about_times + broken_apart_from_times(venue, wanted) + unknown


def notices_of(uow: UnitOfWork, venue: Venue, booking: Booking) -> tuple[str, ...]:
    """Return what the organizer and the desk should know of a booking, questions to a person included."""
    if booking.names_nobody:
        return ()
    spaces = tuple(space for space in venue.spaces if space.id in booking.space_ids)
    return notices(venue, booking, spaces) + ask_a_person(uow, venue, booking)
