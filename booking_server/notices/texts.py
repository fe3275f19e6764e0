"""The texts of mails: plain German, nothing in the subject that opens a door."""

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.money.euros import say_euros
from booking_server.domain.tariffs.quote import Quote
from booking_server.services.booking_page import BookingPage
from calendars.local_time import say_period


def confirmed(page: BookingPage) -> tuple[str, str]:
    """Return subject and text for a confirmed booking."""
    return (
        f"Ihre Buchung ist bestätigt: {page.venue.name}",
        f"{_greeting(page)}\n\nIhre Buchung ist bestätigt.\n\n{facts(page)}\n\n"
        "So kommen Sie hinein: Öffnen Sie diese Seite. Dort stehen Ihr Tür-Code und der QR-Code.\n"
        f"{page.url}\n\n"
        "Am besten drucken Sie die Seite aus. Wer den Link kennt, kann die Tür öffnen und die Buchung"
        " stornieren. Geben Sie ihn nur an Menschen weiter, denen Sie vertrauen.\n" + closing(page),
    )


def requested(page: BookingPage) -> tuple[str, str]:
    """Return subject and text for a request that waits for a decision."""
    return (
        f"Ihre Anfrage ist eingegangen: {page.venue.name}",
        f"{_greeting(page)}\n\nIhre Anfrage ist eingegangen. Die Zeit ist für Sie vorgemerkt.\n"
        f"Sie bekommen eine weitere E-Mail, sobald entschieden ist.\n\n{facts(page)}\n\n"
        f"Hier sehen Sie den Stand und können die Anfrage zurückziehen:\n{page.url}\n" + closing(page),
    )


def changed(page: BookingPage) -> tuple[str, str]:
    """Return subject and text for a booking its organizer changed: what it was, and what it is."""
    waits = page.booking.status is BookingStatus.REQUESTED
    noun = "Anfrage" if waits else "Buchung"
    before = page.earlier[0].period if page.earlier else page.booking.period
    was = f"Bisher: {say_period(before)}\n" if before != page.booking.period else ""
    if waits:
        now = "Über die Anfrage wird neu entschieden. Sie bekommen dann eine weitere E-Mail."
    else:
        now = (
            "Öffnen Sie Ihre Seite: Dort stehen Tür-Code, QR-Code und Offline-Code, wie sie jetzt gelten."
            " Haben Sie etwas ausgedruckt? Werfen Sie es weg und drucken Sie es neu."
        )
    return (
        f"Ihre {noun} ist geändert: {page.venue.name}",
        f"{_greeting(page)}\n\nIhre {noun} ist geändert.\n\n{was}{facts(page)}\n\n{now}\n{page.url}\n\n"
        "Waren Sie das nicht? Dann hat jemand anderes Ihren Link. Rufen Sie uns bitte an.\n" + closing(page),
    )


def rejected(page: BookingPage) -> tuple[str, str]:
    """Return subject and text for a request that was declined."""
    reason = page.booking.decision_reason
    why = f"\n\nBegründung: {reason}" if reason else ""
    return (
        f"Ihre Anfrage wurde abgelehnt: {page.venue.name}",
        f"{_greeting(page)}\n\nleider wurde Ihre Anfrage abgelehnt.{why}\n\n{facts(page)}\n" + closing(page),
    )


def cancelled(page: BookingPage) -> tuple[str, str]:
    """Return subject and text for a cancelled booking."""
    reason = page.booking.decision_reason
    why = f"\n\nBegründung: {reason}" if reason else ""
    cost = f"\n\n{page.cost_of_its_end}" if page.cost_of_its_end else ""
    return (
        f"Ihre Buchung wurde storniert: {page.venue.name}",
        f"{_greeting(page)}\n\nIhre Buchung wurde storniert. Der Tür-Code gilt nicht mehr.{why}{cost}\n\n"
        f"{facts(page)}\n" + closing(page),
    )


def privacy_link(link: str) -> tuple[str, str]:
    """Return subject and text for somebody who asked about their own data."""
    return (
        "Ihre Daten beim Dorfschlüssel",
        "Guten Tag,\n\njemand möchte wissen, was wir zu dieser E-Mail-Adresse gespeichert haben.\n"
        f"Wenn Sie das sind, öffnen Sie diesen Link:\n{link}\n\n"
        "Dort können Sie alles herunterladen oder löschen lassen. Der Link gilt 24 Stunden."
        " Wenn Sie nichts angefordert haben, brauchen Sie nichts zu tun.\n\nIhr Dorfschlüssel\n",
    )


def _greeting(page: BookingPage) -> str:
    return f"Guten Tag {page.booking.organizer.name},"


def facts(page: BookingPage) -> str:
    """Return hall, rooms, time, occasion and persons of a booking."""
    rooms = "ganzes Haus" if page.is_whole_hall else ", ".join(space.name for space in page.spaces)
    return (
        f"Haus: {page.venue.name}, {page.venue.address}\nRäume: {rooms}\n"
        f"Zeit: {say_period(page.booking.period)}\nAnlass: {page.booking.occasion}\n"
        f"Personen: {page.booking.persons}{_price(page)}"
    )


def _price(page: BookingPage) -> str:
    """Return what the booking costs, or that a person still has a word to say; nothing once it ended."""
    quote = page.quote
    if quote is None or not page.booking.is_occupying:
        return ""
    still_open = "" if quote.is_final or not quote.lines else ", siehe Ihre Seite"
    return f"\nPreis: {say_price(quote)}{still_open}"


def say_price(quote: Quote) -> str:
    """Return a price in one line, with the deposit, and whether it is the last word."""
    if not quote.is_final and not quote.lines:
        return "steht noch nicht fest"
    deposit = f", Kaution {say_euros(quote.deposit_cents)}" if quote.deposit_cents else ""
    if quote.is_final:
        return (say_euros(quote.total_cents) if quote.total_cents else "kostenlos") + deposit
    return f"bisher {say_euros(quote.total_cents)}{deposit}, noch nicht alles steht fest"


def closing(page: BookingPage) -> str:
    """Return how a mail ends: whom to call, and who writes."""
    phone = page.venue.contact_phone
    help_line = f"\nFragen? Rufen Sie an: {phone}\n" if phone else ""
    return f"{help_line}\nIhr Dorfschlüssel\n"
