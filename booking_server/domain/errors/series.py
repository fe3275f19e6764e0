"""Why a series or a year plan cannot be read or has no dates."""

from booking_server.domain.errors.base import RuleBroken


class PlanUnreadable(RuleBroken):
    """A year plan is a table that can be read."""

    code = "plan-unreadable"
    field = "plan"


class SeasonTooLong(RuleBroken):
    """A series has no more dates than anybody can look through."""

    code = "season-too-long"
    field = "last_day"


class SeriesWithoutDates(RuleBroken):
    """A series has a date that can be booked."""

    code = "series-without-dates"
    field = "first_day"
