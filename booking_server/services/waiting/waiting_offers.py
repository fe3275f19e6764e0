"""Offering a time that became free to who waits for it, one after the other."""

from dataclasses import replace

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.errors import BookingOverlaps
from booking_server.domain.requests import broken_apart_from_times, broken_times
from booking_server.domain.venues import Venue
from booking_server.domain.waiting import Waiting, WaitingState, offer_ends
from booking_server.services.bookings.judging import calendar_days
from booking_server.services.bookings.occupying import enter, new_booking
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.waiting.waiting import give_back
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period


@retried
def offer_freed(house: House, venue_id: str, freed: Period) -> int:
    """Hold a freed time for the first in line and tell them; return how many offers went out.

    Doing it twice for one freed time offers nothing twice: what is offered is held.
    """
    with house.unit_of_work() as uow:
        uow.venues.lock(venue_id)
        venue = uow.venues.by_id(venue_id)
        offered = [
            wish for wish in uow.waiting.next_for(venue_id, freed, uow.now) if _offer(uow, venue, wish)
        ]
        if offered:
            uow.commit()
    return len(offered)


@retried
def pass_on(house: House) -> int:
    """End the offers nobody accepted in time, so that the next in line get theirs; return how many."""
    with house.unit_of_work() as uow:
        ended = 0
        for found in uow.waiting.lapsed(uow.now):
            uow.venues.lock(found.venue_id)
            wish = uow.waiting.get(found.id)
            if wish.state is not WaitingState.OFFERED:
                continue  # accepted or left while this waited for the hall
            give_back(uow, wish)
            uow.waiting.save(replace(wish, state=WaitingState.LAPSED))
            uow.audit.add("clock", "waiting_lapsed", wish.id, municipality_id=wish.municipality_id)
            ended += 1
        if ended:
            uow.commit()
    return ended


def _offer(uow: UnitOfWork, venue: Venue, wish: Waiting) -> bool:
    """Hold the time for a wish if it is free and still allowed; whoever asked in time is not too late now."""
    request = wish.request
    days = calendar_days(uow, venue, request.period)
    broken = broken_times(venue, request, now=wish.created_at, grace=request.period.duration, days=days)
    if broken or broken_apart_from_times(venue, request):
        return False
    spaces = venue.spaces_named(request.space_slugs)
    until = offer_ends(uow.now, request.period.start)
    held = replace(new_booking(uow, venue, spaces, request.period, BookingStatus.HELD), hold_until=until)
    try:
        enter(uow, held, spaces)
    except BookingOverlaps:
        return False
    uow.waiting.save(replace(wish, state=WaitingState.OFFERED, offer_until=until, hold_id=held.id))
    uow.outbox.add("mail", wish.id, template="waiting_offer")
    uow.audit.add("clock", "hold", held.id, municipality_id=wish.municipality_id)
    uow.audit.add("clock", "waiting_offered", wish.id, municipality_id=wish.municipality_id)
    return True
