"""The money of a booking that is changed: its deposit, its invoice, and what a person decides about it."""

from dataclasses import replace

import pytest

from booking_server.domain.errors import TransitionNotAllowed
from booking_server.domain.money.deposits import Deposit
from booking_server.domain.money.payees import DepositWay
from booking_server.domain.uses import Purpose
from booking_server.services.bookings import bookings, changing
from booking_server.services.bookings.bookings import Booked
from booking_server.services.money import billing
from booking_server.services.requests import price_decisions
from calendars.local_time import local_date
from calendars.period import Period
from tests.booking_server.services.bookings.test_changing import (
    A_DAY,
    PARTY,
    account_of_booking,
    as_it_stands,
    change,
    in_one_place,
)
from tests.booking_server.services.bookings.test_cross_races import on_day
from tests.booking_server.services.money.test_money import has_account
from tests.booking_server.tariff_cast import BENKEN, publish
from tests.builders import Village, a_request

FREE_MEETINGS = BENKEN.replace(
    "[[befreiung]]",
    """[klasse.versammlung]
name = "Versammlung"
wenn = { zweck = "versammlung" }

[[miete]]
text = "Haus, Versammlung"
raeume = "ganzes-haus"
wenn = { klasse = "versammlung" }
je_tag = "0,00"

[[befreiung]]""",
)


def deposit_of(village: Village, booked: Booked) -> Deposit:
    with village.house.reading() as uow:
        deposit = uow.deposits.of_booking(booked.booking.id)
    assert deposit is not None
    return deposit


def billed(village: Village, way: DepositWay, tariff: str = BENKEN) -> Booked:
    publish(village, tariff)
    has_account(village, deposit_way=way)
    booked = bookings.book(village.house, a_request(period=on_day(20), use=PARTY))
    billing.keep_promises(village.house)
    return booked


@in_one_place
def test_a_deposit_by_bank_is_due_as_before_when_only_the_persons_are_others(village: Village) -> None:
    booked = billed(village, DepositWay.BANK)
    due_on = deposit_of(village, booked).due_on
    assert due_on != local_date(booked.booking.period.start)

    change(village, booked, persons=30)

    assert deposit_of(village, booked).due_on == due_on


@in_one_place
@pytest.mark.parametrize("way", [DepositWay.BANK, DepositWay.CASH])
def test_a_deposit_follows_a_booking_to_another_day(village: Village, way: DepositWay) -> None:
    booked = billed(village, way)

    change(village, booked, period=on_day(60))

    newest = account_of_booking(village, booked)[-1].invoice
    by_bank, in_cash = newest.due_on, local_date(on_day(60).start)
    assert deposit_of(village, booked).due_on == (by_bank if way is DepositWay.BANK else in_cash)


@in_one_place
def test_what_becomes_free_still_says_where_its_deposit_goes(village: Village) -> None:
    booked = billed(village, DepositWay.BANK, FREE_MEETINGS)
    meeting = replace(PARTY, purpose=Purpose.MEETING)
    wanted = replace(as_it_stands(village, booked), use=meeting)
    assert changing.look(village.house, booked.booking.id, booked.token, wanted).writes_anew

    change(village, booked, use=meeting)

    first, back, newest = (state.invoice for state in account_of_booking(village, booked))
    assert (first.total_cents, back.total_cents) == (4500, -4500)
    assert (newest.total_cents, newest.deposit_cents, newest.demand_cents) == (0, 10000, 10000)


@in_one_place
def test_nobody_decides_the_price_of_a_use_they_did_not_see(village: Village) -> None:
    publish(village)
    booked = bookings.book(village.house, a_request(period=on_day(20), space_slugs=("saal",), use=PARTY))
    change(village, booked, period=Period(on_day(20).start, on_day(20).end + 2 * A_DAY))
    weber = village.cast.frau_weber

    with pytest.raises(TransitionNotAllowed, match="inzwischen geändert"):
        price_decisions.fix_price(
            village.house, weber, booked.booking.id, "saal", 2000, reason="Ein Abend", seen=0
        )

    fixed = price_decisions.fix_price(
        village.house, weber, booked.booking.id, "saal", 2000, reason="Drei Tage", seen=1
    )
    assert fixed.total_cents == 2000
