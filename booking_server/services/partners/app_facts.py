"""What everybody may know, gathered for the Bad Belzig App. Nothing else of a booking gets there."""

from datetime import timedelta

from booking_server.domain.app_records import EventFacts, Facts, HallFacts, Kind, NewsFacts, Subject
from booking_server.domain.calendar_uses import calendar_use
from booking_server.domain.errors import NotFound
from booking_server.domain.rule_sentences import opening_hours
from booking_server.domain.venues import Venue
from booking_server.services.bookings.quoting import prices_at
from booking_server.services.plans.calendar_entries import rooms_of
from booking_server.storage.unit_of_work import UnitOfWork

GONE_AFTER = timedelta(days=1)
"""What is over leaves the app the day after, so that nothing stays there that is erased here."""


def facts_of(uow: UnitOfWork, subject: Subject) -> Facts | None:
    """Return what the app is to show about a subject; None when it is to show nothing (any more)."""
    try:
        facts = _READ[subject.kind](uow, subject.id)
    except NotFound:
        return None
    venue = facts.venue if isinstance(facts, HallFacts) else facts.hall.venue if facts else None
    return facts if venue and not venue.is_draft and uow.app.town(venue.municipality_id).is_on else None


def wanted_keys(uow: UnitOfWork, municipality_id: str, *, hall: str | None = None) -> tuple[str, ...]:
    """Return everything a municipality may have in the app, what it has there included; halls first."""
    if not uow.app.town(municipality_id).is_on:
        halls: list[str] = []
        wanted: list[Subject] = []
    else:
        halls = [one.id for one in uow.venues.of_town(municipality_id) if not one.is_draft]
        wanted = [Subject(Kind.HALL, one) for one in halls]
        since = uow.now - GONE_AFTER
        wanted += [Subject(Kind.EVENT, one) for one in uow.app.public_bookings(municipality_id, since)]
        wanted += [Subject(Kind.NEWS, one.id) for one in uow.app.disruptions(halls)]
    stored = uow.app.records_of_towns([municipality_id])
    keys = dict.fromkeys([one.key for one in wanted] + [one.key for one in stored])
    return tuple(key for key in keys if hall is None or _hall_of(uow, key) == hall)


def hall_facts(uow: UnitOfWork, venue: Venue) -> HallFacts:
    """Return what everybody may know about a hall."""
    prices = prices_at(uow, venue)
    districts = {one.id: one.name for one in uow.venues.districts()}
    return HallFacts(
        venue=venue,
        town=uow.venues.municipality(venue.municipality_id),
        district=districts[venue.district_id],
        prices=prices.lines if prices else (),
        opening=opening_hours(venue.regulation),
    )


def place_of(uow: UnitOfWork, subject: Subject) -> tuple[str, str] | None:
    """Return the municipality and the hall a subject belongs to; None when nobody knows it any more."""
    record = uow.app.record(subject.key)
    if record is not None:
        return record.municipality_id, record.venue_id
    try:
        found = _FIND[subject.kind](uow, subject.id)
    except NotFound:
        return None
    return found.municipality_id, found.id if isinstance(found, Venue) else found.venue_id


def _hall_of(uow: UnitOfWork, key: str) -> str:
    kind, _, subject_id = key.partition(":")
    place = place_of(uow, Subject(Kind(kind), subject_id))
    return place[1] if place else ""


def _hall(uow: UnitOfWork, venue_id: str) -> HallFacts | None:
    return hall_facts(uow, uow.venues.by_id(venue_id))


def _event(uow: UnitOfWork, booking_id: str) -> EventFacts | None:
    use = calendar_use(uow.bookings.get(booking_id))
    if not use.is_public_event or use.period.end + GONE_AFTER <= uow.now:
        return None
    hall = hall_facts(uow, uow.venues.by_id(use.venue_id))
    return EventFacts(hall, use.public_title, use.period, rooms_of(hall.venue, use.space_ids))


def _news(uow: UnitOfWork, disruption_id: str) -> NewsFacts | None:
    told = uow.app.disruption(disruption_id)
    hall = hall_facts(uow, uow.venues.by_id(told.venue_id))
    return NewsFacts(hall, told.title, told.text, told.created_at)


_READ = {Kind.HALL: _hall, Kind.EVENT: _event, Kind.NEWS: _news}
_FIND = {
    Kind.HALL: lambda uow, key: uow.venues.by_id(key),
    Kind.EVENT: lambda uow, key: uow.bookings.get(key),
    Kind.NEWS: lambda uow, key: uow.app.disruption(key),
}
