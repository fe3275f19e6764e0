"""Waiting for a time that is taken, on both databases."""

import pytest

from booking_server.domain.bookings import BookingStatus, Organizer
from booking_server.domain.errors import (
    AlreadyWaiting,
    KeyReused,
    LinkInvalid,
    ListFull,
    NotFound,
    TimeIsFree,
)
from booking_server.domain.waiting import Waiting, WaitingState
from booking_server.jobs import freed
from booking_server.notices.mail import compose
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.operation.verify import verify
from booking_server.services.promises.delivery import claim
from booking_server.services.waiting import holds, waiting, waiting_offers
from tests.builders import WEDDING, Village, a_request, between
from tests.mails import text_of

FRAU_LEHMANN = Organizer("Anna Lehmann", "anna@example.org", "")
HERR_BRANDT = Organizer("Jens Brandt", "jens@example.org", "")


def sealed(village: Village, wish: Waiting) -> str:
    return waiting.seal(village.house, wish)


def state_of(village: Village, wish: Waiting) -> WaitingState:
    return waiting.page_of(village.house, wish.id).wish.state


def mails(village: Village, template: str) -> list[str]:
    texts = []
    for item in claim(village.house, ("mail",)):
        if item.payload["template"] == template:
            texts += [str(text_of(m)) for m in compose(village.house, item, "haus@example.org")]
    return texts


def test_the_first_in_line_is_offered_what_becomes_free_and_then_the_next(village: Village) -> None:
    taken = bookings.book(village.house, a_request()).booking
    first = waiting.join(village.house, a_request(organizer=FRAU_LEHMANN))
    village.clock.forward(minutes=1)
    second = waiting.join(village.house, a_request(organizer=HERR_BRANDT))

    cancellations.cancel(village.house, taken.id)
    freed.keep_promises(village.house)

    assert (state_of(village, first), state_of(village, second)) == (
        WaitingState.OFFERED,
        WaitingState.WAITING,
    )
    assert "Zeit nehmen" in mails(village, "waiting_offer")[0]
    village.clock.forward(hours=24)
    waiting_offers.pass_on(village.house)
    freed.keep_promises(village.house)
    assert (state_of(village, first), state_of(village, second)) == (
        WaitingState.LAPSED,
        WaitingState.OFFERED,
    )
    assert waiting.accept(village.house, sealed(village, second)).organizer == HERR_BRANDT
    assert verify(village.house) == ()


def test_while_a_time_is_offered_nobody_else_can_book_it(village: Village) -> None:
    taken = bookings.book(village.house, a_request()).booking
    wish = waiting.join(village.house, a_request(organizer=FRAU_LEHMANN))
    cancellations.cancel(village.house, taken.id)
    freed.keep_promises(village.house)

    with pytest.raises(Exception, match="für jemand anderen freigehalten"):
        bookings.book(village.house, a_request(organizer=HERR_BRANDT))
    once = waiting.accept(village.house, sealed(village, wish))
    again = waiting.accept(village.house, sealed(village, wish))

    assert once.status is BookingStatus.CONFIRMED
    assert again.id == once.id


def test_an_offer_that_is_over_books_nothing(village: Village) -> None:
    taken = bookings.book(village.house, a_request()).booking
    wish = waiting.join(village.house, a_request(organizer=FRAU_LEHMANN))
    cancellations.cancel(village.house, taken.id)
    freed.keep_promises(village.house)
    village.clock.forward(hours=24)

    with pytest.raises(LinkInvalid):
        waiting.accept(village.house, sealed(village, wish))


def test_who_leaves_makes_room_for_the_next_at_once(village: Village) -> None:
    taken = bookings.book(village.house, a_request()).booking
    first = waiting.join(village.house, a_request(organizer=FRAU_LEHMANN))
    village.clock.forward(minutes=1)
    second = waiting.join(village.house, a_request(organizer=HERR_BRANDT))
    cancellations.cancel(village.house, taken.id)
    freed.keep_promises(village.house)

    waiting.leave(village.house, sealed(village, first))
    waiting.leave(village.house, sealed(village, first))
    freed.keep_promises(village.house)

    assert (state_of(village, first), state_of(village, second)) == (WaitingState.LEFT, WaitingState.OFFERED)


def test_a_time_that_a_forgotten_hold_gave_back_is_offered_too(village: Village) -> None:
    holds.hold(village.house, "dgh-benken", (), WEDDING, visitor="a")
    wish = waiting.join(village.house, a_request())
    village.clock.forward(minutes=11)

    holds.expire_holds(village.house)
    freed.keep_promises(village.house)

    assert state_of(village, wish) is WaitingState.OFFERED


def test_keeping_a_promise_twice_offers_nothing_twice(village: Village) -> None:
    taken = bookings.book(village.house, a_request()).booking
    waiting.join(village.house, a_request(organizer=FRAU_LEHMANN))
    waiting.join(village.house, a_request(organizer=HERR_BRANDT))
    cancellations.cancel(village.house, taken.id)

    assert waiting_offers.offer_freed(village.house, village.cast.benken.id, WEDDING) == 1
    assert waiting_offers.offer_freed(village.house, village.cast.benken.id, WEDDING) == 0


def test_nobody_waits_for_a_time_that_is_free(village: Village) -> None:
    with pytest.raises(TimeIsFree):
        waiting.join(village.house, a_request())


def test_the_same_wish_is_one_and_a_sender_has_few(village: Village) -> None:
    wishes = [
        a_request(period=between(f"2026-10-0{day} 10:00", f"2026-10-0{day} 12:00")) for day in range(2, 9)
    ]
    for wish in wishes:
        bookings.book(village.house, wish)

    first, again = (waiting.join(village.house, wishes[0], idempotency_key="a") for _ in range(2))
    for wish in wishes[1:5]:
        waiting.join(village.house, wish)

    assert again.id == first.id
    with pytest.raises(KeyReused):
        waiting.join(village.house, wishes[5], idempotency_key="a")
    with pytest.raises(ListFull, match="5-mal"):
        waiting.join(village.house, wishes[5])


def test_who_knows_an_address_is_not_led_to_somebody_s_place(village: Village) -> None:
    bookings.book(village.house, a_request())
    waiting.join(village.house, a_request(organizer=FRAU_LEHMANN), idempotency_key="a")

    for key in ("", "b"):
        with pytest.raises(AlreadyWaiting, match="schon auf der Warteliste"):
            waiting.join(village.house, a_request(organizer=FRAU_LEHMANN), idempotency_key=key)


def test_a_link_of_another_kind_opens_no_place_on_the_list(village: Village) -> None:
    with pytest.raises(NotFound):
        waiting.look(village.house, "0000000000000000.abc")
