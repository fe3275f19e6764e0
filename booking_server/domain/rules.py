"""The rules of the house. One sentence, one function; the README lists them all.

Each takes values and returns nothing, or raises the error named after the rule.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from booking_server.domain.bookings import Organizer
from booking_server.domain.errors import (
    BookingInThePast,
    BookingOverlaps,
    BookingTooFarAhead,
    BookingTooLong,
    BookingTooShort,
    BookingTooSoon,
    ContactMissing,
    EmailInvalid,
    HouseRulesNotAccepted,
    NameMissing,
    OccasionMissing,
    PersonsMissing,
    PhoneInvalid,
    PostcodeInvalid,
    SpaceUnknown,
    TextTooLong,
    TooManyPersons,
)
from booking_server.domain.occupancy import Occupancy
from booking_server.domain.uses import Use
from booking_server.domain.venues import BookingLimits, Space, Venue
from calendars.local_time import say_date, say_moment, say_period, to_local
from calendars.period import Period

SHORTEST_USE = timedelta(minutes=5)
LONGEST_NAME = 120
LONGEST_OCCASION = 200
LONGEST_TITLE = 120
LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]+\.[^\s@.<>,;:\"()\[\]\\]{2,}")
_PHONE = re.compile(r"\+?[0-9 ()/.\-]{5,40}")


def a_booking_may_not_overlap_another(wanted: Iterable[Occupancy], taken: Iterable[Occupancy]) -> None:
    """A booking may not overlap another."""
    busy = tuple(taken)
    for mine in wanted:
        for theirs in busy:
            if mine.space_id == theirs.space_id and mine.period.overlaps(theirs.period):
                raise BookingOverlaps(
                    f"Zu dieser Zeit ist schon belegt: {say_period(theirs.period)}."
                    " Bitte wählen Sie eine andere Zeit oder einen anderen Raum.",
                    taken=theirs.period,
                )


def a_booking_starts_in_the_future(period: Period, now: datetime, grace: timedelta) -> None:
    """A booking starts in the future."""
    if period.start < now - grace or period.end <= now:
        raise BookingInThePast(
            f"Der Beginn liegt in der Vergangenheit. Jetzt ist {say_moment(now)}.", now=now
        )


def a_booking_lasts_at_least_five_minutes(period: Period) -> None:
    """A booking lasts at least five minutes."""
    if period.duration < SHORTEST_USE:
        raise BookingTooShort("Eine Buchung dauert mindestens 5 Minuten.", shortest=SHORTEST_USE)


def a_booking_lasts_no_longer_than_the_hall_allows(period: Period, limits: BookingLimits) -> None:
    """A booking lasts no longer than the hall allows."""
    if period.duration > limits.longest_use:
        hours = int(limits.longest_use.total_seconds() // 3600)
        days = f" ({hours // 24} Tage)" if hours >= 48 and hours % 24 == 0 else ""
        raise BookingTooLong(
            f"Eine Buchung dauert hier höchstens {hours} Stunden{days}.", longest=limits.longest_use
        )


def a_booking_is_made_as_early_as_the_hall_asks(period: Period, limits: BookingLimits, now: datetime) -> None:
    """A booking is made as early as the hall asks."""
    earliest = now + limits.lead_time
    if limits.lead_time and period.start < earliest:
        raise BookingTooSoon(f"Frühestens ab {say_moment(earliest)} möglich.", earliest=earliest)


def a_booking_starts_within_the_hall_s_horizon(period: Period, limits: BookingLimits, now: datetime) -> None:
    """A booking starts within the hall's horizon."""
    latest = now + limits.horizon
    if period.start > latest:
        raise BookingTooFarAhead(
            f"So weit im Voraus kann noch nicht gebucht werden. Möglich ist es bis"
            f" {say_date(to_local(latest).date())}.",
            latest=latest,
        )


def no_more_persons_than_the_booked_spaces_hold(persons: int, spaces: Iterable[Space]) -> None:
    """No more persons than the booked spaces hold."""
    room = sum(space.capacity for space in spaces)
    if persons < 1:
        raise PersonsMissing("Bitte geben Sie an, wie viele Personen kommen (mindestens 1).")
    if persons > room:
        raise TooManyPersons(
            f"Die gewählten Räume fassen höchstens {room} Personen. Sie haben {persons} angegeben.",
            capacity=room,
            persons=persons,
        )


def a_booking_names_spaces_of_its_hall(venue: Venue, slugs: tuple[str, ...]) -> None:
    """A booking names spaces of its hall."""
    known = {space.slug for space in venue.spaces}
    unknown = [slug for slug in slugs if slug not in known]
    if unknown or not venue.spaces:
        names = ", ".join(space.name for space in venue.spaces)
        raise SpaceUnknown(f"Diesen Raum gibt es hier nicht. Zur Wahl stehen: {names}.", unknown=unknown)


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
    if organizer.email and not (_EMAIL.fullmatch(organizer.email) and len(organizer.email) <= LONGEST_EMAIL):
        raise EmailInvalid("Diese E-Mail-Adresse ist nicht vollständig. Beispiel: name@example.org")
    if organizer.phone and not _PHONE.fullmatch(organizer.phone):
        raise PhoneInvalid("Diese Telefonnummer ist nicht vollständig. Beispiel: 033841 12345")


def a_booking_names_its_occasion(occasion: str) -> None:
    """A booking names its occasion."""
    if not occasion.strip():
        raise OccasionMissing("Bitte geben Sie den Anlass an, zum Beispiel: Geburtstag.")
    if len(occasion) > LONGEST_OCCASION:
        raise TextTooLong(f"Der Anlass ist zu lang (höchstens {LONGEST_OCCASION} Zeichen).", field="occasion")


def a_postcode_has_five_digits(use: Use) -> None:
    """A postcode has five digits."""
    if use.postcode and not re.fullmatch("[0-9]{5}", use.postcode):
        raise PostcodeInvalid("Eine Postleitzahl hat fünf Ziffern. Beispiel: 14806")


def a_published_title_fits_into_a_calendar(use: Use) -> None:
    """A published title fits into a calendar."""
    if len(use.public_title) > LONGEST_TITLE:
        raise TextTooLong(
            f"Der öffentliche Titel ist zu lang (höchstens {LONGEST_TITLE} Zeichen).", field="public_title"
        )


def the_house_rules_are_accepted_before_booking(accepted: bool) -> None:
    """The house rules are accepted before booking."""
    if not accepted:
        raise HouseRulesNotAccepted("Bitte stimmen Sie der Hausordnung zu.")
