"""What a hall wants to know and have accepted."""

from booking_server.domain.errors import HouseRulesNotAccepted, OccasionMissing, TextTooLong
from booking_server.domain.uses import Use

LONGEST_OCCASION = 200
LONGEST_TITLE = 120


def a_booking_names_its_occasion(occasion: str) -> None:
    """A booking names its occasion."""
    if not occasion.strip():
        raise OccasionMissing("Bitte geben Sie den Anlass an, zum Beispiel: Geburtstag.")
    if len(occasion) > LONGEST_OCCASION:
        raise TextTooLong(f"Der Anlass ist zu lang (höchstens {LONGEST_OCCASION} Zeichen).", field="occasion")


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
