"""The mail in which somebody from the desk writes to an organizer."""

from booking_server.notices.texts import closing, facts
from booking_server.services.booking_page import booking_by_id
from booking_server.services.desk_messages import TEMPLATE, message_by_id
from booking_server.services.house import House
from booking_server.storage.repositories.outbox import OutboxItem

__all__ = ["TEMPLATE", "letters"]


def letters(house: House, item: OutboxItem) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Return whom to write and what; nobody when address or message were erased since."""
    found = message_by_id(house, item.payload["message"])
    page = booking_by_id(house, item.subject)
    if found is None or not page.booking.organizer.email:
        return ()
    message, author = found
    text = (
        f"Guten Tag {page.booking.organizer.name},\n\n{author} schreibt Ihnen zu Ihrer Buchung:\n\n"
        f"{message.text.strip()}\n\n{facts(page)}\n\nIhre Buchung:\n{page.url}\n"
    )
    return ((page.booking.organizer.email, (f"{page.venue.name}: {message.subject}", text + closing(page))),)
