"""Webhooks, and what is told to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from booking_server.domain.errors import NotFound
from booking_server.domain.webhooks import EventType, Message, MessageState, Telling, Webhook
from booking_server.storage.tables import webhook_messages, webhooks

_LISTENING = select(webhooks.c.id, webhooks.c.events).where(
    webhooks.c.municipality_id == bindparam("town"), webhooks.c.is_on.is_(True)
)
_FIELDS = tuple(Webhook.__slots__)
_MESSAGE = tuple(Message.__slots__)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a webhook keeps encrypted: its address, its secret, and the secret before."""

    url: bytes
    secret: bytes
    old_secret: bytes | None = None


class Webhooks:
    """The addresses of other programs."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, webhook: Webhook, sealed: Sealed) -> None:
        """Store a new webhook."""
        self._connection.execute(insert(webhooks).values(**_row(webhook), **_ciphers(sealed)))

    def save(self, webhook: Webhook) -> None:
        """Store what changed; what is encrypted stays."""
        self._connection.execute(update(webhooks).where(webhooks.c.id == webhook.id).values(_row(webhook)))

    def seal(self, webhook_id: str, sealed: Sealed) -> None:
        """Store what is encrypted."""
        self._connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(_ciphers(sealed)))

    def sealed(self, webhook_id: str) -> Sealed:
        """Return what is encrypted. Raises NotFound."""
        row = self._found(webhook_id)
        old = bytes(row.old_secret_cipher) if row.old_secret_cipher else None
        return Sealed(bytes(row.url_cipher), bytes(row.secret_cipher), old)

    def get(self, webhook_id: str) -> Webhook:
        """Return one webhook. Raises NotFound."""
        return _webhook(self._found(webhook_id))

    def locked(self, webhook_id: str) -> Webhook:
        """Return one webhook that nobody else changes until this transaction ends. Raises NotFound."""
        statement = select(webhooks).where(webhooks.c.id == webhook_id).with_for_update()
        return _webhook(self._one(statement))

    def of_towns(self, municipality_ids: Sequence[str]) -> tuple[Webhook, ...]:
        """Return the webhooks of some municipalities by name."""
        statement = select(webhooks).where(webhooks.c.municipality_id.in_(list(municipality_ids)))
        found = map(_webhook, self._connection.execute(statement))
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))

    def listening(self, municipality_id: str, event: EventType) -> tuple[str, ...]:
        """Return the ids of the webhooks that are to be told of an event of a municipality."""
        found = self._connection.execute(_LISTENING, {"town": municipality_id})
        return tuple(row.id for row in found if event.value in row.events)

    def remove(self, webhook_id: str) -> None:
        """Delete a webhook with everything that was told to it."""
        self._connection.execute(delete(webhook_messages).where(webhook_messages.c.webhook_id == webhook_id))
        self._connection.execute(delete(webhooks).where(webhooks.c.id == webhook_id))

    def add_messages(self, messages: Sequence[Message]) -> None:
        """Store messages that are to be sent."""
        if messages:
            self._connection.execute(insert(webhook_messages), [_message_row(one) for one in messages])

    def save_message(self, message: Message) -> None:
        """Store what became of a message."""
        mine = webhook_messages.c.id == message.id
        self._connection.execute(update(webhook_messages).where(mine).values(_message_row(message)))

    def message(self, message_id: str) -> Message | None:
        """Return one message; None when its webhook was removed, or its term is over."""
        statement = select(webhook_messages).where(webhook_messages.c.id == message_id)
        row = self._connection.execute(statement).one_or_none()
        return _message(row) if row else None

    def messages(
        self,
        webhook_id: str,
        *,
        limit: int,
        state: MessageState | None = None,
        before: tuple[datetime, str] | None = None,
    ) -> tuple[Message, ...]:
        """Return messages, the newest first, those older than `before` (when made, id) if it is given."""
        made, key = webhook_messages.c.created_at, webhook_messages.c.id
        statement = select(webhook_messages).where(webhook_messages.c.webhook_id == webhook_id)
        if state is not None:
            statement = statement.where(webhook_messages.c.state == state.value)
        if before is not None:
            moment, last = before
            statement = statement.where((made < moment) | ((made == moment) & (key < last)))
        rows = self._connection.execute(statement.order_by(made.desc(), key.desc()).limit(limit))
        return tuple(map(_message, rows))

    def telling_of(self, subject: str, event: EventType, since: datetime) -> tuple[Telling, ...]:
        """Return where the messages stand that tell of an event about something since then."""
        c = webhook_messages.c
        statement = (
            select(c.state, c.created_at, webhooks.c.failure)
            .join(webhooks, webhooks.c.id == c.webhook_id)
            .where(c.type == event.value, c.created_at >= since, c.body.contains(f'"id":"{subject}"'))
        )
        return tuple(
            Telling(MessageState(row.state), row.created_at, bool(row.failure))
            for row in self._connection.execute(statement)
        )

    def counted(self, webhook_ids: Sequence[str]) -> dict[tuple[str, MessageState], int]:
        """Return how many messages of each webhook are in which state."""
        statement = (
            select(webhook_messages.c.webhook_id, webhook_messages.c.state, func.count())
            .where(webhook_messages.c.webhook_id.in_(list(webhook_ids)))
            .group_by(webhook_messages.c.webhook_id, webhook_messages.c.state)
        )
        found = self._connection.execute(statement)
        return {(webhook_id, MessageState(state)): count for webhook_id, state, count in found}

    def _found(self, webhook_id: str) -> Any:
        return self._one(select(webhooks).where(webhooks.c.id == webhook_id))

    def _one(self, statement: Any) -> Any:
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound("Diese Adresse gibt es hier nicht.")
        return row


def _row(webhook: Webhook) -> dict[str, Any]:
    return {name: getattr(webhook, name) for name in _FIELDS} | {"events": sorted(webhook.events)}


def _ciphers(sealed: Sealed) -> dict[str, Any]:
    return {
        "url_cipher": sealed.url,
        "secret_cipher": sealed.secret,
        "old_secret_cipher": sealed.old_secret,
    }


def _webhook(row: Any) -> Webhook:
    told = {name: getattr(row, name) for name in _FIELDS}
    known = frozenset(EventType(one) for one in row.events if one in list(EventType))
    return Webhook(**{**told, "events": known})


def _message_row(message: Message) -> dict[str, Any]:
    row = {name: getattr(message, name) for name in _MESSAGE}
    return {**row, "type": message.type.value, "state": message.state.value}


def _message(row: Any) -> Message:
    told = {name: getattr(row, name) for name in _MESSAGE}
    return Message(**{**told, "type": EventType(row.type), "state": MessageState(row.state)})
