"""Who helps with a booking: somebody the organizer names, with a code of their own that ends on its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from booking_server.domain.access import AccessCode
from booking_server.domain.doors import DoorEvent
from calendars.local_time import say_moment
from calendars.period import Period


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who gets in for a booking: `name` is what the organizer calls them ("Caterer").

    `is_whole` says that they were invited for the whole time, whatever it becomes.
    """

    id: str
    booking_id: str
    name: str
    email: str
    created_at: datetime
    ended_at: datetime | None = None
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Helping:
    """A helper with every code they were given, the one that counts first."""

    helper: Helper
    codes: tuple[AccessCode, ...]

    @property
    def code(self) -> AccessCode:
        """The code that counts, or counted last."""
        return self.codes[0]

    @property
    def is_live(self) -> bool:
        """Whether their code was not ended."""
        return self.helper.ended_at is None and self.code.revoked_at is None

    def is_theirs(self, event: DoorEvent) -> bool:
        """Whether a door event is about one of their codes, also at a door that never heard of them."""
        token = event.data.get("token")
        return any(event.cred_ref == one.id or token == one.qr_id.hex() for one in self.codes)

    def entries(self, events: Iterable[DoorEvent]) -> tuple[DoorEvent, ...]:
        """Return when they opened the door, in the order of the events."""
        return tuple(one for one in events if one.type == "access" and one.granted and self.is_theirs(one))

    def say_use(self, events: Iterable[DoorEvent]) -> str:
        """Return in words how often they came, and when last; the newest event comes first."""
        entries = self.entries(events)
        if not entries:
            return "noch nicht benutzt"
        times = "einmal" if len(entries) == 1 else f"{len(entries)}-mal"
        return f"{times} benutzt, zuletzt {say_moment(entries[0].at)}"


def moved(window: Period, after: Period, *, is_whole: bool) -> Period | None:
    """Return a helper's time once their booking has another: all of it stays all of it.

    Of a part stays what lies within the new time, None when that is nothing; it never becomes more.
    """
    if is_whole:
        return after
    start, end = max(window.start, after.start), min(window.end, after.end)
    return Period(start, end) if start < end else None
