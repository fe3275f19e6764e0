"""The account of each municipality, so that invoices are written: examples that banks publish.

Everything on the paper is complete and nobody's: the numbers are those set aside for stories, the addresses
those for examples, and the name says that this is a demonstration.
"""

from dataclasses import replace

from booking_server.domain.money.payees import DepositWay, Payee
from booking_server.services.foundation.house import House

TAX_NOTE = "Umsatzsteuerfrei nach § 4 Nr. 12 Buchst. a UStG (Beispielwert)."
SAMPLES = {
    "wiesenburg-mark": Payee(
        municipality_id="",
        name="Gemeinde Wiesenburg/Mark (Vorführung)",
        street="Musterstraße 1",
        city="14827 Wiesenburg/Mark",
        iban="DE02120300000000202051",
        bic="BYLADEM1001",
        prefix="WM",
        contact="Kämmerei (Vorführung), Telefon 030 23125 900, kaemmerei.wiesenburg-mark@example.org",
        tax_note=TAX_NOTE,
        due_before=7,
        deposit_way=DepositWay.CASH,
    ),
    "bad-belzig": Payee(
        municipality_id="",
        name="Stadt Bad Belzig (Vorführung)",
        street="Musterplatz 1",
        city="14806 Bad Belzig",
        iban="DE02500105170137075030",
        bic="INGDDEFFXXX",
        prefix="BELZ",
        contact="Kämmerei (Vorführung), Telefon 030 23125 901, kaemmerei.bad-belzig@example.org",
        tax_note=TAX_NOTE,
        due_days=14,
        deposit_way=DepositWay.BANK,
    ),
}


def add_payees(house: House) -> None:
    """Enter an example account where there is none; an account somebody entered stays."""
    with house.unit_of_work() as uow:
        for municipality in uow.venues.municipalities():
            sample = SAMPLES.get(municipality.slug)
            if sample and uow.payees.of_municipality(municipality.id) is None:
                uow.payees.save(replace(sample, municipality_id=municipality.id))
        uow.commit()
