"""The form that changes a booking: the booking form, filled in with what stands, without who it is."""

from dataclasses import replace
from datetime import datetime, timedelta

from booking_server.domain.bookings import Booking
from booking_server.domain.errors import PurposeMissing
from booking_server.domain.venues import Venue
from booking_server.services.bookings.quoting import ANSWER
from booking_server.web.forms.booking_form import ROOMS, WHOLE, BookingForm, ReadRequest, to_request
from booking_server.web.forms.typed_times import TypedMoment
from calendars import local_time
from calendars.period import Period


def form_of(booking: Booking, venue: Venue) -> BookingForm:
    """Return the form as first shown: everything as it stands now."""
    rooms = tuple(space.slug for space in venue.spaces if space.id in booking.space_ids)
    is_whole = len(rooms) == len(venue.spaces)
    by_day = venue.regulation.booking_day is not None
    return BookingForm(
        extent=WHOLE if is_whole else ROOMS,
        spaces=() if is_whole else rooms,
        start=_day(booking.period.start) if by_day else _moment(booking.period.start),
        end=_day(booking.period.end, days=-1) if by_day else _moment(booking.period.end),
        occasion=booking.occasion,
        persons=str(booking.persons),
        purpose=booking.use.purpose.value,
        publish=bool(booking.use.public_title),
        public_title=booking.use.public_title,
        layout=booking.use.layout,
        answers=booking.use.answers,
    )


def to_change(form: BookingForm, venue: Venue, booking: Booking, *, now: datetime) -> ReadRequest:
    """Return what the form wants of a booking; a purpose only the desk gives may stay as it is."""
    read = to_request(form, venue, now=now)
    if form.purpose != booking.use.purpose.value:
        return read
    mistakes = tuple(one for one in read.mistakes if not isinstance(one, PurposeMissing))
    use = replace(read.request.use, purpose=booking.use.purpose)
    return replace(read, request=replace(read.request, use=use), mistakes=mistakes)


def carried(form: BookingForm) -> tuple[tuple[str, str], ...]:
    """Return the names and values of hidden fields that bring the form back as it was typed."""
    moments = (
        (f"{which}_{part}", getattr(typed, part))
        for which, typed in (("start", form.start), ("end", form.end))
        for part in ("date", "time", "fold")
    )
    texts = ((name, getattr(form, name)) for name in ("extent", "occasion", "persons", "purpose", "layout"))
    return (
        *moments,
        *texts,
        ("publish", "1" if form.publish else ""),
        ("public_title", form.public_title),
        *(("spaces", slug) for slug in form.spaces),
        *((f"{ANSWER}{question}", given) for question, given in form.answers),
    )


def moments_of(period: Period) -> tuple[TypedMoment, TypedMoment]:
    """Return beginning and end as the fields of a form have them."""
    return _moment(period.start), _moment(period.end)


def _moment(instant: datetime) -> TypedMoment:
    local = local_time.to_local(instant)
    return TypedMoment(f"{local:%Y-%m-%d}", f"{local:%H:%M}", str(local.fold))


def _day(instant: datetime, *, days: int = 0) -> TypedMoment:
    """Return a day by the calendar, which is not always 24 hours from another."""
    return TypedMoment((local_time.local_date(instant) + timedelta(days=days)).isoformat())
