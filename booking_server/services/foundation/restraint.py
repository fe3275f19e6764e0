"""Limits that need no account: what one sender and one hall may have open, and book, at a time."""

from collections.abc import Iterable
from datetime import timedelta

from booking_server.domain.bookings import Booking, Organizer
from booking_server.domain.errors import TooManyRequests
from booking_server.domain.senders import is_same
from booking_server.domain.series import Series
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.storage.repositories.bookings import OpenRequest
from booking_server.storage.unit_of_work import UnitOfWork

A_DAY = timedelta(days=1)
PUBLIC = ("web", "api")
"""Where requests come from that nobody at a desk has looked at."""


def hold_back(house: House, uow: UnitOfWork, venue: Venue, asked: Booking) -> None:
    """Refuse a request that waits for a decision when its sender, or the hall, has too many of them.

    Counted are single requests to come, sent by form or program. Raises TooManyRequests with the way out.
    """
    if asked.source not in PUBLIC:
        return
    waiting = uow.bookings.open_requests(venue.municipality_id, PUBLIC, uow.now)
    others = [one for one in waiting if one.id != asked.id]
    mine, here = _of_sender(others, asked.organizer), _at_hall(others, venue)
    policy = house.policy
    if policy.requests_per_sender and mine >= policy.requests_per_sender:
        raise TooManyRequests(
            f"Von Ihnen warten schon {mine} Anfragen auf eine Entscheidung. Mehr auf einmal geht nicht."
            f" Sie können eine davon zurückziehen{_or_call(venue)}."
        )
    if policy.requests_per_hall and here >= policy.requests_per_hall:
        raise TooManyRequests(
            "Bei diesem Haus warten gerade zu viele Anfragen auf eine Entscheidung. Bitte versuchen Sie es"
            f" in einigen Tagen wieder{_or_call(venue)}."
        )


def hold_back_series(house: House, uow: UnitOfWork, venue: Venue, asked: Series) -> None:
    """Refuse a series that waits for a decision when its sender, or the hall, has too many of them.

    A series counts once, however many dates it has and however often it was changed from a day on.
    Raises TooManyRequests with the way out.
    """
    if asked.source not in PUBLIC:
        return
    waiting = uow.bookings.open_series(venue.municipality_id, PUBLIC, uow.now)
    if asked.id not in {one.id for one in waiting}:
        return
    same = _and_what_it_continues(uow, asked)
    others = [one for one in waiting if one.id not in same]
    mine, here = _of_sender(others, asked.request.organizer), _at_hall(others, venue)
    policy = house.policy
    if policy.series_per_sender and mine >= policy.series_per_sender:
        raise TooManyRequests(
            f"Von Ihnen {'wartet' if mine == 1 else 'warten'} schon {mine} Serie{'n' * (mine > 1)} auf eine"
            f" Entscheidung. Mehr auf einmal geht nicht. Sie können eine davon beenden{_or_call(venue)}."
        )
    if policy.series_per_hall and here >= policy.series_per_hall:
        raise TooManyRequests(
            "Bei diesem Haus warten gerade zu viele Serien auf eine Entscheidung. Bitte versuchen Sie es"
            f" in einigen Tagen wieder{_or_call(venue)}."
        )


def hold_back_bookings(house: House, uow: UnitOfWork, venue: Venue, made: Booking) -> None:
    """Refuse a booking that nobody decides about when its sender booked too often within a day.

    A series counts once. Raises TooManyRequests with the way out.
    """
    most = house.policy.bookings_a_day
    if not most or made.source not in PUBLIC:
        return
    recent = uow.bookings.confirmed_since(venue.municipality_id, PUBLIC, uow.now - A_DAY)
    others = [one for one in recent if one.id not in (made.id, made.series_id)]
    if _of_sender(others, made.organizer) >= most:
        call = f" Sie können auch anrufen: {venue.contact_phone}." if venue.contact_phone else ""
        raise TooManyRequests(
            f"Von Ihnen kamen in den letzten 24 Stunden schon {most} Buchungen. Mehr auf einmal geht nicht."
            f" Bitte buchen Sie morgen weiter, oder fassen Sie viele Termine zu einer Serie zusammen.{call}"
        )


def _and_what_it_continues(uow: UnitOfWork, series: Series) -> set[str]:
    found = {series.id}
    while series.continues is not None and series.continues not in found:
        series = uow.series.get(series.continues)
        found.add(series.id)
    return found


def _of_sender(open_ones: Iterable[OpenRequest], organizer: Organizer) -> int:
    return sum(is_same(_sender(one.email, one.phone), organizer) for one in open_ones)


def _at_hall(open_ones: Iterable[OpenRequest], venue: Venue) -> int:
    return sum(one.venue_id == venue.id for one in open_ones)


def _sender(email: str, phone: str) -> Organizer:
    return Organizer("", email, phone)


def _or_call(venue: Venue) -> str:
    return f" oder anrufen: {venue.contact_phone}" if venue.contact_phone else ""
