"""Mails about signing in: the link with its code, the link to set up a passkey, what was changed."""

from collections.abc import Callable

from booking_server.domain.people import Person
from booking_server.services.foundation.house import House
from booking_server.services.operation import notices
from booking_server.services.people import sign_in
from booking_server.storage.repositories.outbox import OutboxItem

Letter = tuple[str, str]
CLOSING = "\n\nIhr Dorfschlüssel\n"
NOT_YOU = (
    "Waren Sie das nicht? Dann öffnen Sie „Meine Anmeldung“, melden Sie alle anderen Geräte ab und sagen Sie"
    " der Verwaltung der Gemeinde Bescheid:\n"
)


def letters(house: House, item: OutboxItem) -> tuple[tuple[str, Letter], ...]:
    """Return the mail a promise about signing in asks for."""
    person, letter = WRITERS[item.payload["template"]](house, item.subject)
    return ((person.email, letter),)


def link_and_code(house: House, link_id: str) -> tuple[Person, Letter]:
    """Return whom a sign-in link is for, with subject and text. The code stands in no subject."""
    person = notices.person_of_link(house, link_id)
    minutes = int(house.policy.sign_in_for.total_seconds() // 60)
    code = sign_in.code_of(house, link_id)
    return person, (
        "Ihr Anmelde-Link für den Dorfschlüssel",
        f"Guten Tag {person.name},\n\nmit diesem Link melden Sie sich an:\n"
        f"{sign_in.link_url(house, link_id)}\n\n"
        f"Oder tippen Sie dort, wo Sie ihn angefordert haben, diesen Code ein: {code[:3]} {code[3:]}\n\n"
        f"Beides gilt {minutes} Minuten und nur einmal. Sagen Sie den Code niemandem, auch nicht am Telefon."
        f" Wenn Sie nichts angefordert haben, brauchen Sie nichts zu tun.{CLOSING}",
    )


def setup(house: House, link_id: str) -> tuple[Person, Letter]:
    """Return whom a link to set up a passkey is for, with subject and text."""
    person = notices.person_of_link(house, link_id)
    return person, (
        "Passkey einrichten für den Dorfschlüssel",
        f"Guten Tag {person.name},\n\nbitte öffnen Sie diesen Link auf dem Gerät, mit dem Sie arbeiten:\n"
        f"{sign_in.link_url(house, link_id)}\n\n"
        "Jemand aus der Verwaltung hat ihn für Sie bestellt. Mit ihm melden Sie sich an und legen einen"
        " Passkey an. Danach brauchen Sie für die Anmeldung nur noch Ihren Fingerabdruck, Ihr Gesicht oder"
        " die PIN Ihres Geräts.\n\n"
        f"Der Link gilt 24 Stunden und nur einmal.{CLOSING}",
    )


def changed(what: str) -> Callable[[House, str], tuple[Person, Letter]]:
    """Return who writes that a passkey was added or removed."""

    def write(house: House, person_id: str) -> tuple[Person, Letter]:
        with house.reading() as uow:
            person = uow.people.get(person_id)
        return person, (
            f"Ihre Anmeldung beim Dorfschlüssel: Ein Passkey wurde {what}",
            f"Guten Tag {person.name},\n\nzu Ihrer Anmeldung beim Dorfschlüssel wurde ein Passkey {what}."
            " Waren Sie das selbst, müssen Sie nichts tun.\n\n"
            f"{NOT_YOU}{house.policy.public_url}/schreibtisch/anmeldung{CLOSING}",
        )

    return write


WRITERS: dict[str, Callable[[House, str], tuple[Person, Letter]]] = {
    "sign_in": link_and_code,
    "sign_in_setup": setup,
    "passkey_added": changed("angelegt"),
    "passkey_removed": changed("entfernt"),
}
