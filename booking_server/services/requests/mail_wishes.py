"""Whether somebody wants every request by mail at once, or one digest a day."""

from booking_server.domain.people import Person
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried


def wants_mail_at_once(house: House, person: Person) -> bool:
    """Whether somebody does not wait for their daily digest."""
    with house.reading() as uow:
        return person.id in uow.people.who_want_mail_at_once()


@retried
def set_mail_at_once(house: House, person: Person, *, wanted: bool) -> None:
    """Keep what somebody wants."""
    with house.unit_of_work() as uow:
        uow.people.set_mail_at_once(person.id, wanted=wanted)
        uow.commit()
