"""The village life of the coming weeks, booked through the real service with codes and requests to decide.

What is booked follows from hall and date alone, so a second start books nothing twice and a start in a
later week adds that week. The next two days stay free for trying things out.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from booking_server.demo.people import GUESTS, guest_address
from booking_server.demo.places import Hall, Town
from booking_server.domain.bookings import BookingRequest, BookingStatus, Organizer
from booking_server.domain.errors import DomainError
from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings import bookings
from booking_server.services.foundation.house import House
from booking_server.services.requests import decisions
from calendars import local_time
from calendars.period import Period

WEEKS = 4
FREE_DAYS = 2
PURPOSES = {
    "Geburtstag": Purpose.PRIVATE_PARTY,
    "Hochzeit": Purpose.PRIVATE_PARTY,
    "Trauerfeier": Purpose.FUNERAL,
    "Mitgliederversammlung": Purpose.MEETING,
}
ANSWERS = (("tische", "0"), ("verkauf", "nein"))
"""What the sample tariffs ask: nothing is sold and nothing is lent, so that every booking has its price."""
FRIDAY, WEDNESDAY = 4, 2
EVENING = (time(18), timedelta(hours=3))
PARTY = (time(16), timedelta(hours=10))  # past midnight, as parties go


def book_samples(house: House, towns: tuple[Town, ...]) -> None:
    """Books what is not yet booked; times that somebody else has taken meanwhile are left to them."""
    today = local_time.local_date(house.clock())
    numbered = enumerate(hall for town in towns for hall in town.halls)
    for number, hall in numbered:
        for key, request in _requests(hall, number, today):
            try:
                booked = bookings.book(house, request, idempotency_key=key, source="demo")
            except DomainError:
                continue
            if booked.is_new and booked.booking.status is BookingStatus.REQUESTED:
                _decide(house, booked.booking.id, hall, request.period.start)


def _requests(hall: Hall, number: int, today: date) -> Iterator[tuple[str, BookingRequest]]:
    monday = today - timedelta(days=today.weekday())
    for week in range(WEEKS):
        start = monday + timedelta(weeks=week)
        turn = number + start.isocalendar().week
        day = start + timedelta(days=FRIDAY if turn % 2 else WEDNESDAY)
        if day > today + timedelta(days=FREE_DAYS):
            key = f"demo {hall.slug} {day.isoformat()}"
            yield key, _request(hall, turn, day)


def _request(hall: Hall, turn: int, day: date) -> BookingRequest:
    name, occasion, persons = GUESTS[turn % len(GUESTS)]
    begin, length = PARTY if occasion == "Hochzeit" else EVENING
    start = local_time.from_local(datetime.combine(day, begin), fold=0)
    main, *_ = hall.rooms
    whole = occasion == "Hochzeit"
    return BookingRequest(
        venue_slug=hall.slug,
        period=Period(start, start + length),
        persons=min(persons, main.capacity),
        occasion=occasion,
        organizer=Organizer(name, guest_address(name)),
        house_rules_accepted=True,
        space_slugs=() if whole else (main.slug,),
        use=Use(PURPOSES.get(occasion, Purpose.OTHER), postcode=hall.address[:5], answers=ANSWERS),
    )


def _decide(house: House, booking_id: str, hall: Hall, start: datetime) -> None:
    """Says yes to what is near; what is further away waits on the desk."""
    if start > house.clock() + timedelta(weeks=2):
        return
    with house.reading() as uow:
        head = uow.people.by_email(f"{hall.slug.removeprefix('dgh-')}@example.org")
    if head is not None:
        decisions.approve(house, booking_id, head)
