"""What a club's yearly quota makes free: an exemption before all others. A step of pricing."""

from dataclasses import dataclass, field

from booking_server.domain.clubs import UNIT_WORDS, Quota, QuotaState, add_up
from booking_server.domain.tariffs.schedule import Exemption, Part
from booking_server.domain.uses import Use
from booking_server.domain.venues import Venue
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date
from calendars.period import Period

CODE = "freikontingent"


@dataclass(slots=True)
class ClubQuotas:
    """The quotas of one hall while several of its uses are priced: each one counts for the next.

    `excluding` are bookings that are stored and being priced now.
    """

    uow: UnitOfWork
    venue: Venue
    excluding: frozenset[str] = frozenset()
    _counted: dict[tuple[str, int], list[Period]] = field(init=False, default_factory=dict)

    def exemption(self, use: Use, period: Period) -> Exemption | None:
        """Return the exemption a use has by its club's quota, None for none or when it is used up."""
        quota = self.uow.clubs.get(use.club_id).quota_at(self.venue.id) if use.club_id else None
        if quota is None or use.club_id is None or not quota.counts(use.purpose):
            return None
        year = local_date(period.start).year
        counted = self._periods(use.club_id, year, quota)
        state = QuotaState(quota, add_up(counted), year)
        is_free = state.covers(add_up([period]))
        counted.append(period)
        return Exemption(CODE, _words(state), (), (Part.RENT, Part.DEPOSIT)) if is_free else None

    def _periods(self, club_id: str, year: int, quota: Quota) -> list[Period]:
        key = (club_id, year)
        if key not in self._counted:
            self._counted[key] = [
                period
                for booking_id, purpose, period in self.uow.clubs.uses(club_id, self.venue.id, year)
                if booking_id not in self.excluding and quota.counts(purpose)
            ]
        return self._counted[key]


def _words(state: QuotaState) -> str:
    """Return "Freikontingent 2026 (12 Nutzungen, davon übrig: 3)"; the numbers are from before this use."""
    if state.quota.amount is None:
        return f"Freikontingent {state.year} des Vereins"
    unit = UNIT_WORDS[state.quota.unit]
    return f"Freikontingent {state.year} des Vereins ({state.quota.amount} {unit}, davon übrig: {state.left})"
