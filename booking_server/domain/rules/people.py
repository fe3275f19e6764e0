"""Who answers for a booking."""

import re

from booking_server.domain.bookings import Organizer
from booking_server.domain.email_addresses import is_email_address
from booking_server.domain.errors import (
    AdultMissing,
    ContactMissing,
    EmailInvalid,
    NameMissing,
    PhoneInvalid,
    PostcodeInvalid,
    TextTooLong,
)
from booking_server.domain.regulation import Regulation
from booking_server.domain.uses import Use

LONGEST_NAME = 120
_PHONE = re.compile(r"\+?[0-9 ()/.\-]{5,40}")


def a_booking_names_a_responsible_person(organizer: Organizer) -> None:
    """A booking names a responsible person."""
    if not organizer.name.strip():
        raise NameMissing("Bitte geben Sie Ihren Namen an.")
    if len(organizer.name) > LONGEST_NAME:
        raise TextTooLong(f"Der Name ist zu lang (höchstens {LONGEST_NAME} Zeichen).", field="name")


def a_booking_names_an_e_mail_address_or_a_phone_number(organizer: Organizer) -> None:
    """A booking names an e-mail address or a phone number."""
    if not organizer.email and not organizer.phone:
        raise ContactMissing("Bitte geben Sie eine E-Mail-Adresse oder eine Telefonnummer an.")
    if organizer.email and not is_email_address(organizer.email):
        raise EmailInvalid("Diese E-Mail-Adresse ist nicht vollständig. Beispiel: name@example.org")
    if organizer.phone and not _PHONE.fullmatch(organizer.phone):
        raise PhoneInvalid("Diese Telefonnummer ist nicht vollständig. Beispiel: 033841 12345")


def a_postcode_has_five_digits(use: Use) -> None:
    """A postcode has five digits."""
    if use.postcode and not re.fullmatch("[0-9]{5}", use.postcode):
        raise PostcodeInvalid("Eine Postleitzahl hat fünf Ziffern. Beispiel: 14806")


def an_adult_answers_for_a_booking_and_is_present(is_adult: bool | None, regulation: Regulation) -> None:
    """An adult answers for a booking and is present.

    Where nobody was asked (None) only a hall that demands it refuses.
    """
    if is_adult is False or (is_adult is None and regulation.adult_required):
        raise AdultMissing(
            "Bitte bestätigen Sie, dass Sie volljährig sind, die Verantwortung tragen und anwesend sind."
            " Wer jünger ist, bittet eine erwachsene Person, die Buchung zu machen."
        )
