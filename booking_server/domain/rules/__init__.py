"""The rules of the house. One sentence, one function; the README lists them all.

Each takes values and returns nothing, or raises the error named after the rule.
"""

from booking_server.domain.rules.house import (
    a_booking_names_its_occasion,
    a_published_title_fits_into_a_calendar,
    the_house_rules_are_accepted_before_booking,
)
from booking_server.domain.rules.people import (
    a_booking_names_a_responsible_person,
    a_booking_names_an_e_mail_address_or_a_phone_number,
    a_postcode_has_five_digits,
)
from booking_server.domain.rules.spaces import (
    a_booking_may_not_overlap_another,
    a_booking_names_spaces_of_its_hall,
    no_more_persons_than_the_booked_spaces_hold,
)
from booking_server.domain.rules.times import (
    a_booking_is_made_as_early_as_the_hall_asks,
    a_booking_lasts_at_least_five_minutes,
    a_booking_lasts_no_longer_than_the_hall_allows,
    a_booking_starts_in_the_future,
    a_booking_starts_within_the_hall_s_horizon,
)

__all__ = [
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
    "a_postcode_has_five_digits",
    "a_published_title_fits_into_a_calendar",
    "no_more_persons_than_the_booked_spaces_hold",
    "the_house_rules_are_accepted_before_booking",
]
