"""Telling one sender from another without an account: by their e-mail address and their phone number."""

from booking_server.domain.bookings import Organizer


def contacts_of(organizer: Organizer) -> frozenset[str]:
    """Return what a sender is known by, spelled one way: "+49 33849-123" and "033849 123" are one."""
    local, _, domain = organizer.email.strip().lower().partition("@")
    mail = f"{local.partition('+')[0]}@{domain}" if domain else ""
    return frozenset(one for one in (mail, _phone(organizer.phone)) if one)


def is_same(one: Organizer, other: Organizer) -> bool:
    """Whether two requests came from one sender: the same address or the same number."""
    return not contacts_of(one).isdisjoint(contacts_of(other))


def _phone(text: str) -> str:
    digits = "".join(sign for sign in text if sign.isdigit() or sign == "+")
    for prefix in ("+49", "0049"):
        if digits.startswith(prefix):
            return "0" + digits.removeprefix(prefix).lstrip("0")
    return digits
