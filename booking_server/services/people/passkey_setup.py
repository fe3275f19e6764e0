"""Helping somebody who cannot sign in with a passkey (any more): a second person from the administration."""

from booking_server.domain.errors import NotPermitted
from booking_server.domain.people import ADMINISTRATION, Deed, Person
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.people import people, sign_in
from booking_server.storage.unit_of_work import UnitOfWork


@retried
def send_setup_link(house: House, giver: Person, person_id: str, *, lost: bool) -> None:
    """Mail somebody a link that lets them add a passkey. `lost` ends all they signed in with before.

    It goes to the address we know and nowhere else, and nobody sends it to themselves: four eyes. Who
    administers is helped by who manages people everywhere they do: else a role in one municipality, which
    anybody there can give, would be enough to shut out the administration of another.
    Raises NotFound, NotPermitted.
    """
    _, known = people.open_person(house, giver, person_id)
    if giver.id == person_id:
        raise NotPermitted("Den Link zum Einrichten schickt Ihnen jemand anderes aus der Verwaltung.")
    with house.unit_of_work() as uow:
        _manages_all_of(uow, giver, person_id)
        if lost:
            for passkey in uow.passkeys.of_person(person_id):
                uow.passkeys.remove(passkey.id)
            uow.sign_ins.revoke_sessions_of(person_id, uow.now)
        sign_in.add_setup_link(house, uow, known.person)
        uow.audit.add(giver.id, "passkey_setup_sent", person_id, lost=lost)
        uow.commit()


def _manages_all_of(uow: UnitOfWork, giver: Person, person_id: str) -> None:
    towns = uow.people.towns_administered(person_id, ADMINISTRATION)
    if not all(giver.may_everywhere(Deed.MANAGE_PEOPLE, town) for town in towns):
        raise NotPermitted(
            "Diese Person hat auch Aufgaben, für die Sie nicht zuständig sind. Einen Link zum Einrichten"
            " macht dann, wer den Server betreibt."
        )
