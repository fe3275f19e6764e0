"""Tariff schedules at the desk: drafts, checks, previews, versions. One public function, one transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from booking_server.domain.errors import NotPermitted
from booking_server.domain.people import Deed, Person
from booking_server.domain.tariffs.changes import differences
from booking_server.domain.tariffs.days import DayKind, DayRule
from booking_server.domain.tariffs.errors import Mistake, TariffRefused, VersionOutdated
from booking_server.domain.tariffs.published import KeptSchedule, PublishedVersion, digest_of, read_once
from booking_server.domain.tariffs.schedule import TariffSchedule
from booking_server.domain.tariffs.source import LONGEST
from booking_server.domain.tariffs.versions import in_force
from booking_server.domain.venues import Municipality, Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.money.tariff_preview import Example, examples
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date, say_date

LONGEST_NAME = 120
STARTER = """format = 1
titel = "Entgeltordnung"
gilt_ab = {day}
massgeblich = "nutzung"
tag = "kalendertag"

[[miete]]
text = "Nutzung des Hauses"
raeume = "jede-buchung"
offen = "Der Preis ist noch nicht festgelegt. Das entscheidet die Gemeinde."
"""


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    """A schedule in the list: its municipality, its halls, its versions, the one in force today."""

    kept: KeptSchedule
    municipality: Municipality
    halls: tuple[Venue, ...]
    versions: tuple[PublishedVersion, ...]
    current: PublishedVersion | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A schedule on the table: the text, its mistakes or what it would mean.

    `changes` are what is different from the version before, in words; `examples` are bookings with their
    price now and by the draft. Both are empty while there are mistakes.
    """

    entry: ScheduleEntry
    text: str
    mistakes: tuple[Mistake, ...]
    schedule: TariffSchedule | None
    changes: tuple[str, ...]
    examples: tuple[Example, ...]
    unknown_spaces: tuple[str, ...]
    all_halls: tuple[Venue, ...]
    own_days: tuple[Venue, ...] = ()


@dataclass(frozen=True, slots=True)
class TariffList:
    """All schedules a person may edit, and the halls that have none."""

    entries: tuple[ScheduleEntry, ...]
    without: tuple[Venue, ...]
    municipalities: tuple[Municipality, ...]


def list_schedules(house: House, person: Person) -> TariffList:
    """Return the schedules of the municipalities whose tariffs the person may edit."""
    with house.reading() as uow:
        towns = _towns(uow, person)
        kept = uow.tariffs.of_municipalities([town.id for town in towns])
        entries = tuple(_entry(uow, one) for one in kept)
        halls = [hall for hall in uow.venues.all() if hall.municipality_id in {town.id for town in towns}]
    taken = {venue_id for one in kept for venue_id in one.venue_ids}
    return TariffList(entries, tuple(hall for hall in halls if hall.id not in taken), tuple(towns))


def open_draft(house: House, person: Person, schedule_id: str, text: str | None = None) -> Draft:
    """Return a schedule with its draft, or with a text nobody saved. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        kept = _own(uow, person, schedule_id)
        entry = _entry(uow, kept)
        own = tuple(hall for hall in uow.venues.all() if hall.municipality_id == kept.municipality_id)
        today = local_date(uow.now)
    return _drafted(entry, kept.draft if text is None else text, own, today)


@retried
def add_schedule(
    house: House, person: Person, *, municipality_id: str, name: str, text: str = ""
) -> KeptSchedule:
    """Begin a schedule without halls and versions. Raises NotPermitted."""
    with house.unit_of_work() as uow:
        _require(person, municipality_id)
        tidy = " ".join(name.split())[:LONGEST_NAME] or "Entgeltordnung"
        kept = KeptSchedule(
            id=secrets.token_hex(8),
            municipality_id=municipality_id,
            name=tidy,
            draft=text or STARTER.format(day=local_date(uow.now)),
            draft_by=person.id,
            draft_at=uow.now,
        )
        uow.tariffs.add(kept)
        uow.audit.add(person.id, "tariff_added", kept.id, municipality_id=municipality_id)
        uow.commit()
    return kept


@retried
def save_draft(house: House, person: Person, schedule_id: str, text: str) -> None:
    """Keep a draft, with or without mistakes; prices stay as they are. Raises TariffRefused when too long."""
    if len(text) > LONGEST:
        raise TariffRefused((Mistake(1, f"Die Datei ist zu lang: höchstens {LONGEST // 1024} KiB."),))
    with house.unit_of_work() as uow:
        kept = _own(uow, person, schedule_id)
        uow.tariffs.save(replace(kept, draft=text, draft_by=person.id, draft_at=uow.now))
        uow.commit()


@retried
def set_halls(house: House, person: Person, schedule_id: str, slugs: Sequence[str]) -> None:
    """Let a schedule be for these halls; a hall leaves the schedule it had. Raises NotPermitted."""
    with house.unit_of_work() as uow:
        kept = _own(uow, person, schedule_id)
        own = {hall.slug: hall for hall in uow.venues.all() if hall.municipality_id == kept.municipality_id}
        if not set(slugs) <= set(own):
            raise NotPermitted("Dieses Haus gehört zu einer anderen Gemeinde.")
        uow.tariffs.set_halls(schedule_id, sorted({own[slug].id for slug in slugs}))
        uow.audit.add(
            person.id,
            "tariff_halls_set",
            schedule_id,
            municipality_id=kept.municipality_id,
            halls=sorted(set(slugs)),
        )
        uow.commit()


@retried
def publish(house: House, person: Person, schedule_id: str, text: str) -> PublishedVersion:
    """Publish a text as a new version, in force from the day it names; the old ones stay.

    Raises TariffRefused with every mistake and its line, VersionOutdated for a day before the last version
    or one that is over when bookings were priced by another version already.
    """
    schedule = read_once(text)
    with house.unit_of_work() as uow:
        kept = _own(uow, person, schedule_id)
        versions = uow.tariffs.versions(schedule_id)
        _a_version_comes_after_all_earlier_ones(schedule, versions, digest_of(text), local_date(uow.now))
        version = PublishedVersion(
            id=secrets.token_hex(8),
            municipality_id=kept.municipality_id,
            schedule_id=schedule_id,
            valid_from=schedule.valid_from,
            decisive=schedule.decisive,
            text=text,
            digest=digest_of(text),
            published_by=person.id,
            published_at=uow.now,
        )
        uow.tariffs.add_version(version)
        uow.tariffs.save(replace(kept, draft=text, draft_by=person.id, draft_at=uow.now))
        uow.audit.add(
            person.id,
            "tariff_published",
            version.id,
            municipality_id=kept.municipality_id,
            valid_from=schedule.valid_from.isoformat(),
            digest=version.digest,
        )
        uow.commit()
    return version


def find_version(house: House, person: Person, version_id: str) -> PublishedVersion:
    """Return a published version, to be read or downloaded. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        version = uow.tariffs.version(version_id)
        _require(person, version.municipality_id)
        return version


def _a_version_comes_after_all_earlier_ones(
    schedule: TariffSchedule, versions: Sequence[PublishedVersion], digest: str, today: date
) -> None:
    """Once there is a version, the next begins no earlier than today and no earlier than the last."""
    if not versions:
        return
    last = versions[-1]
    if last.digest == digest:
        raise VersionOutdated("Diese Fassung ist schon veröffentlicht; am Text hat sich nichts geändert.")
    earliest = max(last.valid_from, today)
    if schedule.valid_from < earliest:
        raise VersionOutdated(
            f"Diese Fassung kann frühestens ab {say_date(earliest)} gelten. Bitte ändern Sie „gilt_ab“."
        )


def _drafted(entry: ScheduleEntry, text: str, halls: tuple[Venue, ...], today: date) -> Draft:
    try:
        schedule = read_once(text)
    except TariffRefused as refused:
        return Draft(entry, text, refused.mistakes, None, (), (), (), halls)
    before = entry.versions[-1].schedule if entry.versions else None
    return Draft(
        entry=entry,
        text=text,
        mistakes=(),
        schedule=schedule,
        changes=differences(before, schedule) if before else (),
        examples=examples(
            schedule, before, entry.halls or _like(schedule, halls), max(schedule.valid_from, today)
        ),
        unknown_spaces=_unknown_spaces(schedule, entry.halls),
        own_days=_own_days(schedule, entry.halls),
        all_halls=halls,
    )


def _like(schedule: TariffSchedule, halls: Sequence[Venue]) -> tuple[Venue, ...]:
    """Return a hall to show examples at before any is chosen: one with all rooms the text names."""
    named = {space.slug for space in schedule.spaces}
    return tuple(hall for hall in halls if named <= {space.slug for space in hall.spaces})[:1]


def _own_days(schedule: TariffSchedule, halls: Sequence[Venue]) -> tuple[Venue, ...]:
    """Return the halls whose days are not those the text names: they count their own."""
    return tuple(
        hall
        for hall in halls
        if (hour := hall.regulation.booking_day) is not None
        and schedule.day != DayRule(DayKind.FROM_HOUR, hour)
    )


def _unknown_spaces(schedule: TariffSchedule, halls: Sequence[Venue]) -> tuple[str, ...]:
    """Return spaces the text names that no hall of the schedule has: most likely a slip of the pen."""
    known = {space.slug for hall in halls for space in hall.spaces}
    return tuple(space.slug for space in schedule.spaces if halls and space.slug not in known)


def _entry(uow: UnitOfWork, kept: KeptSchedule) -> ScheduleEntry:
    halls = {hall.id: hall for hall in uow.venues.all()}
    towns = {town.id: town for town in uow.venues.municipalities()}
    versions = uow.tariffs.versions(kept.id)
    return ScheduleEntry(
        kept=kept,
        municipality=towns[kept.municipality_id],
        halls=tuple(sorted((halls[one] for one in kept.venue_ids), key=lambda hall: hall.name)),
        versions=versions,
        current=in_force(versions, local_date(uow.now)),
    )


def _towns(uow: UnitOfWork, person: Person) -> list[Municipality]:
    towns = [t for t in uow.venues.municipalities() if person.may_everywhere(Deed.EDIT_TARIFF, t.id)]
    if not towns:
        raise NotPermitted("Entgelte bearbeitet die Verwaltung der Gemeinde.")
    return towns


def _own(uow: UnitOfWork, person: Person, schedule_id: str) -> KeptSchedule:
    kept = uow.tariffs.get(schedule_id)
    _require(person, kept.municipality_id)
    return kept


def _require(person: Person, municipality_id: str) -> None:
    if not person.may_everywhere(Deed.EDIT_TARIFF, municipality_id):
        raise NotPermitted("Dafür haben Sie in dieser Gemeinde keine Berechtigung.")
