"""What the routes about series need of each hall: three dates in November."""

from dataclasses import replace
from datetime import date

from booking_server.services.series import series
from calendars.recurrence import Season
from tests.booking_server.series import MONDAYS, a_series
from tests.booking_server.web.matrix.scene import Scene, Spot, organizer

A_DAY = "2026-11-09"


def stored(scene: Scene, spot: Spot) -> str:
    """Return a series at a hall."""
    plan = replace(MONDAYS, season=Season(date(2026, 11, 2), date(2026, 11, 16)))
    wanted = a_series(spot.venue.slug, plan, organizer=organizer(spot.bird), occasion=f"Probe {spot.bird}")
    return series.save(scene.village.house, replace(wanted, space_slugs=())).series.id
