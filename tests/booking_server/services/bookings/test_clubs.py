"""Clubs book with their code; what they use is counted, also when they book at once."""

import threading

import pytest
from sqlalchemy import select

from booking_server.domain.bookings import BookingRequest
from booking_server.domain.clubs import Club, ClubHall, Quota, QuotaUnit
from booking_server.domain.errors import NotFound, NotPermitted, RequestRefused
from booking_server.domain.uses import Purpose, Use, UserGroup
from booking_server.services.bookings import bookings, cancellations, clubs
from booking_server.services.bookings.classifying import classify
from booking_server.storage.tables import audit
from booking_server.storage.tables import clubs as rows
from tests.booking_server.tariff_cast import publish
from tests.builders import Village, a_request, between

REHEARSAL = Use(purpose=Purpose.CLUB_ACTIVITY)
TEN_EVENINGS = Quota(QuotaUnit.EVENTS, 10, frozenset({Purpose.CLUB_ACTIVITY, Purpose.MEETING}))


@pytest.fixture
def choir(village: Village) -> Club:
    """The choir of Benken: ten evenings a year are free."""
    hall = ClubHall(village.cast.benken.id, TEN_EVENINGS)
    club = Club("", village.cast.municipality.id, "Chor Benken", halls=(hall,))
    return clubs.add_club(village.house, village.cast.frau_weber, club)


def code_of(village: Village, club: Club) -> str:
    return clubs.open_club(village.house, village.cast.frau_weber, club.id).code


def rehearsal(day: int, **changes: object) -> BookingRequest:
    evening = between(f"2026-10-{day:02} 19:00", f"2026-10-{day:02} 21:00")
    return a_request(**{"period": evening, "use": REHEARSAL, "occasion": "Probe", **changes})


def test_a_club_books_with_its_code_however_it_is_typed(village: Village, choir: Club) -> None:
    typed = code_of(village, choir).lower().replace("-", " ")

    booked = bookings.book(village.house, rehearsal(5, club_code=typed)).booking

    assert booked.use.club_id == choir.id
    assert booked.use.group is UserGroup.LOCAL_CLUB


def test_elsewhere_the_club_is_an_outside_club(village: Village, choir: Club) -> None:
    wanted = rehearsal(5, venue_slug="dgh-reetz", club_code=code_of(village, choir))

    assert bookings.book(village.house, wanted).booking.use.group is UserGroup.OUTSIDE_CLUB


def test_a_wrong_code_is_refused_and_says_how_to_book_without(village: Village, choir: Club) -> None:
    with pytest.raises(RequestRefused, match="Ohne Verein lassen Sie das Feld leer") as refused:
        bookings.book(village.house, rehearsal(5, club_code="AAAA-BBBB-CCCC"))

    assert refused.value.broken_code == "club-code-unknown"


def test_a_code_is_worth_nothing_in_another_municipality(village: Village, choir: Club) -> None:
    with pytest.raises(RequestRefused):
        bookings.book(village.house, rehearsal(5, venue_slug="dgh-luette", club_code=code_of(village, choir)))
    with village.house.reading() as uow, pytest.raises(NotFound):
        classify(uow, village.cast.luette, rehearsal(5, use=Use(club_id=choir.id)))


def test_a_new_code_replaces_the_old_one(village: Village, choir: Club) -> None:
    old = code_of(village, choir)
    clubs.renew_code(village.house, village.cast.frau_weber, choir.id)

    with pytest.raises(RequestRefused):
        bookings.book(village.house, rehearsal(5, club_code=old))
    assert bookings.book(village.house, rehearsal(5, club_code=code_of(village, choir)))


def test_a_resting_club_books_nothing(village: Village, choir: Club) -> None:
    clubs.save_club(village.house, village.cast.frau_weber, choir.id, is_active=False)

    with pytest.raises(RequestRefused):
        bookings.book(village.house, rehearsal(5, club_code=code_of(village, choir)))


def test_only_the_clerk_of_the_municipality_manages_its_clubs(village: Village, choir: Club) -> None:
    for person in (village.cast.frau_stolle, village.cast.herr_voigt):
        with pytest.raises(NotPermitted):
            clubs.open_club(village.house, person, choir.id)
        with pytest.raises(NotPermitted):
            clubs.renew_code(village.house, person, choir.id)


def test_what_is_used_is_counted_by_hall_year_and_purpose(village: Village, choir: Club) -> None:
    code = code_of(village, choir)
    first = bookings.book(village.house, rehearsal(5, club_code=code)).booking
    bookings.book(village.house, rehearsal(6, club_code=code))
    party = Use(purpose=Purpose.PRIVATE_PARTY)
    bookings.book(village.house, rehearsal(7, club_code=code, use=party))
    bookings.book(village.house, rehearsal(8, venue_slug="dgh-reetz", club_code=code))
    new_year = between("2027-01-01 00:00", "2027-01-01 02:00")
    bookings.book(village.house, rehearsal(9, period=new_year, club_code=code))
    cancellations.cancel(village.house, first.id)

    with village.house.reading() as uow:
        this_year = uow.clubs.used(choir.id, village.cast.benken.id, 2026, TEN_EVENINGS)
        next_year = uow.clubs.used(choir.id, village.cast.benken.id, 2027, TEN_EVENINGS)
        everything = uow.clubs.used(choir.id, village.cast.benken.id, 2026)

    assert (this_year.events, next_year.events, everything.events) == (1, 1, 2)


def is_free_by_quota(village: Village, booking_id: str) -> bool:
    with village.house.reading() as uow:
        quote = uow.quotes.of_booking(booking_id)
    assert quote is not None
    return quote.exemption == "freikontingent"


def test_a_use_within_the_quota_is_free_and_the_next_one_is_not_by_it(village: Village, choir: Club) -> None:
    publish(village)
    hall, clerk = village.cast.benken, village.cast.frau_weber
    clubs.enter_hall(village.house, clerk, choir.id, hall.slug, Quota(QuotaUnit.HOURS, 5))
    code = code_of(village, choir)

    booked = [bookings.book(village.house, rehearsal(day, club_code=code)).booking for day in (5, 6, 7)]

    assert [is_free_by_quota(village, one.id) for one in booked] == [True, True, False]
    with village.house.reading() as uow:
        free = uow.quotes.of_booking(booked[1].id)
    assert free is not None
    assert (free.total_cents, free.deposit_cents) == (0, 0)
    assert free.lines[0].text == "Freikontingent 2026 des Vereins (5 Stunden, davon übrig: 3) (entgeltfrei)"


def test_what_the_quota_does_not_name_is_left_to_the_tariff(village: Village, choir: Club) -> None:
    publish(village)
    party = Use(purpose=Purpose.PRIVATE_PARTY, answers=(("getraenke", "nein"),))

    booked = bookings.book(village.house, rehearsal(5, use=party, club_code=code_of(village, choir))).booking

    assert not is_free_by_quota(village, booked.id)


def test_a_cancelled_use_gives_its_part_of_the_quota_back(village: Village, choir: Club) -> None:
    publish(village)
    hall, clerk = village.cast.benken, village.cast.frau_weber
    clubs.enter_hall(village.house, clerk, choir.id, hall.slug, Quota(QuotaUnit.EVENTS, 1))
    code = code_of(village, choir)
    first = bookings.book(village.house, rehearsal(5, club_code=code)).booking
    cancellations.cancel(village.house, first.id)

    second = bookings.book(village.house, rehearsal(6, club_code=code)).booking

    assert is_free_by_quota(village, second.id)


def test_two_bookings_at_once_do_not_share_the_last_free_use(village: Village, choir: Club) -> None:
    publish(village)
    hall, clerk = village.cast.benken, village.cast.frau_weber
    clubs.enter_hall(village.house, clerk, choir.id, hall.slug, Quota(QuotaUnit.EVENTS, 1))
    code = code_of(village, choir)
    start = threading.Barrier(8)
    made: list[str] = []

    def book(day: int) -> None:
        start.wait()
        made.append(bookings.book(village.house, rehearsal(day, club_code=code)).booking.id)

    threads = [threading.Thread(target=book, args=(day,)) for day in range(5, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(is_free_by_quota(village, one) for one in made) == [False] * 7 + [True]


def test_no_code_stands_in_the_database_or_the_log(village: Village, choir: Club) -> None:
    code = code_of(village, choir)

    with village.house.reading() as uow:
        stored = str(uow.connection.execute(select(rows)).all() + uow.connection.execute(select(audit)).all())

    assert code not in stored
    assert code.replace("-", "") not in stored
