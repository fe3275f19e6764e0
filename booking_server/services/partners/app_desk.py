"""The Bad Belzig App at the desk: what it shows of each hall, and what everybody is told of a hall."""

import secrets

from booking_server.domain.app_records import (
    Disruption,
    HallInApp,
    Kind,
    Subject,
    a_disruption_says_what_is_wrong,
)
from booking_server.domain.errors import NotPermitted
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.services.partners.app_accounts import promise_all
from booking_server.services.promises.app_promises import KIND
from booking_server.storage.unit_of_work import UnitOfWork

DEED = Deed.MANAGE_BLACKOUTS
"""Who closes a hall may also tell everybody why, and sees what the app shows of it."""


def own_halls(house: House, person: Person) -> tuple[HallInApp, ...]:
    """Return the person's halls with what the app shows of them. Raises NotPermitted when there is none."""
    with house.reading() as uow:
        halls = [one for one in uow.venues.all() if _may(person, one)]
        if not halls:
            raise NotPermitted("Dafür haben Sie in keinem Haus eine Berechtigung.")
        return tuple(_in_app(uow, venue) for venue in halls)


def open_hall(house: House, person: Person, slug: str) -> HallInApp:
    """Return what the app shows of a hall. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        venue = uow.venues.by_slug(slug)
        require_at(person, DEED, venue)
        return _in_app(uow, venue)


@retried
def tell(house: House, person: Person, slug: str, *, title: str, text: str) -> None:
    """Tell everybody of a disruption at a hall. Raises NotFound, NotPermitted, DisruptionUnreadable."""
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(slug)
        require_at(person, DEED, venue)
        a_disruption_says_what_is_wrong(title, text)
        told = Disruption(secrets.token_hex(8), venue.municipality_id, venue.id, title, text, uow.now)
        uow.app.add_disruption(told)
        uow.outbox.add(KIND, Subject(Kind.NEWS, told.id).key)
        uow.audit.add(person.id, "disruption_told", told.id, municipality_id=venue.municipality_id)
        uow.commit()


@retried
def end(house: House, person: Person, disruption_id: str) -> Venue:
    """Tell everybody that a disruption is over, and return its hall. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        told = uow.app.disruption(disruption_id)
        venue = uow.venues.by_id(told.venue_id)
        require_at(person, DEED, venue)
        uow.app.end_disruption(told.id)
        uow.outbox.add(KIND, Subject(Kind.NEWS, told.id).key)
        uow.audit.add(person.id, "disruption_ended", told.id, municipality_id=told.municipality_id)
        uow.commit()
    return venue


def send_again(house: House, person: Person, slug: str) -> None:
    """Have everything about a hall sent to the app again. Raises NotFound, NotPermitted."""
    page = open_hall(house, person, slug)
    promise_all(house, page.venue.municipality_id, hall=page.venue.id)


def _in_app(uow: UnitOfWork, venue: Venue) -> HallInApp:
    return HallInApp(
        venue,
        uow.venues.municipality(venue.municipality_id),
        uow.app.town(venue.municipality_id),
        uow.app.records_of_hall(venue.id),
        uow.app.disruptions([venue.id]),
    )


def _may(person: Person, venue: Venue) -> bool:
    return person.may(DEED, municipality_id=venue.municipality_id, venue_id=venue.id)
