"""The rules of a hall as people read them before they book: short German sentences."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from booking_server.domain.regulation import EVERY_HOLIDAY, ElectionDays, Hours, OvernightStay, Regulation
from booking_server.domain.uses import GROUP_WORDS, PURPOSE_WORDS
from booking_server.domain.venues import A_DAY, BookingLimits, Venue
from calendars.local_time import WEEKDAYS


def sentences(venue: Venue) -> tuple[str, ...]:
    """Return what a hall asks of everybody who books it; nothing for a hall that asks nothing."""
    return tuple(_sentences(venue))


def opening_hours(regulation: Regulation) -> tuple[tuple[str, str], ...]:
    """Return ("Di. bis Do.", "08:00 bis 22:00 Uhr") for weekdays in a row with the same hours."""
    days = list(zip(WEEKDAYS, regulation.opening, strict=False))
    runs = [(hours, [day for day, _ in run]) for hours, run in groupby(days, key=lambda pair: pair[1])]
    return tuple((_span(names), hours.say() if hours else "geschlossen") for hours, names in runs)


def _sentences(venue: Venue) -> Iterator[str]:
    regulation = venue.regulation
    yield from _limits(venue.limits)
    for group, own in regulation.groups:
        if own.lead_days == 0 and venue.limits.lead_time:
            yield f"{GROUP_WORDS[group]}: kurzfristig möglich."
        yield from (f"{GROUP_WORDS[group]}: {told}" for told in _limits(BookingLimits().for_group(own)))
    if regulation.booking_day is not None:
        clock = f"{regulation.booking_day:%H:%M}"
        yield f"Das Haus wird tageweise vergeben: von {clock} bis {clock} Uhr am Folgetag."
    yield from _quiet(regulation)
    if regulation.overnight is not OvernightStay.ALLOWED:
        yield "Übernachten ist nicht erlaubt."
    if EVERY_HOLIDAY in regulation.closed_on:
        yield "An Feiertagen ist das Haus geschlossen."
    elif regulation.closed_on:
        yield f"Geschlossen ist an diesen Feiertagen: {', '.join(regulation.closed_on)}."
    if regulation.rests_in_school_holidays:
        names = ", ".join(PURPOSE_WORDS[purpose] for purpose in regulation.rests_in_school_holidays)
        yield f"In den Schulferien ruht: {names}."
    if regulation.hold_open:
        names = ", ".join(PURPOSE_WORDS[purpose] for purpose in regulation.hold_open)
        yield f"Die Tür kann während der Nutzung ohne Code aufgehen (Taste #) bei: {names}."
    if regulation.elections is not ElectionDays.OPEN:
        used = "Wahllokal" if regulation.elections is ElectionDays.POLLING_PLACE else "geschlossen"
        yield f"An Wahltagen ist das Haus {used}."


def _limits(limits: BookingLimits) -> Iterator[str]:
    if limits.lead_time:
        yield f"Bitte mindestens {_length(limits.lead_time)} vorher buchen."
    if limits.horizon_months is not None:
        months = limits.horizon_months
        yield f"Gebucht werden kann bis zu {months} {'Monat' if months == 1 else 'Monate'} im Voraus."
    if limits.longest_use != BookingLimits().longest_use:
        yield f"Eine Buchung dauert höchstens {_length(limits.longest_use)}."


def _quiet(regulation: Regulation) -> Iterator[str]:
    if regulation.quiet is None:
        return
    yield f"Ruhezeit: {_hours(regulation.quiet.hours)}."
    if regulation.quiet.end_before:
        names = ", ".join(PURPOSE_WORDS[purpose] for purpose in regulation.quiet.end_before)
        yield f"Bis zur Ruhezeit ist Schluss für: {names}."


def _hours(hours: Hours) -> str:
    return f"{hours.begins:%H:%M} bis {hours.ends:%H:%M} Uhr"


def _length(length: timedelta) -> str:
    if not length % A_DAY:
        days = length // A_DAY
        return "1 Tag" if days == 1 else f"{days} Tage"
    hours = int(length.total_seconds() // 3600)
    return "1 Stunde" if hours == 1 else f"{hours} Stunden"


def _span(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} bis {names[-1]}"
