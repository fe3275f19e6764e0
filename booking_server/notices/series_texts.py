"""The texts of mails about series: every date in words, the link to the page with all of them."""

from datetime import date

from booking_server.domain.people import Person
from booking_server.notices.approval_texts import HOW
from booking_server.notices.desk_letters import to_desk
from booking_server.notices.texts import closing
from booking_server.notices.voice import GERMAN, Voice
from booking_server.services.series.series_page import DateView, SeriesPage
from calendars.local_time import say_date, say_period

Letter = tuple[str, str]
"""Subject and text."""


def confirmed(page: SeriesPage) -> Letter:
    """Return the mail about a series that is booked."""
    say = _voice_of(page)
    return _letter(
        page, say("Ihre Serie ist gebucht: %(a)s", a=page.venue.name), say("Ihre Serie ist gebucht.")
    )


def requested(page: SeriesPage) -> Letter:
    """Return the mail about a series that waits for a decision."""
    say = _voice_of(page)
    return _letter(
        page,
        say("Ihre Anfrage für eine Serie ist eingegangen: %(a)s", a=page.venue.name),
        say("Ihre Anfrage ist eingegangen. Die Termine sind für Sie vorgemerkt.")
        + "\n"
        + say("Sie bekommen eine weitere E-Mail, sobald entschieden ist."),
    )


def decided(page: SeriesPage) -> Letter:
    """Return the mail about a series that was decided about."""
    say = _voice_of(page)
    return _letter(
        page,
        say("Über Ihre Serie ist entschieden: %(a)s", a=page.venue.name),
        say("Ihre Serie ist bestätigt.") if page.booked else say("leider wurde Ihre Serie abgelehnt."),
    )


def ended(page: SeriesPage) -> Letter:
    """Return the mail about a series that ends earlier."""
    say = _voice_of(page)
    return _letter(
        page,
        say("Ihre Serie endet früher: %(a)s", a=page.venue.name),
        say("Ihre Serie wurde gekürzt. Die späteren Termine sind wieder frei."),
    )


def expired(page: SeriesPage) -> Letter:
    """Return the mail about dates of a series that ended without a decision."""
    say, phone = _voice_of(page), page.venue.contact_phone
    return _letter(
        page,
        say("Termine Ihrer Serie sind verfallen: %(a)s", a=page.venue.name),
        say(
            "über Termine Ihrer Serie wurde nicht rechtzeitig entschieden. Sie sind verfallen, die Zeit ist"
            " wieder frei. Das tut uns leid."
        )
        + (say(" Bitte rufen Sie an: %(a)s.", a=phone) if phone else ""),
    )


def offer(page: SeriesPage, day: date, link: str) -> Letter:
    """Return the mail that offers a date which became free."""
    say = _voice_of(page)
    return (
        say(
            "Ein Termin Ihrer Serie ist wieder frei: %(a)s, %(b)s",
            a=page.venue.name,
            b=say.spoken(say_date(day)),
        ),
        f"{_greeting(page, say)}\n\n"
        + say("dieser Termin Ihrer Serie war belegt und ist jetzt frei:")
        + f"\n\n{_when(page, day, say)}\n\n"
        + say("Möchten Sie ihn haben? Dann öffnen Sie diese Seite und drücken Sie dort auf „Termin buchen“:")
        + f"\n{link}\n\n"
        + say("Wer zuerst zusagt, bekommt den Termin. Wenn Sie ihn nicht brauchen, müssen Sie nichts tun.")
        + f"\n{closing(page.venue, say)}",
    )


def decide(page: SeriesPage, person: Person, url: str, town_phone: str) -> Letter:
    """Return the mail for somebody who must decide about a series."""
    said = f"bitte entscheiden Sie: Eine Serie mit {_waiting(page)} wartet auf Sie."
    return (
        f"Neue Anfrage für eine Serie: {page.venue.name}, {_first(page)}",
        to_desk(person.name, f"{said}\n\n{_to_decide(page, url)}", town_phone),
    )


def silence(page: SeriesPage, person: Person, url: str) -> Letter:
    """Return the mail for a clerk, when nobody has answered about a series."""
    said = (
        f"bitte entscheiden Sie über diese Serie mit {_waiting(page)}. Zuständig sind andere, aber niemand"
        " hat geantwortet."
    )
    return (
        f"Serie wartet schon lange: {page.venue.name}, {_first(page)}",
        to_desk(person.name, f"{said}\n\n{_to_decide(page, url)}"),
    )


def _letter(page: SeriesPage, subject: str, said: str) -> Letter:
    """Return a mail to who booked the series: what happened, every date, the way to all of them."""
    say = _voice_of(page)
    return subject, (
        f"{_greeting(page, say)}\n\n{said}\n\n{_facts(page, say)}\n\n{_dates(page, say)}\n\n"
        f"{_link(page, say)}{closing(page.venue, say)}"
    )


def _voice_of(page: SeriesPage) -> Voice:
    return Voice(page.series.request.organizer.language)


def _to_decide(page: SeriesPage, url: str) -> str:
    organizer = page.series.request.organizer
    lines = (("Name", organizer.name), ("Telefon", organizer.phone), ("E-Mail", organizer.email))
    who = "".join(f"\n{label}: {value}" for label, value in lines if value)
    return (
        f"{_facts(page, GERMAN)}{who}\n\n"
        f"Alle Termine ansehen und einmal für alle entscheiden:\n{url}\n\n{HOW}"
    )


def _first(page: SeriesPage) -> str:
    return f"ab {say_date(page.dates[0].dated.day)}"


def _waiting(page: SeriesPage) -> str:
    count = len(page.waiting)
    return "1 Termin" if count == 1 else f"{count} Terminen"


def _greeting(page: SeriesPage, say: Voice) -> str:
    return say("Guten Tag %(a)s,", a=page.series.request.organizer.name)


def _facts(page: SeriesPage, say: Voice) -> str:
    return "\n".join(
        (
            say("Haus: %(a)s", a=f"{page.venue.name}, {page.venue.address}"),
            say("Räume: %(a)s", a=say.spoken(page.rooms)),
            say("Serie: %(a)s", a=say.spoken(page.plan)),
            say("Anlass: %(a)s", a=page.series.request.occasion),
        )
    )


def _dates(page: SeriesPage, say: Voice) -> str:
    return "\n".join(f"- {_line(view, say)}" for view in page.dates)


def _line(view: DateView, say: Voice) -> str:
    when = say_period(view.period) if view.period else say_date(view.dated.day)
    note = f" ({say.spoken(view.note)})" if view.note else ""
    return f"{say.spoken(when)}: {say.spoken(view.word)}{note}"


def _when(page: SeriesPage, day: date, say: Voice) -> str:
    period = next((view.period for view in page.dates if view.dated.day == day and view.period), None)
    return say.spoken(say_period(period) if period else say_date(day))


def _link(page: SeriesPage, say: Voice) -> str:
    if not page.booked:
        return f"{say('Alle Termine sehen Sie hier:')}\n{page.url}\n"
    return (
        say("Alle Termine mit den Tür-Codes sehen und ändern Sie hier:")
        + f"\n{page.url}\n\n"
        + say(
            "Wer den Link kennt, kann die Tür öffnen und Termine absagen. Geben Sie ihn nur an Menschen"
            " weiter, denen Sie vertrauen."
        )
        + "\n"
    )
