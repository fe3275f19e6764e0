"""Mails about codes held for good. Digits stand in none of them: the holder finds them after signing in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from booking_server.domain.errors import NotFound
from booking_server.domain.holders import Ending, HolderCode
from booking_server.domain.people import Deed, Person, Role
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.holders.holder_pages import renewal_url
from booking_server.services.promises.reaching import with_number
from booking_server.storage.repositories.outbox import OutboxItem
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date, say_date, say_moment

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
    town_phone: str

    @property
    def hall(self) -> str:
        """The hall's name."""
        return self.venue.name

    @property
    def until(self) -> str:
        """When the code ends, in words."""
        return say_moment(self.code.window.end)

    @property
    def last_day(self) -> str:
        """The day on which the code ends, in words."""
        return say_date(local_date(self.code.window.end))

    @property
    def call(self) -> str:
        """Whom a holder calls."""
        return f"\n\nFragen? Rufen Sie an: {self.venue.contact_phone}" if self.venue.contact_phone else ""

    @property
    def call_town(self) -> str:
        """Whom those call whose own number the hall's may be."""
        return f"\n\nFragen? Rufen Sie die Gemeinde an: {self.town_phone}" if self.town_phone else ""

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
        phone = uow.frame.facts(venue.municipality_id).phone
        case = Case(house, item, code, venue, holder, _desk(uow, venue), phone)
    return WRITERS[item.payload["template"]](case)


def _given(case: Case) -> Letters:
    if case.code.ended_at is not None:
        return ()
    text = (
        f"Sie haben einen Dauer-Code für {case.hall}. Er öffnet dort alle Türen, zu jeder Zeit, bis"
        f" {case.until}.\n\n"
        "Die Ziffern stehen nicht in dieser E-Mail. Sie haben sie auf einem Zettel bekommen. Sie können sie"
        f" auch ansehen: Melden Sie sich hier mit Ihrer E-Mail-Adresse an:\n"
        f"{case.house.policy.public_url}{WHERE}\n\n"
        "Hatten Sie vorher schon einen Code für dieses Haus? Der gilt nicht mehr.\n\n"
        "Vor dem Ende fragen wir, ob Sie den Code noch brauchen. Dann gilt er mit denselben Ziffern weiter."
        f"{case.call}"
    )
    return _to(case.holder, f"Ihr Dauer-Code: {case.hall}, gültig bis {case.last_day}", text)


def _reminder(case: Case) -> Letters:
    if case.code.ended_at is not None or not case.code.reminded_days:
        return ()
    if not case.holder:
        text = (
            f"bitte sehen Sie nach, ob der Umschlag „{case.code.name}“ noch verschlossen an seinem Platz"
            f" liegt. Der Code darin öffnet {case.hall} bis {case.until}.\n\n"
            "Liegt er verschlossen da? Dann verlängern Sie ihn hier. Die Ziffern bleiben, der Umschlag bleibt"
            f" zu:\n{case.desk_url}\n\n"
            "Ist er offen oder nicht mehr da? Dann drücken Sie dort auf „Code ersetzen“, und legen Sie einen"
            f" neuen hin.{case.call_town}"
        )
        return _to(
            case.desk, f"Bitte verlängern bis {case.last_day}: Umschlag der Feuerwehr, {case.hall}", text
        )
    text = (
        f"bitte bestätigen Sie, dass Sie Ihren Dauer-Code für {case.hall} noch haben und brauchen:\n"
        f"{renewal_url(case.house, case.code)}\n\n"
        "Dann gilt er mit denselben Ziffern weiter. Ohne Bestätigung endet er am"
        f" {case.until}.\n\n"
        "Sie brauchen ihn nicht mehr? Dann müssen Sie nichts tun. Ist der Zettel verloren, rufen Sie bitte"
        f" gleich an.{case.call}"
    )
    return _to(case.holder, f"Bitte bestätigen bis {case.last_day}: Ihr Dauer-Code, {case.hall}", text)


def _ended(case: Case) -> Letters:
    """The holder hears of every end; the people of the hall of one that came by itself."""
    why = {
        Ending.EXPIRED: "Er wurde nicht verlängert.",
        Ending.ROLE_ENDED: "Ihre Aufgabe an diesem Haus ist beendet.",
    }.get(case.code.ending or Ending.REVOKED, "Er wurde gesperrt.")
    own = (
        f"Ihr Dauer-Code für {case.hall} gilt nicht mehr. {why} Den Zettel können Sie wegwerfen.\n\n"
        "Brauchen Sie den Code noch? Dann melden Sie sich bei Ihrer Ortsvorsteherin, Ihrem Ortsvorsteher oder"
        f" der Verwaltung der Gemeinde.{case.call}"
    )
    mails = _to(case.holder, f"Ihr Dauer-Code ist beendet: {case.hall}", own)
    if case.code.ending is not Ending.EXPIRED:
        return mails
    told = [person for person in case.desk if person.id != case.code.person_id]
    text = (
        f"der Dauer-Code „{case.code.name}“ für {case.hall} ist abgelaufen und öffnet nicht mehr. Er wurde"
        " nicht verlängert, oder die Aufgabe am Haus ist beendet.\n\n"
        "Wird er nicht mehr gebraucht, müssen Sie nichts tun. Einen neuen geben Sie"
        f" hier:\n{case.desk_url}{case.call_town}"
    )
    return mails + _to(told, f"Dauer-Code abgelaufen: {case.hall}", text)


def _shortened(case: Case) -> Letters:
    text = (
        f"Ihr Dauer-Code für {case.hall} gilt nur noch bis {case.until}. Dann endet Ihre"
        " Aufgabe an diesem Haus. Die Ziffern bleiben dieselben.\n\nIhren Code sehen Sie"
        f" hier:\n{case.house.policy.public_url}{WHERE}\n\n"
        f"Stimmt das nicht? Dann rufen Sie bitte an.{case.call}"
    )
    if case.code.ended_at is not None:
        return ()
    return _to(case.holder, f"Ihr Dauer-Code endet schon am {case.last_day}: {case.hall}", text)


def _used(case: Case) -> Letters:
    late = " Die Tür hat das erst später melden können." if case.item.payload["late"] else ""
    at = say_moment(datetime.fromisoformat(case.item.payload["at"]))
    text = (
        f"am {at} hat jemand {case.hall} geöffnet, mit dem Code aus dem Umschlag „{case.code.name}“."
        f"{late}\n\nWissen Sie von einem Einsatz? Wenn nicht, fragen Sie bitte gleich bei der Feuerwehr des"
        " Ortes nach, oder sehen Sie am Haus nach.\n\n"
        "Der Umschlag ist nun offen. Bitte geben Sie danach einen neuen Code („Code ersetzen“) und legen Sie"
        f" einen neuen Umschlag hin:\n{case.desk_url}{case.call_town}"
    )
    return _to(case.desk, f"Feuerwehr-Code benutzt: {case.hall}, {at}", text)


def _locked(case: Case) -> Letters:
    if case.code.ended_at is not None:
        return ()
    subject = f"Ein Dauer-Code ist an der Tür gesperrt: {case.hall}"
    why = (
        "Jemand hat zu oft Ziffern eingegeben, die fast wie dieser Code sind. Deshalb nimmt ihn die Tür nicht"
        " mehr an, auch den richtigen nicht."
    )
    whose = f"Dauer-Code von {case.code.name}" if case.holder else f"Code im Umschlag „{case.code.name}“"
    text = (
        f"bitte ersetzen Sie den {whose} für {case.hall}. Der neue hilft sofort („Code ersetzen“):\n"
        f"{case.desk_url}\n\n{why}{case.call_town}"
    )
    own = (
        f"bitte lassen Sie sich einen neuen Dauer-Code geben: Ihr jetziger öffnet {case.hall} nicht mehr."
        f" Ein neuer hilft sofort.\n\n{why} Waren Sie das nicht selbst? Dann sagen Sie das bitte dazu."
        f"{case.call}"
    )
    told = {person.id for person in case.desk}
    others = [person for person in case.holder if person.id not in told]
    return _to(case.desk, subject, text) + _to(others, subject, own)


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
