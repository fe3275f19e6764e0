"""Until when, how often and at what cost a booking is changed by its link."""

from datetime import datetime

from booking_server.domain.bookings import Booking
from booking_server.domain.changing import Change
from booking_server.domain.errors import ChangedTooLate, ChangedTooOften, LateChangeGivesBack, TitleWithdrawn
from booking_server.domain.money.euros import say_euros
from booking_server.domain.tariffs.cancellation import CancellationFee
from calendars.period import Period

MOST_CHANGES = 6


def a_booking_is_changed_before_it_begins(period: Period, now: datetime) -> None:
    """A booking is changed before it begins."""
    if period.start <= now:
        raise ChangedTooLate("Ihre Zeit hat schon begonnen. Ab jetzt lässt sich hier nichts mehr ändern.")


def a_booking_is_changed_six_times_at_most(changes: int) -> None:
    """A booking is changed six times at most."""
    if changes >= MOST_CHANGES:
        raise ChangedTooOften(f"Diese Buchung wurde schon {changes} Mal geändert. Mehr geht hier nicht.")


def a_late_change_gives_nothing_back(change: Change, cost: CancellationFee | None) -> None:
    """A late change gives nothing back."""
    if cost is None or not (cost.cents or cost.open_points) or not change.gives_back:
        return
    price = f"kostet jetzt {say_euros(cost.cents)}" if cost.cents else "kostet vielleicht etwas"
    raise LateChangeGivesBack(
        f"So kurz vorher ist diese Änderung hier nicht möglich: Ihre Zeit zurückzugeben {price}. Mehr Zeit,"
        " mehr Räume oder mehr Personen gehen weiterhin, solange niemand neu zusagen muss."
    )


def a_title_the_desk_took_back_stays_unpublished(booking: Booking, whom_to_call: str) -> None:
    """A title the desk took back stays unpublished."""
    if booking.title_withdrawn and booking.use.public_title:
        told = "Der Titel dieser Buchung wurde aus dem öffentlichen Kalender genommen."
        raise TitleWithdrawn(f"{told} Hier lässt er sich nicht wieder eintragen.{whom_to_call}")
