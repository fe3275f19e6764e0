"""What the Bad Belzig App shows of each hall, as the matrix needs it: everything is named by the bird."""

from booking_server.domain.app_records import AppRecord, Disruption
from tests.booking_server.web.matrix.scene import Scene, Spot


def disruption(scene: Scene, spot: Spot) -> str:
    """A disruption that is not in the app, and so is nobody else's to read at the desk."""
    told = Disruption(
        spot.venue.id[::-1],
        spot.venue.municipality_id,
        spot.venue.id,
        "Heizung defekt",
        "",
        scene.village.clock.now,
    )
    with scene.village.house.unit_of_work() as uow:
        uow.app.add_disruption(told)
        uow.commit()
    return told.id


def hall(scene: Scene, spot: Spot) -> str:
    """A hall of which something is in the app."""
    shown = AppRecord(f"evt:{spot.confirmed.booking.id}", spot.venue.municipality_id, spot.venue.id)
    with scene.village.house.unit_of_work() as uow:
        uow.app.save(AppRecord(shown.key, shown.municipality_id, shown.venue_id, "7", f"Abend {spot.bird}"))
        uow.commit()
    return spot.venue.slug
