"""The texts of mails about series: every date in words, the link to the page with all of them."""

from datetime import date

from booking_server.domain.people import Person
from booking_server.notices.approval_texts import HOW
from booking_server.services.series_page import DateView, SeriesPage
from calendars.local_time import say_date, say_period

Letter = tuple[str, str]
"""Subject and text."""


def confirmed(page: SeriesPage) -> Letter:
    """Return the mail about a series that is booked."""
    return (
        f"Ihre Serie ist gebucht: {page.venue.name}",
        f"{_greeting(page)}\n\nIhre Serie ist gebucht.\n\n{_facts(page)}\n\n{_dates(page)}\n\n{_link(page)}"
        + _closing(page),
    )


def requested(page: SeriesPage) -> Letter:
    """Return the mail about a series that waits for a decision."""
    return (
        f"Ihre Anfrage für eine Serie ist eingegangen: {page.venue.name}",
        f"{_greeting(page)}\n\nIhre Anfrage ist eingegangen. Die Termine sind für Sie vorgemerkt.\n"
        f"Sie bekommen eine weitere E-Mail, sobald entschieden ist.\n\n{_facts(page)}\n\n{_dates(page)}\n\n"
        f"{_link(page)}" + _closing(page),
    )


def decided(page: SeriesPage) -> Letter:
    """Return the mail about a series that was decided about."""
    said = "Ihre Serie ist bestätigt." if page.booked else "leider wurde Ihre Serie abgelehnt."
    return (
        f"Über Ihre Serie ist entschieden: {page.venue.name}",
        f"{_greeting(page)}\n\n{said}\n\n{_facts(page)}\n\n{_dates(page)}\n\n{_link(page)}" + _closing(page),
    )


def ended(page: SeriesPage) -> Letter:
    """Return the mail about a series that ends earlier."""
    return (
        f"Ihre Serie endet früher: {page.venue.name}",
        f"{_greeting(page)}\n\nIhre Serie wurde gekürzt. Die späteren Termine sind wieder frei.\n\n"
        f"{_facts(page)}\n\n{_dates(page)}\n\n{_link(page)}" + _closing(page),
    )


def expired(page: SeriesPage) -> Letter:
    """Return the mail about dates of a series that ended without a decision."""
    call = f" Bitte rufen Sie an: {page.venue.contact_phone}." if page.venue.contact_phone else ""
    return (
        f"Termine Ihrer Serie sind verfallen: {page.venue.name}",
        f"{_greeting(page)}\n\nüber Termine Ihrer Serie wurde nicht rechtzeitig entschieden. Sie sind"
        f" verfallen, die Zeit ist wieder frei. Das tut uns leid.{call}\n\n{_facts(page)}\n\n{_dates(page)}"
        f"\n\n{_link(page)}" + _closing(page),
    )


def offer(page: SeriesPage, day: date, link: str) -> Letter:
    """Return the mail that offers a date which became free."""
    return (
        f"Ein Termin Ihrer Serie ist wieder frei: {page.venue.name}, {say_date(day)}",
        f"{_greeting(page)}\n\ndieser Termin Ihrer Serie war belegt und ist jetzt frei:\n\n"
        f"{_when(page, day)}\n\n"
        "Möchten Sie ihn haben? Dann öffnen Sie diese Seite und drücken Sie dort auf „Termin buchen“:\n"
        f"{link}\n\n"
        "Wer zuerst zusagt, bekommt den Termin. Wenn Sie ihn nicht brauchen, müssen Sie nichts tun.\n"
        + _closing(page),
    )


def decide(page: SeriesPage, person: Person, url: str) -> Letter:
    """Return the mail for somebody who must decide about a series."""
    return (
        f"Neue Anfrage für eine Serie: {page.venue.name}",
        f"Guten Tag {person.name},\n\n"
        f"eine Serie mit {_waiting(page)} wartet auf Ihre Entscheidung.\n\n{_to_decide(page, url)}",
    )


def silence(page: SeriesPage, person: Person, url: str) -> Letter:
    """Return the mail for a clerk, when nobody has answered about a series."""
    return (
        f"Serie wartet schon lange: {page.venue.name}",
        f"Guten Tag {person.name},\n\nüber diese Serie mit {_waiting(page)} hat noch niemand entschieden."
        f" Sie können jetzt einspringen.\n\n{_to_decide(page, url)}",
    )


def _to_decide(page: SeriesPage, url: str) -> str:
    return (
        f"{_facts(page)}\nName: {page.series.request.organizer.name}\n\n"
        f"Alle Termine ansehen und einmal entscheiden:\n{url}\n\n{HOW}\n" + _closing(page)
    )


def _waiting(page: SeriesPage) -> str:
    count = len(page.waiting)
    return "1 Termin" if count == 1 else f"{count} Terminen"


def _greeting(page: SeriesPage) -> str:
    return f"Guten Tag {page.series.request.organizer.name},"


def _facts(page: SeriesPage) -> str:
    return (
        f"Haus: {page.venue.name}, {page.venue.address}\nRäume: {page.rooms}\n"
        f"Serie: {page.plan}\nAnlass: {page.series.request.occasion}"
    )


def _dates(page: SeriesPage) -> str:
    return "\n".join(f"- {_line(view)}" for view in page.dates)


def _line(view: DateView) -> str:
    when = say_period(view.period) if view.period else say_date(view.dated.day)
    note = f" ({view.note})" if view.note else ""
    return f"{when}: {view.word}{note}"


def _when(page: SeriesPage, day: date) -> str:
    return next((say_period(v.period) for v in page.dates if v.dated.day == day and v.period), say_date(day))


def _link(page: SeriesPage) -> str:
    return (
        "Alle Termine mit den Tür-Codes sehen und ändern Sie hier:\n"
        f"{page.url}\n\nWer den Link kennt, kann die Tür öffnen und Termine absagen."
        " Geben Sie ihn nur an Menschen weiter, denen Sie vertrauen.\n"
    )


def _closing(page: SeriesPage) -> str:
    phone = page.venue.contact_phone
    help_line = f"\nFragen? Rufen Sie an: {phone}\n" if phone else ""
    return f"{help_line}\nIhr Dorfschlüssel\n"
