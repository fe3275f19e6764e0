"""Series in the JSON API: what would become of every date, then booking them."""

from datetime import date
from typing import Any

from flask import Blueprint, Response

from booking_server.domain.bookings import Organizer
from booking_server.domain.errors import BookingReversed
from booking_server.domain.series import WEEKDAY_NAMES, Plan, SeriesRequest, say_plan
from booking_server.domain.series_judging import Choice, JudgedDate, Wish
from booking_server.domain.venues import Venue
from booking_server.publishing.api import read_use, refuse
from booking_server.publishing.api_frame import (
    api_house,
    as_json,
    link_token,
    own_name,
    read_body,
    read_key,
    unauthorized,
)
from booking_server.publishing.json_input import Members, MemberUnreadable
from booking_server.publishing.shapes import Json, instant
from booking_server.services.series import series as service
from booking_server.services.series import series_page
from booking_server.services.series.series_page import DateView, SeriesPage
from calendars.errors import PeriodReversed, SeasonReversed
from calendars.period import Period
from calendars.recurrence import MOST_DAYS, NTH, Clock, Frequency, Rule, Season

series_api = Blueprint("series_api", __name__, url_prefix="/api/v1/series")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FREE = "free"
"""What a date that can be booked is called before it is booked."""

assert len(WEEKDAYS) == len(WEEKDAY_NAMES)


@series_api.post("/preview")
def preview() -> Response:
    """Say what would become of every date; nothing is saved."""
    body = read_body()
    if isinstance(body, Response):
        return body
    wanted, choices = _series_request(body), _choices(body)
    refuse(body)
    return as_json(_preview(service.preview(api_house(), wanted, choices)))


@series_api.post("")
def save() -> Response:
    """Book every date that can be booked, and remember the others."""
    body = read_body()
    if isinstance(body, Response):
        return body
    key = read_key()
    if isinstance(key, Response):
        return key
    wanted, choices = _series_request(body), _choices(body)
    refuse(body)
    house = api_house()
    name = own_name("api-series", key) if key else None
    saved = service.save(house, wanted, choices, idempotency_key=name, source="api")
    return as_json(_series(series_page.series_by_id(house, saved.series.id)), 201)


@series_api.get("/<key:series_id>")
def series(series_id: str) -> Response:
    """Return a series with all its dates to whoever holds its token."""
    token = link_token()
    if token is None:
        return unauthorized()
    return as_json(_series(series_page.open_series(api_house(), series_id, token)))


def _series_request(body: Members) -> SeriesRequest:
    organizer = body.members("organizer")
    return SeriesRequest(
        venue_slug=body.text("venue"),
        plan=_plan(body),
        persons=body.whole_number("persons"),
        occasion=body.text("occasion"),
        organizer=Organizer(organizer.text("name"), organizer.text("email"), organizer.text("phone")),
        house_rules_accepted=body.truth("house_rules_accepted"),
        space_slugs=body.texts("spaces"),
        use=read_use(body),
        club_code=body.text("club_code"),
        is_adult=body.maybe("adult"),
    )


def _plan(body: Members) -> Plan:
    frequency = Frequency(body.one_of("frequency", [each.value for each in Frequency]))
    nth = body.whole_number("nth") or 1
    if nth not in NTH:
        body.errors.append(MemberUnreadable("„nth“ muss 1, 2, 3, 4 oder -1 sein.", field="nth"))
        nth = 1
    weekday = WEEKDAYS.index(body.one_of("weekday", WEEKDAYS))
    first, last = body.day("first_day"), body.day("last_day")
    try:
        season = Season(first, last)
    except SeasonReversed:
        body.errors.append(BookingReversed("„last_day“ liegt vor „first_day“.", field="last_day"))
        season = Season(first, first)
    return Plan(
        rule=Rule(frequency, weekday, nth),
        season=season,
        clock=Clock(body.clock("start_time"), body.clock("end_time")),
        without_school_holidays=body.truth("without_school_holidays"),
        without_public_holidays=body.truth("without_public_holidays"),
        exceptions=tuple(sorted(_exceptions(body))),
    )


def _exceptions(body: Members) -> set[date]:
    return {one.day("day") for one in body.objects("exceptions", MOST_DAYS)}


def _choices(body: Members) -> dict[date, Choice]:
    return {one.day("day"): _choice(one) for one in body.objects("choices", MOST_DAYS)}


def _choice(one: Members) -> Choice:
    wish, spaces = Wish(one.one_of("wish", [each.value for each in Wish])), one.texts("spaces")
    if wish is not Wish.OTHER and not (one.has("start") or one.has("end")):
        return Choice(wish)
    start, end = one.minute("start"), one.minute("end", up=True)
    if start is None or end is None:
        return Choice(Wish.WAIT)
    try:
        return Choice(wish, Period(start, end), spaces or None) if wish is Wish.OTHER else Choice(wish)
    except PeriodReversed:
        one.errors.append(BookingReversed("Das Ende muss nach dem Beginn liegen.", field="choices.end"))
        return Choice(Wish.WAIT)


def _preview(found: service.Preview) -> Json:
    return {
        "venue": found.venue.slug,
        "plan": say_plan(found.request.plan),
        "bookable": found.bookable,
        "dates": [_judged(found.venue, one) for one in found.dates],
    }


def _judged(venue: Venue, one: JudgedDate) -> Json:
    return {
        "day": one.day.isoformat(),
        "state": FREE if one.is_bookable else one.state.value,
        **_times(one.period),
        "spaces": _slugs(venue, one.spaces),
        "reasons": [*one.reasons, *one.notes],
        "suggestions": [
            {"way": each.way.value, **_times(each.period), "spaces": _slugs(venue, each.spaces)}
            for each in one.suggestions
        ],
    }


def _series(page: SeriesPage) -> Json:
    made = page.series
    return {
        "id": made.id,
        "url": page.url,
        "token": page.token,
        "venue": page.venue.slug,
        "spaces": _slugs(page.venue, made.request.space_slugs),
        "plan": page.plan,
        "persons": made.request.persons,
        "occasion": made.request.occasion,
        "purpose": made.request.use.purpose.value,
        "user_group": made.request.use.group.value,
        "dates": [_date(view) for view in page.dates],
    }


def _date(view: DateView) -> Json:
    booking = view.booking
    return {
        "day": view.dated.day.isoformat(),
        "state": view.dated.state.value,
        **_times(view.period),
        "note": view.note,
        "booking": {"id": booking.id, "status": booking.status.value, "url": view.url} if booking else None,
    }


def _slugs(venue: Venue, slugs: tuple[str, ...]) -> list[str]:
    return [space.slug for space in venue.spaces_named(slugs)]


def _times(period: Period | None) -> dict[str, Any]:
    return {
        "start": instant(period.start) if period else None,
        "end": instant(period.end) if period else None,
    }
