"""A booking that its organizer changes: what it was, what it becomes, and what follows from that."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.uses import Purpose, Use
from calendars.period import Period


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a booking was before one of its changes; `total_cents` is None where it had no price."""

    changed_at: datetime
    status: BookingStatus
    period: Period
    space_ids: tuple[str, ...]
    persons: int
    purpose: Purpose
    total_cents: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """A booking before and after, each with its price (None where the hall has no tariff schedule)."""

    before: Booking
    after: Booking
    price_before: Quote | None
    price: Quote | None

    @property
    def is_nothing(self) -> bool:
        """Whether the booking stays as it is."""
        return _facts(self.before) == _facts(self.after)

    @property
    def stays_in_place(self) -> bool:
        """Whether it keeps its time and its rooms: then what it takes stays as it was."""
        old, new = self.before, self.after
        return (old.period, old.space_ids) == (new.period, new.space_ids)

    @property
    def takes_nothing_more(self) -> bool:
        """Whether all that is wanted was given before: then nobody has to say yes to it again."""
        old, new = self.before, self.after
        said = (old.use.purpose, old.use.layout, old.use.answers)
        return (
            lies_within(new.period, old.period)
            and set(new.space_ids) <= set(old.space_ids)
            and new.persons <= old.persons
            and said == (new.use.purpose, new.use.layout, new.use.answers)
        )

    @property
    def asks_again(self) -> bool:
        """Whether a booking that was agreed becomes a request."""
        return self.before.status is BookingStatus.CONFIRMED and self.after.status is BookingStatus.REQUESTED

    @property
    def difference_cents(self) -> int | None:
        """What it costs more, below zero what it costs less; None while one of the prices is not certain."""
        old, new = self.price_before, self.price
        if old is None or new is None or not (old.is_final and new.is_final):
            return None
        return new.total_cents - old.total_cents

    @property
    def gives_back(self) -> bool:
        """Whether the municipality is left with a time, a room or money it counted on."""
        old, new = self.price_before, self.price
        cheaper = old is not None and new is not None and new.total_cents < old.total_cents
        fewer = not set(self.before.space_ids) <= set(self.after.space_ids)
        return cheaper or fewer or self.asks_again or not self.before.period.overlaps(self.after.period)

    @property
    def key(self) -> str:
        """What tells this change from another: whoever was shown it agreed to this one."""
        told = (self.before.sequence, self.after.status, _facts(self.after), _sums(self.price))
        return sha256(repr(told).encode()).hexdigest()[:32]


def lies_within(inner: Period, outer: Period) -> bool:
    """Whether a period is a part of another, or all of it."""
    return outer.start <= inner.start and inner.end <= outer.end


def asked_at(before: Booking, wanted: Period, now: datetime) -> datetime:
    """Return when a changed time counts as asked for: what was booked in time before is not too late now."""
    return before.created_at if lies_within(wanted, before.period) else now


def _facts(booking: Booking) -> tuple[Period, tuple[str, ...], int, str, Use]:
    """Return what an organizer can change; who they are to the municipality the system decides."""
    said = replace(booking.use, group=Use().group, club_id=None)
    return booking.period, booking.space_ids, booking.persons, booking.occasion, said


def _sums(price: Quote | None) -> tuple[int, int, tuple[str, ...]] | None:
    return None if price is None else (price.total_cents, price.deposit_cents, price.open_points)
