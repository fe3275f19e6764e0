"""Deciding about a whole series from a mail, as about a single request. Looking changes nothing."""

from dataclasses import dataclass

from booking_server.domain.people import Deed, Person
from booking_server.services.foundation.house import House
from booking_server.services.requests import decision_links
from booking_server.services.series import series_decisions
from booking_server.services.series.series_page import SeriesPage, series_by_id

PURPOSE = "decide-series"


@dataclass(frozen=True, slots=True)
class SeriesMailDecision:
    """What a decision link shows: the series, for whom the link is, and whether it still decides."""

    page: SeriesPage
    person: Person
    is_late: bool
    is_past: bool

    @property
    def is_open(self) -> bool:
        """Whether the two buttons still do something, and who asks may be seen."""
        made = self.page.series
        may = self.person.may(
            Deed.DECIDE_REQUEST, municipality_id=made.municipality_id, venue_id=made.venue_id
        )
        return may and bool(self.page.waiting) and not self.is_late and not self.is_past


def decision_url(house: House, series_id: str, person: Person) -> str:
    """Return the link with which a person decides about a series, for two weeks."""
    sealed = decision_links.seal(house, PURPOSE, series_id, person, series_by_id(house, series_id).step)
    return f"{house.policy.public_url}/entscheiden/serien/{sealed}"


def look(house: House, sealed: str) -> SeriesMailDecision:
    """Return what a decision link is about. Raises NotFound when it was not made here."""
    link = decision_links.unseal(house, PURPOSE, sealed)
    page = series_by_id(house, link.subject)
    with house.reading() as uow:
        person = uow.people.get(link.person_id)
    return SeriesMailDecision(page, person, house.clock() >= link.until, page.step > link.step)


def decide(house: House, sealed: str, *, yes: bool, reason: str) -> SeriesMailDecision:
    """Decide as the person the link was made for, and return what then stands.

    A late link decides nothing. Raises NotFound, NotPermitted, NotYourTurn, AlreadyDecided.
    """
    found = look(house, sealed)
    if not found.is_late:
        act = series_decisions.approve_series if yes else series_decisions.reject_series
        step = decision_links.unseal(house, PURPOSE, sealed).step
        act(house, found.page.series.id, found.person, reason=reason, step=step)
    return look(house, sealed)
