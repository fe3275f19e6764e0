"""Priority: fire brigade, election, disaster, funeral go first, with care for whom they displace."""

from dataclasses import dataclass, replace

from booking_server.domain import rules
from booking_server.domain.bookings import Booking, BookingRequest, BookingStatus, move
from booking_server.domain.errors import (
    ContactMissing,
    DisplacedChanged,
    NameMissing,
    OverrideRefused,
    RequestRefused,
    RuleBroken,
)
from booking_server.domain.people import Deed, Person
from booking_server.domain.uses import Purpose, UserGroup
from booking_server.domain.venues import Venue
from booking_server.domain.waiting import WaitingState
from booking_server.services.bookings.classifying import classify
from booking_server.services.bookings.occupying import enter, expire, new_booking, occupied_by
from booking_server.services.bookings.quoting import keep_prices
from booking_server.services.bookings.settling import end, settle
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require, require_at
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork

PRIORITY = (Purpose.EMERGENCY, Purpose.ELECTION, Purpose.FUNERAL)
OFFICIAL = (Purpose.EMERGENCY, Purpose.ELECTION)
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Displacement:
    """What a use with priority would displace, by start; holds are not named, nobody booked them yet."""

    venue: Venue
    displaced: tuple[Booking, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The bookings that whoever decides has seen by name."""
        return frozenset(one.id for one in self.displaced)


@dataclass(frozen=True, slots=True)
class Overridden:
    """A booking with priority and whom it displaced."""

    booking: Booking
    venue: Venue
    displaced: tuple[Booking, ...]


def look(house: House, person: Person, request: BookingRequest, *, reason: str) -> Displacement:
    """Return exactly which bookings a use would displace; nothing happens.

    Raises NotFound, NotPermitted, SpaceUnknown, OverrideRefused, and RequestRefused for a funeral without
    its family.
    """
    with house.reading() as uow:
        venue = uow.venues.by_slug(request.venue_slug)
        require_at(person, Deed.OVERRIDE_BOOKING, venue)
        _check(house, uow, venue, request, reason)
        in_the_way = occupied_by(uow, venue, venue.spaces_named(request.space_slugs), request.period)
        return Displacement(venue, _bookings_among(in_the_way))


@retried
def override(
    house: House, person: Person, request: BookingRequest, *, reason: str, agreed: frozenset[str]
) -> Overridden:
    """Cancel the bookings in the way with the reason and give their spaces to the use: all or nothing.

    `agreed` are the bookings the person has seen. Raises as look(), and DisplacedChanged when others are
    in the way by now: nobody is displaced unseen.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(request.venue_slug)
        require_at(person, Deed.OVERRIDE_BOOKING, venue)
        _check(house, uow, venue, request, reason)
        uow.venues.lock(venue.id)
        spaces = venue.spaces_named(request.space_slugs)
        in_the_way = occupied_by(uow, venue, spaces, request.period)
        displaced = _bookings_among(in_the_way)
        if frozenset(one.id for one in displaced) != agreed:
            raise DisplacedChanged(
                "Inzwischen liegen andere Buchungen in dieser Zeit. Bitte sehen Sie sich die Liste noch"
                " einmal an: Es wurde nichts verdrängt."
            )
        for held in in_the_way:
            if held.status is BookingStatus.HELD:
                _end_hold(uow, held)
        for one in displaced:
            uow.quotes.set_cancellation(one.id, 0)  # who has to give way pays nothing for it
            cancelled = move(one, BookingStatus.CANCELLED, now=uow.now, reason=reason.strip())
            end(house, uow, cancelled, actor=person.id, tell=False)
        booking = _booked(uow, venue, request, person)
        enter(uow, booking, spaces)
        if booking.use.purpose not in OFFICIAL:  # fire brigade and elections are never billed
            keep_prices(uow, venue, [booking])
        settle(house, uow, booking, venue, actor=person.id, action="override")
        _care_for(uow, displaced, booking, person)
        uow.commit()
    return Overridden(booking, venue, displaced)


def find(house: House, person: Person, booking_id: str) -> Overridden:
    """Return a booking with priority and whom it displaced. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        booking = uow.bookings.get(booking_id)
        require(person, Deed.OVERRIDE_BOOKING, booking)
        displaced = tuple(uow.bookings.get(one) for one in uow.displacements.by(booking_id))
        return Overridden(booking, uow.venues.by_id(booking.venue_id), displaced)


def _check(house: House, uow: UnitOfWork, venue: Venue, request: BookingRequest, reason: str) -> None:
    rules.a_booking_names_spaces_of_its_hall(venue, request.space_slugs)
    if request.use.purpose not in PRIORITY:
        message = "Vorrang haben nur Feuerwehr und Katastrophenschutz, Wahlen und Trauerfeiern."
        raise OverrideRefused(message, field="purpose")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise OverrideRefused(
            "Bitte geben Sie einen Grund an: Die Betroffenen bekommen ihn zu lesen.", field="reason"
        )
    if request.period.end <= uow.now:
        raise OverrideRefused("Diese Zeit ist schon vorbei.", field="start")
    rules.a_booking_lasts_no_longer_than_the_hall_allows(request.period, venue.limits)
    rules.a_booking_names_its_occasion(request.occasion)
    if request.use.purpose not in OFFICIAL:
        _names_the_family(request)
    in_the_way = occupied_by(uow, venue, venue.spaces_named(request.space_slugs), request.period)
    if any(one.is_blackout for one in in_the_way):
        raise OverrideRefused(
            "In dieser Zeit ist das Haus gesperrt. Heben Sie zuerst die Sperrzeit auf.", field="start"
        )


def _names_the_family(request: BookingRequest) -> None:
    """A funeral is somebody's: they get code and invoice, never whoever enters it at the desk."""
    who = request.organizer
    errors: list[RuleBroken] = []
    if not who.name.strip():
        errors.append(
            NameMissing(
                "Bitte geben Sie an, wer für die Trauerfeier verantwortlich ist, zum Beispiel jemand aus der"
                " Familie."
            )
        )
    if not who.phone and not who.email:
        errors.append(
            ContactMissing(
                "Bitte geben Sie eine Telefonnummer oder eine E-Mail-Adresse dieser Person an.", field="phone"
            )
        )
    if errors:
        raise RequestRefused(tuple(errors))
    rules.a_booking_names_a_responsible_person(who)
    rules.a_booking_names_an_e_mail_address_or_a_phone_number(who)
    rules.a_postcode_has_five_digits(request.use)


def _bookings_among(in_the_way: list[Booking]) -> tuple[Booking, ...]:
    return tuple(one for one in in_the_way if one.status is not BookingStatus.HELD)


def _booked(uow: UnitOfWork, venue: Venue, request: BookingRequest, person: Person) -> Booking:
    use = classify(uow, venue, request).use
    if use.purpose in OFFICIAL:
        use = replace(use, group=UserGroup.MUNICIPALITY)
    organizer = request.organizer
    if not organizer.name.strip():
        organizer = replace(organizer, name=person.name, email=person.email)
    spaces = venue.spaces_named(request.space_slugs)
    return replace(
        new_booking(uow, venue, spaces, request.period, BookingStatus.CONFIRMED),
        persons=max(request.persons, 1),
        occasion=request.occasion.strip(),
        organizer=organizer,
        source="override",
        use=use,
    )


def _end_hold(uow: UnitOfWork, held: Booking) -> None:
    """A hold gives way; who was offered the time is back on the list."""
    expire(uow, held)
    for wish in uow.waiting.of_hold(held.id):
        uow.waiting.save(replace(wish, state=WaitingState.WAITING, offer_until=None, hold_id=None))


def _care_for(uow: UnitOfWork, displaced: tuple[Booking, ...], by: Booking, person: Person) -> None:
    """Note who was displaced by what, and promise each organizer a mail with what they can have instead."""
    for one in displaced:
        uow.displacements.add(one.id, by.id, uow.now)
        if not one.is_credential:  # its program is told by webhook
            uow.outbox.add("mail", one.id, template="displaced")
        uow.audit.add(person.id, "displaced", one.id, municipality_id=one.municipality_id, by=by.id)
