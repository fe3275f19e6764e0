"""A code is valid for exactly the booked time, on every day the clocks change (I10)."""

from datetime import datetime, time, timedelta

from booking_server.services.bookings import bookings, cancellations
from booking_server.services.operation.verify import verify
from calendars.period import Period
from lock_agent.contract import offline_pin
from tests.booking_server.domain.test_all_clock_changes import A_DAY, CHANGE_DAYS, instants
from tests.builders import Village, a_request

NIGHT = [time(hour, minute) for hour in (1, 2, 3) for minute in (0, 15, 30, 45)]
LENGTHS = (timedelta(hours=1), timedelta(hours=9), timedelta(hours=71))


def test_the_window_of_a_code_is_the_booked_time_over_every_clock_change(village: Village) -> None:
    seen = 0
    for day in CHANGE_DAYS:
        village.clock.now = instants(datetime.combine(day - 2 * A_DAY, time(12)))[0]
        for number, start in enumerate(
            s for quarter in NIGHT for s in instants(datetime.combine(day, quarter))
        ):
            period = Period(start, start + LENGTHS[number % len(LENGTHS)])
            booked = bookings.book(village.house, a_request(period=period)).booking

            with village.house.reading() as uow:
                code = uow.access_codes.of_booking(booked.id)
            assert code is not None
            assert booked.period == code.window == period
            assert code.offline_word is not None
            first, last = offline_pin.period(code.offline_word)
            assert first <= period.start.timestamp()
            assert last >= period.end.timestamp()
            cancellations.cancel(village.house, booked.id)
            seen += 1

    assert seen == 11 * 8 + 11 * 16
    assert not [told for told in verify(village.house) if told.startswith("I")]
