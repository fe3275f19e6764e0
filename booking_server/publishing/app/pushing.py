"""Keeping one promise to the app.

1. The item is claimed; then the record is taken, so that nobody else works on it, and what it is to say is
   read in the same transaction. What is said is what holds now, not what held when it was promised.
2. A record without an id is looked for among ours there first: a worker may have been killed between the
   app's answer and our note. So nothing is there twice, and what must go is found.
3. It is pushed whole, or removed, outside of any transaction.
4. What became of it is noted; then the item is done. Killed before that, all of this is done again.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from booking_server.domain.app_records import AppTown, Kind, Subject, read_subject
from booking_server.locks.keyring import CipherInvalid
from booking_server.publishing.app.client import AppClient
from booking_server.publishing.app.errors import AccessDenied, AppAway, AppError, AppRefused
from booking_server.publishing.app.shapes import title_of, variables
from booking_server.publishing.app.wire import Wire
from booking_server.services.doors.unforeseen import trace
from booking_server.services.foundation.house import House
from booking_server.services.partners import app_records
from booking_server.services.partners.app_accounts import credentials
from booking_server.services.partners.app_records import Busy, Work
from booking_server.services.promises import delivery
from booking_server.services.promises.app_promises import KIND, promise
from booking_server.storage.errors import StorageUnavailable
from booking_server.storage.repositories.outbox import OutboxItem

log = logging.getLogger(__name__)

KINDS = (KIND,)
REST_S = 60.0
"""How long a server that is away, or does not know us, is left in peace by one municipality's records."""
SOON = timedelta(seconds=5)


@dataclass
class Pusher:
    """Keeps promises to the app, one by one; one poisonous or slow municipality never holds up another."""

    house: House
    clock: Callable[[], float] = time.monotonic
    _clients: dict[str, AppClient] = field(default_factory=dict)
    _resting: dict[str, float] = field(default_factory=dict)

    def keep_promises(self, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Keep what is due; return how many items were looked at."""
        looked_at = 0
        while not stopping() and delivery.has_due(self.house, KINDS):
            for item in delivery.claim(self.house, KINDS, limit=1, lease=app_records.LEASE):
                self.keep(item)
                looked_at += 1
        return looked_at

    def keep(self, item: OutboxItem) -> None:
        """Keep one promise, or note why not."""
        work: Work | None = None
        try:
            subject = read_subject(item.subject)
            work = app_records.begin(self.house, subject)
            if work is None:
                delivery.done(self.house, [item])
            elif self._is_resting(work):
                self._wait(item, work, timedelta(seconds=REST_S))
            else:
                self._bring_up_to_date(subject, work, again=bool(item.payload.get("again")))
                delivery.done(self.house, [item])
        except Busy:
            delivery.postpone(self.house, [item], SOON)
        except StorageUnavailable:
            raise
        except AppError as error:
            self._failed(item, work, error)
        except Exception as error:  # one record nobody foresaw must not hold up the others
            log.error("record %s cannot be brought into the app:\n%s", item.subject, trace(error))
            self._failed(item, work, AppAway("failed", type(error).__name__))

    def client(self, account: AppTown) -> AppClient:
        """Return who speaks for an account. Raises AccessDenied when its secret cannot be read."""
        try:
            given = credentials(self.house, account)
        except CipherInvalid as error:
            raise AccessDenied("secret-unreadable") from error
        known = self._clients.get(account.municipality_id)
        if known is None or known.credentials != given:
            known = AppClient(Wire(self.house, given.url), given)
            self._clients[account.municipality_id] = known
        return known

    def _bring_up_to_date(self, subject: Subject, work: Work, *, again: bool) -> None:
        facts, record = work.facts, work.record
        if facts is None:
            self._remove(subject, work)
            return
        if subject.kind is not Kind.HALL and not work.hall_id:
            promise(self.house, [Subject(Kind.HALL, record.venue_id).key])
            raise AppAway("hall-first")
        said, digest = self._said(subject, work, record.remote_id)
        if record.remote_id and record.digest == digest and not record.failure and not again:
            app_records.let_go(self.house, work)
            return
        client = self.client(work.account)
        if not record.remote_id and (found := client.find(subject)):
            said, digest = self._said(subject, work, found)
        stored = client.push(subject.kind, said)
        app_records.pushed(
            self.house,
            work,
            remote_id=stored.remote_id,
            title=title_of(facts),
            digest=digest,
            is_visible=stored.is_visible,
        )

    def _said(self, subject: Subject, work: Work, remote_id: str) -> tuple[dict[str, object], str]:
        assert work.facts is not None
        url = self.house.policy.public_url
        return variables(
            subject, work.facts, work.account, public_url=url, remote_id=remote_id, hall_id=work.hall_id
        )

    def _remove(self, subject: Subject, work: Work) -> None:
        client = self.client(work.account)
        remote_id = work.record.remote_id or client.find(subject)
        if remote_id:
            client.remove(subject.kind, remote_id)
        app_records.removed(self.house, work)

    def _failed(self, item: OutboxItem, work: Work | None, error: AppError) -> None:
        """Note a failure where people look for it; what would be refused again is set aside at once."""
        log.warning("record %s is not up to date in the app: %s", item.subject, error.code)
        if work is not None:
            title = title_of(work.facts) if work.facts else ""
            app_records.failed(self.house, work, error.code, error.fact, title=title)
            self._blame_town(work, error)
        if isinstance(error, AppRefused):
            delivery.park(self.house, item, error.code)
        elif isinstance(error, AccessDenied):
            delivery.postpone(self.house, [item], timedelta(seconds=REST_S))
        else:
            delivery.failed(self.house, item, error.code)

    def _blame_town(self, work: Work, error: AppError) -> None:
        if isinstance(error, AppRefused) or error.code in ("hall-first", "failed"):
            return
        town_id = work.record.municipality_id
        self._resting[town_id] = self.clock() + REST_S
        app_records.town_failed(self.house, town_id, error.code, error.fact)

    def _is_resting(self, work: Work) -> bool:
        return self.clock() < self._resting.get(work.record.municipality_id, 0.0)

    def _wait(self, item: OutboxItem, work: Work, wait: timedelta) -> None:
        app_records.let_go(self.house, work)
        delivery.postpone(self.house, [item], wait)
