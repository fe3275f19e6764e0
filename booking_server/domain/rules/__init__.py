"""The rules of the house. One sentence, one function; the README lists them all.

Each takes values and returns nothing, or raises the error named after the rule.
"""

from booking_server.domain.rules.changes import (
    a_booking_is_changed_before_it_begins,
    a_booking_is_changed_six_times_at_most,
    a_late_change_gives_nothing_back,
    a_title_the_desk_took_back_stays_unpublished,
)
from booking_server.domain.rules.days import (
    a_booking_begins_and_ends_within_the_opening_hours,
    a_hall_is_closed_on_the_public_holidays_it_names,
    a_hall_let_by_the_day_is_booked_in_whole_booking_days,
    an_election_day_belongs_to_the_election,
    nobody_stays_overnight_where_the_hall_forbids_it,
    uses_the_hall_names_end_before_the_quiet_hours,
    uses_the_hall_names_rest_in_the_school_holidays,
)
from booking_server.domain.rules.helpers import (
    a_booking_has_five_helpers_at_most,
    a_helper_comes_within_the_time_of_the_booking,
    a_helper_has_a_name,
)
from booking_server.domain.rules.house import (
    a_booking_names_its_occasion,
    a_published_title_fits_into_a_calendar,
    the_house_rules_are_accepted_before_booking,
)
from booking_server.domain.rules.people import (
    a_booking_names_a_responsible_person,
    a_booking_names_an_e_mail_address_or_a_phone_number,
    a_postcode_has_five_digits,
    an_adult_answers_for_a_booking_and_is_present,
)
from booking_server.domain.rules.spaces import (
    a_booking_may_not_overlap_another,
    a_booking_names_spaces_of_its_hall,
    a_layout_is_one_the_hall_offers,
    no_more_persons_than_the_booked_spaces_hold,
)
from booking_server.domain.rules.times import (
    a_booking_is_made_as_early_as_the_hall_asks,
    a_booking_lasts_at_least_five_minutes,
    a_booking_lasts_no_longer_than_the_hall_allows,
    a_booking_starts_in_the_future,
    a_booking_starts_within_the_hall_s_horizon,
    a_use_over_a_month_is_not_a_booking,
)

__all__ = [
    "a_booking_begins_and_ends_within_the_opening_hours",
    "a_booking_has_five_helpers_at_most",
    "a_booking_is_changed_before_it_begins",
    "a_booking_is_changed_six_times_at_most",
    "a_booking_is_made_as_early_as_the_hall_asks",
    "a_booking_lasts_at_least_five_minutes",
    "a_booking_lasts_no_longer_than_the_hall_allows",
    "a_booking_may_not_overlap_another",
    "a_booking_names_a_responsible_person",
    "a_booking_names_an_e_mail_address_or_a_phone_number",
    "a_booking_names_its_occasion",
    "a_booking_names_spaces_of_its_hall",
    "a_booking_starts_in_the_future",
    "a_booking_starts_within_the_hall_s_horizon",
    "a_hall_is_closed_on_the_public_holidays_it_names",
    "a_hall_let_by_the_day_is_booked_in_whole_booking_days",
    "a_helper_comes_within_the_time_of_the_booking",
    "a_helper_has_a_name",
    "a_late_change_gives_nothing_back",
    "a_layout_is_one_the_hall_offers",
    "a_postcode_has_five_digits",
    "a_published_title_fits_into_a_calendar",
    "a_title_the_desk_took_back_stays_unpublished",
    "a_use_over_a_month_is_not_a_booking",
    "an_adult_answers_for_a_booking_and_is_present",
    "an_election_day_belongs_to_the_election",
    "no_more_persons_than_the_booked_spaces_hold",
    "nobody_stays_overnight_where_the_hall_forbids_it",
    "the_house_rules_are_accepted_before_booking",
    "uses_the_hall_names_end_before_the_quiet_hours",
    "uses_the_hall_names_rest_in_the_school_holidays",
]
