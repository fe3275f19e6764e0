"""Keeping the outbox's promises: claim, act outside the transaction, note what became of it."""

import random
from collections.abc import Collection, Sequence
from datetime import timedelta

from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.repositories.outbox import OutboxItem

LEASE = timedelta(seconds=15)
"""What a killed worker had taken is due again after this. Twice done does no harm: doors ignore what they
have, mails carry one Message-ID."""
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 3600.0


def has_due(
    house: House, kinds: Sequence[str], *, among: Sequence[str] | None = None, aside: Collection[str] = ()
) -> bool:
    """Whether something waits to be claimed; `among` these subjects, if they are given.

    What is to be told to the webhooks `aside` does not count.
    """
    with house.reading() as uow:
        return uow.outbox.has_due(kinds, among=among, aside=aside)


@retried
def claim(
    house: House,
    kinds: Sequence[str],
    limit: int = 50,
    *,
    among: Sequence[str] | None = None,
    aside: Collection[str] = (),
    lease: timedelta = LEASE,
) -> tuple[OutboxItem, ...]:
    """Take due items for this worker; after a crash they are due again when the lease is over."""
    with house.unit_of_work() as uow:
        items = uow.outbox.claim(kinds, limit=limit, lease=lease, among=among, aside=aside)
        if items:
            uow.commit()
    return items


@retried
def done(house: House, items: Sequence[OutboxItem]) -> None:
    """Note that promises were kept."""
    with house.unit_of_work() as uow:
        uow.outbox.done([item.id for item in items])
        uow.commit()


@retried
def failed(house: House, item: OutboxItem, error: str) -> None:
    """Note a failed try and wait longer before the next, with jitter; the twelfth parks the item."""
    wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (item.attempts - 1)) * random.uniform(0.5, 1.0)  # noqa: S311
    with house.unit_of_work() as uow:
        uow.outbox.retry(item, error, timedelta(seconds=wait))
        uow.commit()


@retried
def wait(house: House, item: OutboxItem, error: str, for_: timedelta) -> None:
    """Note a try after which an answer is waited for; who knows the kind decides when it was the last one."""
    with house.unit_of_work() as uow:
        uow.outbox.retry_after(item, error, for_)
        uow.commit()


@retried
def postpone(house: House, items: Sequence[OutboxItem], wait: timedelta = timedelta(seconds=1)) -> None:
    """Give back what cannot be done just now through no fault of its own, as with a dead broker."""
    with house.unit_of_work() as uow:
        uow.outbox.postpone([item.id for item in items], wait)
        uow.commit()


@retried
def park(house: House, item: OutboxItem, error: str) -> None:
    """Set aside what would fail again however often it is tried."""
    with house.unit_of_work() as uow:
        uow.outbox.park(item, error)
        uow.commit()
