"""A series is seen date by date before it is saved, and never fails as a whole."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from booking_server.domain import errors
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.series import DateState
from booking_server.domain.series_judging import Choice, Wish
from booking_server.domain.suggestions import Way
from booking_server.domain.venues import SeriesCode
from booking_server.locks.codes import pin_of
from booking_server.services.bookings import bookings
from booking_server.services.bookings.occupying import enter_all, new_booking
from booking_server.services.operation.verify import verify
from booking_server.services.series import series
from booking_server.storage.tables import bookings as booking_rows
from booking_server.storage.tables import outbox
from calendars.local_time import from_local, to_local
from calendars.period import Period
from calendars.recurrence import Clock, Frequency, Rule, Season
from tests.booking_server.series import FIRST, MONDAYS, SECOND, THIRD, a_series, evening, states
from tests.builders import Village, a_request


def a_booking_on(village: Village, day: date, start: int = 18, end: int = 20, **changes: object) -> str:
    wanted = a_request(period=evening(day, start, end), space_slugs=("saal",), **changes)
    return bookings.book(village.house, wanted).booking.id


def test_a_free_season_is_booked_date_by_date_with_one_mail(village: Village) -> None:
    saved = series.save(village.house, a_series())

    with village.house.reading() as uow:
        made = uow.bookings.of_series(saved.series.id)
        promised = [(r.kind, r.payload) for r in uow.connection.execute(select(outbox))]
    assert len(made) == 12
    assert {booking.status for booking in made} == {BookingStatus.CONFIRMED}
    assert {to_local(booking.period.start).time() for booking in made} == {time(19)}
    assert promised == [("doors", {}), ("mail", {"template": "series_confirmed"})]
    assert verify(village.house) == ()


def test_a_preview_saves_nothing(village: Village) -> None:
    shown = series.preview(village.house, a_series())

    assert shown.bookable == 12
    with village.house.reading() as uow:
        assert uow.connection.execute(select(booking_rows)).all() == []


def test_a_taken_date_is_named_with_ways_out(village: Village) -> None:
    a_booking_on(village, SECOND)

    shown = series.preview(village.house, a_series())

    taken = shown.dates[1]
    assert taken.state is DateState.TAKEN
    assert taken.reasons == ("Belegt: Mo., 12.10.2026, 18:00 bis 20:00 Uhr.",)
    assert {s.way: (s.period, s.spaces) for s in taken.suggestions} == {
        Way.EARLIER: (evening(SECOND, 16, 18), ("saal",)),
        Way.LATER: (evening(SECOND, 20, 22), ("saal",)),
        Way.SHORTER: (evening(SECOND, 20, 21), ("saal",)),
    }
    assert shown.bookable == 11


def test_another_room_is_suggested_where_it_holds_everybody(village: Village) -> None:
    a_booking_on(village, SECOND)

    few = series.preview(village.house, a_series(persons=8)).dates[1]

    assert (Way.OTHER_ROOM, ("kueche",)) in {(s.way, s.spaces) for s in few.suggestions}


def test_what_is_chosen_for_each_date_is_booked(village: Village) -> None:
    a_booking_on(village, SECOND)
    later = evening(SECOND, 20, 22)
    choices = {
        FIRST: Choice(Wish.SKIP),
        SECOND: Choice(Wish.OTHER, later),
        THIRD: Choice(Wish.OTHER, evening(THIRD, 17, 18), ("kueche", "saal")),
    }

    saved = series.save(village.house, a_series(persons=10), choices)

    with village.house.reading() as uow:
        made = {b.period: b for b in uow.bookings.of_series(saved.series.id)}
    assert later in made
    assert len(made[evening(THIRD, 17, 18)].space_ids) == 2
    assert states(village, saved)[FIRST] is DateState.SKIPPED
    assert verify(village.house) == ()


def test_a_date_taken_since_the_preview_stays_out_alone(village: Village) -> None:
    shown = series.preview(village.house, a_series())
    a_booking_on(village, THIRD)

    saved = series.save(village.house, shown.request)

    found = states(village, saved)
    assert found.pop(THIRD) is DateState.TAKEN
    assert set(found.values()) == {DateState.BOOKED}
    with village.house.reading() as uow:
        assert uow.series.date_on(saved.series.id, THIRD).note.startswith("Belegt: Mo., 19.10.2026")


def test_a_series_without_one_free_date_is_refused(village: Village) -> None:
    short = replace(MONDAYS, season=Season(FIRST, FIRST))
    a_booking_on(village, FIRST)

    with pytest.raises(errors.SeriesWithoutDates, match="Kein einziger Termin"):
        series.save(village.house, a_series(plan=short))


def test_rules_are_named_for_the_date_that_breaks_them(village: Village) -> None:
    long_season = replace(MONDAYS, season=Season(date(2026, 9, 21), date(2028, 6, 1)))

    dates = series.preview(village.house, a_series(plan=long_season)).dates

    assert dates[0].reasons == (
        "Der Beginn liegt in der Vergangenheit. Jetzt ist Mo., 28.09.2026, 12:00 Uhr.",
    )
    assert "So weit im Voraus" in dates[-1].reasons[0]
    assert {d.state for d in (dates[0], dates[-1])} == {DateState.REFUSED}


def test_what_is_wrong_with_every_date_is_said_once(village: Village) -> None:
    with pytest.raises(errors.RequestRefused) as refused:
        series.preview(village.house, a_series(persons=500, occasion=""))

    assert [e.code for e in refused.value.errors] == ["occasion-missing", "too-many-persons"]


def test_more_than_two_hundred_dates_are_refused_in_words(village: Village) -> None:
    with pytest.raises(errors.SeasonTooLong, match="höchstens 200 Termine"):
        series.preview(village.house, a_series(plan=replace(MONDAYS, season=Season(FIRST, date(2036, 1, 1)))))


def test_the_same_key_saves_a_series_once(village: Village) -> None:
    first = series.save(village.house, a_series(), idempotency_key="one")
    again = series.save(village.house, a_series(), idempotency_key="one")

    assert (again.series, again.token, again.is_new) == (first.series, first.token, False)
    with pytest.raises(errors.KeyReused):
        series.save(village.house, a_series(), {FIRST: Choice(Wish.SKIP)}, idempotency_key="one")


def test_a_series_keeps_its_wall_clock_time_over_the_change(village: Village) -> None:
    saved = series.save(village.house, a_series())

    with village.house.reading() as uow:
        starts = [b.period.start for b in uow.bookings.of_series(saved.series.id)]
    assert [start.hour for start in starts] == [17] * 3 + [18] * 9


def test_a_night_without_that_hour_is_a_problem_of_one_date(village: Village) -> None:
    nights = replace(
        MONDAYS,
        rule=Rule(Frequency.WEEKLY, 6),
        season=Season(date(2027, 3, 21), date(2027, 4, 4)),
        clock=Clock(time(2, 30), time(5)),
    )

    dates = series.preview(village.house, a_series(plan=nights)).dates

    assert [one.state for one in dates] == [DateState.BOOKED, DateState.REFUSED, DateState.BOOKED]
    assert dates[1].reasons[0].endswith("Möglich ist es ab 03:00 Uhr.")


def test_school_holidays_are_left_out_by_name_and_what_nobody_knows_is_flagged(village: Village) -> None:
    yearly = replace(
        MONDAYS,
        rule=Rule(Frequency.MONTHLY, 0, 3),
        season=Season(FIRST, date(2029, 11, 1)),
        without_school_holidays=True,
    )

    dates = {d.day: d for d in series.preview(village.house, a_series(plan=yearly)).dates}

    assert (dates[THIRD].state, dates[THIRD].reasons) == (DateState.HOLIDAY, ("Herbstferien.",))
    unknown = dates[date(2029, 10, 15)]
    assert unknown.state is DateState.OPEN
    assert "stehen die Schulferien noch nicht fest" in unknown.reasons[0]
    chosen = {unknown.day: Choice(Wish.SKIP), THIRD: Choice(Wish.TAKE)}
    found = states(village, series.save(village.house, a_series(plan=yearly), chosen))
    assert (found[THIRD], found[unknown.day]) == (DateState.BOOKED, DateState.SKIPPED)


def test_public_holidays_are_left_out_when_asked(village: Village) -> None:
    fridays = replace(MONDAYS, rule=Rule(Frequency.WEEKLY, 4), season=Season(FIRST, date(2026, 12, 31)))

    without = series.preview(village.house, a_series(plan=replace(fridays, without_public_holidays=True)))

    assert [d.day for d in without.dates if d.state is DateState.HOLIDAY] == [date(2026, 12, 25)]


def test_an_hour_that_comes_twice_is_told_and_the_other_can_be_chosen(village: Village) -> None:
    nights = replace(
        MONDAYS,
        rule=Rule(Frequency.WEEKLY, 6),
        season=Season(date(2026, 10, 18), date(2026, 11, 1)),
        clock=Clock(time(2, 30), time(5)),
    )

    doubtful = series.preview(village.house, a_series(plan=nights)).dates[1]

    assert "02:30 Uhr (Sommerzeit)" in doubtful.notes[0]
    winter = doubtful.suggestions[0].period
    assert (doubtful.suggestions[0].way, winter.duration) == (Way.OTHER_READING, timedelta(hours=2.5))
    saved = series.save(village.house, a_series(plan=nights), {doubtful.day: Choice(Wish.OTHER, winter)})
    with village.house.reading() as uow:
        assert winter in {b.period for b in uow.bookings.of_series(saved.series.id)}


def pins(village: Village, saved: series.SavedSeries) -> list[str]:
    with village.house.reading() as uow:
        made = uow.bookings.of_series(saved.series.id)
        codes = uow.access_codes.of_bookings([booking.id for booking in made])
    windows = {code.window for code in codes}
    assert windows == {booking.period for booking in made}
    assert len({code.qr_id for code in codes}) == len(made)
    return [pin_of(village.house.keyring, code) for code in codes]


def test_a_series_has_one_pin_each_date_with_its_own_window_and_qr_code(village: Village) -> None:
    saved = series.save(village.house, a_series())

    assert len(set(pins(village, saved))) == 1
    other = series.save(village.house, a_series(space_slugs=("kueche",), persons=5))
    assert pins(village, other)[0] not in pins(village, saved)


def test_a_hall_may_give_each_date_its_own_pin(village: Village) -> None:
    with village.house.unit_of_work() as uow:
        uow.venues.choose_series_code(village.cast.benken.id, SeriesCode.DATE)
        uow.commit()

    saved = series.save(village.house, a_series())

    assert len(set(pins(village, saved))) == 12


def test_a_chosen_time_lies_on_the_day_of_its_date(village: Village) -> None:
    a_day_later = Period(from_local(datetime(2026, 10, 13, 8)), from_local(datetime(2026, 10, 13, 10)))

    saved = series.save(village.house, a_series(), {SECOND: Choice(Wish.OTHER, a_day_later)})

    assert states(village, saved)[SECOND] is DateState.REFUSED


def test_a_hall_that_asks_first_gets_one_request(village: Village) -> None:
    saved = series.save(village.house, a_series("dgh-schlamau", space_slugs=()))

    with village.house.reading() as uow:
        assert {b.status for b in uow.bookings.of_series(saved.series.id)} == {BookingStatus.REQUESTED}
        mails = [r.payload for r in uow.connection.execute(select(outbox)) if r.kind == "mail"]
    assert mails == [{"template": "series_requested"}]


def test_the_desk_needs_nobody_s_yes_and_no_foreign_hall(village: Village) -> None:
    wanted = a_series("dgh-schlamau", space_slugs=())

    with pytest.raises(errors.NotPermitted):
        series.save(village.house, wanted, person=village.cast.frau_stolle)
    saved = series.save(village.house, wanted, person=village.cast.herr_krueger, source="desk")

    with village.house.reading() as uow:
        assert {b.status for b in uow.bookings.of_series(saved.series.id)} == {BookingStatus.CONFIRMED}


def test_a_date_the_database_refuses_stays_out_alone(village: Village) -> None:
    """Somebody was quicker between the look and the booking, where no lock held them."""
    a_booking_on(village, SECOND)
    venue = village.cast.benken
    rooms = venue.spaces_named(("saal",))

    with village.house.unit_of_work() as uow:
        wanted = [
            (new_booking(uow, venue, rooms, evening(day), BookingStatus.CONFIRMED), rooms)
            for day in (FIRST, SECOND, THIRD)
        ]
        entered = enter_all(uow, wanted)

    assert [booking.period for booking in entered] == [evening(FIRST), evening(THIRD)]
