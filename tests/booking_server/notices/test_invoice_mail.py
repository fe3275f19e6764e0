"""The mail about an invoice."""

from dataclasses import replace

from booking_server.notices.mail import compose
from booking_server.services.bookings import bookings
from booking_server.services.money import invoicing
from booking_server.services.promises import delivery
from tests.booking_server.domain.money.sums import WIESENBURG
from tests.booking_server.services.money.test_money import HIRE
from tests.builders import Village, a_request


def mails(village: Village) -> list[tuple[str, str]]:
    """Subject and text of every mail about an invoice that waits."""
    items = [i for i in delivery.claim(village.house, ("mail",)) if i.payload["template"] == "invoice"]
    made = [message for item in items for message in compose(village.house, item, "dgh@example.org")]
    return [
        (message["Subject"], message.get_content().replace("\N{NO-BREAK SPACE}", " ")) for message in made
    ]


def test_the_organizer_is_told_what_to_pay_and_what_was_taken_back(village: Village) -> None:
    with village.house.unit_of_work() as uow:
        uow.payees.save(replace(WIESENBURG, municipality_id=village.cast.municipality.id))
        uow.commit()
    booked = bookings.book(village.house, a_request())
    with village.house.unit_of_work() as uow:
        invoice = invoicing.issue_quote(uow, booked.booking, HIRE, actor="clock")
        invoicing.cancel_invoice(uow, invoice, actor="clock", reason="Irrtum")
        uow.commit()

    (first, to_pay), (second, taken_back) = mails(village)

    assert (first, second) == ("Rechnung 2026-00001: DGH Benken", "Stornorechnung 2026-00002: DGH Benken")
    for wanted in (
        "Betrag: 90,00 €",
        "Fällig: Mo., 12.10.2026",
        "WM 26 00001 24",
        "DE02 1203 0000 0000 2020 51",
    ):
        assert wanted in to_pay
    assert f"/buchungen/{booked.booking.id}?t=" in to_pay
    assert "die Rechnung 2026-00001 für DGH Benken" in taken_back
    assert booked.token not in first + second


def test_without_an_e_mail_address_nothing_is_sent(village: Village) -> None:
    with village.house.unit_of_work() as uow:
        uow.payees.save(replace(WIESENBURG, municipality_id=village.cast.municipality.id))
        uow.commit()
    organizer = replace(a_request().organizer, email="", phone="033849 1")
    booked = bookings.book(village.house, a_request(organizer=organizer))
    with village.house.unit_of_work() as uow:
        invoicing.issue_quote(uow, booked.booking, HIRE, actor="clock")
        uow.commit()

    assert mails(village) == []
