"""Who may be let in besides the organizer, how many, and when."""

from datetime import datetime

from booking_server.domain.errors import HelperNameMissing, HelperOutsideBooking, TextTooLong, TooManyHelpers
from calendars.local_time import say_period
from calendars.period import Period

LONGEST_NAME = 60
MOST_AT_ONCE, MOST_EVER = 5, 12


def a_helper_has_a_name(name: str) -> None:
    """A helper has a name."""
    if not name.strip():
        raise HelperNameMissing("Bitte schreiben Sie, wer das ist, zum Beispiel: Caterer.")
    if len(name) > LONGEST_NAME:
        raise TextTooLong(f"Das ist zu lang (höchstens {LONGEST_NAME} Zeichen).", field="name")


def a_helper_comes_within_the_time_of_the_booking(window: Period, period: Period, now: datetime) -> None:
    """A helper comes within the time of the booking."""
    if window.start < period.start or window.end > period.end:
        raise HelperOutsideBooking(
            f"Das liegt nicht in Ihrer Zeit. Gebucht haben Sie: {say_period(period)}.", field="start"
        )
    if window.end <= now:
        raise HelperOutsideBooking("Diese Zeit ist schon vorbei.", field="end")


def a_booking_has_five_helpers_at_most(at_once: int, ever: int) -> None:
    """A booking has five helpers at most."""
    if at_once >= MOST_AT_ONCE:
        raise TooManyHelpers(
            f"Mehr als {MOST_AT_ONCE} Zugänge gehen nicht. Beenden Sie zuerst einen anderen."
        )
    if ever >= MOST_EVER:
        raise TooManyHelpers(f"Für diese Buchung gab es schon {ever} Zugänge. Mehr gehen nicht.")
