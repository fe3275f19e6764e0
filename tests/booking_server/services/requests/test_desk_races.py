"""Two people at the desk do what only one of them may, with real threads on the real database."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from booking_server.domain.errors import NotFound
from booking_server.domain.people import Grant, Role
from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings import bookings
from booking_server.services.halls import blackouts
from booking_server.services.money import money_desk
from booking_server.services.money.accounts import account_of
from booking_server.services.operation.verify import verify
from booking_server.services.people import people
from booking_server.services.plans import feed_links, feeds
from booking_server.services.requests import price_decisions
from booking_server.storage.tables import outbox
from tests.booking_server.services.bookings.test_cross_races import at_once, on_day
from tests.booking_server.services.money.test_money import has_account
from tests.booking_server.tariff_cast import publish, treasurer
from tests.builders import Village, a_request

PARTY = Use(Purpose.PRIVATE_PARTY, answers=(("getraenke", "nein"),))
Volume = Callable[[int, int], int]


def test_two_who_end_each_others_role_leave_one_who_manages_people(village: Village, volume: Volume) -> None:
    town = village.cast.municipality.id
    for round_ in range(volume(4, 100)):
        people.add_person(
            village.house,
            None,
            name="Herr Neu",
            email=f"neu{round_}@example.org",
            grant=Grant(Role.ADMIN, town),
        )
        with village.house.reading() as uow:
            live = [
                grant
                for _, grant in uow.people.grants_in(town)
                if grant.is_live(uow.now) and grant.role in (Role.CLERK, Role.ADMIN)
            ]
        assert len(live) == 2

        outcome = at_once(
            village,
            *[lambda house, grant=grant: people.end_grant(house, None, grant.id) for grant in live],
        )

        assert outcome == {"done": 1, "last-keeper": 1}
    assert verify(village.house) == ()


def test_a_person_added_twice_at_once_is_one_person(village: Village, volume: Volume) -> None:
    grants = [
        Grant(Role.KEYHOLDER, hall.municipality_id, hall.id)
        for hall in (village.cast.benken, village.cast.schlamau)
    ]
    for round_ in range(volume(4, 100)):
        email = f"neu{round_}@example.org"

        outcome = at_once(
            village,
            *[
                lambda house, grant=grant, email=email: people.add_person(
                    house, None, name="Frau Neu", email=email, grant=grant
                )
                for grant in grants
            ],
        )

        assert outcome == {"done": 2}
        with village.house.reading() as uow:
            found = uow.people.by_email(email)
        assert found is not None
        assert {grant.venue_id for grant in found.grants} == {grant.venue_id for grant in grants}


def test_a_closed_time_is_opened_once(village: Village, volume: Volume) -> None:
    stolle = village.cast.frau_stolle
    rounds = volume(4, 100)
    for round_ in range(rounds):
        closed = blackouts.close(village.house, stolle, "dgh-benken", on_day(round_), reason="Dach")

        outcome = at_once(village, *[lambda house, key=closed.id: blackouts.reopen(house, stolle, key)] * 2)

        assert outcome == {"done": 1, "transition-not-allowed": 1}
    with village.house.reading() as uow:
        freed = select(func.count()).select_from(outbox).where(outbox.c.kind == "freed")
        assert uow.connection.execute(freed).scalar_one() == rounds


def test_an_invoice_never_asks_for_what_was_waived(village: Village, volume: Volume) -> None:
    """Whoever is first counts: the invoice has the lower price, or the waiver comes too late."""
    publish(village)
    has_account(village)
    weber = village.cast.frau_weber
    treasury = treasurer(village.house, village.cast.municipality.id)
    for round_ in range(volume(6, 100)):
        booked = bookings.book(village.house, a_request(period=on_day(round_), use=PARTY)).booking

        outcome = at_once(
            village,
            lambda house, key=booked.id: price_decisions.waive(house, weber, key, 1000, reason="Trauerfall"),
            lambda house, key=booked.id: money_desk.issue(house, treasury, key),
        )

        assert outcome["done"] in (1, 2), outcome
        with village.house.reading() as uow:
            quote = uow.quotes.of_booking(booked.id)
            (state,) = account_of(uow, booked.id).states
        assert quote is not None
        assert state.invoice.total_cents == quote.total_cents
    assert verify(village.house) == ()


def test_who_asks_twice_at_once_for_a_private_calendar_gets_one_link(
    village: Village, volume: Volume
) -> None:
    stolle = village.cast.frau_stolle
    for _ in range(volume(15, 100)):
        pressed = at_once(village, *[lambda house: feed_links.give(house, stolle, "dgh-benken", "Handy")] * 4)

        assert pressed == {"done": 4}
        (link,) = feed_links.links_of(village.house, stolle, "dgh-benken").links
        feed_links.end(village.house, stolle, link.id)
        with pytest.raises(NotFound):
            feeds.private_feed(village.house, link.address.rpartition("/")[2].removesuffix(".ics"))
