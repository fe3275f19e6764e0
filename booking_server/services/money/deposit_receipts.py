"""What a receipt for a deposit names: who gave it, who took it for the municipality, and each step since."""

from dataclasses import dataclass

from booking_server.domain.bookings import Booking
from booking_server.domain.errors import NotFound
from booking_server.domain.money.deposits import Deposit, DepositMove, MoveKind, Way
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require

ERASED = "einer Person, deren Name gelöscht ist"

_DEEDS = {
    MoveKind.RECEIVED: "Angenommen von {}.",
    MoveKind.RETURNED: "Zurückgegeben von {}.",
    MoveKind.WITHHELD: "Einbehalten von {}.",
}


@dataclass(frozen=True, slots=True)
class DepositReceipt:
    """A deposit with the municipality that has it, and the people who handled it by their ids."""

    deposit: Deposit
    booking: Booking
    venue: Venue
    receiver: tuple[str, ...]
    people: dict[str, str]

    @property
    def is_back(self) -> bool:
        """Whether something of it was given back in cash, which the organizer signs for."""
        return any(move.kind is MoveKind.RETURNED and move.way is Way.CASH for move in self.deposit.moves)

    def who(self, move: DepositMove) -> str:
        """Return who did a step: who took cash; of what came by bank, who entered it."""
        name = self.people.get(move.recorded_by, ERASED)
        if move.cents < 0 or move.way is Way.BANK:
            return f"Eingetragen von {name}."
        return _DEEDS[move.kind].format(name)


def receipt_of(house: House, person: Person, booking_id: str) -> DepositReceipt:
    """Return what the receipt of a booking's deposit says. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        booking = uow.bookings.get(booking_id)
        require(person, Deed.SEE_MONEY, booking)
        deposit = uow.deposits.of_booking(booking.id)
        if deposit is None or not deposit.moves:
            raise NotFound("Für diese Buchung wurde noch keine Kaution gezahlt.")
        payee = uow.payees.of_municipality(booking.municipality_id)
        town = uow.venues.municipality(booking.municipality_id)
        actors = sorted({move.recorded_by for move in deposit.moves})
        return DepositReceipt(
            deposit=deposit,
            booking=booking,
            venue=uow.venues.by_id(booking.venue_id),
            receiver=(payee.name, payee.street, payee.city) if payee else (town.name,),
            people={one.id: one.name for one in uow.people.several(actors)},
        )
