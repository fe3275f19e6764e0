"""Door events in words a person understands, with the sign that goes with them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from booking_server.domain.alarms import PART_WORDS, kind_of, words_of
from booking_server.domain.doors import DoorEvent
from calendars.local_time import local_date, say_date, say_moment, say_time
from calendars.period import Period
from lock_agent.contract.wire import LATEST_TIME

_MEANS = {
    "pin": "Tür-Code",
    "offline": "Offline-Code",
    "qr": "QR-Code",
    "keyholder": "Dauer-Code",
    "command": "Fernöffnung",
    "card": "Karte",
    "hold": "der Taste #, weil sie offen gehalten wurde",
}
_REFUSED = {
    "unknown": "unbekannt",
    "revoked": "gesperrt",
    "typing_error": "vertippt",
    "throttled": "zu viele Versuche kurz nacheinander, das Tastenfeld wartet",
    "not_on_this_door": "gilt nicht an dieser Tür",
    "forged": "nicht echt",
    "foreign": "gehört zu einem anderen Haus",
    "malformed": "nicht lesbar",
    "not_named": "das Schloss kennt ihn noch nicht",
    "used": "wurde schon benutzt",
    "clock_untrusted": "die Uhr der Tür ist nicht gestellt",
    "opens_only": "er öffnet nur, abschließen kann, wer gebucht hat",
}
_THROTTLED = {
    "qr": "zu schnell nacheinander gelesen, bitte noch einmal",
    "keyholder": "nach zu vielen falschen Versuchen gesperrt",
}
_FAULTS = {
    "garbage": "{part} liefert Unlesbares.",
    "restored": "{part} arbeitet wieder.",
    "closed": "{part} ist wieder geschlossen.",
    "forged": "{part} hat Nachrichten empfangen, die nicht von uns sind.",
    "stale": "{part} hat alte Nachrichten noch einmal empfangen.",
    "ahead": "{part} hat Nachrichten empfangen, die ihrer Zeit weit voraus sind.",
    "keyless": "{part} hat noch keinen Schlüssel. Das Gerät holt ihn bei der nächsten Erneuerung im Netz.",
    "full": "{part} hat mehr Sperren empfangen, als die Tür ohne neue Zugangsdaten behalten kann.",
}
_SECURED = {
    "end": "Die Tür wird nicht mehr offen gehalten: Die Zeit ist um.",
    "left": "Die Tür wird nicht mehr offen gehalten: Die Letzten haben abgeschlossen.",
    "release": "Die Tür wird nicht mehr offen gehalten: Das hat der Schreibtisch beendet.",
    "withdrawn": "Die Tür wird nicht mehr offen gehalten: Der Code oder die Erlaubnis gilt nicht mehr.",
}
_OTHERS = {
    "alarm": "Die Tür meldet eine Störung.",
    "clock": "Die Uhr der Tür wurde geprüft.",
    "boot": "Die Tür-Steuerung wurde eingeschaltet.",
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


def say_event(event: DoorEvent, window: Period | None = None, holder: str = "") -> EventWords:
    """Return an event in words; `window` is when the code of the booking it belongs to is valid.

    `holder` is whose code for good it was.
    """
    sentence = _sentence(event, window)
    told = f"{sentence[:-1]} ({holder})." if holder else sentence
    return EventWords(say_moment(event.happened), told, _kind(event), event.is_late)


def _kind(event: DoorEvent) -> str:
    if event.type == "access":
        return "success" if event.granted else "danger"
    return "warning" if event.type in ("alarm", "lost") or kind_of(event) else "info"


def _sentence(event: DoorEvent, window: Period | None) -> str:
    if event.type == "access":
        return _access(event, window)
    if kind := kind_of(event):
        return words_of(kind)
    if event.type == "alarm" and event.data.get("kind") == "holder_locked":
        return "Nach zu vielen falschen Versuchen nimmt die Tür einen Dauer-Code nicht mehr an."
    tell = {"device": _device, "door": _leaf, "mode": _mode}.get(event.type)
    if tell is not None:
        return tell(event)
    return _OTHERS.get(event.type, "Die Tür meldet etwas, das diese Seite noch nicht kennt.")


def _mode(event: DoorEvent) -> str:
    data = event.data
    if data.get("kind") == "hold_open":
        until = data.get("until")
        known = until if isinstance(until, int) and 0 <= until <= LATEST_TIME else None
        end = "" if known is None else f" bis {_when(datetime.fromtimestamp(known, UTC), event.at)}"
        return f"Die Tür wird{end} offen gehalten: Die Taste # öffnet ohne Code."
    if data.get("kind") == "secured":
        return _SECURED.get(str(data.get("why")), "Die Tür wird nicht mehr offen gehalten.")
    if data.get("kind") == "left":
        still = " Die Tür stand dabei noch offen." if data.get("open") else ""
        return f"Die Letzten haben abgeschlossen.{still}"
    return "Die Tür nimmt wieder PINs an."


def _access(event: DoorEvent, window: Period | None) -> str:
    means = _MEANS.get(str(event.data.get("cls")), "Code")
    if event.granted:
        return f"Tür geöffnet mit {means}."
    return f"{means} eingegeben, Tür blieb zu: {_why(event, window)}."


def _why(event: DoorEvent, window: Period | None) -> str:
    if event.reason in ("early", "expired") and window and window.contains(event.happened):
        is_ahead = event.happened < event.at
        return "die Uhr der Tür ging vor" if is_ahead else "dort galt für ihn noch eine andere Zeit"
    if event.reason == "throttled":
        return _THROTTLED.get(str(event.data.get("cls")), _REFUSED["throttled"])
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
    part = PART_WORDS.get(str(event.data.get("part")), "ein Gerät der Tür")
    fault = _FAULTS.get(str(event.data.get("fault")), "{part} meldet eine Störung.").format(part=part)
    return fault[0].upper() + fault[1:]


def _leaf(event: DoorEvent) -> str:
    if event.data.get("exit"):
        return "Jemand hat das Haus verlassen."
    if event.data.get("found"):
        return f"Beim Einschalten war die Tür {'offen' if event.data.get('open') else 'geschlossen'}."
    return "Die Tür wurde geöffnet." if event.data.get("open") else "Die Tür wurde geschlossen."
