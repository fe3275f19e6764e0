"""Editing what a municipality writes about a hall."""

from booking_server.domain.errors import RequestRefused
from booking_server.domain.hall_texts import HallTexts
from booking_server.domain.people import Deed, Person
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried


@retried
def save_texts(house: House, person: Person, slug: str, texts: HallTexts) -> None:
    """Store the texts of a hall; who booked before has accepted the old ones.

    Raises NotFound, NotPermitted, RequestRefused.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(slug)
        require_at(person, Deed.EDIT_HALL, venue)
        if wrong := texts.check():
            raise RequestRefused(wrong)
        before = HallTexts(venue.house_rules, venue.easy_text, venue.contact_phone)
        changed = [name for name in HallTexts.__slots__ if getattr(before, name) != getattr(texts, name)]
        uow.venues.save_texts(venue.id, texts)
        uow.audit.add(
            person.id, "texts_changed", venue.id, municipality_id=venue.municipality_id, changed=changed
        )
        uow.commit()
