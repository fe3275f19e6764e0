"""The mails about waiting lists and displaced bookings."""

from collections.abc import Callable

from booking_server.notices.texts import closing, facts, greeting, voice_of
from booking_server.notices.voice import Voice
from booking_server.services.bookings.booking_page import BookingPage, booking_by_id
from booking_server.services.foundation.house import House
from booking_server.services.waiting import displaced, waiting
from booking_server.services.waiting.waiting import WaitingPage
from booking_server.storage.repositories.outbox import OutboxItem
from calendars.local_time import say_moment, say_period

Letter = tuple[str, str]
"""Subject and text."""


def letters(house: House, item: OutboxItem) -> tuple[tuple[str, Letter], ...]:
    """Return whom to write and what; nobody where no e-mail address is known or nothing is left to say."""
    return WRITERS[item.payload["template"]](house, item.subject)


def _joined(house: House, waiting_id: str) -> tuple[tuple[str, Letter], ...]:
    page = waiting.page_of(house, waiting_id)
    say = _voice_of(page)
    text = (
        f"{_greeting(page, say)}\n\n{say('Sie stehen auf der Warteliste.')}\n\n{_wish(page, say)}\n\n"
        + say(
            "Wird die Zeit frei, halten wir sie für Sie fest und schreiben Ihnen. Sie haben dann einige Zeit,"
            " um zuzusagen."
        )
        + "\n\n"
        + say("Hier sehen Sie den Stand und können den Platz wieder aufgeben:")
        + f"\n{_url(house, page)}\n{closing(page.venue, say)}"
    )
    return _to(page, (say("Sie stehen auf der Warteliste: %(a)s", a=page.venue.name), text))


def _offer(house: House, waiting_id: str) -> tuple[tuple[str, Letter], ...]:
    page = waiting.page_of(house, waiting_id)
    if not page.is_offered or page.wish.offer_until is None:
        return ()
    say = _voice_of(page)
    until = say.spoken(say_moment(page.wish.offer_until))
    text = (
        f"{_greeting(page, say)}\n\n"
        + say("die Zeit, auf die Sie warten, ist frei geworden.")
        + f"\n\n{_wish(page, say)}\n\n"
        + say("Wir halten sie bis %(a)s für Sie fest.", a=until)
        + "\n"
        + say("Öffnen Sie diese Seite und drücken Sie dort auf „Zeit nehmen“:")
        + f"\n{_url(house, page)}\n\n"
        + say("Danach bekommt sie die nächste Person auf der Liste.")
        + f"\n{closing(page.venue, say)}"
    )
    return _to(page, (say("Ihre Zeit ist frei: %(a)s", a=page.venue.name), text))


def _displaced(house: House, booking_id: str) -> tuple[tuple[str, Letter], ...]:
    page = booking_by_id(house, booking_id)
    booking = page.booking
    if not booking.organizer.email:
        return ()
    say = voice_of(page)
    text = (
        f"{greeting(page, say)}\n\n"
        + say(
            "leider brauchen wir das Haus in Ihrer Zeit für etwas, das Vorrang hat. Ihre Buchung mussten wir"
            " absagen. Das tut uns leid."
        )
        + f"\n\n{say('Grund: %(a)s', a=booking.decision_reason)}\n\n{facts(page, say)}\n\n"
        + f"{_instead(house, page, say)}{displaced.alternatives_url(house, booking)}\n\n"
        + f"{say('Ihr Tür-Code gilt nicht mehr.')} {say.spoken(page.cost_of_its_end)}\n"
        + closing(page.venue, say)
    )
    subject = say("Ihre Buchung muss leider weichen: %(a)s", a=page.venue.name)
    return ((booking.organizer.email, (subject, text)),)


def _instead(house: House, page: BookingPage, say: Voice) -> str:
    """Return what is free instead, and how it is taken."""
    offers = "\n".join(
        f"- {one.venue.name}, {say.spoken(one.rooms)}: {say.spoken(say_period(one.request.period))}"
        for one in displaced.displaced_by_id(house, page.booking.id).alternatives
    )
    if not offers:
        return say("Was noch frei ist, sehen Sie auf dieser Seite:") + "\n"
    return (
        f"{say('Das ist zum Beispiel noch frei:')}\n{offers}\n\n"
        f"{say('Auf dieser Seite nehmen Sie mit einem Druck eine davon:')}\n"
    )


WRITERS: dict[str, Callable[[House, str], tuple[tuple[str, Letter], ...]]] = {
    "waiting_joined": _joined,
    "waiting_offer": _offer,
    "displaced": _displaced,
}


def _to(page: WaitingPage, letter: Letter) -> tuple[tuple[str, Letter], ...]:
    address = page.wish.request.organizer.email
    return ((address, letter),) if address else ()


def _voice_of(page: WaitingPage) -> Voice:
    return Voice(page.wish.request.organizer.language)


def _greeting(page: WaitingPage, say: Voice) -> str:
    return say("Guten Tag %(a)s,", a=page.wish.request.organizer.name)


def _wish(page: WaitingPage, say: Voice) -> str:
    request = page.wish.request
    return "\n".join(
        (
            say("Haus: %(a)s", a=page.venue.name),
            say("Zeit: %(a)s", a=say.spoken(say_period(request.period))),
            say("Anlass: %(a)s", a=request.occasion),
        )
    )


def _url(house: House, page: WaitingPage) -> str:
    return waiting.waiting_url(house, page.wish)
