"""What helps somebody before a door that stays shut, from what the door told last."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from booking_server.domain.doors import DoorEvent
from calendars.local_time import say_moment, say_time
from calendars.period import Period

FRESH = timedelta(hours=1)
"""How long ago somebody may have tried: whoever reads the page later no longer stands there."""

_OTHER_WAYS = "Nehmen Sie den QR-Code{offline}."
_HELPS = {
    "throttled": "Nach falschen Versuchen wartet das Tastenfeld eine Weile. Der QR-Code geht sofort.",
    "revoked": "Das war ein alter Code, vielleicht von einem alten Ausdruck. Nehmen Sie den, der hier steht.",
    "not_named": "Das Schloss kennt diesen Code noch nicht. {ways}",
    "unknown": "Das Schloss kennt diesen Code noch nicht. {ways}",
    "clock_untrusted": "Die Uhr der Tür ist nicht gestellt. {ways}",
    "opens_only": "Ihr Code öffnet nur. Abschließen kann, wer gebucht hat; die zugezogene Tür ist zu.",
    "not_on_this_door": "Der Code gilt an dieser Tür nicht. Versuchen Sie es an der anderen Tür des Hauses.",
}


def why_it_stayed_shut(
    events: Iterable[DoorEvent], window: Period, now: datetime, *, has_offline: bool
) -> str:
    """Return what helps after the newest try, when it was refused within the last hour; else nothing.

    The newest event comes first. `has_offline` is whether there is an offline PIN to fall back to.
    """
    last = next((one for one in events if one.type == "access"), None)
    if last is None or last.granted or now - last.happened > FRESH:
        return ""
    ways = _OTHER_WAYS.format(offline=" oder den Offline-Code" if has_offline else "")
    helps = _HELPS.get(last.reason, f"{ways} Öffnet auch der nicht, rufen Sie an.").format(ways=ways)
    if last.reason in ("early", "expired") and window.contains(last.happened):
        helps = f"Für den Code galt dort noch eine andere Zeit. {ways}"
    elif last.reason == "early":
        helps = f"Es war noch zu früh. Ihr Code öffnet ab {say_moment(window.start)}."
    elif last.reason == "expired":
        helps = f"Ihre Zeit ist vorbei: Sie ging bis {say_moment(window.end)}."
    return f"Um {say_time(last.happened)} blieb die Tür zu. {helps}"
