"""The texts of mails: plain words, nothing in the subject that opens a door."""

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.money.euros import say_euros
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.venues import Venue
from booking_server.notices.voice import GERMAN, Voice
from booking_server.services.bookings.booking_page import BookingPage
from calendars.local_time import say_moment, say_period


def confirmed(page: BookingPage) -> tuple[str, str]:
    """Return subject and text for a confirmed booking."""
    say = voice_of(page)
    return (
        say("Ihre Buchung ist bestätigt: %(a)s", a=page.venue.name),
        f"{greeting(page, say)}\n\n{say('Ihre Buchung ist bestätigt.')}\n\n{facts(page, say)}\n\n"
        + say("So kommen Sie hinein: Öffnen Sie diese Seite. Dort stehen Ihr Tür-Code und der QR-Code.")
        + f"\n{page.url}\n\n"
        + say("Dort können Sie die Buchung auch ändern oder absagen.")
        + "\n\n"
        + say(
            "Am besten drucken Sie die Seite aus. Wer den Link kennt, kann die Tür öffnen und die Buchung"
            " stornieren. Geben Sie ihn nur an Menschen weiter, denen Sie vertrauen."
        )
        + f"\n{closing(page.venue, say)}",
    )


def requested(page: BookingPage) -> tuple[str, str]:
    """Return subject and text for a request that waits for a decision."""
    say, until = voice_of(page), page.booking.hold_until
    at_last = (
        "\n" + say("Ohne Antwort verfällt die Anfrage am %(a)s.", a=say.spoken(say_moment(until)))
        if until
        else ""
    )
    return (
        say("Ihre Anfrage ist eingegangen: %(a)s", a=page.venue.name),
        f"{greeting(page, say)}\n\n"
        + say("Ihre Anfrage ist eingegangen. Die Zeit ist für Sie vorgemerkt.")
        + "\n"
        + say("Sie bekommen eine weitere E-Mail, sobald entschieden ist.")
        + f"{at_last}\n\n{facts(page, say)}\n\n"
        + say("Hier sehen Sie den Stand und können die Anfrage zurückziehen:")
        + f"\n{page.url}\n{closing(page.venue, say)}",
    )


def changed(page: BookingPage) -> tuple[str, str]:
    """Return subject and text for a booking its organizer changed: what it was, and what it is."""
    say, waits = voice_of(page), page.booking.status is BookingStatus.REQUESTED
    before = page.earlier[0].period if page.earlier else page.booking.period
    was = ""
    if before != page.booking.period:
        was = say("Bisher: %(a)s", a=say.spoken(say_period(before))) + "\n"
    if waits:
        now = say("Über die Anfrage wird neu entschieden. Sie bekommen dann eine weitere E-Mail.")
    else:
        now = say(
            "Öffnen Sie Ihre Seite: Dort stehen Tür-Code, QR-Code und Offline-Code, wie sie jetzt gelten."
            " Haben Sie etwas ausgedruckt? Werfen Sie es weg und drucken Sie es neu."
        )
    done = say("Ihre Anfrage ist geändert") if waits else say("Ihre Buchung ist geändert")
    return (
        f"{done}: {page.venue.name}",
        f"{greeting(page, say)}\n\n{done}.\n\n{was}{facts(page, say)}\n\n{now}\n{page.url}\n\n"
        + say("Waren Sie das nicht? Dann hat jemand anderes Ihren Link. Rufen Sie uns bitte an.")
        + f"\n{closing(page.venue, say)}",
    )


def rejected(page: BookingPage) -> tuple[str, str]:
    """Return subject and text for a request that was declined."""
    say, reason = voice_of(page), page.booking.decision_reason
    why = "\n\n" + say("Begründung: %(a)s", a=reason) if reason else ""
    return (
        say("Ihre Anfrage wurde abgelehnt: %(a)s", a=page.venue.name),
        f"{greeting(page, say)}\n\n{say('leider wurde Ihre Anfrage abgelehnt.')}{why}\n\n"
        f"{facts(page, say)}\n\n{_other_times(page, say)}{closing(page.venue, say)}",
    )


def expired(page: BookingPage) -> tuple[str, str]:
    """Return subject and text for an organizer whose request ended without a decision."""
    say = voice_of(page)
    return (
        say("Ihre Anfrage ist verfallen: %(a)s", a=page.venue.name),
        f"{greeting(page, say)}\n\n"
        + say(
            "über Ihre Anfrage wurde nicht rechtzeitig entschieden. Sie ist verfallen, die Zeit ist wieder"
            " frei. Das tut uns leid."
        )
        + f"\n\n{facts(page, say)}\n\n"
        + say("Bitte rufen Sie an oder stellen Sie hier eine neue Anfrage:")
        + f"\n{page.hall_url}\n{closing(page.venue, say)}",
    )


def cancelled(page: BookingPage) -> tuple[str, str]:
    """Return subject and text for a cancelled booking."""
    say, reason = voice_of(page), page.booking.decision_reason
    why = "\n\n" + say("Begründung: %(a)s", a=reason) if reason else ""
    if not reason and page.venue.contact_phone:
        why = "\n\n" + say("Haben Sie das nicht selbst getan? Dann rufen Sie uns bitte gleich an.")
    cost = f"\n\n{say.spoken(page.cost_of_its_end)}" if page.cost_of_its_end else ""
    return (
        say("Ihre Buchung wurde storniert: %(a)s", a=page.venue.name),
        f"{greeting(page, say)}\n\n{say('Ihre Buchung wurde storniert. Der Tür-Code gilt nicht mehr.')}"
        f"{why}{cost}\n\n{facts(page, say)}\n\n{_other_times(page, say)}{closing(page.venue, say)}",
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


def voice_of(page: BookingPage) -> Voice:
    """Return the language of who booked."""
    return Voice(page.booking.organizer.language)


def greeting(page: BookingPage, say: Voice = GERMAN) -> str:
    """Return how a mail to who booked begins."""
    return say("Guten Tag %(a)s,", a=page.booking.organizer.name)


def facts(page: BookingPage, say: Voice = GERMAN) -> str:
    """Return hall, rooms, time, occasion and persons of a booking."""
    rooms = say("ganzes Haus") if page.is_whole_hall else ", ".join(space.name for space in page.spaces)
    return "\n".join(
        (
            say("Haus: %(a)s", a=f"{page.venue.name}, {page.venue.address}"),
            say("Räume: %(a)s", a=rooms),
            say("Zeit: %(a)s", a=say.spoken(say_period(page.booking.period))),
            say("Anlass: %(a)s", a=page.booking.occasion),
            say("Personen: %(a)s", a=page.booking.persons) + _price(page, say),
        )
    )


def _price(page: BookingPage, say: Voice) -> str:
    """Return what the booking costs, or that a person still has a word to say; nothing once it ended."""
    quote = page.quote
    if quote is None or not page.booking.is_occupying:
        return ""
    still_open = "" if quote.is_final or not quote.lines else say(", siehe Ihre Seite")
    return "\n" + say("Preis: %(a)s", a=say_price(quote, say)) + still_open


def say_price(quote: Quote, say: Voice = GERMAN) -> str:
    """Return a price in one line, with the deposit, and whether it is the last word."""
    if not quote.is_final and not quote.lines:
        return say("steht noch nicht fest")
    euros = say.spoken(say_euros(quote.total_cents))
    deposit = ""
    if quote.deposit_cents:
        deposit = say(", Kaution %(a)s", a=say.spoken(say_euros(quote.deposit_cents)))
    if quote.is_final:
        return (euros if quote.total_cents else say("kostenlos")) + deposit
    return say("bisher %(a)s, noch nicht alles steht fest", a=f"{euros}{deposit}")


def _other_times(page: BookingPage, say: Voice) -> str:
    return f"{say('Was sonst noch frei ist, sehen Sie hier:')}\n{page.hall_url}\n"


def closing(venue: Venue, say: Voice = GERMAN, *, ask: str = "") -> str:
    """Return how a mail ends: whom to ask (the hall's number unless `ask` says otherwise), who writes."""
    phone = venue.contact_phone
    whom = say("Fragen? %(a)s", a=ask) if ask else say("Fragen? Rufen Sie an: %(a)s", a=phone)
    help_line = f"\n{whom}\n" if ask or phone else ""
    return f"{help_line}\n{say('Ihr Dorfschlüssel')}\n"
