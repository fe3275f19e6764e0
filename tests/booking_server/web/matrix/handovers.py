"""What the routes about handovers need of each hall: a protocol, a photo, a defect."""

from booking_server.domain.handover.protocol import Defect, Protocol, ProtocolKind, Statement
from tests.booking_server.web.matrix.scene import Scene, Spot


def protocol(scene: Scene, spot: Spot) -> str:
    """Return a protocol of a hall."""
    booking = spot.confirmed.booking
    key = booking.id[::-1]
    with scene.village.house.unit_of_work() as uow:
        stated = Statement(
            note=f"Nistkasten {spot.bird}", keeper="Frau Stolle", organizer=f"Vera {spot.bird}"
        )
        uow.handovers.add(
            Protocol(
                key, booking.id, booking.municipality_id, booking.venue_id, ProtocolKind.HANDOVER, 1, uow.now,
                "p1", stated,
            )
        )  # fmt: skip
        uow.commit()
    return key


def photo(scene: Scene, spot: Spot) -> str:
    """Return a photo of a hall; its bytes name the bird."""
    booking = spot.confirmed.booking
    key = (booking.id * 2)[:32]
    with scene.village.house.unit_of_work() as uow:
        uow.handovers.add_photo(key, booking.municipality_id, booking.id, uow.now, spot.bird.encode())
        uow.commit()
    return key


def defect(scene: Scene, spot: Spot) -> str:
    """Return a defect of a hall."""
    booking = spot.confirmed.booking
    key = booking.id[::-1]
    with scene.village.house.unit_of_work() as uow:
        uow.handovers.add_defect(
            Defect(
                key, booking.municipality_id, booking.venue_id, booking.id, f"Riss {spot.bird}", (), uow.now
            )
        )  # fmt: skip
        uow.commit()
    return key
