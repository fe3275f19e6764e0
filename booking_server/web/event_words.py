"""Door events in words a person understands, with the sign that goes with them."""

from dataclasses import dataclass
from datetime import datetime

from booking_server.domain.doors import DoorEvent
from calendars.local_time import local_date, say_date, say_moment, say_time
from calendars.period import Period

_MEANS = {
    "pin": "Tür-Code",
    "offline": "Offline-Code",
    "qr": "QR-Code",
    "keyholder": "Dauer-Code",
    "command": "Fernöffnung",
    "card": "Karte",
}
_REFUSED = {
    "unknown": "unbekannt",
    "revoked": "gesperrt",
    "typing_error": "vertippt",
    "throttled": "zu viele Versuche kurz nacheinander, bitte kurz warten",
    "not_on_this_door": "gilt nicht an dieser Tür",
    "forged": "nicht echt",
    "foreign": "gehört zu einem anderen Haus",
    "malformed": "nicht lesbar",
    "not_named": "das Schloss kennt ihn noch nicht",
    "used": "wurde schon benutzt",
    "clock_untrusted": "die Uhr der Tür ist nicht gestellt",
}
_ALARMS = {
    "forced_open": "Die Tür wurde geöffnet, ohne dass jemand einen Code eingab.",
    "held_open": "Die Tür steht seit über fünf Minuten offen.",
    "guessing": "Jemand probiert Codes aus.",
    "pin_off": "Nach zu vielen falschen Codes nimmt die Tür vorerst keine PIN mehr an.",
    "untrusted_clock": "Die Tür öffnete, obwohl ihre Uhr nicht sicher stimmt.",
    "tamper": "Am Gehäuse der Tür hat sich jemand zu schaffen gemacht.",
    "emergency": "Jemand hat die Nottaste der Tür benutzt.",
    "power": "Die Stromversorgung der Tür ist gestört.",
}
_PARTS = {
    "keypad": "das Tastenfeld",
    "reader": "der Wiegand-Leser",
    "scanner": "der QR-Leser",
    "strike": "die Ansteuerung des Schlosses",
    "contact": "der Türkontakt",
    "exit": "der Türöffner-Taster innen",
    "tamper": "der Gehäusekontakt",
    "emergency": "die Nottaste",
    "housing": "das Gehäuse",
}
_FAULTS = {
    "garbage": "{part} liefert Unlesbares.",
    "stuck": "{part}: Eine Taste klemmt.",
    "missing": "{part} antwortet nicht. Bitte Stecker und Kabel prüfen.",
    "restored": "{part} arbeitet wieder.",
    "closed": "{part} ist wieder geschlossen.",
}
_OTHERS = {
    "boot": "Die Tür-Steuerung wurde eingeschaltet.",
    "clock": "Die Uhr der Tür wurde geprüft.",
    "snapshot": "Die Tür hat neue Codes erhalten.",
    "lost": "Ein Teil des Tür-Protokolls ging verloren.",
    "strike": "Das Schloss hat sich bewegt.",
}


@dataclass(frozen=True, slots=True)
class EventWords:
    """One event as it is shown: `kind` is "success", "danger", "warning" or "info"."""

    moment: str
    sentence: str
    kind: str
    is_late: bool


def say_event(event: DoorEvent, window: Period | None = None) -> EventWords:
    """Return an event in words; `window` is when the code of the booking it belongs to is valid."""
    return EventWords(say_moment(event.at), _sentence(event, window), _kind(event), event.is_late)


def _kind(event: DoorEvent) -> str:
    if event.type == "access":
        return "success" if event.granted else "danger"
    return "warning" if event.type in ("alarm", "lost") else "info"


def _sentence(event: DoorEvent, window: Period | None) -> str:
    if event.type == "access":
        return _access(event, window)
    if event.type == "alarm":
        return _ALARMS.get(str(event.data.get("kind")), "Die Tür meldet eine Störung.")
    if event.type == "device":
        return _device(event)
    if event.type == "door":
        return _leaf(event)
    if event.type == "mode":
        return "Die Tür nimmt wieder PINs an."
    return _OTHERS.get(event.type, "Die Tür meldet etwas, das diese Seite noch nicht kennt.")


def _access(event: DoorEvent, window: Period | None) -> str:
    means = _MEANS.get(str(event.data.get("cls")), "Code")
    if event.granted:
        return f"Tür geöffnet mit {means}."
    return f"{means} eingegeben, Tür blieb zu: {_why(event, window)}."


def _why(event: DoorEvent, window: Period | None) -> str:
    if event.reason == "early":
        return f"gültig ab {_when(window.start, event.at)}" if window else "zu früh, noch nicht gültig"
    if event.reason == "expired":
        return f"gültig bis {_when(window.end, event.at)}" if window else "nicht mehr gültig"
    return _REFUSED.get(event.reason, "nicht angenommen")


def _when(instant: datetime, seen_from: datetime) -> str:
    """Say the time alone on the same day, with its date on another."""
    if local_date(instant) == local_date(seen_from):
        return say_time(instant)
    return f"{say_date(local_date(instant))}, {say_time(instant)}"


def _device(event: DoorEvent) -> str:
    part = _PARTS.get(str(event.data.get("part")), "ein Gerät der Tür")
    fault = _FAULTS.get(str(event.data.get("fault")), "{part} meldet eine Störung.").format(part=part)
    return fault[0].upper() + fault[1:]


def _leaf(event: DoorEvent) -> str:
    if event.data.get("exit"):
        return "Jemand hat das Haus verlassen."
    if event.data.get("found"):
        return f"Beim Einschalten war die Tür {'offen' if event.data.get('open') else 'geschlossen'}."
    return "Die Tür wurde geöffnet." if event.data.get("open") else "Die Tür wurde geschlossen."
