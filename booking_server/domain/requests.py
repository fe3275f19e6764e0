"""Judging a booking request: every broken rule is named at once, so a form shows them together."""

from collections.abc import Callable
from datetime import datetime, timedelta

from booking_server.domain import rules
from booking_server.domain.bookings import BookingRequest
from booking_server.domain.calendar_days import CalendarDay
from booking_server.domain.errors import RequestRefused, RuleBroken
from booking_server.domain.venues import Venue

Days = tuple[CalendarDay, ...]


def check(
    venue: Venue,
    request: BookingRequest,
    *,
    now: datetime,
    grace: timedelta,
    days: Days,
    asked_at: datetime | None = None,
) -> None:
    """Apply every rule that needs no look at other bookings; `days` are those the use belongs to.

    `asked_at` is when it counts as asked for, now unless said.
    Raises RequestRefused with all broken rules, in the order of the form's fields.
    """
    broken = broken_times(venue, request, now=now, grace=grace, days=days, asked_at=asked_at)
    broken += broken_apart_from_times(venue, request)
    if broken:
        raise RequestRefused(broken)


def broken_times(
    venue: Venue,
    request: BookingRequest,
    *,
    now: datetime,
    grace: timedelta,
    days: Days,
    asked_at: datetime | None = None,
) -> tuple[RuleBroken, ...]:
    """Return the broken rules about when a booking may be; `asked_at` as in check()."""
    period, limits = request.period, venue.limits_for(request.use.group)
    regulation, purpose = venue.regulation, request.use.purpose
    return _all_broken(
        lambda: rules.a_booking_starts_in_the_future(period, now, grace),
        lambda: rules.a_booking_is_made_as_early_as_the_hall_asks(period, limits, asked_at or now),
        lambda: rules.a_booking_starts_within_the_hall_s_horizon(period, limits, now),
        lambda: rules.a_booking_lasts_at_least_five_minutes(period),
        lambda: rules.a_booking_lasts_no_longer_than_the_hall_allows(period, limits),
        lambda: rules.a_use_over_a_month_is_not_a_booking(period),
        lambda: rules.a_hall_let_by_the_day_is_booked_in_whole_booking_days(period, regulation),
        lambda: rules.a_booking_begins_and_ends_within_the_opening_hours(period, regulation),
        lambda: rules.nobody_stays_overnight_where_the_hall_forbids_it(period, regulation),
        lambda: rules.uses_the_hall_names_end_before_the_quiet_hours(period, purpose, regulation),
        lambda: rules.a_hall_is_closed_on_the_public_holidays_it_names(days, regulation),
        lambda: rules.uses_the_hall_names_rest_in_the_school_holidays(days, purpose, regulation),
        lambda: rules.an_election_day_belongs_to_the_election(days, purpose, regulation),
    )


def broken_apart_from_times(venue: Venue, request: BookingRequest) -> tuple[RuleBroken, ...]:
    """Return the other broken rules; the period is not looked at, a form may not know it yet."""
    spaces, use = venue.spaces_named(request.space_slugs), request.use
    layout = next((one for one in venue.regulation.layouts if one.slug == use.layout), None)
    return _all_broken(
        lambda: rules.a_booking_names_spaces_of_its_hall(venue, request.space_slugs),
        lambda: rules.a_layout_is_one_the_hall_offers(venue, use.layout),
        lambda: rules.a_booking_names_its_occasion(request.occasion),
        lambda: rules.no_more_persons_than_the_booked_spaces_hold(request.persons, spaces, layout),
        lambda: rules.a_booking_names_a_responsible_person(request.organizer),
        lambda: rules.an_adult_answers_for_a_booking_and_is_present(request.is_adult, venue.regulation),
        lambda: rules.a_booking_names_an_e_mail_address_or_a_phone_number(request.organizer),
        lambda: rules.a_postcode_has_five_digits(use),
        lambda: rules.a_published_title_fits_into_a_calendar(use),
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
