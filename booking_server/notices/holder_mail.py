"""Mails about codes held for good. Digits stand in none of them: the holder finds them after signing in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from booking_server.domain.errors import NotFound
from booking_server.domain.holders import Ending, HolderCode
from booking_server.domain.people import Deed, Person, Role
from booking_server.domain.venues import Venue
from booking_server.services.holder_pages import renewal_url
from booking_server.services.house import House
from booking_server.services.reaching import with_number
from booking_server.storage.repositories.outbox import OutboxItem
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import say_moment

Letter = tuple[str, str]
Letters = tuple[tuple[str, Letter], ...]
WHERE = "/schreibtisch/mein-code"


@dataclass(frozen=True, slots=True)
class Case:
    """What a mail is about: a code, its hall, its holder if it is a person's, and who gives codes there."""

    house: House
    item: OutboxItem
    code: HolderCode
    venue: Venue
    holder: tuple[Person, ...]
    desk: tuple[Person, ...]

    @property
    def hall(self) -> str:
        """The hall's name."""
        return self.venue.name

    @property
    def until(self) -> str:
        """When the code ends, in words."""
        return say_moment(self.code.window.end)

    @property
    def call(self) -> str:
        """Whom a holder calls."""
        return f"\n\nFragen? Rufen Sie an: {self.venue.contact_phone}" if self.venue.contact_phone else ""

    @property
    def desk_url(self) -> str:
        """Where the codes of the hall are given."""
        return f"{self.house.policy.public_url}/schreibtisch/dauer-codes/{self.venue.slug}"


def letters(house: House, item: OutboxItem) -> Letters:
    """Return whom to write and what; nobody when the code is gone or nothing is left to say."""
    with house.reading() as uow:
        try:
            code = uow.holders.get(item.subject)
        except NotFound:
            return ()
        venue = with_number(uow, uow.venues.by_id(code.venue_id))
        holder = (uow.people.get(code.person_id),) if code.person_id else ()
        case = Case(house, item, code, venue, holder, _desk(uow, venue))
    return WRITERS[item.payload["template"]](case)


def _given(case: Case) -> Letters:
    if case.code.ended_at is not None:
        return ()
    text = (
        f"Sie haben einen Dauer-Code für {case.hall}. Er öffnet dort alle Türen bis"
        f" {case.until}.\n\n"
        "Die Ziffern stehen nicht in dieser E-Mail. Sie haben sie auf einem Zettel bekommen, oder Sie melden"
        f" sich an und öffnen „Mein Code“:\n{case.house.policy.public_url}{WHERE}\n\n"
        "Vor dem Ende fragen wir, ob Sie den Code noch brauchen. Dann gilt er mit denselben Ziffern weiter."
        f" Ein Code davor gilt nicht mehr.{case.call}"
    )
    return _to(case.holder, f"Ihr Dauer-Code: {case.hall}", text)


def _reminder(case: Case) -> Letters:
    if case.code.ended_at is not None or not case.code.reminded_days:
        return ()
    if not case.holder:
        text = (
            f"der Umschlag „{case.code.name}“ für {case.hall} gilt bis {case.until}. Liegt er noch"
            " verschlossen an seinem Platz? Dann verlängern Sie ihn hier:\n"
            f"{case.desk_url}\n\nDie Ziffern bleiben, der Umschlag bleibt zu."
        )
        return _to(case.desk, f"Bitte verlängern: Umschlag der Feuerwehr, {case.hall}", text)
    text = (
        f"Ihr Dauer-Code für {case.hall} gilt bis {case.until}.\n\n"
        "Haben und brauchen Sie ihn noch? Dann bestätigen Sie das hier:\n"
        f"{renewal_url(case.house, case.code)}\n\n"
        "Die Ziffern bleiben dieselben. Ohne Bestätigung endet der Code. Wenn Ihre Rolle am Haus früher"
        f" endet, endet er mit ihr.{case.call}"
    )
    return _to(case.holder, f"Brauchen Sie Ihren Dauer-Code noch? {case.hall}", text)


def _ended(case: Case) -> Letters:
    """The holder hears of every end; the people of the hall of one that came by itself."""
    why = {
        Ending.EXPIRED: "Er wurde nicht verlängert.",
        Ending.ROLE_ENDED: "Ihre Rolle an diesem Haus ist beendet.",
    }.get(case.code.ending or Ending.REVOKED, "Er wurde gesperrt.")
    own = (
        f"Ihr Dauer-Code für {case.hall} gilt nicht mehr. {why}\n\nBrauchen Sie ihn noch? Dann melden Sie"
        f" sich bei Ihrer Ortsvorsteherin, Ihrem Ortsvorsteher oder der Verwaltung.{case.call}"
    )
    mails = _to(case.holder, f"Ihr Dauer-Code ist beendet: {case.hall}", own)
    if case.code.ending is not Ending.EXPIRED:
        return mails
    told = [person for person in case.desk if person.id != case.code.person_id]
    text = (
        f"der Dauer-Code „{case.code.name}“ für {case.hall} ist abgelaufen. Er wurde nicht verlängert, oder"
        f" die Rolle dazu ist beendet.\n\nEinen neuen geben Sie hier:\n{case.desk_url}"
    )
    return mails + _to(told, f"Dauer-Code abgelaufen: {case.hall}", text)


def _shortened(case: Case) -> Letters:
    text = (
        f"Ihr Dauer-Code für {case.hall} gilt nur noch bis {case.until}. Dann endet Ihre"
        f" Rolle an diesem Haus. Die Ziffern bleiben dieselben.\n\n{case.house.policy.public_url}{WHERE}"
        f"{case.call}"
    )
    if case.code.ended_at is not None:
        return ()
    return _to(case.holder, f"Ihr Dauer-Code endet früher: {case.hall}", text)


def _used(case: Case) -> Letters:
    late = " Die Tür hat das erst später melden können." if case.item.payload["late"] else ""
    at = say_moment(datetime.fromisoformat(case.item.payload["at"]))
    text = (
        f"der Code „{case.code.name}“ hat {case.hall} geöffnet: {at}."
        f"{late}\n\nWissen Sie von einem Einsatz? Wenn nicht, rufen Sie bitte an oder sehen Sie nach.\n\n"
        f"Der Umschlag ist nun offen. Danach legen Sie bitte einen neuen hinein:\n{case.desk_url}"
    )
    return _to(case.desk, f"Feuerwehr-Code benutzt: {case.hall}", text)


def _locked(case: Case) -> Letters:
    if case.code.ended_at is not None:
        return ()
    text = (
        f"an {case.hall} hat jemand zu oft einen falschen Code unter der Nummer von {case.code.name}"
        " eingegeben. Die Tür nimmt diesen Dauer-Code deshalb nicht mehr an, auch den richtigen nicht.\n\n"
        f"Ein neuer Code hilft sofort („Code ersetzen“):\n{case.desk_url}"
    )
    people = {person.id: person for person in (*case.holder, *case.desk)}
    return _to(list(people.values()), f"Ein Dauer-Code ist an der Tür gesperrt: {case.hall}", text)


Writer = Callable[[Case], Letters]
WRITERS: dict[str, Writer] = {
    "holder_given": _given,
    "holder_reminder": _reminder,
    "holder_ended": _ended,
    "holder_shortened": _shortened,
    "holder_locked": _locked,
    "brigade_used": _used,
}


def _desk(uow: UnitOfWork, venue: Venue) -> tuple[Person, ...]:
    """Return who gives codes at a hall: its head and caretaker, else the clerks of the municipality."""
    place = {"municipality_id": venue.municipality_id, "venue_id": venue.id}
    able = [one for one in uow.people.granted_in(venue.municipality_id) if one.may(Deed.GIVE_CODES, **place)]
    near = uow.people.granted_for(venue.id, (Role.DISTRICT_HEAD, Role.CARETAKER))
    return near or tuple(able)


def _to(people: Iterable[Person], subject: str, text: str) -> Letters:
    return tuple(
        (person.email, (subject, f"Guten Tag {person.name},\n\n{text}\n\nIhr Dorfschlüssel\n"))
        for person in people
    )
