"""Who is to be told."""

from dataclasses import dataclass

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.people import Deed, Person, Role
from booking_server.services.bookings.approving import deciders_of, is_urgent, progress_of
from booking_server.services.foundation.house import House
from booking_server.services.requests.mail_decisions import decision_url
from booking_server.services.series.series_mail_decisions import decision_url as series_decision_url
from booking_server.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody whose turn it is to decide, and the link that lets them do so from a mail."""

    person: Person
    url: str


def asked_at_once(house: House, booking_id: str) -> tuple[Asked, ...]:
    """Return who is to be told of a request now instead of in the next digest.

    That is whoever wants it so, and everybody whose turn it is when the hall is needed soon.
    """
    with house.reading() as uow:
        booking = uow.bookings.get(booking_id)
        people = _at_once(uow, booking)
    return tuple(Asked(person, decision_url(house, booking, person)) for person in people)


def series_asked_at_once(house: House, series_id: str) -> tuple[Asked, ...]:
    """Return who is to be told now that a series waits for them, as for a single request."""
    with house.reading() as uow:
        first = _first_waiting(uow, series_id)
        people = _at_once(uow, first) if first else []
    return tuple(Asked(one, series_decision_url(house, series_id, one)) for one in people)


def asked_in_silence(house: House, booking_id: str) -> tuple[Asked, ...]:
    """Return the clerks of the hall who may step in because nobody has answered yet."""
    with house.reading() as uow:
        booking = uow.bookings.get(booking_id)
        clerks = _clerks(uow, booking) if booking.status is BookingStatus.REQUESTED else []
    return tuple(Asked(person, decision_url(house, booking, person)) for person in clerks)


def series_asked_in_silence(house: House, series_id: str) -> tuple[Asked, ...]:
    """Return the clerks who may step in for a series about which nobody has answered yet."""
    with house.reading() as uow:
        first = _first_waiting(uow, series_id)
        clerks = _clerks(uow, first) if first else []
    return tuple(Asked(person, series_decision_url(house, series_id, person)) for person in clerks)


def _first_waiting(uow: UnitOfWork, series_id: str) -> Booking | None:
    asked = uow.bookings.of_series(series_id)
    return next((one for one in asked if one.status is BookingStatus.REQUESTED), None)


def _at_once(uow: UnitOfWork, booking: Booking) -> list[Person]:
    urgent = is_urgent(booking, uow)
    at_once = uow.people.who_want_mail_at_once()
    return [person for person in whose_turn(uow, booking) if urgent or person.id in at_once]


def _clerks(uow: UnitOfWork, booking: Booking) -> list[Person]:
    return [
        person
        for person in uow.people.granted_in(booking.municipality_id)
        if any(
            grant.role is Role.CLERK and grant.covers(booking.municipality_id, booking.venue_id)
            for grant in person.grants
        )
    ]


def whose_turn(uow: UnitOfWork, booking: Booking) -> tuple[Person, ...]:
    """Return everybody who may decide about a request now."""
    patience = uow.approvals.patience(booking.venue_id)
    return deciders_of(uow, booking, progress_of(uow, [booking])[booking.id], patience)


def who_see_doors(house: House, booking: Booking) -> tuple[Person, ...]:
    """Return who looks after the doors of a booking's hall: its own people, else those of the town."""
    with house.reading() as uow:
        able = [
            person
            for person in uow.people.granted_in(booking.municipality_id)
            if person.may(Deed.SEE_DOORS, municipality_id=booking.municipality_id, venue_id=booking.venue_id)
        ]
    of_the_hall = [p for p in able if any(grant.venue_id == booking.venue_id for grant in p.grants)]
    return tuple(of_the_hall or able)


def person_of_link(house: House, link_id: str) -> Person:
    """Return whom a sign-in link was made for. Raises NotFound."""
    with house.reading() as uow:
        link = uow.sign_ins.link(link_id)
        return uow.people.get(link.person_id if link else "")
