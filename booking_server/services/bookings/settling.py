"""What follows from a decision: codes, promises to doors and people, calendar, log. Steps of use cases."""

from collections.abc import Sequence

from booking_server.domain.access import AccessCode
from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.changing import Change
from booking_server.domain.venues import SeriesCode, Venue
from booking_server.domain.webhooks import EventType
from booking_server.services.bookings.occupying import freed
from booking_server.services.foundation.house import House
from booking_server.services.promises.app_promises import public_events
from booking_server.services.promises.codes import codes_for, renew_code
from booking_server.services.promises.helper_codes import end_helper, live_helpers, move_helpers
from booking_server.services.promises.webhook_promises import tell_of_booking, tell_of_new
from booking_server.storage.repositories.outbox import Promise
from booking_server.storage.unit_of_work import UnitOfWork


def settle(
    house: House,
    uow: UnitOfWork,
    booking: Booking,
    venue: Venue,
    *,
    actor: str,
    action: str,
    pin_like: AccessCode | None = None,
) -> None:
    """Do what follows from a booking that now stands: code, promises, calendar, log.

    `pin_like` is a code of the same series whose PIN the booking shares.
    """
    promises: list[Promise] = []
    if booking.status is BookingStatus.CONFIRMED and not booking.names_nobody:
        uow.access_codes.add_all(codes_for(house, uow, [booking], venue, pin_like=pin_like))
        promises += [("doors", venue.id, {}), ("invoice", booking.id, {})]
    if not booking.names_nobody:
        promises.append(("mail", booking.id, {"template": booking.status.value}))
    promises += public_events([booking])
    uow.outbox.add_all(promises)
    tell_of_new(uow, [booking])
    uow.venues.touch(venue.id, uow.now)
    uow.audit.add(actor, action, booking.id, municipality_id=booking.municipality_id)


def settle_all(
    house: House,
    uow: UnitOfWork,
    dates: Sequence[Booking],
    venue: Venue,
    *,
    actor: str,
    action: str,
    pin_like: AccessCode | None = None,
    one_series: bool = True,
) -> None:
    """Do what follows from bookings of one hall that now stand together; the caller tells its people once.

    Dates of `one_series` share a PIN where the hall wants it so.
    """
    confirmed = [booking for booking in dates if booking.status is BookingStatus.CONFIRMED]
    if confirmed:
        shared = one_series and venue.series_code is SeriesCode.SERIES
        codes = codes_for(house, uow, confirmed, venue, shared=shared, pin_like=pin_like)
        uow.access_codes.add_all(codes)
        uow.outbox.add_all([("doors", venue.id, {}), *public_events(confirmed)])
    tell_of_new(uow, dates)
    uow.venues.touch(venue.id, uow.now)
    uow.audit.add_all(actor, action, [booking.id for booking in dates], municipality_id=venue.municipality_id)


def settle_change(house: House, uow: UnitOfWork, change: Change, venue: Venue, *, actor: str) -> None:
    """Do what follows from a booking that was changed in its place: code, promises, calendar, log."""
    before, after = change.before, change.after
    promises: list[Promise] = [("mail", after.id, {"template": "changed"})]
    helping = live_helpers(uow, before.id)
    if renew_code(house, uow, before, after, venue):
        promises.append(("doors", venue.id, {}))
        promises += move_helpers(house, uow, change, helping)
    if after.status is BookingStatus.CONFIRMED:
        promises.append(("invoice", after.id, {}))
    shown = after if after.use.public_title else before  # one that is public no more leaves the app
    uow.outbox.add_all([*promises, *public_events([shown])])
    uow.booking_changes.add(change)
    tell_of_booking(uow, after, EventType.BOOKING_CHANGED)
    uow.venues.touch(venue.id, uow.now)
    told = {"status": after.status.value, "was": before.period.start.isoformat()}
    town = after.municipality_id
    uow.audit.add(actor, "changed", after.id, municipality_id=town, **told, **change.differences)


def end(house: House, uow: UnitOfWork, booking: Booking, *, actor: str, tell: bool = True) -> None:
    """Do what follows from a booking that no longer stands: spaces free, codes revoked, promises, log.

    Without `tell` no mail goes out: the caller says it for many bookings at once.
    """
    uow.bookings.save(booking)
    promises: list[Promise] = [("doors", booking.venue_id, {}), freed(uow, booking)]
    uow.occupancy.release(booking.id)
    for one in live_helpers(uow, booking.id):
        promises += end_helper(uow, one.helper)
    uow.access_codes.revoke(booking.id, uow.now)
    uow.door_warnings.forget(booking.id)
    if tell and not booking.names_nobody:
        promises.insert(1, ("mail", booking.id, {"template": booking.status.value}))
    if booking.status is BookingStatus.CANCELLED and not booking.names_nobody:
        promises.append(("invoice", booking.id, {}))
    uow.outbox.add_all([*promises, *public_events([booking])])
    tell_of_booking(uow, booking, EventType.BOOKING_CANCELLED)
    uow.venues.touch(booking.venue_id, uow.now)
    uow.audit.add(
        actor,
        booking.status.value,
        booking.id,
        municipality_id=booking.municipality_id,
        reason=booking.decision_reason,
    )
