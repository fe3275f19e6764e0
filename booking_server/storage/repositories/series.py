"""Series as rows, and one row for each of their dates."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from booking_server.domain.errors import NotFound
from booking_server.domain.series import DateState, Plan, Series, SeriesDate, SeriesRequest
from booking_server.storage.repositories.bookings import read_organizer, read_use, write_use
from booking_server.storage.tables import series, series_dates, venues
from calendars.period import Period
from calendars.recurrence import Clock, Frequency, Rule, Season


class SeriesRows:
    """Every series and its dates."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Series, dates: Sequence[SeriesDate]) -> None:
        """Store a new series with all its dates."""
        self._connection.execute(insert(series).values(_row(new)))
        if dates:
            self._connection.execute(insert(series_dates), [_date_row(each) for each in dates])

    def save(self, changed: Series) -> None:
        """Store what changed of a series."""
        self._connection.execute(update(series).where(series.c.id == changed.id).values(_row(changed)))

    def get(self, series_id: str) -> Series:
        """Return one series. Raises NotFound."""
        found = self._read(series.c.id == series_id)
        if not found:
            raise NotFound("Diese Serie gibt es nicht.")
        return found[0]

    def continuing(self, series_id: str) -> Series | None:
        """Return the series that goes on from this one, if there is one."""
        found = self._read(series.c.continues == series_id)
        return found[-1] if found else None

    def of_venues(self, venue_ids: Sequence[str], *, ends_after: date) -> tuple[Series, ...]:
        """Return the series of some halls that are not over yet, newest first."""
        return self._read(series.c.venue_id.in_(venue_ids), series.c.last_day >= ends_after)[::-1]

    def dates(self, series_id: str) -> tuple[SeriesDate, ...]:
        """Return the dates of a series by day."""
        return self._dates(series_dates.c.series_id == series_id)

    def date_on(self, series_id: str, day: date) -> SeriesDate:
        """Return one date of a series. Raises NotFound."""
        found = self._dates(series_dates.c.series_id == series_id, series_dates.c.day == day)
        if not found:
            raise NotFound("Diesen Termin gibt es in der Serie nicht.")
        return found[0]

    def save_date(self, changed: SeriesDate) -> None:
        """Store what became of one date."""
        values = _date_row(changed)
        mine = (series_dates.c.series_id == changed.series_id) & (series_dates.c.day == changed.day)
        self._connection.execute(update(series_dates).where(mine).values(values))

    def forget_dates(self, series_id: str, since: date) -> None:
        """Delete the dates of a series from a day on: another series goes on from there."""
        later = (series_dates.c.series_id == series_id) & (series_dates.c.day >= since)
        self._connection.execute(delete(series_dates).where(later))

    def waiting_for(self, venue_id: str, freed: Period, now: datetime) -> tuple[SeriesDate, ...]:
        """Return the dates to come that found their time taken, where `freed` touches it."""
        return self._dates(
            series_dates.c.venue_id == venue_id,
            series_dates.c.state == DateState.TAKEN.value,
            series_dates.c.starts_at < freed.end,
            series_dates.c.ends_at > freed.start,
            series_dates.c.starts_at > now,
        )

    def _read(self, *conditions: Any) -> tuple[Series, ...]:
        statement = (
            select(series, venues.c.slug.label("venue_slug"))
            .join(venues, venues.c.id == series.c.venue_id)
            .where(*conditions)
            .order_by(series.c.created_at, series.c.id)
        )
        return tuple(_series(row) for row in self._connection.execute(statement))

    def _dates(self, *conditions: Any) -> tuple[SeriesDate, ...]:
        statement = (
            select(series_dates).where(*conditions).order_by(series_dates.c.day, series_dates.c.series_id)
        )
        return tuple(_date(row) for row in self._connection.execute(statement))


def _row(made: Series) -> dict[str, Any]:
    request, plan = made.request, made.request.plan
    return {
        "id": made.id,
        "municipality_id": made.municipality_id,
        "venue_id": made.venue_id,
        "spaces": list(request.space_slugs),
        "frequency": plan.rule.frequency.value,
        "weekday": plan.rule.weekday,
        "nth": plan.rule.nth,
        "first_day": plan.season.first,
        "last_day": plan.season.last,
        "starts": f"{plan.clock.start:%H:%M}",
        "ends": f"{plan.clock.end:%H:%M}",
        "without_school_holidays": plan.without_school_holidays,
        "without_public_holidays": plan.without_public_holidays,
        "exceptions": [day.isoformat() for day in plan.exceptions],
        "persons": request.persons,
        "occasion": request.occasion,
        "organizer_name": request.organizer.name,
        "organizer_email": request.organizer.email,
        "organizer_phone": request.organizer.phone,
        "language": request.organizer.language.value,
        **write_use(request.use),
        "source": made.source,
        "created_at": made.created_at,
        "updated_at": made.updated_at,
        "link_version": made.link_version,
        "continues": made.continues,
    }


def _series(row: Any) -> Series:
    plan = Plan(
        rule=Rule(Frequency(row.frequency), row.weekday, row.nth),
        season=Season(row.first_day, row.last_day),
        clock=Clock(time.fromisoformat(row.starts), time.fromisoformat(row.ends)),
        without_school_holidays=row.without_school_holidays,
        without_public_holidays=row.without_public_holidays,
        exceptions=tuple(date.fromisoformat(day) for day in row.exceptions),
    )
    request = SeriesRequest(
        venue_slug=row.venue_slug,
        plan=plan,
        persons=row.persons,
        occasion=row.occasion,
        organizer=read_organizer(row),
        house_rules_accepted=True,
        space_slugs=tuple(row.spaces),
        use=read_use(row),
    )
    return Series(
        id=row.id,
        municipality_id=row.municipality_id,
        venue_id=row.venue_id,
        request=request,
        source=row.source,
        created_at=row.created_at,
        updated_at=row.updated_at,
        link_version=row.link_version,
        continues=row.continues,
    )


def _date_row(made: SeriesDate) -> dict[str, Any]:
    return {
        "series_id": made.series_id,
        "day": made.day,
        "venue_id": made.venue_id,
        "state": made.state.value,
        "starts_at": made.period.start if made.period else None,
        "ends_at": made.period.end if made.period else None,
        "booking_id": made.booking_id,
        "note": made.note,
        "offered_at": made.offered_at,
    }


def _date(row: Any) -> SeriesDate:
    return SeriesDate(
        series_id=row.series_id,
        venue_id=row.venue_id,
        day=row.day,
        state=DateState(row.state),
        period=Period(row.starts_at, row.ends_at) if row.starts_at else None,
        booking_id=row.booking_id,
        note=row.note,
        offered_at=row.offered_at,
    )
