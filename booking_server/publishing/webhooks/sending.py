"""Keeping one promise to a webhook.

1. The item is claimed. What is to be told to a receiver that is busy with another message, or left in peace,
   stays where it is: however much that is, nobody has to get past it. If it becomes so just then, the item is
   given back without counting as a try.
2. The message is sent to where the guard finds the address now: public addresses only, no redirect followed,
   with bounds on time and answer. This happens outside of any transaction.
3. What became of it is noted together with the item. Killed before that, all of this is done again under the
   same id, by which the receiver knows that it had it.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from booking_server.domain.errors import NotFound
from booking_server.domain.webhooks import MessageState, Webhook
from booking_server.locks.keyring import CipherInvalid
from booking_server.publishing.webhooks.signing import signed_fields
from booking_server.services.doors.unforeseen import trace
from booking_server.services.foundation.house import House
from booking_server.services.partners import webhook_delivery, webhook_desk
from booking_server.services.partners.webhook_delivery import GONE, LEASE, Failure, Work
from booking_server.services.promises import delivery
from booking_server.services.promises.webhook_promises import KIND
from booking_server.storage.errors import StorageUnavailable
from booking_server.storage.repositories.outbox import OutboxItem
from calendars.fetching.errors import FetchError
from calendars.fetching.exchange import Answer, Limits, send
from calendars.fetching.guard import find
from calendars.fetching.targets import read_target

log = logging.getLogger(__name__)

KINDS = (KIND,)
LIMITS = Limits(connect_s=5.0, read_s=10.0, total_s=20.0, largest=64 * 1024, redirects=0)
FIELDS = {"Content-Type": "application/json", "User-Agent": "Dorfschluessel-Webhooks/1"}
AT_ONCE = 2
"""Receivers of one municipality that are told at the same time: one thread is left for others."""

FIRST_REST_S = 30.0
LONGEST_REST_S = 3600.0
SOON = timedelta(seconds=1)
AWAY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which everything else to the same receiver waits, too."""
IN_OUR_HANDS = frozenset({"secret-unreadable", GONE, "switched-off"})
"""Failures that no other try mends."""


@dataclass
class Sender:
    """Sends messages one by one; several threads may share it.

    No receiver holds up another one, and those of one municipality together none of the next. `_busy` are
    receivers that are being told just now, each with its municipality.
    """

    house: House
    limits: Limits = LIMITS
    clock: Callable[[], float] = time.monotonic
    _busy: dict[str, str] = field(default_factory=dict)
    _resting: dict[str, tuple[float, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep_promises(self, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Keep what is due; return how many items were looked at."""
        looked_at = 0
        while not stopping() and delivery.has_due(self.house, KINDS, aside=self._aside()):
            for item in delivery.claim(self.house, KINDS, limit=1, lease=LEASE, aside=self._aside()):
                self.keep(item)
                looked_at += 1
        return looked_at

    def keep(self, item: OutboxItem) -> None:
        """Keep one promise, or note why not."""
        try:
            self._keep(item)
        except NotFound:  # the webhook was ended meanwhile, and took its messages along
            delivery.done(self.house, [item])

    def _keep(self, item: OutboxItem) -> None:
        webhook = webhook_delivery.webhook_of(self.house, item)
        if webhook is None:
            delivery.done(self.house, [item])
            return
        with self._alone_with(webhook) as wait:
            if wait is not None:
                delivery.postpone(self.house, [item], wait)
            elif not webhook.is_on:
                webhook_delivery.failed(self.house, item, Failure("switched-off", is_last=True))
            else:
                self._try(item, webhook.id)

    def _try(self, item: OutboxItem, webhook_id: str) -> None:
        failure = self._sent(item)
        if failure is None:
            webhook_delivery.delivered(self.house, item)
            self._wake(webhook_id)
            return
        log.warning("message %s was not taken: %s %s", item.subject, failure.code, failure.fact)
        state = webhook_delivery.failed(self.house, item, failure)
        if state is not MessageState.DELIVERED and _is_away(failure):
            self._let_rest(webhook_id)

    def _sent(self, item: OutboxItem) -> Failure | None:
        """Send a message, and return why it was not taken."""
        try:
            work = webhook_delivery.begin(self.house, item)
            return None if work is None else _judged(self._post(work))
        except CipherInvalid:
            return Failure("secret-unreadable", is_last=True)
        except FetchError as error:
            return Failure(error.code, error.fact)
        except StorageUnavailable:
            raise
        except Exception as error:  # one message nobody foresaw must not hold up the others
            log.error("message %s cannot be sent:\n%s", item.subject, trace(error))
            return Failure("failed", type(error).__name__)

    def _post(self, work: Work) -> Answer:
        """Raises FetchError."""
        network, body = self.house.network, work.message.body.encode()
        found = find(read_target(work.url, ports=network.ports), network.resolve)
        proof = signed_fields(work.message.id, self.house.clock(), body, work.secrets)
        return send(found, network, self.limits, method="POST", fields={**FIELDS, **proof}, body=body)

    def _aside(self) -> frozenset[str]:
        """Return the receivers to which nothing can be sent just now."""
        with self._lock:
            now = self.clock()
            aside = {*self._busy, *(one for one, (end, _) in self._resting.items() if end > now)}
            towns = [town for town in set(self._busy.values()) if self._has_its_share(town)]
        for town in towns:
            aside.update(one.id for one in webhook_desk.webhooks_of(self.house, town))
        return frozenset(aside)

    def _has_its_share(self, municipality_id: str) -> bool:
        return list(self._busy.values()).count(municipality_id) >= AT_ONCE

    @contextmanager
    def _alone_with(self, webhook: Webhook) -> Iterator[timedelta | None]:
        """Yield None to who may send to a receiver now, to everybody else how long to wait."""
        with self._lock:
            is_busy = webhook.id in self._busy or self._has_its_share(webhook.municipality_id)
            rest = self._resting.get(webhook.id, (0.0, 0))[0] - self.clock()
            wait = SOON if is_busy else timedelta(seconds=rest) if rest > 0 else None
            if wait is None:
                self._busy[webhook.id] = webhook.municipality_id
        try:
            yield wait
        finally:
            if wait is None:
                with self._lock:
                    del self._busy[webhook.id]

    def _let_rest(self, webhook_id: str) -> None:
        with self._lock:
            times = self._resting.get(webhook_id, (0.0, 0))[1]
            rest = min(LONGEST_REST_S, FIRST_REST_S * 2 ** min(times, 10))
            self._resting[webhook_id] = (self.clock() + rest, times + 1)

    def _wake(self, webhook_id: str) -> None:
        with self._lock:
            self._resting.pop(webhook_id, None)


def _judged(answer: Answer) -> Failure | None:
    """Return why an answer means that the message was not taken: everything but 2xx does."""
    status = answer.status
    if 200 <= status < 300:
        return None
    if status == 410:
        return Failure(GONE, "410", is_last=True)
    if 300 <= status < 400:
        return Failure("redirects", str(status))
    return Failure("status", str(status), _asked(answer) if status in (429, 503) else None)


def _asked(answer: Answer) -> timedelta | None:
    """Return for how long the other side wants to be left in peace; a date is not read."""
    seconds = answer.fields.get("retry-after", "").strip()
    return timedelta(seconds=int(seconds)) if seconds.isdecimal() and len(seconds) < 7 else None


def _is_away(failure: Failure) -> bool:
    if failure.code == "status":
        return int(failure.fact) in AWAY
    return failure.code not in IN_OUR_HANDS
