"""Webhooks: whom another program's address is told of what, and when a message is tried again.

Wire format: Standard Webhooks (standardwebhooks.com, spec version 1.0.0).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from booking_server.domain.errors import WebhookInvalid

LONGEST_NAME = 80
MOST_PER_TOWN = 20
OVERLAP = timedelta(hours=24)
"""So long a message also bears the signature of the secret before."""

WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""Between one try and the next, as the specification proposes: ten tries in a little over three days."""
LONGEST_WAIT = timedelta(days=1)
TAKEN_WITHIN = timedelta(minutes=5)
"""What is urgent and was not taken so soon is told to people, who can call."""
GIVEN_UP_AFTER = timedelta(days=5)
"""A message this old is set aside even when its receiver was left in peace most of the time."""


class EventType(StrEnum):
    """What is told. Names may be added, none is renamed."""

    BOOKING_CREATED = "booking.created"
    BOOKING_CHANGED = "booking.changed"
    BOOKING_CANCELLED = "booking.cancelled"
    CREDENTIAL_CREATED = "credential.created"
    CREDENTIAL_CHANGED = "credential.changed"
    CREDENTIAL_REVOKED = "credential.revoked"
    CREDENTIAL_LATE = "credential.late"
    DOOR_OPENED = "door.opened"
    DOOR_OFFLINE = "door.offline"
    DOOR_ONLINE = "door.online"
    DOOR_ALARM = "door.alarm"
    TEST = "webhook.test"


FOR_CHOICE = tuple(one for one in EventType if one is not EventType.TEST)

EVENT_WORDS = {
    EventType.BOOKING_CREATED: "Eine Buchung oder Anfrage ist eingegangen",
    EventType.BOOKING_CHANGED: "Eine Buchung hat sich geändert, zum Beispiel durch eine Zusage",
    EventType.BOOKING_CANCELLED: "Eine Buchung wurde storniert, abgelehnt oder ist verfallen",
    EventType.CREDENTIAL_CREATED: "Ein anderes Buchungssystem hat einen Tür-Code angelegt",
    EventType.CREDENTIAL_CHANGED: "Ein solcher Tür-Code wurde verschoben",
    EventType.CREDENTIAL_REVOKED: "Ein solcher Tür-Code wurde gesperrt, vom Programm oder von der Gemeinde",
    EventType.CREDENTIAL_LATE: "Eine Tür kennt einen solchen Code kurz vor dem Beginn noch nicht",
    EventType.DOOR_OPENED: "Eine Tür wurde mit einem Code geöffnet",
    EventType.DOOR_OFFLINE: "Eine Tür meldet sich nicht mehr",
    EventType.DOOR_ONLINE: "Eine Tür meldet sich wieder",
    EventType.DOOR_ALARM: "Eine Tür schlägt Alarm",
    EventType.TEST: "Probe",
}


class MessageState(StrEnum):
    """Where a message stands; a parked one waits for somebody to look at it."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told of some events of a municipality. The address itself is kept encrypted.

    `host` is shown. `old_secret_until` is how long the secret before the present one still signs.
    `failure` and `failure_fact` say what went wrong last, empty when it went well since.
    """

    id: str
    municipality_id: str
    name: str
    host: str
    events: frozenset[EventType]
    is_on: bool
    created_at: datetime
    updated_at: datetime
    old_secret_until: datetime | None = None
    good_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str = ""
    failure_fact: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address: told again under the same `id`, with the same `body`."""

    id: str
    webhook_id: str
    municipality_id: str
    type: EventType
    body: str
    created_at: datetime
    state: MessageState = MessageState.WAITING
    attempts: int = 0
    tried_at: datetime | None = None
    next_at: datetime | None = None
    delivered_at: datetime | None = None
    failure: str = ""
    failure_fact: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """Where one message stands: since when it is told, and whether its webhook takes anything."""

    state: MessageState
    since: datetime
    is_failing: bool

    def is_taken_in_time(self, now: datetime) -> bool:
        """Whether it was taken, or may be within what a few minutes' tries take."""
        may_still = self.state is MessageState.WAITING and not self.is_failing
        return self.state is MessageState.DELIVERED or (may_still and now - self.since < TAKEN_WITHIN)


def wait_after(attempts: int, luck: float, asked: timedelta | None = None) -> timedelta | None:
    """Return how long to wait after so many failed tries; None when it was the last one.

    `luck` between 0 and 1 spreads the waits by a fifth, so that not everything comes at once; `asked` is what
    the other side wants to be left in peace for.
    """
    if attempts > len(WAITS):
        return None
    wait = WAITS[attempts - 1] * (0.9 + 0.2 * luck)
    return min(max(wait, asked), LONGEST_WAIT * 1.1) if asked else wait


def is_given_up(message: Message, now: datetime) -> bool:
    """Whether a message is too old to be tried again."""
    return now - message.created_at > GIVEN_UP_AFTER


def a_webhook_says_what_it_is_told(name: str, events: Collection[EventType]) -> None:
    """A webhook has a name for the desk and names what it is to be told."""
    if not 0 < len(name) <= LONGEST_NAME:
        raise WebhookInvalid("Bitte sagen Sie, welches Programm die Meldungen bekommt.", field="name")
    if not events or EventType.TEST in events:
        raise WebhookInvalid("Bitte kreuzen Sie an, was gemeldet wird.", field="events")


def a_municipality_has_so_many_webhooks(count: int) -> None:
    """A municipality has so many webhooks and no more."""
    if count >= MOST_PER_TOWN:
        raise WebhookInvalid(f"Mehr als {MOST_PER_TOWN} Adressen gehen nicht. Beenden Sie zuerst eine.")
