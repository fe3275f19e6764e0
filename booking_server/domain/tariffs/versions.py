"""Which version of a regulation applies: an explicit policy of the regulation itself."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from booking_server.domain.tariffs.schedule import Decisive


class Version(Protocol):
    """A version with the day it comes into force and the day that decides about it."""

    @property
    def valid_from(self) -> date: ...
    @property
    def decisive(self) -> Decisive: ...


V = TypeVar("V", bound=Version)


def applying(versions: Sequence[V], *, booked_on: date, used_on: date) -> V | None:
    """Return the version that applies, None when none is in force on the decisive day.

    The version in force when the booking is made (else the first to come) says which day decides.
    A later publication for the same day replaces the earlier.
    """
    ordered = sorted(versions, key=lambda version: version.valid_from)
    if not ordered:
        return None
    says = in_force(ordered, booked_on) or ordered[0]
    return in_force(ordered, booked_on if says.decisive is Decisive.BOOKED else used_on)


def in_force(ordered: Sequence[V], day: date) -> V | None:
    """Return the last version, of those ordered by their day, that is in force on a day."""
    return next((version for version in reversed(ordered) if version.valid_from <= day), None)
