"""A command to a door, and what a person is told of it: never more than the door has answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LIFE = timedelta(seconds=10)
"""Door protocol, section 5: what is older opens nothing any more."""


class CommandState(StrEnum):
    """What is known of a command. The last four are final."""

    ASKED = "asked"
    SENT = "sent"
    ACCEPTED = "accepted"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    UNSENT = "unsent"


FINAL = frozenset({CommandState.DONE, CommandState.FAILED, CommandState.REFUSED, CommandState.UNSENT})
UNKNOWN = (
    "Unbekannt: Die Tür hat nicht geantwortet. Fragen Sie am Telefon, ob sie offen ist, bevor Sie es noch"
    " einmal versuchen."
)
HELD = {
    "hold_open": "Die Tür ist offen gehalten: Bis zum Ende öffnet die Taste # ohne Code.",
    "release": "Die Tür ist wieder gesichert: Jedes Öffnen braucht einen Code.",
}
"""What is said when the door has done what it was asked, and that was not to open once."""
REFUSED_BECAUSE = {
    "not_allowed": "Die Tür hat abgelehnt: Nach ihren Einstellungen darf sie nicht offen gehalten werden.",
    "clock": "Die Tür hat abgelehnt: Ihre Uhr ist nicht gestellt, sie wüsste nicht, wann Schluss ist.",
    "not_supported": "Die Tür hat abgelehnt: Ihr Programm kann das noch nicht.",
    "until": "Die Tür hat abgelehnt: Dieses Ende nimmt sie nicht an. Prüfen Sie die Uhr der Tür.",
}
WORDS = {
    CommandState.ASKED: "Der Auftrag geht gerade zur Tür.",
    CommandState.SENT: "Der Auftrag ist unterwegs. Die Tür hat noch nicht geantwortet.",
    CommandState.ACCEPTED: "Die Tür hat den Auftrag angenommen.",
    CommandState.DONE: "Die Tür hat geöffnet. Sie ist nach wenigen Sekunden wieder zu.",
    CommandState.FAILED: "Die Tür hat es versucht, weiß aber nicht, ob das Schloss sich bewegt hat.",
    CommandState.REFUSED: "Die Tür hat abgelehnt: Der Auftrag kam zu spät oder galt nicht mehr.",
    CommandState.UNSENT: "Nichts geschehen: Der Auftrag konnte nicht rechtzeitig zur Tür geschickt werden.",
}


@dataclass(frozen=True, slots=True)
class DoorCommand:
    """One command by one person to one session of one door. `why` stays here; the door is not told.

    `hold_until` is the end that was asked for, where the door is to be held open.
    """

    id: str
    door_id: str
    person_id: str
    op: str
    session: str
    why: str
    asked_at: datetime
    expires_at: datetime
    state: CommandState
    reason: str = ""
    answered_at: datetime | None = None
    hold_until: datetime | None = None

    def is_final(self, now: datetime) -> bool:
        """Whether nothing more will be heard that could be believed."""
        return self.state in FINAL or now >= self.expires_at

    def words(self, now: datetime) -> str:
        """Return what the person is told at `now`."""
        waits = self.state in (CommandState.ASKED, CommandState.SENT, CommandState.ACCEPTED)
        if waits and now >= self.expires_at:
            return UNKNOWN
        if self.state is CommandState.DONE:
            return HELD.get(self.op, WORDS[self.state])
        if self.state is CommandState.REFUSED:
            return REFUSED_BECAUSE.get(self.reason, WORDS[self.state])
        return WORDS[self.state]
