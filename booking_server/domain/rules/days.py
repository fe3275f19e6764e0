"""On which days and at which hours a hall is there for whom: what its regulation says."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from booking_server.domain.calendar_days import CalendarDay
from booking_server.domain.errors import (
    ClosedOnHoliday,
    ElectionDayTaken,
    NotWholeBookingDays,
    OutsideOpeningHours,
    OvernightStayRefused,
    QuietHoursReached,
    RestsInSchoolHolidays,
)
from booking_server.domain.regulation import ElectionDays, OvernightStay, Regulation
from booking_server.domain.stretches import first_quiet, first_whole_night, whole_booking_days
from booking_server.domain.uses import PURPOSE_WORDS, Purpose
from calendars.local_time import local_date, say_date, say_moment, say_period, say_time
from calendars.period import Period

A_DAY = timedelta(days=1)
A_WEEK_AND_A_DAY = 8


def a_booking_begins_and_ends_within_the_opening_hours(period: Period, regulation: Regulation) -> None:
    """A booking begins and ends within the opening hours."""
    if not regulation.opening:
        return
    if not any(open_.start <= period.start < open_.end for open_ in _open_around(period.start, regulation)):
        raise OutsideOpeningHours(
            f"Um diese Zeit ist das Haus geschlossen. {_next_opening(period.start, regulation)}"
        )
    if not any(open_.start < period.end <= open_.end for open_ in _open_around(period.end, regulation)):
        raise OutsideOpeningHours(
            f"Das Haus schließt vorher. {_last_closing(period, regulation)}", field="end"
        )


def nobody_stays_overnight_where_the_hall_forbids_it(period: Period, regulation: Regulation) -> None:
    """Nobody stays overnight where the hall forbids it."""
    if regulation.overnight is not OvernightStay.REFUSED:
        return
    night = first_whole_night(period)
    if night is not None:
        raise OvernightStayRefused(
            "Über Nacht kann hier niemand bleiben. Bitte enden Sie vor"
            f" {say_moment(night.end)}, und buchen Sie weitere Tage einzeln.",
            night=night,
        )


def a_hall_let_by_the_day_is_booked_in_whole_booking_days(period: Period, regulation: Regulation) -> None:
    """A hall let by the day is booked in whole booking days."""
    hour = regulation.booking_day
    if hour is None or period == (fitting := whole_booking_days(period, hour)):
        return
    raise NotWholeBookingDays(
        f"Dieses Haus wird tageweise vergeben, von {hour:%H:%M} bis {hour:%H:%M} Uhr am Folgetag."
        f" Möglich ist zum Beispiel: {say_period(fitting)}.",
        fitting=fitting,
    )


def uses_the_hall_names_end_before_the_quiet_hours(
    period: Period, purpose: Purpose, regulation: Regulation
) -> None:
    """Uses the hall names end before the quiet hours."""
    if regulation.quiet is None or purpose not in regulation.quiet.end_before:
        return
    quiet = first_quiet(period, regulation.quiet)
    if quiet is not None:
        raise QuietHoursReached(
            f"{PURPOSE_WORDS[purpose]}: Ab {regulation.quiet.hours.begins:%H:%M} Uhr ist Ruhezeit."
            f" Bitte bleiben Sie außerhalb von {regulation.quiet.hours.say()}.",
            quiet=quiet,
        )


def a_hall_is_closed_on_the_public_holidays_it_names(
    days: Iterable[CalendarDay], regulation: Regulation
) -> None:
    """A hall is closed on the public holidays it names."""
    for day in days:
        if day.public_holiday.is_yes and regulation.is_closed_on(day.public_holiday.name):
            raise ClosedOnHoliday(
                f"Am {say_date(day.date)} ({day.public_holiday.name}) ist das Haus geschlossen."
                " Bitte wählen Sie einen anderen Tag.",
                day=day.date,
            )


def uses_the_hall_names_rest_in_the_school_holidays(
    days: Iterable[CalendarDay], purpose: Purpose, regulation: Regulation
) -> None:
    """Uses the hall names rest in the school holidays."""
    if purpose not in regulation.rests_in_school_holidays:
        return
    for day in days:
        if day.school_holiday.is_yes:
            raise RestsInSchoolHolidays(
                f"{PURPOSE_WORDS[purpose]} ruht hier in den Schulferien. Am {say_date(day.date)} sind"
                f" {day.school_holiday.name}. Bitte wählen Sie einen Tag außerhalb der Ferien.",
                day=day.date,
            )


def an_election_day_belongs_to_the_election(
    days: Iterable[CalendarDay], purpose: Purpose, regulation: Regulation
) -> None:
    """An election day belongs to the election."""
    if regulation.elections is ElectionDays.OPEN or purpose is Purpose.ELECTION:
        return
    used = "Wahllokal" if regulation.elections is ElectionDays.POLLING_PLACE else "geschlossen"
    for day in days:
        if day.election:
            raise ElectionDayTaken(
                f"Am {say_date(day.date)} ({day.election}) ist das Haus {used}."
                " Bitte wählen Sie einen anderen Tag.",
                day=day.date,
            )


def _open_around(instant: datetime, regulation: Regulation) -> list[Period]:
    """Return when the hall is open on the day of an instant and the evening before."""
    day = local_date(instant)
    return [open_ for each in (day - A_DAY, day) if (open_ := regulation.open_on(each))]


def _next_opening(instant: datetime, regulation: Regulation) -> str:
    for open_ in _days_on(local_date(instant), 1, regulation):
        if open_.start > instant:
            return f"Geöffnet ist wieder {say_period(open_)}."
    return "Bitte rufen Sie an, wann es wieder öffnet."


def _last_closing(period: Period, regulation: Regulation) -> str:
    for open_ in _days_on(local_date(period.end), -1, regulation):
        if period.start < open_.end < period.end:
            same_day = local_date(open_.end) == local_date(period.start)
            said = say_time(open_.end) if same_day else say_moment(open_.end)
            return f"Bitte enden Sie bis {said}."
    return _next_opening(period.end, regulation)


def _days_on(day: date, step: int, regulation: Regulation) -> Iterable[Period]:
    for number in range(A_WEEK_AND_A_DAY):
        open_ = regulation.open_on(day + number * step * A_DAY)
        if open_ is not None:
            yield open_
