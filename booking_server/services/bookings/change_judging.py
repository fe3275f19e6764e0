"""Judging a change of a booking as a new booking is judged. Steps of use cases, over one unit of work."""

from dataclasses import replace

from booking_server.domain import rules
from booking_server.domain.bookings import Booking, BookingRequest, BookingStatus
from booking_server.domain.changing import Change, asked_at
from booking_server.domain.errors import ChangeRefused, RuleBroken
from booking_server.domain.venues import Venue
from booking_server.services.bookings.approving import first_status, with_its_end
from booking_server.services.bookings.change_money import call, check_money
from booking_server.services.bookings.classifying import classify
from booking_server.services.bookings.judging import ask_a_person, check_request
from booking_server.services.bookings.quoting import price_changed
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork


def can_be_changed(uow: UnitOfWork, venue: Venue, booking: Booking) -> None:
    """Raise ChangeRefused or the broken rule, each with the way out."""
    if booking.status not in (BookingStatus.REQUESTED, BookingStatus.CONFIRMED) or booking.names_nobody:
        raise ChangeRefused("Diese Buchung ist schon beendet und kann nicht mehr geändert werden.")
    if booking.anonymised_at is not None:
        raise ChangeRefused(f"Die Angaben zu dieser Buchung sind gelöscht.{call(venue)}")
    if booking.series_id is not None:
        raise ChangeRefused(
            "Dieser Termin gehört zu einer Serie. Ändern Sie ihn auf der Seite Ihrer Serie: Der Link steht in"
            " der E-Mail zur Serie."
        )
    rules.a_booking_is_changed_before_it_begins(booking.period, uow.now)
    if uow.handovers.of_booking(booking.id):
        raise ChangeRefused(f"Das Haus ist schon an Sie übergeben.{call(venue)}")
    rules.a_booking_is_changed_six_times_at_most(len(uow.booking_changes.of_booking(booking.id)))


def why_unchangeable(uow: UnitOfWork, venue: Venue, booking: Booking) -> str:
    """Return why a booking cannot be changed by its link now, in words; empty when it can."""
    try:
        can_be_changed(uow, venue, booking)
    except RuleBroken as error:
        return error.message
    return ""


def judged(house: House, uow: UnitOfWork, venue: Venue, before: Booking, wanted: BookingRequest) -> Change:
    """Return the change that is asked for, once all but what is taken says yes to it."""
    can_be_changed(uow, venue, before)
    request = classify(uow, venue, as_before(before, venue, wanted))
    after = _after(uow, venue, before, request)
    check_request(house, uow, venue, request, asked_at=asked_at(before, after, uow.now))
    rules.a_title_the_desk_took_back_stays_unpublished(after, call(venue))
    told = uow.quotes.of_booking(before.id)
    found = Change(before, after, told, price_changed(uow, venue, before, after))
    found = replace(found, after=_with_status(uow, venue, found))
    check_money(uow, venue, found)
    return found


def as_before(before: Booking, venue: Venue, wanted: BookingRequest) -> BookingRequest:
    """Return the request as the organizer of a booking makes it: who they are does not change."""
    said = wanted.use
    use = replace(
        before.use,
        purpose=said.purpose,
        layout=said.layout,
        answers=said.answers,
        public_title=said.public_title,
    )
    return replace(
        wanted,
        venue_slug=venue.slug,
        occasion=wanted.occasion.strip(),
        organizer=before.organizer,
        house_rules_accepted=True,
        is_adult=True,
        club_code="",
        hold=None,
        use=use,
    )


def _after(uow: UnitOfWork, venue: Venue, before: Booking, request: BookingRequest) -> Booking:
    spaces = tuple(sorted(space.id for space in venue.spaces_named(request.space_slugs)))
    stays = (before.period, before.space_ids) == (request.period, spaces)
    return replace(
        before,
        space_ids=spaces,
        period=request.period,
        persons=request.persons,
        occasion=request.occasion,
        use=request.use,
        updated_at=uow.now,
        sequence=before.sequence + 1,
        rooms_version=before.rooms_version if stays else venue.rooms_version,
    )


def _with_status(uow: UnitOfWork, venue: Venue, change: Change) -> Booking:
    """Return the changed booking with its status: who would be asked about it as a new one is asked again."""
    if change.takes_nothing_more:
        return change.after
    asked = replace(change.after, status=BookingStatus.REQUESTED, hold_until=None)
    must_ask = bool(ask_a_person(uow, venue, asked))
    status = BookingStatus.REQUESTED if must_ask else first_status(uow, venue, asked)
    return with_its_end(uow, replace(asked, status=status))
