"""Single dates of a series, changes from one date on, offers of freed dates, decisions about all at once."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select

from booking_server.domain import errors
from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.series import DateState
from booking_server.domain.venues import SeriesCode
from booking_server.locks.codes import pin_of
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.operation.verify import verify
from booking_server.services.series import (
    series,
    series_changes,
    series_dates,
    series_decisions,
    series_offers,
)
from booking_server.storage.tables import outbox
from calendars.recurrence import Clock
from tests.booking_server.series import FIRST, MONDAYS, SECOND, THIRD, a_series, evening, states
from tests.builders import Village, a_request

NOVEMBER = date(2026, 11, 2)
LATE = replace(MONDAYS, clock=Clock(time(20), time(22)))


def of_day(village: Village, series_id: str, day: date) -> Booking:
    with village.house.reading() as uow:
        dated = uow.series.date_on(series_id, day)
        assert dated.booking_id is not None
        return uow.bookings.get(dated.booking_id)


def pin(village: Village, booking: Booking) -> str:
    with village.house.reading() as uow:
        code = uow.access_codes.of_booking(booking.id)
        assert code is not None
        return pin_of(village.house.keyring, code)


def mails(village: Village) -> list[dict[str, object]]:
    with village.house.reading() as uow:
        return [
            r.payload
            for r in uow.connection.execute(select(outbox).order_by(outbox.c.id))
            if r.kind == "mail"
        ]


def taken_by_another(village: Village, day: date = SECOND) -> str:
    wanted = a_request(period=evening(day, 18, 20), space_slugs=("saal",))
    return bookings.book(village.house, wanted).booking.id


def test_a_date_is_moved_and_keeps_the_code_of_the_series(village: Village) -> None:
    made = series.save(village.house, a_series()).series
    before = of_day(village, made.id, SECOND)

    moved = series_dates.move_date(village.house, made.id, SECOND, period=evening(SECOND, 16, 18)).booking

    assert of_day(village, made.id, SECOND) == moved
    assert (moved.period, moved.series_id) == (evening(SECOND, 16, 18), made.id)
    assert pin(village, moved) == pin(village, before)
    with village.house.reading() as uow:
        assert uow.bookings.get(before.id).status is BookingStatus.CANCELLED
    assert verify(village.house) == ()


def test_a_date_that_cannot_be_moved_stays_where_it_was(village: Village) -> None:
    made = series.save(village.house, a_series()).series
    before = of_day(village, made.id, SECOND)
    bookings.book(village.house, a_request(period=evening(SECOND, 16, 18), space_slugs=("saal",)))

    with pytest.raises(errors.BookingOverlaps):
        series_dates.move_date(village.house, made.id, SECOND, period=evening(SECOND, 17, 19))

    assert of_day(village, made.id, SECOND) == before
    assert verify(village.house) == ()


def test_a_released_date_is_free_for_others_and_can_be_taken_again(village: Village) -> None:
    saved = series.save(village.house, a_series())

    series_dates.release_date(village.house, saved.series.id, SECOND)

    assert states(village, saved)[SECOND] is DateState.RELEASED
    other = bookings.book(village.house, a_request(period=evening(SECOND), space_slugs=("saal",)))
    with pytest.raises(errors.BookingOverlaps):
        series_dates.book_date(village.house, saved.series.id, SECOND)
    cancellations.cancel(village.house, other.booking.id)
    assert series_dates.book_date(village.house, saved.series.id, SECOND).is_new
    assert verify(village.house) == ()


def test_a_date_that_is_over_is_not_changed(village: Village) -> None:
    made = series.save(village.house, a_series()).series
    village.clock.now = evening(FIRST).end

    with pytest.raises(errors.TransitionNotAllowed, match="schon vorbei"):
        series_dates.release_date(village.house, made.id, FIRST)


def test_the_desk_changes_only_its_own_hall(village: Village) -> None:
    made = series.save(village.house, a_series()).series

    with pytest.raises(errors.NotPermitted):
        series_dates.release_date(village.house, made.id, FIRST, person=village.cast.herr_krueger)
    with pytest.raises(errors.NotPermitted):
        series_changes.end_from(village.house, made.id, FIRST, person=village.cast.herr_krueger)
    series_dates.release_date(village.house, made.id, FIRST, person=village.cast.frau_stolle)


def test_a_freed_date_is_offered_once_and_accepted_once(village: Village) -> None:
    rival = taken_by_another(village)
    saved = series.save(village.house, a_series())
    assert series_offers.offer_freed(village.house, saved.series.venue_id, evening(SECOND)) == 0
    cancellations.cancel(village.house, rival)

    offered = [series_offers.offer_freed(village.house, saved.series.venue_id, evening(SECOND)) for _ in "ab"]

    assert offered == [1, 0]
    assert mails(village)[-1] == {"template": "series_offer", "day": "2026-10-12"}
    with village.house.reading() as uow:
        dated = uow.series.date_on(saved.series.id, SECOND)
    link = series_offers.offer_url(village.house, dated).rpartition("/")[2]
    first, again = (series_offers.accept(village.house, link) for _ in "ab")
    assert (first.is_new, again.is_new) == (True, False)
    assert first.booking == again.booking
    assert pin(village, first.booking) == pin(village, of_day(village, saved.series.id, FIRST))
    assert verify(village.house) == ()


def test_an_offer_that_somebody_else_took_is_remembered_again(village: Village) -> None:
    rival = taken_by_another(village)
    saved = series.save(village.house, a_series())
    cancellations.cancel(village.house, rival)
    series_offers.offer_freed(village.house, saved.series.venue_id, evening(SECOND))
    taken_by_another(village)
    with village.house.reading() as uow:
        link = series_offers.offer_url(village.house, uow.series.date_on(saved.series.id, SECOND))

    with pytest.raises(errors.BookingOverlaps):
        series_offers.accept(village.house, link.rpartition("/")[2])

    assert states(village, saved)[SECOND] is DateState.TAKEN


def test_an_offer_ends_when_its_date_has_begun_or_was_given_up(village: Village) -> None:
    rival = taken_by_another(village)
    saved = series.save(village.house, a_series())
    cancellations.cancel(village.house, rival)
    series_offers.offer_freed(village.house, saved.series.venue_id, evening(SECOND))
    with village.house.reading() as uow:
        link = series_offers.offer_url(village.house, uow.series.date_on(saved.series.id, SECOND))
    sealed = link.rpartition("/")[2]
    with pytest.raises(errors.NotFound):
        series_offers.accept(village.house, sealed.replace("2026-10-12", "2026-10-19"))

    village.clock.now = evening(SECOND).start
    with pytest.raises(errors.LinkInvalid, match="gilt nicht mehr"):
        series_offers.accept(village.house, sealed)


def test_from_one_date_on_the_choir_sings_an_hour_later_with_the_same_code(village: Village) -> None:
    saved = series.save(village.house, a_series())
    before = pin(village, of_day(village, saved.series.id, NOVEMBER))

    changed = series_changes.change_from(village.house, saved.series.id, NOVEMBER, a_series(plan=LATE))

    with village.house.reading() as uow:
        assert uow.series.get(saved.series.id).request.plan.season.last == date(2026, 11, 1)
        assert uow.series.continuing(saved.series.id) == changed.series
    assert set(states(village, saved)) == {day for day in states(village, saved) if day < NOVEMBER}
    assert set(states(village, changed).values()) == {DateState.BOOKED}
    assert of_day(village, changed.series.id, NOVEMBER).period == evening(NOVEMBER, 20, 22)
    assert pin(village, of_day(village, changed.series.id, NOVEMBER)) == before
    assert mails(village)[1:] == [{"template": "series_confirmed"}]
    assert verify(village.house) == ()


def test_nobody_loses_a_date_by_changing_a_series(village: Village) -> None:
    saved = series.save(village.house, a_series())
    bookings.book(village.house, a_request(period=evening(NOVEMBER, 21, 23), space_slugs=("saal",)))

    changed = series_changes.change_from(village.house, saved.series.id, THIRD, a_series(plan=LATE))

    assert of_day(village, changed.series.id, NOVEMBER).period == evening(NOVEMBER)
    assert of_day(village, changed.series.id, THIRD).period == evening(THIRD, 20, 22)
    assert verify(village.house) == ()


def test_a_change_is_previewed_without_saving(village: Village) -> None:
    saved = series.save(village.house, a_series())
    bookings.book(village.house, a_request(period=evening(NOVEMBER, 21, 23), space_slugs=("saal",)))

    shown = series_changes.preview_from(village.house, saved.series.id, THIRD, a_series(plan=LATE))

    kept = {one.day: one for one in shown.dates}[NOVEMBER]
    assert kept.period == evening(NOVEMBER)
    assert kept.notes[-1] == "Dieser Termin bleibt, wie er war."
    assert len(states(village, saved)) == 12


def test_a_series_ends_from_one_date_on(village: Village) -> None:
    saved = series.save(village.house, a_series())

    series_changes.end_from(village.house, saved.series.id, NOVEMBER)

    assert max(states(village, saved)) == date(2026, 10, 26)
    assert series.preview(village.house, a_series()).bookable == 12 - 4
    assert verify(village.house) == ()


def test_a_hall_with_a_code_for_each_date_gives_a_moved_date_a_new_one(village: Village) -> None:
    with village.house.unit_of_work() as uow:
        uow.venues.choose_series_code(village.cast.benken.id, SeriesCode.DATE)
        uow.commit()
    made = series.save(village.house, a_series()).series
    before = pin(village, of_day(village, made.id, SECOND))

    moved = series_dates.move_date(village.house, made.id, SECOND, period=evening(SECOND, 16, 18))

    assert pin(village, moved.booking) != before


def asked(village: Village) -> series.SavedSeries:
    return series.save(village.house, a_series("dgh-schlamau", space_slugs=()))


def test_one_decision_confirms_a_series_and_may_refuse_single_dates(village: Village) -> None:
    saved = asked(village)

    series_decisions.approve_series(
        village.house, saved.series.id, village.cast.herr_krueger, refused=[SECOND], reason="Blutspende"
    )

    assert of_day(village, saved.series.id, FIRST).status is BookingStatus.CONFIRMED
    refused = of_day(village, saved.series.id, SECOND)
    assert (refused.status, refused.decision_reason) == (BookingStatus.REJECTED, "Blutspende")
    assert mails(village) == [{"template": "series_requested"}, {"template": "series_decided"}]
    assert verify(village.house) == ()


def test_a_series_is_decided_once_and_only_by_who_may(village: Village) -> None:
    saved = asked(village)
    with pytest.raises(errors.NotPermitted):
        series_decisions.reject_series(village.house, saved.series.id, village.cast.frau_stolle)

    series_decisions.reject_series(village.house, saved.series.id, village.cast.herr_krueger)

    with pytest.raises(errors.TransitionNotAllowed, match=r"schon abgesagt: .* von Herr Krüger"):
        series_decisions.approve_series(village.house, saved.series.id, village.cast.herr_krueger)
    assert series.preview(village.house, a_series("dgh-schlamau", space_slugs=())).bookable == 12
