"""What the routes about rules and blackouts need of each hall: a time in which it is closed."""

from booking_server.domain.people import Grant, Person, Role
from booking_server.services.halls import blackouts
from calendars.period import Period
from tests.booking_server.web.matrix.scene import Scene, Spot
from tests.builders import between


def blackout(scene: Scene, spot: Spot) -> str:
    """A blackout of the hall, its reason named by the bird."""
    return _closed(scene, spot, between("2026-11-20 00:00", "2026-11-22 00:00"))


def later_blackout(scene: Scene, spot: Spot) -> str:
    """Another one."""
    return _closed(scene, spot, between("2026-11-24 00:00", "2026-11-26 00:00"))


def _closed(scene: Scene, spot: Spot, period: Period) -> str:
    clerk = Person("clerk", "Clerk", "", (Grant(Role.CLERK, spot.venue.municipality_id),))
    reason = f"Rohrbruch {spot.bird}"
    return blackouts.close(scene.village.house, clerk, spot.venue.slug, period, reason=reason).id


def closing(_: Scene, spot: Spot) -> dict[str, str]:
    """The form that closes the hall."""
    return {"hall": spot.venue.slug, "start_date": "2026-12-01", "reason": "Heizung"}
