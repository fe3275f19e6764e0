"""Booking a hall: what is stored, promised and logged."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking_server.domain import errors
from booking_server.domain.bookings import Booking, BookingStatus, Organizer
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.bookings.booking_page import booking_by_id, open_booking
from booking_server.services.operation.verify import verify
from booking_server.services.requests import decisions
from booking_server.services.waiting import holds
from booking_server.storage.tables import outbox
from calendars.period import Period
from tests.builders import WEDDING, Village, a_request, between

HOUR = timedelta(hours=1)


def promised(village: Village) -> list[tuple[str, str]]:
    """What waits in the outbox, less what setting up the village promised."""
    with village.house.reading() as uow:
        return [
            (row.kind, row.subject) for row in uow.connection.execute(select(outbox).order_by(outbox.c.id))
        ]


def logged(village: Village, booking: Booking) -> list[str]:
    with village.house.reading() as uow:
        return [row.action for row in uow.audit.of_subject(booking.id)]


def test_a_hall_that_asks_nobody_confirms_at_once_with_a_code(village: Village) -> None:
    booked = bookings.book(village.house, a_request())

    page = open_booking(village.house, booked.booking.id, booked.token)
    assert page.booking.status is BookingStatus.CONFIRMED
    assert page.is_whole_hall
    assert page.codes is not None
    assert page.codes.window == WEDDING
    assert (len(page.codes.pin), len(page.codes.offline_pin)) == (8, 11)
    assert promised(village) == [
        ("doors", village.cast.benken.id),
        ("invoice", booked.booking.id),
        ("mail", booked.booking.id),
    ]
    assert logged(village, booked.booking) == ["confirmed"]
    assert verify(village.house) == ()


def test_a_code_never_changes_while_its_booking_stands(village: Village) -> None:
    booked = bookings.book(village.house, a_request())

    first = booking_by_id(village.house, booked.booking.id).codes
    village.clock.forward(days=4, hours=5)

    assert booking_by_id(village.house, booked.booking.id).codes == first


def test_a_hall_with_an_ortsvorsteher_waits_for_a_decision(village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau"))

    page = open_booking(village.house, booked.booking.id, booked.token)
    assert page.booking.status is BookingStatus.REQUESTED
    assert page.codes is None
    with pytest.raises(errors.BookingOverlaps):
        bookings.book(village.house, a_request("dgh-schlamau"))


def test_an_approved_request_gets_its_code(village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau"))

    decisions.approve(village.house, booked.booking.id, village.cast.herr_krueger)

    page = booking_by_id(village.house, booked.booking.id)
    assert page.booking.status is BookingStatus.CONFIRMED
    assert page.codes is not None
    assert logged(village, booked.booking) == ["requested", "approved"]
    assert verify(village.house) == ()


def test_a_rejected_request_frees_its_time(village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau"))

    decisions.reject(village.house, booked.booking.id, village.cast.herr_krueger, reason="Feuerwehrfest")

    page = booking_by_id(village.house, booked.booking.id)
    assert (page.booking.status, page.booking.decision_reason) == (BookingStatus.REJECTED, "Feuerwehrfest")
    assert bookings.book(village.house, a_request("dgh-schlamau")).is_new
    assert verify(village.house) == ()


def test_a_request_is_decided_once(village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau"))
    decisions.approve(village.house, booked.booking.id, village.cast.herr_krueger)

    for decide in (decisions.approve, decisions.reject):
        with pytest.raises(errors.AlreadyDecided, match="schon zugesagt: am"):
            decide(village.house, booked.booking.id, village.cast.herr_krueger)


def test_only_who_looks_after_a_hall_decides_about_it(village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau"))

    with pytest.raises(errors.NotPermitted):
        decisions.approve(village.house, booked.booking.id, village.cast.frau_stolle)
    with pytest.raises(errors.NotPermitted):
        cancellations.cancel(village.house, booked.booking.id, person=village.cast.frau_stolle)


def test_a_cancelled_booking_frees_its_time_and_loses_its_code(village: Village) -> None:
    booked = bookings.book(village.house, a_request())

    cancelled = cancellations.cancel(village.house, booked.booking.id)

    assert cancelled.sequence == booked.booking.sequence + 1
    assert booking_by_id(village.house, booked.booking.id).codes is None
    again = bookings.book(village.house, a_request())
    assert again.booking.id != booked.booking.id
    with pytest.raises(errors.TransitionNotAllowed):
        cancellations.cancel(village.house, booked.booking.id)
    assert verify(village.house) == ()


def test_what_is_over_is_not_cancelled(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    village.clock.now = WEDDING.end

    with pytest.raises(errors.TransitionNotAllowed, match="schon vorbei"):
        cancellations.cancel(village.house, booked.booking.id)


def test_the_whole_hall_blocks_each_of_its_spaces_and_the_other_way_round(village: Village) -> None:
    bookings.book(village.house, a_request(space_slugs=("kueche",), persons=5))

    with pytest.raises(errors.BookingOverlaps):
        bookings.book(village.house, a_request())
    assert bookings.book(village.house, a_request(space_slugs=("saal",))).is_new


def test_buffers_keep_the_time_around_a_use_free(village: Village) -> None:
    saal = {"space_slugs": ("saal",), "persons": 30}
    bookings.book(
        village.house, a_request("dgh-reetz", between("2026-10-02 14:00", "2026-10-02 18:00"), **saal)
    )

    with pytest.raises(errors.BookingOverlaps):  # half an hour to tidy up and half an hour to set up
        bookings.book(
            village.house, a_request("dgh-reetz", between("2026-10-02 18:45", "2026-10-02 20:00"), **saal)
        )
    later = bookings.book(
        village.house, a_request("dgh-reetz", between("2026-10-02 19:00", "2026-10-02 20:00"), **saal)
    )
    assert later.is_new


def test_every_broken_rule_is_named_at_once(village: Village) -> None:
    hopeless = a_request(
        period=Period(WEDDING.start - timedelta(days=30), WEDDING.end),
        persons=500,
        organizer=Organizer(""),
        house_rules_accepted=False,
    )

    with pytest.raises(errors.RequestRefused) as refused:
        bookings.book(village.house, hopeless)

    assert [error.code for error in refused.value.errors] == [
        "booking-in-the-past",
        "booking-too-long",
        "too-many-persons",
        "name-missing",
        "contact-missing",
        "house-rules-not-accepted",
    ]
    assert promised(village) == []


def test_the_same_key_yields_the_same_booking(village: Village) -> None:
    first = bookings.book(village.house, a_request(), idempotency_key="abc")
    again = bookings.book(village.house, a_request(), idempotency_key="abc")

    assert (again.booking, again.token, again.is_new) == (first.booking, first.token, False)
    with pytest.raises(errors.KeyReused):
        bookings.book(village.house, a_request(persons=41), idempotency_key="abc")


def test_a_hold_keeps_others_out_until_it_is_booked(village: Village) -> None:
    held = holds.hold(village.house, "dgh-benken", ("saal",), WEDDING, visitor="a")

    with pytest.raises(errors.BookingOverlaps):
        bookings.book(village.house, a_request())
    booked = bookings.book(village.house, a_request(hold=held.booking.id))
    assert booked.booking.status is BookingStatus.CONFIRMED
    with pytest.raises(errors.HoldExpired):
        bookings.book(village.house, a_request(period=Period(WEDDING.end, WEDDING.end + HOUR),
                                               hold=held.booking.id))  # fmt: skip
    assert verify(village.house) == ()


def test_a_hold_ends_after_ten_minutes_by_the_clock_or_by_the_next_who_asks(village: Village) -> None:
    holds.hold(village.house, "dgh-benken", (), WEDDING, visitor="a")
    holds.hold(village.house, "dgh-schlamau", (), WEDDING, visitor="a")
    village.clock.forward(minutes=9, seconds=59)
    assert holds.expire_holds(village.house) == 0
    village.clock.forward(seconds=1)

    assert bookings.book(village.house, a_request()).is_new
    assert holds.expire_holds(village.house) == 1
    assert verify(village.house) == ()


def test_an_unknown_hall_is_not_found(village: Village) -> None:
    with pytest.raises(errors.NotFound):
        bookings.book(village.house, a_request("dgh-nirgendwo"))


def test_a_booking_page_opens_only_with_its_own_token(village: Village) -> None:
    mine = bookings.book(village.house, a_request())
    other = bookings.book(village.house, a_request("dgh-reetz"))

    with pytest.raises(errors.NotFound):
        open_booking(village.house, mine.booking.id, other.token)
    with pytest.raises(errors.NotFound):
        open_booking(village.house, mine.booking.id, "")


def test_an_offline_pin_that_outlives_its_booking_by_much_is_not_given_out(village: Village) -> None:
    for _ in range(12):
        booked = bookings.book(village.house, a_request())
        cancellations.cancel(village.house, booked.booking.id)

    last = bookings.book(village.house, a_request())

    page = booking_by_id(village.house, last.booking.id)
    assert page.codes is not None
    assert page.codes.offline_pin == ""
    assert page.codes.qr


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [("2026-10-24 20:00", "2026-10-25 04:00", 9), ("2027-03-27 20:00", "2027-03-28 04:00", 7)],
)
def test_a_night_over_a_clock_change_lasts_its_real_hours(
    village: Village, start: str, end: str, hours: int
) -> None:
    booked = bookings.book(village.house, a_request(period=between(start, end)))

    page = booking_by_id(village.house, booked.booking.id)
    assert page.codes is not None
    assert page.codes.window.duration == timedelta(hours=hours)
    assert page.codes.window == booked.booking.period


def test_a_phone_number_is_enough(village: Village) -> None:
    booked = bookings.book(village.house, a_request(organizer=Organizer("Opa Willi", phone="033849 555")))

    assert booked.booking.organizer.phone == "033849 555"
