"""Proposals of foreign calendars: somebody at the desk takes them one by one, or says no."""

from dataclasses import replace

from booking_server.domain.bookings import Booking, BookingRequest, Organizer
from booking_server.domain.errors import TransitionNotAllowed
from booking_server.domain.foreign_calendars import ForeignTime, TimeState
from booking_server.domain.people import Deed, Person
from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings.bookings import book
from booking_server.services.foreign.foreign_calendars import CalendarPage, open_calendar
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried

SOURCE = "proposal"
DECIDED = "Über diesen Vorschlag wurde schon entschieden, oder es gibt ihn nicht mehr."


def accept(
    house: House, person: Person, calendar_id: str, time_id: str, organizer: Organizer, *, persons: int
) -> Booking:
    """Book a proposed time for `organizer`, or ask for it where others decide; twice is one booking.

    Raises NotFound, NotPermitted, TransitionNotAllowed, and what book() raises.
    """
    page = open_calendar(house, person, calendar_id)
    require_at(person, Deed.ENTER_BOOKING, page.venue)
    wanted = _proposed(page, time_id)
    request = BookingRequest(
        venue_slug=page.venue.slug,
        period=wanted.period,
        persons=persons,
        occasion=wanted.summary or page.calendar.title,
        organizer=organizer,
        house_rules_accepted=True,
        space_slugs=page.calendar.space_slugs,
        use=Use(Purpose.CLUB_ACTIVITY),
        is_adult=True,
    )
    key = f"proposal:{wanted.id}:{wanted.period.start.isoformat()}"
    booked = book(house, request, idempotency_key=key, source=SOURCE, person=person).booking
    _answer(house, person, replace(wanted, state=TimeState.ACCEPTED, booking_id=booked.id))
    return booked


def decline(house: House, person: Person, calendar_id: str, time_id: str) -> None:
    """Say no to a proposed time; it is not proposed again.

    Raises NotFound, NotPermitted, TransitionNotAllowed.
    """
    wanted = _proposed(open_calendar(house, person, calendar_id), time_id)
    _answer(house, person, replace(wanted, state=TimeState.DECLINED))


def last_organizer(page: CalendarPage) -> Organizer:
    """Return for whom the last proposal of a calendar was taken, nobody when none was."""
    made = [page.bookings[one.id] for one in page.in_state("accepted") if one.id in page.bookings]
    newest = max(made, key=lambda one: one.created_at, default=None)
    return newest.organizer if newest else Organizer("")


def _proposed(page: CalendarPage, time_id: str) -> ForeignTime:
    found = next((one for one in page.times if one.id == time_id), None)
    if found is None or found.state is not TimeState.PROPOSED:
        raise TransitionNotAllowed(DECIDED)
    return found


@retried
def _answer(house: House, person: Person, answered: ForeignTime) -> None:
    with house.unit_of_work() as uow:
        calendar = uow.foreign_calendars.get(answered.calendar_id)
        uow.venues.lock(calendar.venue_id)
        now = uow.foreign_calendars.time(answered.calendar_id, answered.id)
        if now.state is TimeState.ACCEPTED and answered.state is TimeState.DECLINED:
            raise TransitionNotAllowed(DECIDED)
        uow.foreign_calendars.replace_times(calendar, [now], [answered])
        action = f"proposal_{answered.state.value}"
        uow.audit.add(person.id, action, answered.id, municipality_id=calendar.municipality_id)
        uow.commit()
