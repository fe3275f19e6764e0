"""Mails to helpers: where and when, what became other, and the link to their own page.

Nobody has typed anything of them: what the organizer calls a helper goes to the organizer alone.
"""

from booking_server.notices.texts import closing, facts, greeting, voice_of
from booking_server.notices.voice import Voice
from booking_server.services.bookings import helpers
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.bookings.helpers import OwnPage
from booking_server.services.foundation.house import House
from booking_server.services.promises.helper_codes import ENDED, INVITED, LATE, MOVED
from booking_server.storage.repositories.outbox import OutboxItem
from calendars.local_time import say_period

WRITERS = (INVITED, MOVED, ENDED, LATE)
Letters = tuple[tuple[str, tuple[str, str]], ...]

_SUBJECTS = {
    INVITED: "Ihr Zugang",
    MOVED: "Ihr Zugang hat sich geändert",
    ENDED: "Ihr Zugang gilt nicht mehr",
    LATE: "Bitte nehmen Sie den QR-Code mit",
}
_SAYS = {
    INVITED: "jemand hat Sie als Helferin oder Helfer eingetragen. Sie kommen ins Haus:",
    MOVED: "die Buchung, bei der Sie helfen, ist geändert. Sie kommen jetzt so ins Haus:",
    ENDED: "Ihr Zugang als Helferin oder Helfer gilt nicht mehr. Er war für:",
    LATE: "das Haus hat gerade kein Netz. Das Schloss kennt Ihren Tür-Code noch nicht. Der QR-Code öffnet auf"
    " jeden Fall:",
}
_THEN = {
    INVITED: "Ihr Tür-Code und Ihr QR-Code stehen auf Ihrer Seite. Am besten drucken Sie sie aus:",
    MOVED: "Der QR-Code ist neu, ein alter Ausdruck öffnet nicht mehr. Alles steht auf Ihrer Seite:",
    LATE: "Der QR-Code steht auf Ihrer Seite. Am besten drucken Sie sie aus:",
}


def letters(house: House, item: OutboxItem) -> Letters:
    """Return the mail to a helper; nobody is told of an access that is not as the mail would say."""
    template = item.payload["template"]
    helper, page = helpers.own_by_id(house, item.subject)
    if page.now >= page.window.end or page.is_ended is not (template == ENDED):
        return ()
    if template == LATE and not helper.email:
        return _to_organizer(house, helper.booking_id, helper.name)
    if not helper.email:
        return ()
    say = Voice(page.language)
    url = helpers.url_of(house, helper, page.language) if template in _THEN else ""
    subject = f"{say(_SUBJECTS[template])}: {page.venue.name}"
    return ((helper.email, (subject, _text(page, template, url, say))),)


def _text(page: OwnPage, template: str, url: str, say: Voice) -> str:
    venue = page.venue
    care = say("Wer den Link kennt, kann in dieser Zeit die Tür öffnen. Geben Sie ihn nicht weiter.")
    link = f"{say(_THEN[template])}\n{url}\n\n{care}\n" if url else ""
    return (
        f"{say('Guten Tag,')}\n\n{say(_SAYS[template])}\n\n"
        + say("Haus: %(a)s", a=f"{venue.name}, {venue.address}")
        + "\n"
        + say("Zeit: %(a)s", a=say.spoken(say_period(page.window)))
        + f"\n\n{link}"
        + say("Kennen Sie niemanden, der Sie eingetragen hat? Dann brauchen Sie nichts zu tun.")
        + f"\n{closing(venue, say)}"
    )


def _to_organizer(house: House, booking_id: str, name: str) -> Letters:
    """Tell who invited them: of this helper nobody knows an address but they."""
    page = booking_by_id(house, booking_id)
    if not page.booking.organizer.email:
        return ()
    say = voice_of(page)
    text = (
        f"{greeting(page, say)}\n\n"
        + say(
            "das Haus hat gerade kein Netz. Das Schloss kennt den Tür-Code für „%(a)s“ noch nicht. Der"
            " QR-Code öffnet auf jeden Fall. Bitte sagen Sie das weiter.",
            a=name,
        )
        + f"\n\n{facts(page, say)}\n\n{say('Ihre Seite:')}\n{page.url}\n{closing(page.venue, say)}"
    )
    subject = say("Bitte sagen Sie weiter: %(a)s", a=page.venue.name)
    return ((page.booking.organizer.email, (subject, text)),)
