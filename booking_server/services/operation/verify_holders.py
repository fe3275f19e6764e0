"""The oracle's part about codes that are held for good."""

from collections.abc import Iterator

from sqlalchemy import select

from booking_server.domain.holders import BRIGADE_FOR, PERSON_FOR, HolderKind, entitled_until
from booking_server.storage.tables import audit, holder_codes
from booking_server.storage.unit_of_work import UnitOfWork


def codes_for_good_keep_their_bounds(uow: UnitOfWork) -> Iterator[str]:
    """Yield every code that opens for longer than it may, or than its holder's role lasts."""
    given = select(audit.c.subject).where(audit.c.action == "holder_code_given")
    told = set(uow.connection.execute(given).scalars())
    for code_id in uow.connection.execute(select(holder_codes.c.id)).scalars():
        code = uow.holders.get(code_id)
        if code_id not in told:
            yield f"I12: the holder's code {code.id} has no line in the audit log"
        if not code.is_live(uow.now):
            continue
        longest = BRIGADE_FOR if code.kind is HolderKind.BRIGADE else PERSON_FOR
        if code.window.end - code.confirmed_at > longest:
            yield f"I4: the holder's code {code.id} is valid for longer than anybody confirmed"
        if code.person_id is not None:
            venue, person = uow.venues.by_id(code.venue_id), uow.people.get(code.person_id)
            until = entitled_until(person.grants, venue, uow.now)
            if until is None or until < code.window.end:
                yield f"I4: the holder's code {code.id} outlives the role of its holder"
