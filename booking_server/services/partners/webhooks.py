"""Webhooks of a municipality: entered, changed, their secret rotated, a message sent again, ended.

Address and secret lie encrypted for the webhook alone. The secret is shown when it is made and never again.
"""

import base64
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from booking_server.domain.errors import HasChanged, NotFound, WebhookInvalid
from booking_server.domain.webhooks import (
    OVERLAP,
    EventType,
    Message,
    MessageState,
    Webhook,
    a_municipality_has_so_many_webhooks,
    a_webhook_says_what_it_is_told,
)
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.promises.webhook_promises import a_message, promise
from booking_server.storage.repositories.webhooks import Sealed
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.fetching.addresses import is_public
from calendars.fetching.errors import AddressRefused
from calendars.fetching.targets import Target, read_target

SECRET_BYTES = 32
PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a webhook is to be; None where it is to stay as it is."""

    name: str | None = None
    url: str | None = None
    events: Collection[EventType] | None = None
    is_on: bool | None = None


@dataclass(frozen=True, slots=True)
class WithSecret:
    """A webhook and its new secret, which can never be shown again."""

    webhook: Webhook
    secret: str = field(repr=False)


@retried
def add_webhook(house: House, municipality_id: str, wanted: Wanted, *, actor: str) -> WithSecret:
    """Enter an address. Raises WebhookInvalid."""
    name, events = wanted.name or "", frozenset(wanted.events or ())
    a_webhook_says_what_it_is_told(name, events)
    target = webhook_target(house, wanted.url or "")
    secret = secrets.token_bytes(SECRET_BYTES)
    with house.unit_of_work() as uow:
        uow.venues.lock_municipality(municipality_id)  # who counts at the same time waits
        a_municipality_has_so_many_webhooks(len(uow.webhooks.of_towns([municipality_id])))
        is_on = wanted.is_on is not False
        made = Webhook(
            secrets.token_hex(8), municipality_id, name, target.host, events, is_on, uow.now, uow.now
        )
        uow.webhooks.add(made, Sealed(_sealed_url(house, made.id, target), _sealed(house, made.id, secret)))
        uow.audit.add(actor, "webhook_added", made.id, municipality_id=municipality_id)
        uow.commit()
    return WithSecret(made, said(secret))


@retried
def change_webhook(
    house: House, webhook_id: str, wanted: Wanted, *, actor: str, unless_changed: str | None = None
) -> Webhook:
    """Change what is wanted; a new address keeps the secret.

    `unless_changed` is the mark of the state that whoever asks has seen. Raises NotFound, WebhookInvalid,
    HasChanged.
    """
    with house.unit_of_work() as uow:
        before = _as_seen(uow, webhook_id, unless_changed)
        after = _changed(uow, before, wanted)
        if wanted.url is not None:
            target = webhook_target(house, wanted.url)
            after = replace(after, host=target.host, failure="", failure_fact="", failed_at=None)
            sealed = replace(uow.webhooks.sealed(before.id), url=_sealed_url(house, before.id, target))
            uow.webhooks.seal(before.id, sealed)
        uow.webhooks.save(after)
        uow.audit.add(actor, "webhook_changed", before.id, municipality_id=before.municipality_id)
        uow.commit()
    return after


@retried
def rotate_secret(house: House, webhook_id: str, *, actor: str) -> WithSecret:
    """Give a webhook a new secret; the one before signs along for a day, one before that no more.

    Raises NotFound.
    """
    secret = secrets.token_bytes(SECRET_BYTES)
    with house.unit_of_work() as uow:
        before = uow.webhooks.locked(webhook_id)
        sealed = uow.webhooks.sealed(webhook_id)
        renewed = replace(sealed, secret=_sealed(house, webhook_id, secret), old_secret=sealed.secret)
        uow.webhooks.seal(webhook_id, renewed)
        after = replace(before, old_secret_until=uow.now + OVERLAP, updated_at=uow.now)
        uow.webhooks.save(after)
        uow.audit.add(actor, "webhook_secret_renewed", webhook_id, municipality_id=before.municipality_id)
        uow.commit()
    return WithSecret(after, said(secret))


@retried
def end_webhook(house: House, webhook_id: str, *, actor: str, unless_changed: str | None = None) -> None:
    """Delete a webhook with everything that was told to it. Raises NotFound, HasChanged."""
    with house.unit_of_work() as uow:
        before = _as_seen(uow, webhook_id, unless_changed)
        uow.webhooks.remove(webhook_id)
        uow.audit.add(actor, "webhook_ended", webhook_id, municipality_id=before.municipality_id)
        uow.commit()


@retried
def send_test(house: House, webhook_id: str, *, actor: str) -> Message:
    """Promise a message that tells of nothing. Raises NotFound, WebhookInvalid where it is switched off."""
    with house.unit_of_work() as uow:
        webhook = uow.webhooks.get(webhook_id)
        _must_be_on(webhook)
        told = a_message(
            uow,
            webhook.id,
            webhook.municipality_id,
            EventType.TEST,
            data={"webhook": webhook.id},
            at=uow.now,
        )
        uow.webhooks.add_messages([told])
        promise(uow, [told])
        uow.audit.add(actor, "webhook_tested", webhook.id, municipality_id=webhook.municipality_id)
        uow.commit()
    return told


@retried
def resend(house: House, webhook_id: str, message_id: str, *, actor: str) -> Message:
    """Promise a message again, under its own id, with all tries before it.

    One that waits anyway is left alone. Raises NotFound, WebhookInvalid where the webhook is switched off.
    """
    with house.unit_of_work() as uow:
        webhook = uow.webhooks.locked(webhook_id)
        message = uow.webhooks.message(message_id)
        if message is None or message.webhook_id != webhook.id:
            raise NotFound("Diese Meldung gibt es nicht.")
        _must_be_on(webhook)
        if message.state is MessageState.WAITING:
            return message
        again = replace(message, state=MessageState.WAITING, created_at=uow.now, next_at=uow.now)
        uow.webhooks.save_message(again)
        promise(uow, [again])
        uow.audit.add(actor, "webhook_resent", message.id, municipality_id=webhook.municipality_id)
        uow.commit()
    return again


def mark(webhook: Webhook) -> str:
    """Return by what is known again as what a webhook was entered or changed last."""
    return webhook.updated_at.isoformat()


def said(secret: bytes) -> str:
    """Return a secret as the specification writes it."""
    return PREFIX + base64.b64encode(secret).decode()


def place(webhook_id: str) -> str:
    """Return the place for which the secret of a webhook is encrypted."""
    return f"webhook {webhook_id}"


def address_place(webhook_id: str) -> str:
    """Return the place for which the address of a webhook is encrypted."""
    return f"webhook address {webhook_id}"


def webhook_target(house: House, url: str) -> Target:
    """Return where an address leads: https, and no address of a private network. Raises WebhookInvalid.

    What the name of the host says is asked anew before each message.
    """
    try:
        target = read_target(url, ports=house.network.ports)
    except AddressRefused as error:
        raise WebhookInvalid(
            "Das ist keine Adresse, an die gesendet werden kann, zum Beispiel https://app.example.org/dgh."
        ) from error
    if not target.is_secure and not house.policy.plain_webhooks:
        raise WebhookInvalid("Bitte geben Sie eine Adresse an, die mit https:// beginnt.")
    if (target.is_address and not is_public(target.host)) or target.host == "localhost":
        raise WebhookInvalid("In ein internes Netz wird nichts gesendet. Bitte geben Sie eine andere an.")
    return target


def _as_seen(uow: UnitOfWork, webhook_id: str, mark_seen: str | None) -> Webhook:
    found = uow.webhooks.locked(webhook_id)
    if mark_seen is not None and mark_seen != mark(found):
        raise HasChanged("Die Adresse wurde inzwischen geändert. Bitte sehen Sie sie sich noch einmal an.")
    return found


def _changed(uow: UnitOfWork, before: Webhook, wanted: Wanted) -> Webhook:
    name = before.name if wanted.name is None else wanted.name
    events = before.events if wanted.events is None else frozenset(wanted.events)
    a_webhook_says_what_it_is_told(name, events)
    is_on = before.is_on if wanted.is_on is None else wanted.is_on
    return replace(before, name=name, events=events, is_on=is_on, updated_at=uow.now)


def _must_be_on(webhook: Webhook) -> None:
    if not webhook.is_on:
        raise WebhookInvalid("Die Adresse ist ausgeschaltet. Bitte schalten Sie sie zuerst ein.")


def _sealed_url(house: House, webhook_id: str, target: Target) -> bytes:
    return house.keyring.encrypt(target.url.encode(), address_place(webhook_id))


def _sealed(house: House, webhook_id: str, secret: bytes) -> bytes:
    return house.keyring.encrypt(secret, place(webhook_id))
