"""Waiting for a time that is taken: one row for each wish, first come, first offered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from booking_server.domain.bookings import BookingRequest

OFFER_LASTS = timedelta(hours=24)
MOST_OF_ONE_SENDER = 5
MOST_AT_A_HALL = 100


class WaitingState(StrEnum):
    """Where a wish stands. An offered one has its spaces held until the offer ends."""

    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    LEFT = "left"
    LAPSED = "lapsed"


WAITING_WORDS = {
    WaitingState.WAITING: "auf der Warteliste",
    WaitingState.OFFERED: "angeboten",
    WaitingState.BOOKED: "gebucht",
    WaitingState.LEFT: "zurückgezogen",
    WaitingState.LAPSED: "Angebot abgelaufen",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One wish: the request as it was judged when it came, and what became of it.

    `hold_id` is the hold that keeps the spaces while the wish is offered, until `offer_until`.
    """

    id: str
    municipality_id: str
    venue_id: str
    request: BookingRequest
    state: WaitingState
    created_at: datetime
    offer_until: datetime | None = None
    hold_id: str | None = None
    booking_id: str | None = None

    def is_offered(self, now: datetime) -> bool:
        """Whether the offer can be accepted now."""
        return self.state is WaitingState.OFFERED and self.offer_until is not None and now < self.offer_until


def offer_ends(now: datetime, start: datetime) -> datetime:
    """Return until when an offer is good: a day, and at most half of the time that is left."""
    return now + min(OFFER_LASTS, (start - now) / 2)
