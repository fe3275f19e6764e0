"""What the routes about money need of each hall: an account, an invoice, a payment."""

from dataclasses import replace
from datetime import date

from booking_server.domain.money.deposits import Way
from booking_server.domain.money.payments import Payment
from booking_server.services.money import deposits, invoicing
from tests.booking_server.domain.money.sums import WIESENBURG, a_line
from tests.booking_server.web.matrix.scene import Scene, Spot


def town(scene: Scene, spot: Spot) -> str:
    """Return the municipality of a hall, which has an account of its own."""
    with scene.village.house.unit_of_work() as uow:
        found = next(t for t in uow.venues.municipalities() if t.id == spot.venue.municipality_id)
        uow.payees.save(
            replace(WIESENBURG, municipality_id=found.id, prefix=found.slug[:2].upper(), contact=spot.bird)
        )
        uow.commit()
    return found.slug


def invoice(scene: Scene, spot: Spot) -> str:
    """Return an open invoice of a hall."""
    town(scene, spot)
    with scene.village.house.unit_of_work() as uow:
        booking = uow.bookings.get(spot.confirmed.booking.id)
        made = invoicing.issue(uow, booking, [a_line(f"Saal {spot.bird}", 9000)], actor="clock")
        uow.commit()
    return made.id


def payment(scene: Scene, spot: Spot) -> str:
    """Return a payment for the invoice of a hall."""
    made = scene.thing("invoice_id", spot.place, invoice)
    key = made[::-1]
    with scene.village.house.unit_of_work() as uow:
        uow.payments.add(
            Payment(key, spot.venue.municipality_id, made, 100, Way.CASH, date(2026, 9, 1), "p1", spot.bird)
        )
        uow.commit()
    return key


def with_deposit(scene: Scene, spot: Spot) -> str:
    """Return a booking of a hall whose deposit was paid."""
    with scene.village.house.unit_of_work() as uow:
        booking = uow.bookings.get(spot.confirmed.booking.id)
        deposits.receive_deposit(uow, booking, 10000, way=Way.CASH, actor="p1")
        uow.commit()
    return booking.id
