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
        """Whether all that is wanted was given before: then nobody has to say yes to it again.

        What it is for and what everybody is to read of it was read by whoever said yes.
        """
        old, new = self.before, self.after
        was_read = new.occasion == old.occasion and new.use.public_title in ("", old.use.public_title)
        return was_read and is_no_more(old, new)

    @property
    def asks_again(self) -> bool:
        """Whether a booking that was agreed becomes a request."""
        return self.before.status is BookingStatus.CONFIRMED and self.after.status is BookingStatus.REQUESTED

    @property
    def is_agreed_by_itself(self) -> bool:
        """Whether a request becomes a booking that nobody is asked about."""
        return self.before.status is BookingStatus.REQUESTED and self.after.status is BookingStatus.CONFIRMED

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
        return cheaper or self.asks_again or self.gives_up

    @property
    def gives_up(self) -> bool:
        """Whether others can have a time or a room that the booking had."""
        fewer = not set(self.before.space_ids) <= set(self.after.space_ids)
        return fewer or not lies_within(self.before.period, self.after.period)

    @property
    def differences(self) -> dict[str, list[object]]:
        """What is other than before, as old and new, for the log; never what somebody wrote."""
        both = (self.before, self.price_before), (self.after, self.price)
        told = [
            {
                "ends": booking.period.end.isoformat(),
                "rooms": list(booking.space_ids),
                "persons": booking.persons,
                "purpose": booking.use.purpose.value,
                "price": None if price is None else price.total_cents,
            }
            for booking, price in both
        ]
        return {name: [was, told[1][name]] for name, was in told[0].items() if was != told[1][name]}

    @property
    def key(self) -> str:
        """What tells this change from another: whoever was shown it agreed to this one."""
        told = (self.before.sequence, self.after.status, _facts(self.after), _sums(self.price))
        return sha256(repr(told).encode()).hexdigest()[:32]


def lies_within(inner: Period, outer: Period) -> bool:
    """Whether a period is a part of another, or all of it."""
    return outer.start <= inner.start and inner.end <= outer.end


def is_no_more(before: Booking, after: Booking) -> bool:
    """Whether a use takes no more of its hall than before: time, rooms, persons, and it is the same use."""
    said, says = ((one.use.purpose, one.use.layout, one.use.answers) for one in (before, after))
    return (
        lies_within(after.period, before.period)
        and set(after.space_ids) <= set(before.space_ids)
        and after.persons <= before.persons
        and said == says
    )


def asked_at(before: Booking, after: Booking, now: datetime) -> datetime:
    """Return when a changed use counts as asked for: what was booked in time before is not too late now."""
    return before.created_at if is_no_more(before, after) else now


def _facts(booking: Booking) -> tuple[Period, tuple[str, ...], int, str, Use]:
    """Return what an organizer can change; who they are to the municipality the system decides."""
    said = replace(booking.use, group=Use().group, club_id=None)
    return booking.period, booking.space_ids, booking.persons, booking.occasion, said


def _sums(price: Quote | None) -> tuple[int, int, tuple[str, ...]] | None:
    return None if price is None else (price.total_cents, price.deposit_cents, price.open_points)
