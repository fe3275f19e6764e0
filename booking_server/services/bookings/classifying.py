"""Who somebody is to the municipality: the system decides it, the organizer does not pick it."""

from dataclasses import replace

from booking_server.domain.bookings import BookingRequest
from booking_server.domain.clubs import Club
from booking_server.domain.errors import ClubCodeUnknown, NotFound, RequestRefused
from booking_server.domain.residency import user_group
from booking_server.domain.venues import Venue
from booking_server.storage.unit_of_work import UnitOfWork


def classify(uow: UnitOfWork, venue: Venue, request: BookingRequest) -> BookingRequest:
    """Return the request with club and user group as the system finds them, whatever group it said.

    A club is proved by its code. Without a code the club's id counts: only the desk and series, which
    were classified before, ever set it; forms and the API know codes alone. Raises RequestRefused.
    """
    club = _club(uow, venue, request)
    town = uow.venues.municipality(venue.municipality_id)
    group = user_group(request.use, venue_id=venue.id, postcodes=town.all_postcodes, club=club)
    return replace(request, use=replace(request.use, group=group, club_id=club.id if club else None))


def _club(uow: UnitOfWork, venue: Venue, request: BookingRequest) -> Club | None:
    if request.club_code:
        found = uow.clubs.by_code(venue.municipality_id, request.club_code)
        if found is None:
            raise RequestRefused(
                (
                    ClubCodeUnknown(
                        "Diesen Vereins-Code gibt es nicht. Bitte vergleichen Sie ihn mit dem Zettel Ihres"
                        " Vorstands. Ohne Verein lassen Sie das Feld leer."
                    ),
                )
            )
        return found
    club = uow.clubs.get(request.use.club_id) if request.use.club_id else None
    if club is not None and club.municipality_id != venue.municipality_id:
        raise NotFound("Diesen Verein gibt es hier nicht.")
    return club
