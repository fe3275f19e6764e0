"""The mails one promise about a request stands for."""

from datetime import date

from booking_server.notices import approval_texts
from booking_server.notices.approval_texts import Letter
from booking_server.services.bookings.booking_page import BookingPage, booking_by_id
from booking_server.services.desk.digests import digest_of
from booking_server.services.foundation.house import House
from booking_server.services.operation import notices
from booking_server.services.promises.reaching import number_of_town
from booking_server.storage.repositories.outbox import OutboxItem
from calendars.local_time import say_date

TEMPLATES = ("decide", "silence", "digest", "deputy")


def letters(house: House, item: OutboxItem) -> tuple[tuple[str, Letter], ...]:
    """Return whom to write and what; nobody when nothing waits any more."""
    match item.payload["template"]:
        case "digest":
            return _digest(house, item.subject)
        case "deputy":
            return _deputy(house, item)
        case "silence":
            page = booking_by_id(house, item.subject)
            asked = notices.asked_in_silence(house, item.subject)
            return tuple((a.person.email, approval_texts.silence(page, a.person, a.url)) for a in asked)
    return to_deciders(house, booking_by_id(house, item.subject))


def to_deciders(house: House, page: BookingPage) -> tuple[tuple[str, Letter], ...]:
    """Return the mails to those who are to be told of a request at once."""
    asked = notices.asked_at_once(house, page.booking.id)
    phone = number_of_town(house, page.venue.municipality_id)
    return tuple((one.person.email, approval_texts.decide(page, one.person, one.url, phone)) for one in asked)


def _digest(house: House, person_id: str) -> tuple[tuple[str, Letter], ...]:
    found = digest_of(house, person_id)
    if not found.entries:
        return ()
    queue = f"{house.policy.public_url}/schreibtisch/anfragen"
    return ((found.person.email, approval_texts.digest(found, queue)),)


def _deputy(house: House, item: OutboxItem) -> tuple[tuple[str, Letter], ...]:
    with house.reading() as uow:
        person, venue = uow.people.get(item.subject), uow.venues.by_id(item.payload["venue"])
        by = uow.people.name_of(item.payload["by"]) if "by" in item.payload else "Jemand aus der Gemeinde"
        phone = uow.frame.facts(venue.municipality_id).phone
    last_day = say_date(date.fromisoformat(item.payload["until"]))
    sign_in = f"{house.policy.public_url}/anmelden"
    letter = approval_texts.deputy(person, venue, last_day, by=by, sign_in_url=sign_in, phone=phone)
    return ((person.email, letter),)
