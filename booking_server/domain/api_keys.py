"""Keys with which other programs come: for one municipality, with named scopes, ended at any time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from booking_server.domain.errors import ApiKeyInvalid, ScopeMissing

LONGEST_NAME = 80
NOTE_USE_AFTER = timedelta(minutes=5)
"""A key's last use is written down no more often than that: reading is not to become writing."""


class KeyScope(StrEnum):
    """What a key may be given; a key has what is named on it and nothing else."""

    BOOKINGS_READ = "bookings:read"
    BOOKINGS_WRITE = "bookings:write"
    PEOPLE_READ = "people:read"
    DOORS_READ = "doors:read"
    DOORS_WRITE = "doors:write"
    WEBHOOKS = "webhooks:manage"


SCOPE_WORDS = {
    KeyScope.BOOKINGS_READ: "Buchungen lesen: Zeiten, Räume, Stand, ohne Namen",
    KeyScope.BOOKINGS_WRITE: "Buchen und stornieren",
    KeyScope.PEOPLE_READ: "Dazu Namen, Kontakt und Anlass der Buchungen lesen",
    KeyScope.DOORS_READ: "Stand und Ereignisse der Türen lesen",
    KeyScope.DOORS_WRITE: "Tür-Codes für ein anderes Buchungssystem anlegen, verschieben und sperren",
    KeyScope.WEBHOOKS: "Meldungen (Webhooks) einrichten",
}


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key. Its secret is known to nobody but who was given it; here lies only a hash."""

    id: str
    municipality_id: str
    name: str
    scopes: frozenset[KeyScope]
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether the key still opens something."""
        return self.revoked_at is None

    @property
    def actor(self) -> str:
        """What the audit log calls whoever comes with the key."""
        return f"key:{self.id}"

    def may(self, scope: KeyScope) -> bool:
        """Whether the key was given a scope."""
        return scope in self.scopes

    def use_is_news(self, now: datetime) -> bool:
        """Whether its last use was noted long enough ago to be noted again."""
        return self.last_used_at is None or now - self.last_used_at >= NOTE_USE_AFTER


def a_key_has_a_name_and_a_scope(name: str, scopes: Iterable[KeyScope]) -> None:
    """A key says whose it is and what it may do."""
    if not 0 < len(name) <= LONGEST_NAME:
        raise ApiKeyInvalid("Bitte sagen Sie, welches Programm den Zugang benutzt.", field="name")
    if not set(scopes):
        raise ApiKeyInvalid("Bitte kreuzen Sie an, was der Zugang darf.", field="scopes")


def a_key_holds_the_scope(key: ApiKey, scope: KeyScope) -> None:
    """What is not named on a key is denied."""
    if not key.may(scope):
        raise ScopeMissing(f"Dieser Zugang darf das nicht: Ihm fehlt „{scope}“.", scope=scope.value)
