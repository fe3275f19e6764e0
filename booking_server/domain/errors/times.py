"""When a hall cannot be had: taken, held, closed, too soon, too long."""

from booking_server.domain.errors.base import RuleBroken
from calendars.period import Period


class BookingOverlaps(RuleBroken):
    """A booking may not overlap another."""

    code = "booking-overlaps"
    field = "start"

    @property
    def taken(self) -> Period | None:
        """What is taken, where the rule found it; None where the database refused."""
        taken = self.facts.get("taken")
        return taken if isinstance(taken, Period) else None


class BookingInThePast(RuleBroken):
    """A booking starts in the future."""

    code = "booking-in-the-past"
    field = "start"


class BookingReversed(RuleBroken):
    """A booking ends after it starts."""

    code = "booking-reversed"
    field = "end"


class BookingTooShort(RuleBroken):
    """A booking lasts at least five minutes."""

    code = "booking-too-short"
    field = "end"


class BookingTooLong(RuleBroken):
    """A booking lasts no longer than the hall allows."""

    code = "booking-too-long"
    field = "end"


class BookingTooSoon(RuleBroken):
    """A booking is made as early as the hall asks."""

    code = "booking-too-soon"
    field = "start"


class BookingTooFarAhead(RuleBroken):
    """A booking starts within the hall's horizon."""

    code = "booking-too-far-ahead"
    field = "start"


class LocalTimeMissing(RuleBroken):
    """A time that the clock skips cannot be booked."""

    code = "local-time-missing"


class LocalTimeAmbiguous(RuleBroken):
    """A time that the clock shows twice must be told apart."""

    code = "local-time-ambiguous"


class TimeUnreadable(RuleBroken):
    """A date and a time are given in a form that can be read."""

    code = "time-unreadable"


class HoldExpired(RuleBroken):
    """A hold is kept for ten minutes."""

    code = "hold-expired"
    field = "start"


class UseOverAMonth(RuleBroken):
    """A use over a month is not a booking."""

    code = "use-over-a-month"
    field = "end"


class OutsideOpeningHours(RuleBroken):
    """A booking begins and ends within the opening hours."""

    code = "outside-opening-hours"
    field = "start"


class OvernightStayRefused(RuleBroken):
    """Nobody stays overnight where the hall forbids it."""

    code = "overnight-stay"
    field = "end"


class NotWholeBookingDays(RuleBroken):
    """A hall let by the day is booked in whole booking days."""

    code = "not-whole-booking-days"
    field = "start"


class QuietHoursReached(RuleBroken):
    """Uses the hall names end before the quiet hours."""

    code = "quiet-hours"
    field = "end"


class ClosedOnHoliday(RuleBroken):
    """A hall is closed on the public holidays it names."""

    code = "closed-on-holiday"
    field = "start"


class RestsInSchoolHolidays(RuleBroken):
    """Uses the hall names rest in the school holidays."""

    code = "school-holidays"
    field = "start"


class ElectionDayTaken(RuleBroken):
    """An election day belongs to the election."""

    code = "election-day"
    field = "start"


class TimeIsFree(RuleBroken):
    """Nobody waits for a time that is free."""

    code = "time-is-free"
    field = "start"


class AlreadyWaiting(RuleBroken):
    """A sender waits for a time once."""

    code = "already-waiting"
    field = "start"


class ListFull(RuleBroken):
    """A waiting list has an end, and one sender a few places on it."""

    code = "list-full"


class TimeTaken(RuleBroken):
    """What was offered has been taken by somebody else."""

    code = "time-taken"
    field = "start"
