"""Closing a hall and reserving it for elections; what the calendar does not know goes to a person."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from booking_server.domain import errors
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.uses import Purpose, Use
from booking_server.jobs import freed
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.bookings.judging import notices_of
from booking_server.services.halls import blackouts, hall_rules
from booking_server.services.halls.blackouts import BlackoutUnclear, BookingsInTheWay, ElectionStands
from booking_server.services.operation.verify import verify
from booking_server.services.waiting import waiting
from booking_server.storage.tables import outbox
from calendars.local_time import day, local_date
from calendars.period import Period
from tests.builders import NOW, WEDDING, Village, a_request, between

RENOVATION = Period(NOW + timedelta(days=1), NOW + timedelta(days=60))
SUNDAY = date(2027, 9, 26)


def close(village: Village, period: Period = RENOVATION, **more: object) -> str:
    made = blackouts.close(
        village.house,
        village.cast.frau_stolle,
        "dgh-benken",
        period,
        reason="Dach",
        **more,  # type: ignore[arg-type]
    )
    return made.id


def test_a_closed_hall_cannot_be_booked_until_it_opens_again(village: Village) -> None:
    closed = close(village)
    with pytest.raises(errors.BookingOverlaps):
        bookings.book(village.house, a_request())

    blackouts.reopen(village.house, village.cast.frau_stolle, closed)

    assert bookings.book(village.house, a_request()).booking.status is BookingStatus.CONFIRMED
    assert verify(village.house) == ()


def test_a_blackout_has_no_code_and_nobody_gets_mail(village: Village) -> None:
    closed = close(village)

    assert verify(village.house) == ()
    with village.house.reading() as uow:
        assert uow.access_codes.of_booking(closed) is None
        assert not uow.connection.execute(select(outbox).where(outbox.c.subject == closed)).all()


def test_single_rooms_can_be_closed(village: Village) -> None:
    close(village, space_slugs=("kueche",))

    bookings.book(village.house, a_request(space_slugs=("saal",)))
    with pytest.raises(errors.BookingOverlaps):
        bookings.book(village.house, a_request(space_slugs=("kueche",), persons=3))


def test_nothing_is_displaced_silently(village: Village) -> None:
    wedding = bookings.book(village.house, a_request()).booking

    with pytest.raises(BookingsInTheWay) as refused:
        close(village)

    assert refused.value.bookings == (wedding,)
    cancellations.cancel(village.house, wedding.id)
    close(village)


@pytest.mark.parametrize(
    ("period", "reason"),
    [
        (Period(NOW - timedelta(days=2), NOW), "Dach"),
        (Period(NOW, NOW + timedelta(days=400)), "Dach"),
        (RENOVATION, "  "),
    ],
)
def test_a_blackout_is_clear(village: Village, period: Period, reason: str) -> None:
    with pytest.raises(BlackoutUnclear):
        blackouts.close(village.house, village.cast.frau_stolle, "dgh-benken", period, reason=reason)


def test_who_does_not_manage_a_hall_closes_and_opens_nothing(village: Village) -> None:
    closed = close(village)

    for person in (village.cast.herr_krueger, village.cast.herr_voigt):
        with pytest.raises(errors.NotPermitted):
            blackouts.reopen(village.house, person, closed)
        with pytest.raises(errors.NotPermitted):
            blackouts.close(village.house, person, "dgh-benken", WEDDING, reason="Dach")
    town = village.cast.municipality.id
    with pytest.raises(errors.NotPermitted):
        blackouts.enter_election(village.house, village.cast.herr_krueger, town, SUNDAY, "Wahl")


def test_a_booking_is_no_blackout_to_reopen(village: Village) -> None:
    wedding = bookings.book(village.house, a_request()).booking

    with pytest.raises(errors.NotFound):
        blackouts.reopen(village.house, village.cast.frau_stolle, wedding.id)


def polling_place(village: Village) -> None:
    clerk = village.cast.frau_weber
    hall_rules.save_rules(village.house, clerk, "dgh-benken", {"elections": "polling_place"})


def elect(village: Village) -> None:
    clerk, town = village.cast.frau_weber, village.cast.municipality.id
    blackouts.enter_election(village.house, clerk, town, SUNDAY, "Bundestagswahl")


ON_SUNDAY = between("2027-09-26 15:00", "2027-09-26 18:00")


def test_a_polling_place_is_reserved_on_election_days_and_others_are_not(village: Village) -> None:
    polling_place(village)
    elect(village)

    with pytest.raises(errors.RequestRefused, match=r"\(Bundestagswahl\) ist das Haus Wahllokal"):
        bookings.book(village.house, a_request(period=ON_SUNDAY))
    bookings.book(village.house, a_request("dgh-schlamau", ON_SUNDAY))
    assert verify(village.house) == ()


def test_an_election_tells_what_is_in_its_way_and_is_tried_again(village: Village) -> None:
    polling_place(village)
    party = bookings.book(village.house, a_request(period=ON_SUNDAY)).booking
    elect(village)

    (found,) = blackouts.coming_elections(village.house, village.cast.frau_weber)
    assert [one.in_the_way for one in found.halls] == [(party,)]

    cancellations.cancel(village.house, party.id)
    elect(village)
    elect(village)
    (found,) = blackouts.coming_elections(village.house, village.cast.frau_weber)
    assert [one.in_the_way for one in found.halls] == [()]
    assert len(blackouts.coming_blackouts(village.house, village.cast.frau_weber)) == 1


def test_an_election_taken_back_frees_the_hall(village: Village) -> None:
    polling_place(village)
    elect(village)

    clerk, town = village.cast.frau_weber, village.cast.municipality.id
    blackouts.remove_election(village.house, clerk, town, SUNDAY)

    bookings.book(village.house, a_request(period=ON_SUNDAY))
    assert verify(village.house) == ()


def stands_for(village: Village) -> list[tuple[str, date]]:
    """What is closed at Benken, and since which day."""
    found = blackouts.coming_blackouts(village.house, village.cast.frau_stolle)
    return [(one.booking.occasion, local_date(one.booking.period.start)) for one in found]


AROUND_SUNDAY = Period(day(SUNDAY - timedelta(days=5)).start, day(SUNDAY + timedelta(days=5)).end)


def test_ending_a_blackout_leaves_the_election_it_lay_over_reserved(village: Village) -> None:
    polling_place(village)
    closed = close(village, AROUND_SUNDAY)
    elect(village)
    assert stands_for(village) == [("Dach", date(2027, 9, 21))], "nothing could be reserved yet"

    blackouts.reopen(village.house, village.cast.frau_stolle, closed)

    assert stands_for(village) == [("Bundestagswahl", SUNDAY)]
    assert verify(village.house) == ()


def test_the_reservation_of_an_election_does_not_end_by_itself(village: Village) -> None:
    polling_place(village)
    elect(village)
    (reserved,) = blackouts.coming_blackouts(village.house, village.cast.frau_stolle)

    with pytest.raises(ElectionStands, match="den Wahltag entfernt"):
        blackouts.reopen(village.house, village.cast.frau_stolle, reserved.booking.id)

    assert stands_for(village) == [("Bundestagswahl", SUNDAY)]
    hall_rules.save_rules(village.house, village.cast.frau_weber, "dgh-benken", {"elections": "open"})
    blackouts.reopen(village.house, village.cast.frau_stolle, reserved.booking.id)
    assert stands_for(village) == []


def test_a_shortened_blackout_opens_the_days_after_it_to_who_waits(village: Village) -> None:
    polling_place(village)
    closed = close(village, AROUND_SUNDAY)
    elect(village)
    soon, late, before = (
        waiting.join(village.house, a_request(period=Period(each.start, each.start + timedelta(hours=3))))
        for each in (day(SUNDAY + timedelta(days=days)) for days in (1, 2, -3))
    )

    kept = blackouts.shorten(village.house, village.cast.frau_stolle, closed, SUNDAY - timedelta(days=2))
    freed.keep_promises(village.house)

    assert stands_for(village) == [("Dach", date(2027, 9, 21)), ("Bundestagswahl", SUNDAY)]
    states = [waiting.page_of(village.house, one.id).wish.state.value for one in (soon, late, before)]
    assert states == ["offered", "offered", "waiting"]
    for wrong in (SUNDAY, SUNDAY - timedelta(days=6)):
        with pytest.raises(BlackoutUnclear, match="Wieder öffnen"):
            blackouts.shorten(village.house, village.cast.frau_stolle, kept.id, wrong)
    assert verify(village.house) == ()


def test_what_the_calendar_does_not_know_is_asked_of_a_person(village: Village) -> None:
    clerk = village.cast.frau_weber
    hall_rules.save_rules(
        village.house,
        clerk,
        "dgh-benken",
        {"rests_in_school_holidays": ["club_activity"], "everybody": {"horizon_months": 36}},
    )
    later = between("2029-09-10 18:00", "2029-09-10 20:00")
    use = Use(Purpose.CLUB_ACTIVITY)

    training = bookings.book(village.house, a_request(period=later, use=use)).booking
    with pytest.raises(errors.RequestRefused, match="Herbstferien"):
        bookings.book(
            village.house, a_request(period=between("2026-10-20 18:00", "2026-10-20 20:00"), use=use)
        )

    assert training.status is BookingStatus.REQUESTED
    with village.house.reading() as uow:
        told = notices_of(uow, uow.venues.by_slug("dgh-benken"), training)
    assert told == ("Ob am Mo., 10.09.2029 Schulferien sind, ist noch nicht veröffentlicht.",)
