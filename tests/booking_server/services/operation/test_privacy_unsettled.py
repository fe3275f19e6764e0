"""Nobody is erased while money is held or owed about them, and a hall keeps what is broken in it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from booking_server.domain.bookings import Booking
from booking_server.domain.errors import LinkInvalid, TransitionNotAllowed
from booking_server.domain.handover.protocol import Finding
from booking_server.domain.money.deposits import Way
from booking_server.domain.money.payees import IssueWhen
from booking_server.domain.privacy import without
from booking_server.services.handover import defects
from booking_server.services.money import payments
from booking_server.services.operation import privacy
from booking_server.storage.tables import privacy_links
from tests.booking_server.services.handover.test_handover import HANDOVER, RETURN, power, priced, sign
from tests.booking_server.services.money.test_money import (
    HIRE,
    a_booking,
    account,
    has_account,
    invoiced,
    paid,
)
from tests.builders import FRAU_LEHMANN, WEDDING, Village


def holds_a_deposit(village: Village) -> Booking:
    booking = priced(village)
    sign(village, booking, HANDOVER, power("10"), "a", deposit_cents=10000)
    village.clock.now = WEDDING.end + timedelta(hours=1)
    sign(village, booking, RETURN, power("10"), "b")
    return booking


def was_not_taken_back(village: Village) -> Booking:
    booking = priced(village)
    sign(village, booking, HANDOVER, power("10"), "a")
    return booking


def owes_an_invoice(village: Village) -> Booking:
    has_account(village)
    booking = a_booking(village)
    invoiced(village, booking)
    return booking


def waits_for_an_invoice(village: Village) -> Booking:
    has_account(village, issue_when=IssueWhen.BY_HAND)
    booking = a_booking(village)
    with village.house.unit_of_work() as uow:
        uow.quotes.add(booking.id, replace(HIRE, tariff_version=""))
        uow.commit()
    return booking


OPEN: dict[str, Callable[[Village], Booking]] = {
    "Kaution von .* ist noch nicht abgerechnet": holds_a_deposit,
    "übergeben und noch nicht zurückgegeben": was_not_taken_back,
    "Rechnung 2026-00001 ist noch offen": owes_an_invoice,
    "Rechnung ist noch nicht geschrieben": waits_for_an_invoice,
}


def a_link(village: Village) -> str:
    with village.house.unit_of_work() as uow:
        link_id = uow.privacy_links.add(FRAU_LEHMANN.email, uow.now + privacy.LINK_FOR)
        uow.commit()
    return privacy.link_url(village.house, link_id).rpartition("/")[2]


@pytest.mark.parametrize("reason", OPEN)
def test_nobody_is_erased_before_all_is_settled(village: Village, reason: str) -> None:
    booking = OPEN[reason](village)
    village.clock.now = WEDDING.end + timedelta(hours=2)
    sealed = a_link(village)

    with pytest.raises(TransitionNotAllowed, match=reason):
        privacy.erase_own(village.house, sealed)

    assert privacy.own_erasure(village.house, sealed).is_blocked
    with village.house.reading() as uow:
        assert uow.bookings.get(booking.id).organizer == FRAU_LEHMANN


def settled(village: Village, *findings: Finding) -> Booking:
    """A use that was handed over, taken back and paid for, so that its organizer may be erased."""
    booking = priced(village)
    sign(village, booking, HANDOVER, power("10"), "a")
    village.clock.now = WEDDING.end + timedelta(hours=1)
    sign(village, booking, RETURN, power("10", findings=findings), "b")
    invoice = invoiced(village, booking)
    payments.record(village.house, village.cast.frau_weber, invoice.id, paid(invoice.demand_cents))
    state = account(village, booking)
    if state.deposit and state.deposit.held_cents:
        back = paid(state.deposit.held_cents, "k2", way=Way.CASH)
        payments.settle(
            village.house, village.cast.frau_weber, booking.id, back=back, withheld_cents=0, reason=""
        )
    return booking


def test_what_is_broken_stays_to_be_mended_without_a_name(village: Village) -> None:
    settled(village, Finding("Fenster, das Frau Lehmann einschlug"), Finding("Lampe"))
    (hall,) = defects.of_person(village.house, village.cast.frau_stolle)
    lamp = next(one for one in hall.defects if one.text == "Lampe")
    defects.mark(village.house, village.cast.frau_stolle, lamp.id, done=True)

    privacy.erase_own(village.house, a_link(village))

    (hall,) = defects.of_person(village.house, village.cast.frau_stolle)
    assert [(one.text, one.photo_ids) for one in hall.defects] == [("Fenster, das Frau … einschlug", ())]


def test_the_links_of_an_erased_address_are_gone(village: Village) -> None:
    settled(village)
    sealed, other = a_link(village), a_link(village)

    privacy.erase_own(village.house, sealed)

    with pytest.raises(LinkInvalid):
        privacy.email_of(village.house, other)
    with village.house.reading() as uow:
        assert uow.connection.execute(select(func.count()).select_from(privacy_links)).scalar_one() == 0


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Anna Lehmanns Glas", "… … Glas"),
        ("Frau lehmann", "Frau …"),
        ("Annahme am Lehmannweg", "Annahme am Lehmannweg"),
    ],
)
def test_a_name_is_left_out_and_nothing_else(text: str, left: str) -> None:
    assert without(text, "Anna Lehmann") == left
