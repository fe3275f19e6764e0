"""Being signed in: by which way, for how long, and what counts as strong."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from booking_server.domain.errors import LastPasskey, PasskeyRefused
from booking_server.domain.people import Person


class Way(StrEnum):
    """How somebody signed in.

    `SETUP` is a mailed link that a second administrator asked for: it lets somebody add a passkey.
    `CONSOLE` is a link printed on the server itself, by who could read the database anyway.
    """

    MAIL = "mail"
    SETUP = "setup"
    CONSOLE = "console"
    PASSKEY = "passkey"


STRONG = frozenset({Way.PASSKEY, Way.CONSOLE})
"""The ways whose sessions may administer."""

WAY_WORDS = {
    Way.MAIL: "mit Link oder Code aus einer E-Mail",
    Way.SETUP: "mit einem Link zum Einrichten",
    Way.CONSOLE: "mit einem Link vom Server",
    Way.PASSKEY: "mit Passkey",
}


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that is signed in; `key` names it without letting anybody in."""

    key: str
    person_id: str
    way: Way
    device: str
    created_at: datetime
    expires_at: datetime
    seen_at: datetime

    def is_live(self, now: datetime, idle_for: timedelta) -> bool:
        """Whether it has neither reached its end nor lain idle for too long."""
        return now < self.expires_at and now < self.seen_at + idle_for

    def is_fresh(self, now: datetime, within: timedelta) -> bool:
        """Whether it began just now."""
        return now - self.created_at <= within

    def is_strong(self, now: datetime, strong_for: timedelta) -> bool:
        """Whether it may administer: signed in by a strong way, not too long ago."""
        return self.way in STRONG and now < self.created_at + strong_for

    def is_invited(self, now: datetime, strong_for: timedelta) -> bool:
        """Whether it may add a passkey because a second administrator said so, not too long ago."""
        return self.way is Way.SETUP and now < self.created_at + strong_for


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key in somebody's phone, computer or security key; here only its public half.

    `credential` is its id in base64url, `public_key` a COSE key in CBOR.
    """

    id: str
    person_id: str
    credential: str
    public_key: bytes
    sign_count: int
    name: str
    created_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, in which session, whether it may administer, or add a passkey for that."""

    person: Person
    session: Session
    is_strong: bool
    is_invited: bool = False

    @property
    def acting(self) -> Person:
        """The person with the roles that count in this session."""
        return self.person if self.is_strong else self.person.without_administration


def a_counter_only_moves_forward(stored: int, given: int) -> None:
    """A counter only moves forward, or stays 0 for good (WebAuthn Level 2, 7.2 step 21).

    A passkey that falls behind was copied. Raises PasskeyRefused.
    """
    if (stored or given) and given <= stored:
        raise PasskeyRefused(
            "Dieser Passkey wurde vielleicht kopiert. Wir nehmen ihn nicht mehr an: Bitte melden Sie sich mit"
            " einem anderen an und entfernen Sie ihn."
        )


def nobody_loses_the_last_passkey_unasked(passkeys: Collection[Passkey], *, said_yes: bool) -> None:
    """Nobody loses the last passkey unasked. Raises LastPasskey."""
    if len(passkeys) <= 1 and not said_yes:
        raise LastPasskey(
            "Das ist Ihr letzter Passkey. Wenn Sie ihn wirklich entfernen wollen, setzen Sie das Häkchen."
        )


def who_administers_adds_a_passkey_from_a_strong_session(
    signed_in: SignedIn, passkeys: Collection[Passkey]
) -> None:
    """A mailbox alone adds no passkey to somebody who administers or has one.

    It takes a strong session, or the link that a second administrator asked for. Raises PasskeyRefused.
    """
    may_add = signed_in.is_strong or signed_in.is_invited
    if not may_add and (passkeys or signed_in.person.administers):
        raise PasskeyRefused(
            "Einen Passkey legen Sie an, wenn Sie mit einem Passkey angemeldet sind. Haben Sie keinen (mehr)?"
            " Dann schickt Ihnen jemand anderes aus der Verwaltung einen Link zum Einrichten."
        )
