"""The mail in which somebody from the desk writes to an organizer."""

from booking_server.notices.texts import closing, facts, greeting, voice_of
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.desk.desk_messages import TEMPLATE, message_by_id
from booking_server.services.foundation.house import House
from booking_server.storage.repositories.outbox import OutboxItem

__all__ = ["TEMPLATE", "letters"]


def letters(house: House, item: OutboxItem) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Return whom to write and what; nobody when address or message were erased since."""
    found = message_by_id(house, item.payload["message"])
    page = booking_by_id(house, item.subject)
    if found is None or not page.booking.organizer.email:
        return ()
    message, author = found
    say = voice_of(page)
    text = (
        f"{greeting(page, say)}\n\n{say('%(a)s schreibt Ihnen zu Ihrer Buchung:', a=author)}\n\n"
        f"{message.text.strip()}\n\n{facts(page, say)}\n\n{say('Ihre Buchung:')}\n{page.url}\n"
        f"{closing(page.venue, say)}"
    )
    return ((page.booking.organizer.email, (f"{page.venue.name}: {message.subject}", text)),)
