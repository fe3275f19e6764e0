"""What every use case needs: the database, the keys, the clock and the house-wide policy."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from booking_server.locks.keyring import Keyring
from booking_server.storage import unit_of_work
from booking_server.storage.database import Database
from booking_server.storage.owners import Scope
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.fetching.exchange import Network

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Policy:
    """Decisions that hold for every hall of one installation.

    `grace` is how far in the past a booking may start (the demo lets a code be tried at once);
    `hold_for` is how long spaces are kept while a form is filled in. `requests_per_sender` and
    `requests_per_hall` bound the requests that wait for a decision, `series_per_sender` and
    `series_per_hall` the series that do, `bookings_a_day` what one sender books where nobody decides; 0 lets
    everything pass. `fill_in_for` is how long a person takes for a form at least, nothing where programs may
    send it (tests, the demo). A sign-in ends after `session_for`, or `idle_for` without a visit; it may
    administer for `strong_for`, if it was made with a passkey or `mail_is_strong` (the demo). `app_hosts` are
    hosts of the Bad Belzig App that may stand inside, and need no TLS. With
    `plain_webhooks` webhooks may do without TLS (tests).
    """

    public_url: str = "http://127.0.0.1:8000"
    grace: timedelta = timedelta()
    hold_for: timedelta = timedelta(minutes=10)
    requests_per_sender: int = 10
    requests_per_hall: int = 100
    series_per_sender: int = 3
    series_per_hall: int = 30
    bookings_a_day: int = 0
    fill_in_for: timedelta = timedelta()
    sign_in_for: timedelta = timedelta(minutes=30)
    setup_for: timedelta = timedelta(hours=24)
    session_for: timedelta = timedelta(days=30)
    idle_for: timedelta = timedelta(days=14)
    strong_for: timedelta = timedelta(hours=12)
    mail_is_strong: bool = False
    app_hosts: frozenset[str] = frozenset()
    plain_webhooks: bool = False


@dataclass(frozen=True, slots=True)
class House:
    """The server as its use cases see it.

    With a `scope` its transactions know the rows of those municipalities only; without one they know all:
    that is for the worker, the command line and what stands behind a link. `network` is the way out to
    addresses that people named.
    """

    database: Database
    keyring: Keyring
    policy: Policy = field(default_factory=Policy)
    clock: Clock = utc_now
    scope: Scope | None = None
    network: Network = field(default_factory=Network)

    def within(self, municipality_ids: Iterable[str]) -> "House":
        """Return the house as somebody of these municipalities sees it."""
        return replace(self, scope=frozenset(municipality_ids))

    def unit_of_work(self) -> AbstractContextManager[UnitOfWork]:
        """Return a transaction that writes; nothing happens without its commit()."""
        return unit_of_work.write(self.database, self.clock(), self.scope)

    def reading(self) -> AbstractContextManager[UnitOfWork]:
        """Return a transaction that only reads, over one consistent state."""
        return unit_of_work.read(self.database, self.clock(), self.scope)
