"""What the simulated door shows, in words."""

from collections.abc import Mapping
from typing import Any

_REASONS = {
    "ok": "Code gültig",
    "left": "abgeschlossen",
    "incomplete": "noch nicht mit # abgeschlossen",
    "unknown": "Code unbekannt",
    "early": "Code gilt noch nicht",
    "expired": "Code gilt nicht mehr",
    "revoked": "Code gesperrt",
    "typing_error": "vertippt, die Prüfziffer stimmt nicht",
    "throttled": "zu viele Versuche, die Tür wartet",
    "not_on_this_door": "Code gilt nicht an dieser Tür",
    "forged": "QR-Code nicht echt",
    "foreign": "QR-Code eines anderen Hauses",
    "malformed": "nicht lesbar",
    "not_named": "die verbundene Tür kennt diesen Offline-Code nicht",
    "used": "Code schon benutzt",
    "clock_untrusted": "die Uhr der Tür ist nicht gestellt",
    "opens_only": "Code öffnet nur und schließt nicht ab",
    "no_power": "die Tür hat keinen Strom",
}
_LAMP = {
    "off": "aus",
    "cleared": "Eingabe gelöscht",
    "granted": "Tür offen",
    "refused": "abgewiesen",
    "typing_error": "vertippt",
    "wait": "bitte warten",
    "locked": "abgeschlossen",
    "held_open": "Tür steht offen",
    "identify": "hier bin ich",
}
SHOWN_PULSES = 5


def said(answer: Mapping[str, Any]) -> str:
    """Return what came of typing or scanning."""
    reason = str(answer.get("reason", ""))
    why = _REASONS.get(reason, reason)
    if answer.get("granted"):
        seconds = float(answer.get("strike_ms", 0)) / 1000
        return f"Offen: der Türöffner zieht für {seconds:g} Sekunden. (Protokoll: {why})"
    if reason == "left":
        return "Abgeschlossen: die Tür hat zweimal lang gepiept und braucht wieder einen Code."
    if reason == "incomplete":
        return "Taste angenommen. Schließen Sie die Eingabe mit # ab."
    return f"Bleibt zu. (Protokoll: {why}. An der echten Tür sieht man den Grund nicht.)"


def lamp(state: Mapping[str, Any]) -> str:
    """Return what the lamp shows."""
    return _LAMP.get(str(state.get("led")), "unbekannt")


def waiting_events(state: Mapping[str, Any]) -> str:
    """Return how many events the server has not acknowledged yet."""
    outbox = state.get("outbox")
    return str(outbox["depth"]) if isinstance(outbox, Mapping) else "unbekannt"


def strike_pulses(state: Mapping[str, Any]) -> list[str]:
    """Return the newest pulses of the strike from the mock pin's history, newest first."""
    history = [(float(at), bool(level)) for at, level in state.get("strike") or []]
    pulses: list[str] = []
    began: float | None = None
    for at, level in history:
        if level:
            began = at
        elif began is not None:
            pulses.append(f"{(at - began) / 1000:.1f} Sekunden".replace(".", ","))
            began = None
    if began is not None:
        pulses.append("zieht gerade")
    return pulses[::-1][:SHOWN_PULSES]
