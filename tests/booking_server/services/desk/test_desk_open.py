"""What is still open in one's halls beside requests."""

from datetime import date

from booking_server.domain.money.deposits import Way
from booking_server.services.desk.desk_open import StillOpen, still_open
from booking_server.services.money import payments
from booking_server.services.money.payments import Received
from tests.booking_server.services.money.test_money import a_booking, has_account, invoiced
from tests.builders import Village, berlin


def test_a_deposit_is_missing_before_the_use_and_due_back_after_it(village: Village) -> None:
    has_account(village)
    booking, stolle = a_booking(village), village.cast.frau_stolle
    invoiced(village, booking)

    before = still_open(village.house, stolle)
    paid = Received("01", 10000, Way.CASH, date(2026, 9, 28))
    payments.take_deposit(village.house, village.cast.frau_weber, booking.id, paid)
    held = still_open(village.house, stolle)
    village.clock.now = berlin("2026-10-04 12:00")
    after = still_open(village.house, stolle)

    assert [(one.booking.id, one.cents) for one in before.missing] == [(booking.id, 10000)]
    assert held == StillOpen((), (), ())
    assert [(one.booking.id, one.cents) for one in after.due_back] == [(booking.id, 10000)]
    assert still_open(village.house, village.cast.herr_krueger).is_empty, "it is another's hall"


def test_what_is_further_away_than_two_weeks_waits(village: Village) -> None:
    has_account(village)
    invoiced(village, a_booking(village, day=20))

    assert still_open(village.house, village.cast.frau_stolle).is_empty
