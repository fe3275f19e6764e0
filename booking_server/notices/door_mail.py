"""Mails about doors: which code works although the hall is offline, which blocked one may still open."""

from booking_server.domain.access import AccessCode
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.coverage import COVERAGE_WORDS, Coverage, Warned
from booking_server.notices import alarm_mail
from booking_server.notices.texts import closing, facts, greeting, voice_of
from booking_server.services import notices
from booking_server.services.booking_page import BookingPage, booking_by_id
from booking_server.services.door_watch import doors_lacking
from booking_server.services.house import House
from booking_server.storage.repositories.outbox import OutboxItem
from calendars.local_time import say_moment, say_period

TEMPLATES = ("late_to_door", "revocation_pending", "door_alarm")
Letters = tuple[tuple[str, tuple[str, str]], ...]


def letters(house: House, item: OutboxItem) -> Letters:
    """Return whom to write and what; nobody when it no longer matters."""
    if item.payload["template"] == "door_alarm":
        return alarm_mail.letters(house, item)
    page = booking_by_id(house, item.subject)
    if item.payload["template"] == "late_to_door":
        return _late(house, page)
    pending = _still_there(house, page)
    if not pending:
        return ()
    people = notices.who_see_doors(house, page.booking)
    return tuple((person.email, _still_open(page, person.name, pending)) for person in people)


def _late(house: House, page: BookingPage) -> Letters:
    if page.booking.is_credential and page.can_be_cancelled:
        people = notices.who_see_doors(house, page.booking)
        return tuple((person.email, _call_the_program(page, person.name)) for person in people)
    if page.codes is None:
        return ()
    if page.booking.organizer.email:
        return ((page.booking.organizer.email, _which_code_works(page)),)
    people = notices.who_see_doors(house, page.booking)
    return tuple((person.email, _please_call(page, person.name)) for person in people)


def _which_code_works(page: BookingPage) -> tuple[str, str]:
    say, has_offline = voice_of(page), bool(page.codes and page.codes.offline_pin)
    if has_offline:
        works = f"- {say('der QR-Code,')}\n- " + say(
            "der zweite Code mit elf Ziffern. Er steht auf Ihrer Seite unter der PIN."
        )
        where = say("Beides finden Sie hier. Am besten drucken Sie die Seite aus:")
    else:
        works = f"- {say('der QR-Code.')}"
        where = say("Sie finden ihn hier. Am besten drucken Sie die Seite aus:")
    return (
        say("Bitte nehmen Sie den QR-Code mit: %(a)s", a=page.venue.name),
        f"{greeting(page, say)}\n\n"
        + say(
            "das Haus hat gerade kein Netz. Das Schloss kennt Ihre PIN mit acht Ziffern noch nicht, sie"
            " öffnet vielleicht nicht."
        )
        + f"\n\n{say('Das öffnet auf jeden Fall:')}\n{works}\n\n{facts(page, say)}\n\n"
        + f"{where}\n{page.url}\n{closing(page.venue, say)}",
    )


def _please_call(page: BookingPage, name: str) -> tuple[str, str]:
    coverage = Coverage.WITHOUT_PIN if page.codes and page.codes.offline_pin else Coverage.QR_ONLY
    phone = page.booking.organizer.phone or "nicht angegeben"
    return (
        f"Bitte anrufen: {page.venue.name} hat kein Netz",
        f"Guten Tag {name},\n\ndas Haus hat gerade kein Netz, und gleich beginnt eine Buchung ohne"
        f" E-Mail-Adresse.\n{COVERAGE_WORDS[coverage]}\n\n{facts(page)}\n"
        f"Name: {page.booking.organizer.name}\nTelefon: {phone}\n\n"
        "Bitte rufen Sie an und sagen Sie den zweiten Code durch, oder bringen Sie den Zettel vorbei.\n"
        + closing(page.venue),
    )


def _call_the_program(page: BookingPage, name: str) -> tuple[str, str]:
    return (
        f"Bitte anrufen: {page.venue.name} hat kein Netz",
        f"Guten Tag {name},\n\ndas Haus hat gerade kein Netz, und gleich beginnt eine Zeit, die ein anderes"
        " Buchungssystem vergeben hat. Das Schloss kennt die PIN noch nicht. Der QR-Code öffnet trotzdem.\n\n"
        f"Haus: {page.venue.name}, {page.venue.address}\nZeit: {say_period(page.booking.period)}\n"
        f"Angelegt von: {page.booking.occasion}\n\n"
        "Wer kommt, steht nur dort, und dort weiß man davon noch nicht. Bitte rufen Sie dort an, damit die"
        " Gäste den QR-Code mitbringen.\n" + closing(page.venue),
    )


def _still_there(house: House, page: BookingPage) -> list[AccessCode]:
    """Return the blocked codes of a booking of which a door has not heard."""
    with house.reading() as uow:
        blocked = [one for one in uow.access_codes.of_bookings([page.booking.id]) if one.revoked_at]
        return [one for one in blocked if doors_lacking(uow, one, Warned.REVOKED)]


def _still_open(page: BookingPage, name: str, pending: list[AccessCode]) -> tuple[str, str]:
    until = max(one.opens_until for one in pending)
    stands = page.booking.status is BookingStatus.CONFIRMED
    of_helpers = stands and all(one.helper_id for one in pending)
    why = "der Zugang einer Helferin oder eines Helfers endete oder sich änderte" if of_helpers else ""
    return (
        f"Ein gesperrter Code kann noch öffnen: {page.venue.name}",
        f"Guten Tag {name},\n\nein Code dieser Buchung wurde gesperrt, weil"
        f" {why or 'sie abgesagt oder geändert wurde'}."
        " Die Tür hat das noch nicht bestätigt. Wahrscheinlich hat das Haus kein Netz. Bis sie es weiß, kann"
        f" der Code noch öffnen, längstens bis {say_moment(until)}.\n\n{facts(page)}\n\n"
        "Sie können die Sperre hinbringen: Auf dem Schreibtisch unter „Türen“ gibt es dafür eine Datei.\n"
        + closing(page.venue),
    )
