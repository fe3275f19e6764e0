"""The mails about requests: to those who decide, and to deputies."""

from booking_server.domain.people import Person
from booking_server.domain.venues import Venue
from booking_server.notices.desk_letters import to_desk
from booking_server.notices.texts import facts
from booking_server.services.bookings.booking_page import BookingPage
from booking_server.services.desk.digests import Digest, DigestEntry
from calendars.local_time import say_moment, say_period

Letter = tuple[str, str]
HOW = (
    "Entschieden ist erst etwas, wenn Sie dort auf „Zusagen“ oder „Absagen“ drücken. Geben Sie den Link nicht"
    " weiter: Wer ihn hat, entscheidet in Ihrem Namen."
)
HOW_EACH = (
    "Entschieden ist erst etwas, wenn Sie hinter einem Link auf „Zusagen“ oder „Absagen“ drücken. Geben Sie"
    " die Links nicht weiter: Wer sie hat, entscheidet in Ihrem Namen."
)


def decide(page: BookingPage, person: Person, url: str, town_phone: str) -> Letter:
    """Return subject and text for somebody whose turn it is to decide about a request."""
    kind = "Geänderte Anfrage" if page.earlier else "Neue Anfrage"
    again = " hat die Anfrage geändert und" if page.earlier else ""
    text = (
        f"bitte entscheiden Sie: {page.booking.organizer.name}{again} möchte {page.venue.name} nutzen.\n\n"
        f"{_request(page)}\n\nAnsehen und entscheiden:\n{url}\n\n{HOW}{_until(page)}"
    )
    return f"{kind}: {page.venue.name}, {say_moment(page.booking.period.start)}", to_desk(
        person.name, text, town_phone
    )


def silence(page: BookingPage, person: Person, url: str) -> Letter:
    """Return subject and text for a clerk, when nobody has answered a request."""
    text = (
        "bitte entscheiden Sie über diese Anfrage. Zuständig sind andere, aber seit"
        f" {say_moment(page.booking.created_at)} hat niemand geantwortet.\n\n"
        f"{_request(page)}\n\nAnsehen und entscheiden:\n{url}\n\n{HOW}{_until(page)}"
    )
    subject = f"Anfrage wartet schon lange: {page.venue.name}, {say_moment(page.booking.period.start)}"
    return subject, to_desk(person.name, text)


def digest(found: Digest, desk_url: str) -> Letter:
    """Return subject and text of the one mail a day: everything that waits for this person."""
    count = len(found.entries)
    waiting = "1 Anfrage wartet" if count == 1 else f"{count} Anfragen warten"
    blocks = "\n\n".join(
        f"{entry.venue.name}\n{say_period(entry.booking.period)}{_and_more(entry)}\n{entry.booking.occasion},"
        f" {entry.booking.persons} Personen, {entry.booking.organizer.name}\n{entry.url}"
        for entry in found.entries
    )
    text = (
        f"bitte entscheiden Sie: {waiting} auf Sie.\n\n{blocks}\n\n{HOW if count == 1 else HOW_EACH}\n\n"
        f"Alle Anfragen auf einen Blick:\n{desk_url}"
    )
    return f"{waiting} auf Ihre Entscheidung: {_halls(found)}", to_desk(found.person.name, text)


def _halls(found: Digest) -> str:
    names = list(dict.fromkeys(entry.venue.name for entry in found.entries))
    return names[0] if len(names) == 1 else f"{names[0]} und {len(names) - 1} weitere"


def _and_more(entry: DigestEntry) -> str:
    if entry.dates == 1:
        return ""
    return f"\nSerie: {entry.dates} Termine, dies ist der erste"


def _request(page: BookingPage) -> str:
    """Return what is asked for and by whom, with what it takes to call back."""
    organizer = page.booking.organizer
    lines = (("Name", organizer.name), ("Telefon", organizer.phone), ("E-Mail", organizer.email))
    return "\n".join((facts(page), *(f"{label}: {value}" for label, value in lines if value)))


def _until(page: BookingPage) -> str:
    until = page.booking.hold_until
    return f"\n\nOhne Antwort verfällt die Anfrage am {say_moment(until)}." if until else ""


def deputy(person: Person, venue: Venue, last_day: str, *, by: str, sign_in_url: str, phone: str) -> Letter:
    """Return subject and text for somebody who was named as deputy."""
    text = (
        f"{by} hat Sie als Vertretung eingetragen: Bis einschließlich {last_day} entscheiden Sie über"
        f" Anfragen für {venue.name}.\n\n"
        "Sie müssen jetzt nichts tun. Wartet eine Anfrage, bekommen Sie eine E-Mail. Wenn Sie vorher alles"
        " ansehen möchten: Mit dieser E-Mail-Adresse melden Sie sich hier an, ein Passwort gibt es nicht:\n"
        f"{sign_in_url}\n\nMöchten Sie das nicht, oder geht es nicht? Dann sagen Sie bitte gleich Bescheid."
    )
    return f"Sie sind Vertretung für {venue.name} bis {last_day}", to_desk(person.name, text, phone)
