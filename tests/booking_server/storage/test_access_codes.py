"""What the store knows of codes given out before."""

from datetime import timedelta

from booking_server.services.bookings import bookings
from booking_server.storage.repositories.access_codes import PIN_REST
from calendars.period import Period
from tests.builders import WEDDING, Village, a_request

MINUTE = timedelta(minutes=1)


def test_a_pin_is_not_given_out_again_at_its_hall_within_thirty_days(village: Village) -> None:
    booking = bookings.book(village.house, a_request()).booking
    with village.house.reading() as uow:
        code = uow.access_codes.of_booking(booking.id)
        assert code is not None

        def rests(window: Period, venue_id: str = booking.venue_id) -> bool:
            return uow.access_codes.pin_is_resting(venue_id, code.pin_fingerprint, window)

        last_day = Period(WEDDING.end + PIN_REST - MINUTE, WEDDING.end + PIN_REST + MINUTE)
        day_before = Period(WEDDING.start - PIN_REST - MINUTE, WEDDING.start - PIN_REST + MINUTE)

        assert rests(WEDDING)
        assert rests(last_day)
        assert rests(day_before)
        assert not rests(last_day.shifted(MINUTE))
        assert not rests(day_before.shifted(-MINUTE))
        assert not rests(WEDDING, village.cast.reetz.id)
