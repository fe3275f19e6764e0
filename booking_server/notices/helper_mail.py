"""The mail to a helper: where and when, and the link to their own page. Nobody has typed anything of it."""

from booking_server.services import helpers
from booking_server.services.house import House
from booking_server.storage.repositories.outbox import OutboxItem
from calendars.local_time import say_period

TEMPLATE = "helper_invited"


def letters(house: House, item: OutboxItem) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Return the mail to a helper; nobody is written to whose access was ended meanwhile."""
    helper, page = helpers.own_by_id(house, item.subject)
    if page.codes is None or not helper.email:
        return ()
    venue = page.venue
    phone = f"\nFragen? Rufen Sie an: {venue.contact_phone}\n" if venue.contact_phone else ""
    text = (
        "Guten Tag,\n\njemand hat Sie als Helferin oder Helfer eingetragen. Sie kommen ins Haus:\n\n"
        f"Haus: {venue.name}, {venue.address}\nZeit: {say_period(page.window)}\n\n"
        "Ihr Tür-Code und Ihr QR-Code stehen auf Ihrer Seite. Am besten drucken Sie sie aus:\n"
        f"{helpers.url_of(house, helper)}\n\n"
        "Wer den Link kennt, kann in dieser Zeit die Tür öffnen. Geben Sie ihn nicht weiter.\n"
        "Kennen Sie niemanden, der Sie eingetragen hat? Dann brauchen Sie nichts zu tun.\n"
        f"{phone}\nIhr Dorfschlüssel\n"
    )
    return ((helper.email, (f"Ihr Zugang: {venue.name}", text)),)
