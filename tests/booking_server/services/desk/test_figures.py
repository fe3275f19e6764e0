"""Figures of what is stored: who came, what came in, when doors were away."""

from datetime import date, timedelta

import pytest

from booking_server.domain.errors import NotFound, NotPermitted
from booking_server.domain.figures.income import Income
from booking_server.domain.figures.span import Span
from booking_server.domain.figures.visits import Visits
from booking_server.domain.money.deposits import Way
from booking_server.domain.people import Grant, Person, Role
from booking_server.notices.figures.pictures import pictures_of
from booking_server.services.bookings import bookings
from booking_server.services.desk import figures
from booking_server.services.desk.figures import MonthFigures
from booking_server.services.doors import door_reports, visits
from booking_server.services.foundation import setup
from booking_server.services.money import payments
from booking_server.services.money.payments import Received
from booking_server.storage.tables import door_events
from tests.booking_server.doors import PaperDoor, enrol
from tests.booking_server.services.money.test_money import a_booking, has_account, invoiced
from tests.builders import Village, a_request, berlin, between

AUTUMN = Span(date(2026, 9, 1), date(2026, 11, 1))
SEPTEMBER, OCTOBER, NOVEMBER = AUTUMN.months


def of_benken(village: Village, month: date, span: Span = AUTUMN) -> MonthFigures:
    """The figures of Benken in a month, as its clerk sees them."""
    found = figures.of_hall(village.house, village.cast.frau_weber, "dgh-benken", span)
    return next(one for one in found.months if one.month == month)


def opened(village: Village, door: PaperDoor, booking_id: str, *, granted: bool) -> None:
    """Let somebody use the code of a booking at a door, when the booking begins."""
    with village.house.reading() as uow:
        code, booking = uow.access_codes.of_booking(booking_id), uow.bookings.get(booking_id)
    assert code is not None
    at = int(booking.period.start.timestamp()) + 60
    event = door.happen(at, cls="pin", cred_ref=code.id, granted=granted, reason="ok" if granted else "early")
    door_reports.store_events(village.house, door.id, door.batch(event.seq, event.seq, at))


def three_evenings(village: Village) -> None:
    """Three uses of Benken: somebody came, somebody was too early and left, nobody came."""
    door = enrol(village.house, village.cast.benken)
    booked = [
        bookings.book(
            village.house, a_request(period=between(f"2026-10-{day} 18:00", f"2026-10-{day} 22:00"))
        ).booking
        for day in ("05", "06", "07")
    ]
    village.clock.now = berlin("2026-10-08 12:00")
    opened(village, door, booked[0].id, granted=True)
    opened(village, door, booked[1].id, granted=False)


def test_who_did_not_open_the_door_did_not_come(village: Village) -> None:
    three_evenings(village)

    assert of_benken(village, OCTOBER).visits == Visits(uses=3, came=1)


def test_nobody_stays_away_from_a_hall_whose_door_tells_nothing(village: Village) -> None:
    bookings.book(village.house, a_request())
    village.clock.now = berlin("2026-10-08 12:00")

    assert of_benken(village, OCTOBER).visits == Visits()


def test_a_use_to_come_has_not_failed_to_come(village: Village) -> None:
    enrol(village.house, village.cast.benken)
    bookings.book(village.house, a_request())

    assert of_benken(village, OCTOBER).visits is None, "the month has not begun"
    village.clock.now = berlin("2026-10-02 20:00")
    assert of_benken(village, OCTOBER).visits == Visits()


def test_the_count_stays_when_the_events_are_gone(village: Village) -> None:
    three_evenings(village)
    village.clock.now = berlin("2026-11-01 04:00")

    visits.count_last_month(village.house)
    visits.count_last_month(village.house)
    with village.house.unit_of_work() as uow:
        uow.connection.execute(door_events.delete())
        uow.commit()
    village.clock.now = berlin("2027-02-01 04:00")

    assert of_benken(village, OCTOBER).visits == Visits(uses=3, came=1)
    assert of_benken(village, SEPTEMBER).visits is None


def test_money_counts_in_the_month_it_moved(village: Village) -> None:
    has_account(village)
    booking = a_booking(village)
    clerk = village.cast.frau_weber
    invoice = invoiced(village, booking)
    village.clock.now = berlin("2026-10-05 12:00")
    payments.take_deposit(
        village.house, clerk, booking.id, Received("01", 10000, Way.CASH, date(2026, 10, 5))
    )
    payments.record(village.house, clerk, invoice.id, Received("02", 9000, Way.BANK, date(2026, 10, 4)))
    payments.settle(
        village.house, clerk, booking.id,
        back=Received("03", 8000, Way.CASH, date(2026, 10, 5)), withheld_cents=2000, reason="Glas",
    )  # fmt: skip

    assert of_benken(village, SEPTEMBER).income == Income(billed=9000)
    assert of_benken(village, OCTOBER).income == Income(
        paid=9000, received=10000, returned=8000, withheld=2000
    )


def test_a_door_that_comes_back_tells_how_long_it_was_away(village: Village) -> None:
    door = enrol(village.house, village.cast.benken)
    house, clock = village.house, village.clock
    for wait in (timedelta(), timedelta(seconds=60), timedelta(hours=6)):
        clock.now += wait
        door_reports.note_status(house, door.id, door.status(), retained=False)
    clock.now += timedelta(minutes=1)

    month = of_benken(village, SEPTEMBER).uptime

    assert month.outages == 1
    assert month.watched - month.there == timedelta(hours=6)
    clock.now += timedelta(hours=1)
    assert of_benken(village, SEPTEMBER).uptime.outages == 2, "it is away again"


def test_a_hall_is_seen_by_who_looks_after_it_and_a_municipality_by_who_does_for_all(
    village: Village,
) -> None:
    house, cast = village.house, village.cast
    bookings.book(house, a_request())

    town = figures.of_town(house, cast.frau_weber, "wiesenburg-mark", AUTUMN)

    assert [one.usage.used for one in town.halls if one.venue.slug == "dgh-benken"] == [1]
    assert {one.venue.municipality_id for one in town.halls} == {cast.municipality.id}
    with pytest.raises(NotPermitted):
        figures.of_hall(house, cast.herr_krueger, "dgh-benken", AUTUMN)
    for person, slug in ((cast.herr_krueger, "wiesenburg-mark"), (cast.herr_voigt, "wiesenburg-mark")):
        with pytest.raises((NotPermitted, NotFound)):
            figures.of_town(house, person, slug, AUTUMN)


def test_a_municipality_that_has_no_hall_yet_has_empty_pictures(village: Village) -> None:
    town = setup.add_municipality(
        village.house, slug="niemegk", name="Niemegk", ags="12069448", postcode="14823"
    )
    clerk = Person("otto", "Frau Otto", "otto@example.org", (Grant(Role.CLERK, town.id),))

    found = figures.of_town(village.house, clerk, "niemegk", AUTUMN)

    assert found.halls == ()
    assert [one.income for one in found.months] == [Income()] * 3
    assert len(pictures_of(found)) == 6
