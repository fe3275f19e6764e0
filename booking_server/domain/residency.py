"""Who somebody is to the municipality. The system decides it from facts; nobody picks it.

In this order: what only the municipality enters is the municipality's; a club that proved its name with
its code is local in the halls it is entered for and an outside club elsewhere; a postcode of the
municipality makes a resident; everybody else is an outsider. A wrong postcode is a wrong statement in a
contract, seen by whoever decides or writes the invoice: the program does not ask for proof.
"""

from collections.abc import Collection

from booking_server.domain.clubs import Club
from booking_server.domain.uses import FOR_EVERYBODY, Use, UserGroup


def user_group(use: Use, *, venue_id: str, postcodes: Collection[str], club: Club | None) -> UserGroup:
    """Return the group of a use in a hall; `postcodes` are those of the hall's municipality."""
    if use.purpose not in FOR_EVERYBODY:
        return UserGroup.MUNICIPALITY
    if club is not None:
        return UserGroup.LOCAL_CLUB if club.is_local_to(venue_id) else UserGroup.OUTSIDE_CLUB
    return UserGroup.RESIDENT if use.postcode in postcodes else UserGroup.OUTSIDER
