"""How a door is, in words: the worst first, with what to do about it. Nobody has to know what a clock is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from booking_server.domain.doors import Door


class Health(StrEnum):
    """How pressing it is; the words of the badge say the same."""

    WELL = "success"
    LOOK = "warning"
    BAD = "danger"


HEALTH_WORDS = {Health.WELL: "in Ordnung", Health.LOOK: "bitte ansehen", Health.BAD: "dringend"}
A_LONG_TIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DoorHealth:
    """The state of a door and its sentences."""

    health: Health
    sentences: tuple[str, ...]

    @property
    def word(self) -> str:
        """What its badge says."""
        return HEALTH_WORDS[self.health]


def health_of(door: Door, now: datetime) -> DoorHealth:
    """Return how a door is, as far as it has told; what it has not told lately is not called well."""
    found = [*_bad(door), *_to_look_at(door, now)]
    if not found:
        return DoorHealth(Health.WELL, ("Verbunden. Codes kommen sofort an.",))
    worst = Health.BAD if any(health is Health.BAD for health, _ in found) else Health.LOOK
    return DoorHealth(worst, tuple(sentence for _, sentence in found))


def _bad(door: Door) -> list[tuple[Health, str]]:
    if door.rival_at is None:
        return []
    return [(Health.BAD, "Zwei Geräte melden sich als diese Tür. Bitte rufen Sie die Technik an.")]


def _to_look_at(door: Door, now: datetime) -> list[tuple[Health, str]]:
    told = []
    if door.last_seen_at is None:
        told.append("Hat sich noch nie gemeldet.")
    elif not door.is_online(now):
        told.append(_away(now - door.last_seen_at))
        if door.outbox_depth:
            count = door.outbox_depth
            told.append(
                "1 Meldung ist noch unterwegs." if count == 1 else f"{count} Meldungen sind noch unterwegs."
            )
    if door.pin_off:
        told.append("Nimmt keine PIN an, bis jemand mit einem Dauer-Code öffnet. QR-Codes gehen.")
    if door.clock == "untrusted":
        told.append("Ihre Uhr ist nicht gestellt. Neue Codes öffnen vielleicht nicht.")
    if door.contact == "open":
        told.append("Steht offen." if door.is_online(now) else "Stand zuletzt offen.")
    return [(Health.LOOK, sentence) for sentence in told]


def _away(gone: timedelta) -> str:
    """Say what still opens: a hall without network is no hall without a door."""
    since = f"Seit {_span(gone)} nicht verbunden."
    if gone < A_LONG_TIME:
        return f"{since} Codes, die schon am Schloss liegen, und QR-Codes öffnen weiter."
    return f"{since} QR-Codes öffnen weiter. Bitte sehen Sie nach Strom und Netz."


def _span(gone: timedelta) -> str:
    if gone >= timedelta(days=2):
        return f"{gone.days} Tagen"
    if gone >= timedelta(hours=2):
        return f"{gone // timedelta(hours=1)} Stunden"
    return f"{max(gone // timedelta(minutes=1), 2)} Minuten"
