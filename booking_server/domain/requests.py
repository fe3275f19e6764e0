"""Judging a booking request: every broken rule is named at once, so a form shows them together."""

from collections.abc import Callable
from datetime import datetime, timedelta

from booking_server.domain import rules
from booking_server.domain.bookings import BookingRequest
from booking_server.domain.errors import RequestRefused, RuleBroken
from booking_server.domain.venues import Venue


def check(venue: Venue, request: BookingRequest, *, now: datetime, grace: timedelta) -> None:
    """Apply every rule that needs no look at other bookings.

    Raises RequestRefused with all broken rules, in the order of the form's fields.
    """
    broken = broken_times(venue, request, now=now, grace=grace) + broken_apart_from_times(venue, request)
    if broken:
        raise RequestRefused(broken)


def broken_times(
    venue: Venue, request: BookingRequest, *, now: datetime, grace: timedelta
) -> tuple[RuleBroken, ...]:
    """Return the broken rules about when a booking may be."""
    period, limits = request.period, venue.limits
    return _all_broken(
        lambda: rules.a_booking_starts_in_the_future(period, now, grace),
        lambda: rules.a_booking_is_made_as_early_as_the_hall_asks(period, limits, now),
        lambda: rules.a_booking_starts_within_the_hall_s_horizon(period, limits, now),
        lambda: rules.a_booking_lasts_at_least_five_minutes(period),
        lambda: rules.a_booking_lasts_no_longer_than_the_hall_allows(period, limits),
    )


def broken_apart_from_times(venue: Venue, request: BookingRequest) -> tuple[RuleBroken, ...]:
    """Return the other broken rules; the period is not looked at, a form may not know it yet."""
    spaces = venue.spaces_named(request.space_slugs)
    return _all_broken(
        lambda: rules.a_booking_names_spaces_of_its_hall(venue, request.space_slugs),
        lambda: rules.a_booking_names_its_occasion(request.occasion),
        lambda: rules.no_more_persons_than_the_booked_spaces_hold(request.persons, spaces),
        lambda: rules.a_booking_names_a_responsible_person(request.organizer),
        lambda: rules.a_booking_names_an_e_mail_address_or_a_phone_number(request.organizer),
        lambda: rules.a_postcode_has_five_digits(request.use),
        lambda: rules.a_published_title_fits_into_a_calendar(request.use),
        lambda: rules.the_house_rules_are_accepted_before_booking(request.house_rules_accepted),
    )


def _all_broken(*judgements: Callable[[], None]) -> tuple[RuleBroken, ...]:
    return tuple(error for error in map(_broken, judgements) if error is not None)


def _broken(judgement: Callable[[], None]) -> RuleBroken | None:
    try:
        judgement()
    except RuleBroken as error:
        return error
    return None
