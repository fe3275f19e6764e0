"""The village in the Bad Belzig App: an account at the running server, and the worker that pushes."""

from dataclasses import dataclass, replace
from typing import Any

from booking_server.domain.app_records import AppTown
from booking_server.domain.people import Grant, Person, Role
from booking_server.domain.uses import Purpose, Use
from booking_server.domain.venues import Municipality
from booking_server.publishing.app.pushing import Pusher
from booking_server.publishing.app.sweeping import promise_changes, promise_everything
from booking_server.publishing.app.wire import LIMITS
from booking_server.services.bookings import bookings
from booking_server.services.bookings.bookings import Booked
from booking_server.services.foundation.house import House
from booking_server.services.partners import app_accounts
from tests.app_server.running import RunningApp
from tests.builders import Village, a_request

SECRET = "geheim-4711"
PUBLIC = Use(Purpose.PUBLIC_EVENT, public_title="Kino im Dorf")
QUICK = replace(LIMITS, connect_s=1.0, read_s=0.4, total_s=0.6)


@dataclass
class InApp:
    """A house with an account, the app it is known to, and the seconds of the worker's patience."""

    village: Village
    house: House
    app: RunningApp
    seconds: float = 0.0

    def push(self) -> None:
        """Let the worker keep what is due, and again a little later what waits for something else."""
        for _ in range(2):
            self.work()
            self.later(seconds=120)

    def work(self) -> None:
        """Let the worker keep what is due now."""
        Pusher(self.house, clock=lambda: self.seconds).keep_promises()

    def later(self, **by: float) -> None:
        """Let time pass, here and there."""
        self.village.clock.forward(**by)
        self.app.control(now=self.village.clock.now.isoformat())

    def sweep(self) -> None:
        """Look for what changed without anybody saying so, and push it."""
        promise_changes(self.house)
        self.push()

    def everything(self) -> None:
        """Send everything again, as every day."""
        promise_everything(self.house)
        self.push()

    def book(self, **changes: Any) -> Booked:
        """Book something public."""
        return bookings.book(self.house, a_request(**{"use": PUBLIC, **changes}))

    def titles(self, kind: str) -> list[str]:
        """Return what the app shows of a kind."""
        found = [one["columns"] for one in self.app.records(kind)]
        return sorted(one.get("name") or one["title"] for one in found)


def connect(village: Village, app: RunningApp, town: Municipality | None = None, **wanted: Any) -> InApp:
    """Enter an account and switch the app on, as a clerk of the municipality does."""
    town = town or village.cast.municipality
    policy = replace(
        village.house.policy, app_hosts=frozenset({app.host}), public_url="https://dgh.example.org"
    )
    house = replace(village.house, policy=policy)
    provider = {"client_id": town.slug, "secret": SECRET, "provider": town.name, **wanted}
    app.control(now=village.clock.now.isoformat(), accounts=[provider])
    account = AppTown(town.id, is_on=True, url=app.url, client_id=town.slug)
    clerk = Person("clerk", "Clerk", "", (Grant(Role.CLERK, town.id),))
    app_accounts.save_account(house, clerk, town.slug, account, SECRET)
    return InApp(village, house, app)
