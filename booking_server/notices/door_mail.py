"""Mails about doors: which code works although the hall is offline, which blocked one may still open."""

from booking_server.domain.access import AccessCode
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.coverage import COVERAGE_WORDS, Coverage, Warned
from booking_server.domain.people import Deed, Person
from booking_server.notices import alarm_mail
from booking_server.notices.desk_letters import to_desk
from booking_server.notices.texts import closing, facts, greeting, voice_of
from booking_server.services.bookings.booking_page import BookingPage, booking_by_id
from booking_server.services.doors.door_watch import doors_lacking
from booking_server.services.foundation.house import House
from booking_server.services.operation import notices
from booking_server.services.promises.reaching import number_of_town
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
    phone, doors = number_of_town(house, page.venue.municipality_id), _doors_url(house)
    told = _still_open(page, pending, doors)
    return tuple((one.email, (told[0], to_desk(one.name, told[1], phone))) for one in people)


def _late(house: House, page: BookingPage) -> Letters:
    if page.booking.is_credential and page.can_be_cancelled:
        people, (subject, text) = notices.who_see_doors(house, page.booking), _call_the_program(page)
        phone = number_of_town(house, page.venue.municipality_id)
        return tuple((person.email, (subject, to_desk(person.name, text, phone))) for person in people)
    if page.codes is None:
        return ()
    if page.booking.organizer.email:
        return ((page.booking.organizer.email, _which_code_works(page)),)
    people = notices.who_see_doors(house, page.booking)
    return tuple((person.email, _please_call(house, page, person)) for person in people)


def _which_code_works(page: BookingPage) -> tuple[str, str]:
    say, has_offline = voice_of(page), page.has_offline_way
    if has_offline:
        works = f"- {say('der QR-Code,')}\n- " + say(
            "der Offline-Code mit elf Ziffern. Er steht auf Ihrer Seite unter dem Tür-Code."
        )
        where = say("Beides finden Sie hier. Am besten drucken Sie die Seite aus:")
    else:
        works = f"- {say('der QR-Code.')}"
        where = say("Sie finden ihn hier. Am besten drucken Sie die Seite aus:")
    return (
        say("Bitte nehmen Sie den QR-Code mit: %(a)s", a=page.venue.name),
        f"{greeting(page, say)}\n\n"
        + say(
            "das Haus hat gerade kein Netz. Das Schloss kennt Ihren Tür-Code mit acht Ziffern noch nicht,"
            " er öffnet vielleicht nicht."
        )
        + f"\n\n{say('Das öffnet auf jeden Fall:')}\n{works}\n\n{facts(page, say)}\n\n"
        + f"{where}\n{page.url}\n{closing(page.venue, say)}",
    )


def _please_call(house: House, page: BookingPage, person: Person) -> tuple[str, str]:
    organizer = page.booking.organizer
    coverage = Coverage.WITHOUT_PIN if page.has_offline_way else Coverage.QR_ONLY
    first = "bitte rufen Sie an" if organizer.phone else "bitte gehen Sie hin"
    do = (
        "Sagen Sie den zweiten Code durch, oder bringen Sie den Zettel vorbei."
        if coverage is Coverage.WITHOUT_PIN
        else "Bitte bringen Sie den Zettel mit dem QR-Code vorbei."
    )
    text = (
        f"{first}: {organizer.name}{', Telefon ' + organizer.phone if organizer.phone else ''}. Das Haus hat"
        f" gerade kein Netz, und gleich beginnt diese Buchung.\n{COVERAGE_WORDS[coverage]} {do}\n\n"
        f"{_slip(house, page, person)}\n\n{facts(page)}"
    )
    return _call_subject(page), to_desk(person.name, text, number_of_town(house, page.venue.municipality_id))


def _slip(house: House, page: BookingPage, person: Person) -> str:
    """Return where code and slip are, to who may see them."""
    booking = page.booking
    place = {"municipality_id": booking.municipality_id, "venue_id": booking.venue_id}
    if person.may(Deed.ENTER_BOOKING, **place):
        return f"Code und Zettel finden Sie hier:\n{house.policy.public_url}/schreibtisch/zettel/{booking.id}"
    return "Code und Zettel hat, wer am Haus Buchungen einträgt. Bitte geben Sie das gleich weiter."


def _call_the_program(page: BookingPage) -> tuple[str, str]:
    text = (
        f"bitte rufen Sie bei „{page.booking.occasion}“ an. Von dort kommt diese Belegung, und nur dort"
        " steht, wer kommt. Dort weiß man davon noch nicht:\n\n"
        "Das Haus hat gerade kein Netz. Das Schloss kennt die PIN noch nicht, der QR-Code öffnet trotzdem:"
        " Die Gäste sollen ihn mitbringen.\n\n"
        f"Haus: {page.venue.name}, {page.venue.address}\nZeit: {say_period(page.booking.period)}"
    )
    return _call_subject(page), text


def _call_subject(page: BookingPage) -> str:
    return f"Bitte anrufen: {page.venue.name} hat kein Netz, {say_moment(page.booking.period.start)}"


def _doors_url(house: House) -> str:
    return f"{house.policy.public_url}/schreibtisch/tueren"


def _still_there(house: House, page: BookingPage) -> list[AccessCode]:
    """Return the blocked codes of a booking of which a door has not heard."""
    with house.reading() as uow:
        blocked = [one for one in uow.access_codes.of_bookings([page.booking.id]) if one.revoked_at]
        return [one for one in blocked if doors_lacking(uow, one, Warned.REVOKED)]


def _still_open(page: BookingPage, pending: list[AccessCode], doors: str) -> tuple[str, str]:
    until = max(one.opens_until for one in pending)
    stands = page.booking.status is BookingStatus.CONFIRMED
    of_helpers = stands and all(one.helper_id for one in pending)
    why = "der Zugang einer Helferin oder eines Helfers endete oder sich änderte" if of_helpers else ""
    text = (
        f"ein gesperrter Code kann noch öffnen, längstens bis {say_moment(until)}. Gesperrt wurde er, weil"
        f" {why or 'die Buchung abgesagt oder geändert wurde'}. Die Tür weiß das noch nicht: Wahrscheinlich"
        f" hat das Haus kein Netz.\n\n{facts(page)}\n\n"
        "Ist das in Ordnung, müssen Sie nichts tun: Die Tür holt es nach, sobald sie wieder Netz hat. Soll"
        " niemand hinein, achten Sie auf das Haus, oder bitten Sie die Technik, die Sperre hinzubringen (am"
        f" Schreibtisch unter „Türen“):\n{doors}"
    )
    return f"Ein gesperrter Code kann noch öffnen: {page.venue.name}, bis {say_moment(until)}", text
