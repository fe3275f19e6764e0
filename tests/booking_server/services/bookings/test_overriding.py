"""Priority with care for whom it displaces, on both databases."""

from dataclasses import replace

import pytest

from booking_server.domain.bookings import BookingRequest, BookingStatus, Organizer
from booking_server.domain.errors import (
    DisplacedChanged,
    NotFound,
    NotPermitted,
    OverrideRefused,
    RequestRefused,
)
from booking_server.domain.uses import Purpose, Use
from booking_server.notices.mail import compose
from booking_server.services.bookings import bookings, overriding
from booking_server.services.foundation import links
from booking_server.services.money import billing
from booking_server.services.operation.verify import verify
from booking_server.services.promises.delivery import claim
from booking_server.services.waiting import displaced
from calendars.period import Period
from tests.booking_server.services.bookings.test_cross_races import Volume, at_once, on_day
from tests.booking_server.services.money.test_money import has_account
from tests.booking_server.tariff_cast import BENKEN, publish
from tests.builders import WEDDING, Village, a_request, between
from tests.mails import text_of

REASON = "Hochwasser: Das Haus wird Notunterkunft."


def a_fire(period: Period = WEDDING, **changes: object) -> BookingRequest:
    fire = a_request(
        period=period,
        occasion="Notunterkunft",
        use=Use(Purpose.EMERGENCY),
        organizer=Organizer("Wehrführer Braun", "", "112"),
    )
    return replace(fire, **changes)  # type: ignore[arg-type]


def test_displaced_bookings_are_named_cancelled_with_the_reason_and_told(village: Village) -> None:
    stolle = village.cast.frau_stolle
    wedding = bookings.book(village.house, a_request()).booking
    seen = overriding.look(village.house, stolle, a_fire(), reason=REASON)

    done = overriding.override(village.house, stolle, a_fire(), reason=REASON, agreed=seen.ids)

    assert [one.id for one in seen.displaced] == [wedding.id]
    assert done.booking.status is BookingStatus.CONFIRMED
    with village.house.reading() as uow:
        gone = uow.bookings.get(wedding.id)
        code = uow.access_codes.of_booking(wedding.id)
        audited = [row.action for row in uow.audit.of_subject(wedding.id)]
    assert (gone.status, gone.decision_reason) == (BookingStatus.CANCELLED, REASON)
    assert code is not None
    assert code.revoked_at is not None
    assert audited[-2:] == ["cancelled", "displaced"]
    told = [
        text_of(message)
        for item in claim(village.house, ("mail",))
        if item.payload["template"] == "displaced"
        for message in compose(village.house, item, "haus@example.org")
    ]
    assert len(told) == 1
    assert REASON in told[0]
    assert f"/buchungen/{wedding.id}/ersatz" in told[0]
    assert "DGH Reetz" in told[0]
    assert verify(village.house) == ()


def test_an_alternative_is_accepted_once(village: Village) -> None:
    stolle = village.cast.frau_stolle
    wedding = bookings.book(village.house, a_request()).booking
    overriding.override(village.house, stolle, a_fire(), reason=REASON, agreed=frozenset({wedding.id}))
    token = links.booking_token(village.house, wedding)
    page = displaced.look(village.house, wedding.id, token)

    first = displaced.accept(village.house, wedding.id, token, page.alternatives[0].key)
    again = displaced.accept(village.house, wedding.id, token, page.alternatives[-1].key)

    assert {one.is_here for one in page.alternatives} == {True, False}
    assert all(one.venue.municipality_id == wedding.municipality_id for one in page.alternatives)
    assert again.id == first.id
    assert first.organizer == wedding.organizer
    taken = displaced.look(village.house, wedding.id, token)
    assert taken.taken is not None
    assert taken.taken.id == first.id
    assert verify(village.house) == ()


def test_nobody_is_displaced_unseen(village: Village) -> None:
    stolle = village.cast.frau_stolle
    seen = overriding.look(village.house, stolle, a_fire(), reason=REASON)
    wedding = bookings.book(village.house, a_request()).booking

    with pytest.raises(DisplacedChanged):
        overriding.override(village.house, stolle, a_fire(), reason=REASON, agreed=seen.ids)

    with village.house.reading() as uow:
        assert uow.bookings.get(wedding.id).status is BookingStatus.CONFIRMED


def test_only_what_goes_first_displaces_and_says_why(village: Village) -> None:
    stolle = village.cast.frau_stolle
    party = a_fire(use=Use(Purpose.PRIVATE_PARTY))

    with pytest.raises(OverrideRefused, match="Vorrang haben nur"):
        overriding.look(village.house, stolle, party, reason=REASON)
    with pytest.raises(OverrideRefused, match="Grund"):
        overriding.look(village.house, stolle, a_fire(), reason=" ")


def test_who_looks_after_another_hall_displaces_nobody_here(village: Village) -> None:
    for person in (village.cast.herr_krueger, village.cast.herr_voigt):
        with pytest.raises(NotPermitted):
            overriding.look(village.house, person, a_fire(), reason=REASON)
        with pytest.raises(NotPermitted):
            overriding.override(village.house, person, a_fire(), reason=REASON, agreed=frozenset())


def test_a_booking_that_stands_has_no_page_of_alternatives(village: Village) -> None:
    wedding = bookings.book(village.house, a_request())

    with pytest.raises(NotFound):
        displaced.look(village.house, wedding.booking.id, wedding.token)
    with pytest.raises(NotFound):
        displaced.look(village.house, wedding.booking.id, "falsch")


def test_an_override_and_a_booking_at_once_leave_the_hall_with_one_of_them(
    village: Village, volume: Volume
) -> None:
    stolle = village.cast.frau_stolle
    for round_ in range(volume(6, 200)):
        fire = a_fire(on_day(round_))

        outcome = at_once(
            village,
            lambda house, fire=fire: overriding.override(
                house, stolle, fire, reason=REASON, agreed=frozenset()
            ),
            lambda house, day=fire.period: bookings.book(house, a_request(period=day)),
        )

        assert outcome["done"] == 1
        assert outcome["displaced-changed"] + outcome["booking-overlaps"] == 1
    assert verify(village.house) == ()


def test_of_two_who_accept_alternatives_each_gets_their_own_time(village: Village) -> None:
    stolle = village.cast.frau_stolle
    morning = between("2026-10-02 08:00", "2026-10-02 12:00")
    evening = between("2026-10-02 17:00", "2026-10-02 21:00")
    whole_day = between("2026-10-02 06:00", "2026-10-02 23:00")
    given_way = [bookings.book(village.house, a_request(period=one)).booking for one in (morning, evening)]
    ids = frozenset(one.id for one in given_way)
    overriding.override(village.house, stolle, a_fire(whole_day), reason=REASON, agreed=ids)
    tokens = [links.booking_token(village.house, one) for one in given_way]

    keys = [
        displaced.look(village.house, one.id, token).alternatives[0].key
        for one, token in zip(given_way, tokens, strict=True)
    ]
    taken = [
        displaced.accept(village.house, one.id, token, key)
        for one, token, key in zip(given_way, tokens, keys, strict=True)
    ]

    assert len({one.period for one in taken}) == 2
    assert verify(village.house) == ()


FAMILY = Organizer("Petra Wolf", "petra.wolf@example.org", "")


def test_a_funeral_is_entered_for_its_family_who_get_code_and_invoice(village: Village) -> None:
    publish(village, BENKEN.replace('zweck = ["private-feier"', 'zweck = ["trauerfeier", "private-feier"'))
    has_account(village)
    funeral = a_fire(use=Use(Purpose.FUNERAL, answers=(("getraenke", "nein"),)), occasion="Trauerfeier")

    for nobody, fields in (
        (Organizer("", "", ""), ["name", "phone"]),
        (Organizer("", "petra.wolf@example.org", ""), ["name"]),
        (Organizer("Petra Wolf", "", ""), ["phone"]),
    ):
        with pytest.raises(RequestRefused) as refused:
            asked(village, replace(funeral, organizer=nobody))
        assert [error.field_name for error in refused.value.errors] == fields
    booking = asked(village, replace(funeral, organizer=FAMILY)).booking
    billing.keep_promises(village.house)

    assert booking.organizer == FAMILY
    with village.house.reading() as uow:
        assert uow.quotes.of_booking(booking.id) is not None
        people = {one.recipient[0] for one in uow.invoices.of_booking(booking.id)}
    assert people == {"Petra Wolf"}


def test_fire_brigade_and_elections_cost_nobody_anything(village: Village) -> None:
    billed = '["einsatz", "wahl", "private-feier"'
    publish(village, BENKEN.replace('["private-feier"', billed))
    has_account(village)
    nobody = Organizer("", "", "")
    later = between("2026-10-09 08:00", "2026-10-09 20:00")

    for use, period in ((Use(Purpose.EMERGENCY), WEDDING), (Use(Purpose.ELECTION), later)):
        booking = asked(village, a_fire(period, use=use, organizer=nobody)).booking
        billing.keep_promises(village.house)

        with village.house.reading() as uow:
            assert uow.quotes.of_booking(booking.id) is None
            assert uow.invoices.of_booking(booking.id) == ()
        assert booking.organizer.name == "Frau Stolle"


def asked(village: Village, request: BookingRequest) -> overriding.Overridden:
    """Frau Stolle enters a use with priority that displaces nobody."""
    stolle = village.cast.frau_stolle
    return overriding.override(village.house, stolle, request, reason=REASON, agreed=frozenset())
