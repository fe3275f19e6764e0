"""What became of a message to a webhook. The sending itself happens outside of any transaction."""

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta

from booking_server.domain.webhooks import Message, MessageState, Webhook, is_given_up, wait_after
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.partners.webhooks import address_place, place
from booking_server.storage.repositories.outbox import OutboxItem
from booking_server.storage.unit_of_work import UnitOfWork

LEASE = timedelta(seconds=60)
"""Longer than the longest sending: nobody else sends a message meanwhile. Sent twice it does no harm."""
GONE = "gone"


@dataclass(frozen=True, slots=True)
class Work:
    """One message to send, with everything it takes. `secrets` are those that sign now, the newest first."""

    webhook: Webhook
    message: Message
    url: str = field(repr=False)
    secrets: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a try failed. `asked` is how long the other side wants to be left in peace."""

    code: str
    fact: str = ""
    asked: timedelta | None = None
    is_last: bool = False


def webhook_of(house: House, item: OutboxItem) -> Webhook | None:
    """Return to which webhook an item leads; None when there is nothing left to send."""
    with house.reading() as uow:
        message = uow.webhooks.message(item.subject)
        if message is None or message.state is not MessageState.WAITING:
            return None
        return uow.webhooks.get(message.webhook_id)


def begin(house: House, item: OutboxItem) -> Work | None:
    """Return what is to be sent; None when there is nothing left to send. Raises CipherInvalid."""
    with house.reading() as uow:
        message = uow.webhooks.message(item.subject)
        if message is None or message.state is not MessageState.WAITING:
            return None
        webhook, sealed = uow.webhooks.get(message.webhook_id), uow.webhooks.sealed(message.webhook_id)
        now = uow.now
    url = house.keyring.decrypt(sealed.url, address_place(webhook.id)).decode()
    overlaps = webhook.old_secret_until is not None and now < webhook.old_secret_until
    ciphers = [sealed.secret, *([sealed.old_secret] if overlaps and sealed.old_secret else [])]
    signing = tuple(house.keyring.decrypt(one, place(webhook.id)) for one in ciphers)
    return Work(webhook, message, url, signing)


@retried
def delivered(house: House, item: OutboxItem) -> None:
    """Note that a message was taken: once, whoever else sent it meanwhile."""
    with house.unit_of_work() as uow:
        uow.outbox.done([item.id])
        message = uow.webhooks.message(item.subject)
        if message is not None and message.state is MessageState.WAITING:
            _note(uow, message, state=MessageState.DELIVERED, delivered_at=uow.now)
            webhook = uow.webhooks.locked(message.webhook_id)
            good = replace(webhook, good_at=uow.now, failure="", failure_fact="", failed_at=None)
            uow.webhooks.save(good)
        uow.commit()


@retried
def failed(house: House, item: OutboxItem, failure: Failure) -> MessageState:
    """Note a failed try: when it is tried again, or that it was the last one. Return where it stands."""
    luck = random.random()  # noqa: S311 - no secret
    with house.unit_of_work() as uow:
        message = uow.webhooks.message(item.subject)
        if message is None or message.state is not MessageState.WAITING:
            uow.outbox.done([item.id])
            uow.commit()
            return MessageState.DELIVERED
        wait = None if failure.is_last else wait_after(item.attempts, luck, failure.asked)
        if wait is None or is_given_up(message, uow.now):
            uow.outbox.park(item, failure.code)
            state, next_at = MessageState.PARKED, None
        else:
            uow.outbox.retry_after(item, failure.code, wait)
            state, next_at = MessageState.WAITING, uow.now + wait
        _note(uow, message, failure, state=state, next_at=next_at)
        _blame(uow, message, failure)
        uow.commit()
    return state


def _note(uow: UnitOfWork, message: Message, failure: Failure | None = None, **became: object) -> None:
    told = {"failure": failure.code, "failure_fact": failure.fact[:60]} if failure else {"failure": ""}
    tried = replace(message, attempts=message.attempts + 1, tried_at=uow.now, next_at=None)
    uow.webhooks.save_message(replace(tried, **told, **became))  # type: ignore[arg-type]


def _blame(uow: UnitOfWork, message: Message, failure: Failure) -> None:
    """Note at the webhook what went wrong; one that says it is gone for good is switched off."""
    webhook = uow.webhooks.locked(message.webhook_id)
    blamed = replace(
        webhook, failure=failure.code, failure_fact=failure.fact[:60], failed_at=uow.now,
        is_on=webhook.is_on and failure.code != GONE,
    )  # fmt: skip
    uow.webhooks.save(blamed)
