"""The mails about requests: to those who decide, and to deputies."""

from booking_server.domain.people import Person
from booking_server.domain.venues import Venue
from booking_server.notices.texts import closing, facts
from booking_server.services.booking_page import BookingPage
from booking_server.services.digests import Digest, DigestEntry
from calendars.local_time import say_moment, say_period

Letter = tuple[str, str]
HOW = (
    "Der Link zeigt Ihnen die Anfrage. Erst wenn Sie dort auf „Zusagen“ oder „Absagen“ drücken, ist etwas"
    " entschieden. Geben Sie ihn nicht weiter: Er entscheidet in Ihrem Namen."
)


def decide(page: BookingPage, person: Person, url: str) -> Letter:
    """Return subject and text for somebody whose turn it is to decide about a request."""
    return (
        f"Neue Anfrage: {page.venue.name}, {say_moment(page.booking.period.start)}",
        f"Guten Tag {person.name},\n\neine neue Anfrage wartet auf Ihre Entscheidung.\n\n{facts(page)}\n"
        f"Name: {page.booking.organizer.name}\n\nAnsehen und entscheiden:\n{url}\n\n{HOW}\n"
        + closing(page.venue),
    )


def silence(page: BookingPage, person: Person, url: str) -> Letter:
    """Return subject and text for a clerk, when nobody has answered a request."""
    return (
        f"Anfrage wartet schon lange: {page.venue.name}, {say_moment(page.booking.period.start)}",
        f"Guten Tag {person.name},\n\nüber diese Anfrage hat noch niemand entschieden. Sie können jetzt"
        f" einspringen.\n\n{facts(page)}\nName: {page.booking.organizer.name}\nGefragt seit:"
        f" {say_moment(page.booking.created_at)}\n\nAnsehen und entscheiden:\n{url}\n\n{HOW}\n"
        + closing(page.venue),
    )


def digest(found: Digest, desk_url: str) -> Letter:
    """Return subject and text of the one mail a day: everything that waits for this person."""
    count = len(found.entries)
    waiting = "1 Anfrage wartet" if count == 1 else f"{count} Anfragen warten"
    blocks = "\n\n".join(
        f"{entry.venue.name}\n{say_period(entry.booking.period)}{_and_more(entry)}\n{entry.booking.occasion},"
        f" {entry.booking.persons} Personen, {entry.booking.organizer.name}\n{entry.url}"
        for entry in found.entries
    )
    return (
        f"{waiting} auf Ihre Entscheidung",
        f"Guten Tag {found.person.name},\n\n{waiting} auf Ihre Entscheidung:\n\n{blocks}\n\n{HOW}\n\n"
        f"Alle Anfragen auf einen Blick:\n{desk_url}\n\nIhr Dorfschlüssel\n",
    )


def _and_more(entry: DigestEntry) -> str:
    if entry.dates == 1:
        return ""
    return f"\nSerie: {entry.dates} Termine, dies ist der erste"


def deputy(person: Person, venue: Venue, last_day: str, sign_in_url: str) -> Letter:
    """Return subject and text for somebody who was named as deputy."""
    return (
        f"Sie vertreten jetzt jemanden: {venue.name}",
        f"Guten Tag {person.name},\n\nbis einschließlich {last_day} entscheiden Sie über Anfragen für"
        f" {venue.name}.\n\nMit Ihrer E-Mail-Adresse melden Sie sich hier an, ein Passwort gibt es nicht:\n"
        f"{sign_in_url}\n" + closing(venue),
    )
