"""The mails about waiting lists and displaced bookings."""

from collections.abc import Callable

from booking_server.notices.texts import closing, facts
from booking_server.services import displaced, waiting
from booking_server.services.booking_page import booking_by_id
from booking_server.services.house import House
from booking_server.services.waiting import WaitingPage
from booking_server.storage.repositories.outbox import OutboxItem
from calendars.local_time import say_moment, say_period

Letter = tuple[str, str]
"""Subject and text."""


def letters(house: House, item: OutboxItem) -> tuple[tuple[str, Letter], ...]:
    """Return whom to write and what; nobody where no e-mail address is known or nothing is left to say."""
    return WRITERS[item.payload["template"]](house, item.subject)


def _joined(house: House, waiting_id: str) -> tuple[tuple[str, Letter], ...]:
    page = waiting.page_of(house, waiting_id)
    text = (
        f"{_greeting(page)}\n\nSie stehen auf der Warteliste.\n\n{_wish(page)}\n\n"
        "Wird die Zeit frei, halten wir sie für Sie fest und schreiben Ihnen. Sie haben dann einige Zeit,"
        " um zuzusagen.\n\n"
        f"Hier sehen Sie den Stand und können den Platz wieder aufgeben:\n{_url(house, page)}\n"
        + closing_of(page)
    )
    return _to(page, (f"Sie stehen auf der Warteliste: {page.venue.name}", text))


def _offer(house: House, waiting_id: str) -> tuple[tuple[str, Letter], ...]:
    page = waiting.page_of(house, waiting_id)
    if not page.is_offered or page.wish.offer_until is None:
        return ()
    text = (
        f"{_greeting(page)}\n\ndie Zeit, auf die Sie warten, ist frei geworden.\n\n{_wish(page)}\n\n"
        f"Wir halten sie bis {say_moment(page.wish.offer_until)} für Sie fest.\n"
        f"Öffnen Sie diese Seite und drücken Sie dort auf „Zeit nehmen“:\n{_url(house, page)}\n\n"
        "Danach bekommt sie die nächste Person auf der Liste.\n" + closing_of(page)
    )
    return _to(page, (f"Ihre Zeit ist frei: {page.venue.name}", text))


def _displaced(house: House, booking_id: str) -> tuple[tuple[str, Letter], ...]:
    page = booking_by_id(house, booking_id)
    booking = page.booking
    if not booking.organizer.email:
        return ()
    found = displaced.displaced_by_id(house, booking_id)
    offers = "\n".join(
        f"- {one.venue.name}, {one.rooms}: {say_period(one.request.period)}" for one in found.alternatives
    )
    offered = (
        f"Das ist zum Beispiel noch frei:\n{offers}\n\n"
        "Auf dieser Seite nehmen Sie mit einem Druck eine davon:\n"
        if offers
        else "Was noch frei ist, sehen Sie auf dieser Seite:\n"
    )
    text = (
        f"Guten Tag {booking.organizer.name},\n\n"
        "leider brauchen wir das Haus in Ihrer Zeit für etwas, das Vorrang hat. Ihre Buchung mussten wir"
        f" absagen. Das tut uns leid.\n\nGrund: {booking.decision_reason}\n\n{facts(page)}\n\n"
        f"{offered}{displaced.alternatives_url(house, booking)}\n\n"
        f"Ihr Tür-Code gilt nicht mehr. {page.cost_of_its_end}\n" + closing(page)
    )
    return ((booking.organizer.email, (f"Ihre Buchung muss leider weichen: {page.venue.name}", text)),)


WRITERS: dict[str, Callable[[House, str], tuple[tuple[str, Letter], ...]]] = {
    "waiting_joined": _joined,
    "waiting_offer": _offer,
    "displaced": _displaced,
}


def closing_of(page: WaitingPage) -> str:
    """Return how a mail about a wish ends."""
    phone = page.venue.contact_phone
    return (f"\nFragen? Rufen Sie an: {phone}\n" if phone else "") + "\nIhr Dorfschlüssel\n"


def _to(page: WaitingPage, letter: Letter) -> tuple[tuple[str, Letter], ...]:
    address = page.wish.request.organizer.email
    return ((address, letter),) if address else ()


def _greeting(page: WaitingPage) -> str:
    return f"Guten Tag {page.wish.request.organizer.name},"


def _wish(page: WaitingPage) -> str:
    request = page.wish.request
    return f"Haus: {page.venue.name}\nZeit: {say_period(request.period)}\nAnlass: {request.occasion}"


def _url(house: House, page: WaitingPage) -> str:
    return waiting.waiting_url(house, page.wish)
