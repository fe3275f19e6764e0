"""What an organizer sees of a series behind its link, and what the desk sees of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from booking_server.domain.bookings import Booking, BookingStatus, shown_status
from booking_server.domain.errors import NotFound, NotPermitted
from booking_server.domain.people import Deed, Person
from booking_server.domain.series import DATE_WORDS, DateState, Series, SeriesDate, say_plan
from booking_server.domain.venues import SeriesCode, Venue
from booking_server.services.bookings.quoting import SeriesPrice
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.services.promises.reaching import with_number
from booking_server.services.series.series_dates import STANDING
from booking_server.services.series.series_decisions import first_step
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time
from calendars.period import Period


@dataclass(frozen=True, slots=True)
class DateView:
    """One date: its state in words, its booking if it ever had one, and what can be done."""

    dated: SeriesDate
    booking: Booking | None
    word: str
    note: str
    rooms: str
    url: str
    is_over: bool

    @property
    def period(self) -> Period | None:
        """When it takes place, or would have."""
        return self.booking.period if self.is_standing and self.booking else self.dated.period

    @property
    def is_standing(self) -> bool:
        """Whether its booking is requested or confirmed."""
        return self.booking is not None and self.booking.status in STANDING

    @property
    def is_waiting(self) -> bool:
        """Whether somebody must still say yes."""
        return self.booking is not None and self.booking.status is BookingStatus.REQUESTED

    @property
    def is_moved(self) -> bool:
        """Whether its booking is at another time than planned."""
        return self.is_standing and self.period != self.dated.period


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """A series with all its dates; `earlier` and `later` are the series before and after a change."""

    series: Series
    venue: Venue
    rooms: str
    plan: str
    dates: tuple[DateView, ...]
    url: str
    token: str
    earlier: str
    later: str
    today: date
    now: datetime
    price: SeriesPrice | None = None
    step: int = 0
    """At which step of its chain it waits for a decision."""

    @property
    def coming(self) -> tuple[DateView, ...]:
        """The dates that are not over."""
        return tuple(view for view in self.dates if not view.is_over)

    @property
    def booked(self) -> int:
        """How many dates stand, those that are over included."""
        return sum(view.is_standing for view in self.dates)

    @property
    def waiting(self) -> tuple[DateView, ...]:
        """The dates that wait for a decision."""
        return tuple(view for view in self.dates if view.is_waiting)

    @property
    def left_out(self) -> tuple[DateView, ...]:
        """The dates that do not take place."""
        return tuple(view for view in self.dates if not view.is_standing)


def open_series(house: House, series_id: str, token: str) -> SeriesPage:
    """Return the page behind a series' link. Raises NotFound, for a wrong token just as for a wrong id."""
    with house.reading() as uow:
        made = uow.series.get(series_id)
        if not links.series_token_fits(house, made, token):
            raise NotFound("Diese Serie gibt es nicht.")
        return _with_price(uow, _page(house, uow, made))


def series_by_id(house: House, series_id: str) -> SeriesPage:
    """Return the page of a series for the program's own use (mail). Raises NotFound."""
    with house.reading() as uow:
        return _page(house, uow, uow.series.get(series_id))


def series_at_desk(house: House, person: Person, series_id: str) -> SeriesPage:
    """Return a series of a hall whose series the person manages. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        made = uow.series.get(series_id)
        require_at(person, Deed.MANAGE_SERIES, uow.venues.by_id(made.venue_id))
        return _page(house, uow, made)


def hall_at_desk(house: House, person: Person, slug: str) -> Venue:
    """Return a hall whose series the person manages. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        venue = uow.venues.by_slug(slug)
    require_at(person, Deed.MANAGE_SERIES, venue)
    return venue


@retried
def choose_code(house: House, person: Person, slug: str, code: SeriesCode) -> None:
    """Decide whether series at a hall get one PIN or one for each date; codes given out stay as they are.

    Raises NotFound, NotPermitted.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(slug)
        require_at(person, Deed.MANAGE_SERIES, venue)
        uow.venues.choose_series_code(venue.id, code)
        uow.audit.add(
            person.id, "series_code", venue.id, municipality_id=venue.municipality_id, code=code.value
        )
        uow.commit()


@dataclass(frozen=True, slots=True)
class DeskSeries:
    """The halls whose series a person manages, and those series that are not over."""

    venues: tuple[Venue, ...]
    series: tuple[SeriesPage, ...]


def all_at_desk(house: House, person: Person) -> DeskSeries:
    """Return every series on a person's desk, those that wait for a decision first. Raises NotPermitted."""
    with house.reading() as uow:
        halls = {
            venue.id: venue
            for venue in uow.venues.all()
            if person.may(Deed.MANAGE_SERIES, municipality_id=venue.municipality_id, venue_id=venue.id)
        }
        if not halls:
            raise NotPermitted("Für Ihre Anmeldung ist noch kein Haus eingetragen.")
        found = uow.series.of_venues(list(halls), ends_after=local_time.local_date(uow.now))
        pages = tuple(_page(house, uow, made) for made in found)
    return DeskSeries(tuple(halls.values()), tuple(sorted(pages, key=lambda page: not page.waiting)))


def _page(house: House, uow: UnitOfWork, made: Series) -> SeriesPage:
    venue = with_number(uow, uow.venues.by_id(made.venue_id))
    bookings = {booking.id: booking for booking in uow.bookings.of_series(made.id)}
    before = uow.series.get(made.continues) if made.continues else None
    after = uow.series.continuing(made.id)
    return SeriesPage(
        series=made,
        venue=venue,
        rooms=_rooms(venue, {space.id for space in venue.spaces_named(made.request.space_slugs)}),
        plan=say_plan(made.request.plan),
        dates=tuple(
            _view(house, uow, venue, dated, bookings.get(dated.booking_id or ""))
            for dated in uow.series.dates(made.id)
        ),
        url=links.series_url(house, made),
        token=links.series_token(house, made),
        earlier=links.series_url(house, before) if before else "",
        later=links.series_url(house, after) if after else "",
        today=local_time.local_date(uow.now),
        now=uow.now,
        step=first_step(uow, [one for one in bookings.values() if one.status is BookingStatus.REQUESTED]),
    )


def _with_price(uow: UnitOfWork, page: SeriesPage) -> SeriesPage:
    standing = [view.booking.id for view in page.dates if view.is_standing and view.booking]
    quotes = uow.quotes.of_bookings(standing)
    return replace(page, price=SeriesPrice(quotes) if quotes else None)


def _view(
    house: House, uow: UnitOfWork, venue: Venue, dated: SeriesDate, booking: Booking | None
) -> DateView:
    counts = dated.state is DateState.BOOKED and booking is not None
    period = booking.period if counts and booking else dated.period
    over = period.end <= uow.now if period else dated.day < local_time.local_date(uow.now)
    return DateView(
        dated=dated,
        booking=booking if counts else None,
        word=shown_status(booking, uow.now) if counts and booking else DATE_WORDS[dated.state],
        note=booking.decision_reason if counts and booking else dated.note,
        rooms=_rooms(venue, set(booking.space_ids)) if counts and booking else "",
        url=links.booking_url(house, booking) if counts and booking else "",
        is_over=over,
    )


def _rooms(venue: Venue, space_ids: set[str]) -> str:
    if len(space_ids) == len(venue.spaces):
        return "ganzes Haus"
    return ", ".join(space.name for space in venue.spaces if space.id in space_ids)
