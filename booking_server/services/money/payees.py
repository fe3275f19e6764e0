"""A municipality's account: who may see and change it."""

from dataclasses import dataclass

from booking_server.domain.errors import NotFound, NotPermitted
from booking_server.domain.money.errors import PrefixInvalid
from booking_server.domain.money.payees import Payee
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Municipality
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PayeePage:
    """A municipality with its payee, None before somebody entered one; the prefix may be fixed by now."""

    municipality: Municipality
    payee: Payee | None
    has_invoices: bool


def open_payee(house: House, person: Person, slug: str) -> PayeePage:
    """Return a municipality's account. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        municipality = municipality_of(uow, person, Deed.RECORD_PAYMENT, slug)
        payee = uow.payees.of_municipality(municipality.id)
        return PayeePage(municipality, payee, uow.payees.has_invoices(municipality.id))


@retried
def save_payee(house: House, person: Person, payee: Payee) -> None:
    """Store a municipality's account. Invoices written before keep what stood on them.

    Raises NotFound, NotPermitted, PrefixInvalid when the prefix is another's or bears invoices already.
    """
    with house.unit_of_work() as uow:
        require_everywhere(person, Deed.RECORD_PAYMENT, payee.municipality_id)
        before = uow.payees.of_municipality(payee.municipality_id)
        fixed = before is not None and uow.payees.has_invoices(payee.municipality_id)
        if before is not None and fixed and before.prefix != payee.prefix:
            raise PrefixInvalid(
                f"Es gibt schon Rechnungen mit „{before.prefix}“. Der Anfang des Kassenzeichens bleibt so."
            )
        if uow.payees.prefix_is_taken(payee.prefix, by_another_than=payee.municipality_id):
            raise PrefixInvalid(
                "Diesen Anfang hat schon eine andere Gemeinde. Bitte wählen Sie einen anderen."
            )
        uow.payees.save(payee)
        changed = [
            name for name in Payee.__dataclass_fields__ if getattr(before, name, None) != getattr(payee, name)
        ]
        uow.audit.add(
            person.id,
            "payee_saved",
            payee.municipality_id,
            municipality_id=payee.municipality_id,
            changed=changed,
        )
        uow.commit()


def municipality_of(uow: UnitOfWork, person: Person, deed: Deed, slug: str) -> Municipality:
    """Return the municipality at `slug`, where the person may do `deed` in every hall.

    Raises NotFound, NotPermitted.
    """
    found = next((one for one in uow.venues.municipalities() if one.slug == slug), None)
    if found is None:
        raise NotFound("Diese Gemeinde gibt es hier nicht.")
    require_everywhere(person, deed, found.id)
    return found


def require_everywhere(person: Person, deed: Deed, municipality_id: str) -> None:
    """Raise NotPermitted unless the person may do `deed` in every hall of a municipality."""
    if not person.may_everywhere(deed, municipality_id):
        raise NotPermitted("Das dürfen nur Menschen, die für die ganze Gemeinde eingetragen sind.")
