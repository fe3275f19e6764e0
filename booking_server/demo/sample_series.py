"""A choir for each municipality that sings every Monday except in the school holidays (sample values)."""

from datetime import date, time, timedelta

from booking_server.demo.people import guest_address
from booking_server.demo.places import Hall, Town
from booking_server.domain.bookings import Organizer
from booking_server.domain.errors import DomainError
from booking_server.domain.series import Plan, SeriesRequest
from booking_server.domain.uses import Purpose, Use
from booking_server.services.foundation.house import House
from booking_server.services.series import series
from calendars import local_time
from calendars.recurrence import Clock, Frequency, Rule, Season

WEEKS = 10
LEADER = "Karin Schulze"


def book_series(house: House, towns: tuple[Town, ...]) -> None:
    """Books a season for the last hall of each municipality; a second time it books nothing twice."""
    today = local_time.local_date(house.clock())
    for town in towns:
        hall = town.halls[-1]
        try:
            series.save(
                house, _request(hall, today), idempotency_key=f"demo series {hall.slug}", source="demo"
            )
        except DomainError:
            continue  # booked before with other weeks, or nothing free: it is only a sample


def _request(hall: Hall, today: date) -> SeriesRequest:
    monday = today + timedelta(days=14 - today.weekday())
    main, *_ = hall.rooms
    return SeriesRequest(
        venue_slug=hall.slug,
        plan=Plan(
            rule=Rule(Frequency.WEEKLY, 0),
            season=Season(monday, monday + timedelta(weeks=WEEKS)),
            clock=Clock(time(19), time(21)),
            without_school_holidays=True,
        ),
        persons=min(20, main.capacity),
        occasion="Chorprobe (Beispiel)",
        organizer=Organizer(LEADER, guest_address(LEADER)),
        house_rules_accepted=True,
        space_slugs=(main.slug,),
        use=Use(purpose=Purpose.CLUB_ACTIVITY),
    )
