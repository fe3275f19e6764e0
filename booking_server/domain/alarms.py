"""What a door reports that somebody must hear of: who, in which words, and how often at most."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from booking_server.domain.doors import DoorEvent

SHOWN_FOR = timedelta(hours=24)
"""How long an alarm stands on the desk, unless what it tells is over before."""


class Whom(StrEnum):
    """Who is told: whoever looks after the house, or after its technology."""

    CARETAKER = "caretaker"
    TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is told of one kind: `quiet` is how long nobody is written to about it again."""

    whom: Whom
    words: str
    advice: str
    quiet: timedelta = timedelta(hours=24)


PART_WORDS = {
    "keypad": "das Tastenfeld",
    "reader": "der Wiegand-Leser",
    "scanner": "der QR-Leser",
    "strike": "die Ansteuerung des Schlosses",
    "contact": "der Türkontakt",
    "exit": "der Türöffner-Taster innen",
    "tamper": "der Gehäusekontakt",
    "emergency": "die Nottaste",
    "housing": "das Gehäuse",
    "agent": "das Programm der Tür",
    "card": "die Speicherkarte",
    "radio": "das Funkmodul",
}

FAULTS = ("missing", "stuck", "update_failed", "read_only")
"""What a part may report that somebody is to be told of."""

_SOON = timedelta(hours=1)
_LOOK = "Bitte sehen Sie nach, oder rufen Sie jemanden an, der in der Nähe ist."

ALARMS = {
    "forced_open": Alarm(
        Whom.CARETAKER,
        "Die Tür wurde geöffnet, ohne dass jemand einen Code eingab.",
        f"Vielleicht ging jemand von innen hinaus, vielleicht wurde sie aufgebrochen. {_LOOK}",
        _SOON,
    ),
    "held_open": Alarm(Whom.CARETAKER, "Die Tür steht seit über fünf Minuten offen.", _LOOK, _SOON),
    "left_open": Alarm(
        Whom.CARETAKER,
        "Die Tür steht noch offen, obwohl die Buchung seit einer Viertelstunde zu Ende ist.",
        "Ist noch jemand im Haus? Sonst muss jemand die Tür zuziehen.",
        _SOON,
    ),
    "guessing": Alarm(
        Whom.CARETAKER,
        "Jemand probiert Codes aus.",
        "An einem Tag wurden zwanzig Eingaben abgelehnt. Wer einen gültigen QR-Code hat, kommt weiter hinein."
        " Fragen Sie, ob jemand Hilfe braucht, und sehen Sie nach, ob jemand an der Tür spielt.",
    ),
    "pin_off": Alarm(
        Whom.CARETAKER,
        "Nach zu vielen falschen Codes nimmt die Tür vorerst keine PIN mehr an.",
        "Öffnen Sie sie bitte einmal mit einem Dauer-Code: Dann nimmt sie wieder PINs. Bis dahin öffnen"
        " QR-Code und Offline-Code.",
    ),
    "tamper": Alarm(Whom.CARETAKER, "Am Gehäuse der Tür hat sich jemand zu schaffen gemacht.", _LOOK, _SOON),
    "emergency": Alarm(
        Whom.CARETAKER,
        "Jemand hat die Nottaste der Tür benutzt.",
        f"{_LOOK} Braucht jemand Hilfe, wählen Sie 112.",
        _SOON,
    ),
    "untrusted_clock": Alarm(
        Whom.TECHNICIAN,
        "Die Tür öffnete, obwohl ihre Uhr nicht sicher stimmt.",
        "Sobald die Tür wieder Netz hat, stellt sie ihre Uhr selbst. Bleibt das so, ist die Batterie leer.",
    ),
    "clock_jump": Alarm(
        Whom.TECHNICIAN,
        "Die Uhr der Tür ist gesprungen oder hat ihre Zeit verloren.",
        "Neue Codes öffnen nur eingeschränkt, bis die Tür wieder Netz hat. Prüfen Sie die Batterie der Uhr.",
    ),
    "server_clock": Alarm(
        Whom.TECHNICIAN,
        "Die Uhr dieses Servers ging vor, oder die der Tür geht nach: Die Tür glaubt die Zeit nicht.",
        "Gültige Codes öffnen weiter. Prüfen Sie, ob Datum und Uhrzeit des Servers stimmen.",
    ),
    "power": Alarm(
        Whom.TECHNICIAN, "Die Stromversorgung der Tür ist gestört.", "Prüfen Sie Netzteil und Kabel."
    ),
    "storage": Alarm(
        Whom.TECHNICIAN,
        "Der Speicher der Tür war beschädigt und wurde neu angelegt.",
        "Gültige Codes öffnen weiter. Tauschen Sie bald die Speicherkarte.",
    ),
    "card": Alarm(
        Whom.TECHNICIAN,
        "Die Tür konnte eine Zeit lang nichts speichern.",
        "Gültige Codes öffnen weiter. Tauschen Sie bald die Speicherkarte.",
    ),
    "missing": Alarm(
        Whom.TECHNICIAN,
        "{Part} antwortet nicht. Bitte Stecker und Kabel prüfen.",
        "Was sonst an der Tür öffnet, öffnet weiter.",
    ),
    "read_only": Alarm(
        Whom.TECHNICIAN,
        "{Part} der Tür nimmt nichts mehr an. Die Tür arbeitet ohne sie weiter.",
        "Gültige Codes öffnen weiter. Tauschen Sie bald die Speicherkarte: Bei einem Stromausfall ginge"
        " verloren, was die Tür noch nicht hierher gemeldet hat.",
    ),
    "update_failed": Alarm(
        Whom.TECHNICIAN,
        "{Part} ließ sich nicht erneuern. Die Tür arbeitet mit dem bisherigen.",
        "Geben Sie diese Fassung des Programms keinem anderen Haus frei, und geben Sie eine neue heraus.",
    ),
    "stuck": Alarm(
        Whom.TECHNICIAN, "{Part}: Eine Taste klemmt.", "Sehen Sie nach, ob etwas die Taste festhält."
    ),
}


def kind_of(event: DoorEvent) -> str:
    """Return which alarm an event is, with the part where it is about one; empty for none."""
    data = {name: str(value) for name, value in event.data.items()}
    kind = data.get("kind", "")
    if event.type == "alarm":
        return kind if kind in ALARMS else ""
    if event.type == "lost" and data.get("cause") in ("storage", "card"):
        return data["cause"]
    if event.type == "clock" and event.data.get("jumped") is True:
        return "clock_jump"
    if event.type == "device" and data.get("fault") in FAULTS:
        return f"{data['fault']}:{data.get('part', '')[:24]}"
    return ""


def alarm_of(kind: str) -> Alarm:
    """Return what is told of a kind."""
    return ALARMS[kind.partition(":")[0]]


def words_of(kind: str) -> str:
    """Return an alarm in a sentence."""
    part = PART_WORDS.get(kind.partition(":")[2], "ein Gerät")
    return alarm_of(kind).words.format(Part=part[0].upper() + part[1:])


def standing(events: Iterable[DoorEvent]) -> tuple[DoorEvent, ...]:
    """Return the newest event of each alarm that is not over, newest first; `events` are oldest first."""
    found: dict[str, DoorEvent] = {}
    for event in events:
        for over in _ended_by(event, tuple(found)):
            del found[over]
        if kind := kind_of(event):
            found.pop(kind, None)
            found[kind] = event
    return tuple(reversed(found.values()))


def _ended_by(event: DoorEvent, kinds: tuple[str, ...]) -> tuple[str, ...]:
    data = event.data
    over: tuple[str, ...] = ()
    if event.type == "door" and data.get("open") is False:
        over = ("held_open", "left_open")
    elif event.type == "mode" and data.get("kind") == "pin_rearmed":
        over = ("pin_off",)
    elif event.type == "clock" and data.get("quality") == "ok":
        over = ("clock_jump", "untrusted_clock")
    elif event.type == "device" and data.get("fault") == "restored":
        over = tuple(f"{fault}:{data.get('part')}" for fault in FAULTS)
    return tuple(kind for kind in over if kind in kinds)
