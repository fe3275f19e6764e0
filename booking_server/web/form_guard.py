"""Telling people from programs without an account or a riddle: a field nobody sees, and the time it takes."""

from datetime import UTC, datetime, timedelta

from booking_server.domain.errors import SentTooFast
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House

PURPOSE = "form-stamp"
TRAP = "website"
"""The field that is hidden from people: what fills it in is a program."""


def stamp(house: House, old: str = "") -> str:
    """Return what a form says about when it was first shown; a stamp of ours is kept."""
    if old and _stamped(house, old) is not None:
        return old
    return links.sealed(house, PURPOSE, str(int(house.clock().timestamp())))


def a_person_filled_this_in(house: House, *, stamped: str, trap: str, phone: str) -> None:
    """Raise SentTooFast for a form that came back faster than anybody types, or with the hidden field."""
    if house.policy.fill_in_for == timedelta():
        return
    shown = _stamped(house, stamped)
    if trap or shown is None or house.clock() - shown < house.policy.fill_in_for:
        call = f" Oder rufen Sie an: {phone}." if phone else ""
        raise SentTooFast(
            "Das Formular kam so zurück, wie es Programme tun. Bitte sehen Sie Ihre Angaben noch einmal an"
            f" und senden Sie es dann ab.{call}"
        )


def _stamped(house: House, text: str) -> datetime | None:
    seconds = links.unsealed(house, PURPOSE, text)
    return datetime.fromtimestamp(int(seconds), UTC) if seconds and seconds.isdecimal() else None
