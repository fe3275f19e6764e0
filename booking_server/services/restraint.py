"""Limits that need no account: how many requests one sender and one hall may have open at a time."""

from booking_server.domain.bookings import Booking, Organizer
from booking_server.domain.errors import TooManyRequests
from booking_server.domain.senders import is_same
from booking_server.domain.venues import Venue
from booking_server.services.house import House
from booking_server.storage.unit_of_work import UnitOfWork

PUBLIC = ("web", "api")
"""Where requests come from that nobody at a desk has looked at."""


def hold_back(house: House, uow: UnitOfWork, venue: Venue, asked: Booking) -> None:
    """Refuse a request that waits for a decision when its sender, or the hall, has too many of them.

    Counted are single requests to come, sent by form or program. Raises TooManyRequests with the way out.
    """
    if asked.source not in PUBLIC:
        return
    waiting = uow.bookings.open_requests(venue.municipality_id, PUBLIC, uow.now)
    others = [one for one in waiting if one.booking_id != asked.id]
    mine = [one for one in others if is_same(_sender(one.email, one.phone), asked.organizer)]
    policy = house.policy
    if policy.requests_per_sender and len(mine) >= policy.requests_per_sender:
        raise TooManyRequests(
            f"Von Ihnen warten schon {len(mine)} Anfragen auf eine Entscheidung. Mehr auf einmal geht nicht."
            f" Sie können eine davon zurückziehen{_or_call(venue)}."
        )
    here = [one for one in others if one.venue_id == venue.id]
    if policy.requests_per_hall and len(here) >= policy.requests_per_hall:
        raise TooManyRequests(
            "Bei diesem Haus warten gerade zu viele Anfragen auf eine Entscheidung. Bitte versuchen Sie es"
            f" in einigen Tagen wieder{_or_call(venue)}."
        )


def _sender(email: str, phone: str) -> Organizer:
    return Organizer("", email, phone)


def _or_call(venue: Venue) -> str:
    return f" oder anrufen: {venue.contact_phone}" if venue.contact_phone else ""
