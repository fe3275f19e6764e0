"""How many times one visitor, and a hall, may have held at once: by form and by program together."""

from datetime import datetime, timedelta

from booking_server.domain.bookings import Booking
from booking_server.domain.errors import TooManyHolds
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork

AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
AT_A_HALL_IN_AN_HOUR = 3
AT_A_HALL_IN_A_DAY = 6
ANYWHERE_AT_ONCE = 2
LIVE_AT_A_HALL = 5


def check_holds(house: House, uow: UnitOfWork, venue: Venue, visitor: str) -> None:
    """Refuse another hold to who holds too much here, and at a hall of which too much is held.

    The caller has locked the hall. Raises TooManyHolds, which says that booking goes without.
    """
    mine = uow.bookings.form_holds(_number(house, visitor, uow.now), uow.now - A_DAY)
    here = [one for one in mine if one.venue_id == venue.id]
    last_hour = [one for one in here if one.created_at > uow.now - AN_HOUR]
    live = [one for one in mine if one.is_live(uow.now)]
    if (
        len(last_hour) >= AT_A_HALL_IN_AN_HOUR
        or len(here) >= AT_A_HALL_IN_A_DAY
        or len(live) >= ANYWHERE_AT_ONCE
        or uow.bookings.live_form_holds(venue.id, uow.now) >= LIVE_AT_A_HALL
    ):
        raise TooManyHolds(
            "Freihalten geht hier gerade nicht mehr. Sie können trotzdem buchen: Füllen Sie das Formular aus"
            " und senden Sie es ab."
        )


def note_hold(house: House, uow: UnitOfWork, held: Booking, visitor: str, form: str = "") -> None:
    """Note who holds a time, and the number of the form that holds it; nothing for a program."""
    uow.bookings.note_form_hold(held, _number(house, visitor, uow.now), form)


def _number(house: House, visitor: str, now: datetime) -> str:
    """Return what a visitor is known by: nobody can compute the address back without the server's key."""
    return house.keyring.token("visitor", f"{now:%Y%m%d}|{visitor}")
