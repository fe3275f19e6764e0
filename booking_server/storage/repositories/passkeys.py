"""Passkeys, and the questions put to them."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from booking_server.domain.sign_ins import Passkey
from booking_server.storage.tables import passkey_challenges, passkeys


class Passkeys:
    """Public keys by id; a challenge is stored as a hash and answered once."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def ask(
        self, challenge_hash: str, browser_hash: str, purpose: str, person_id: str | None, for_: timedelta
    ) -> None:
        """Store a question put to a browser; those nobody answered in time go."""
        self._connection.execute(
            delete(passkey_challenges).where(passkey_challenges.c.expires_at <= self._now)
        )
        self._connection.execute(
            insert(passkey_challenges).values(
                id_hash=challenge_hash,
                browser_hash=browser_hash,
                purpose=purpose,
                person_id=person_id,
                expires_at=self._now + for_,
            )
        )

    def take_answer(
        self, challenge_hash: str, browser_hash: str, purpose: str, person_id: str | None
    ) -> bool:
        """Use a question up; False when it was not put to this browser for this, or answered before."""
        asked = passkey_challenges.c
        result = self._connection.execute(
            delete(passkey_challenges).where(
                asked.id_hash == challenge_hash,
                asked.browser_hash == browser_hash,
                asked.purpose == purpose,
                asked.person_id.is_(None) if person_id is None else asked.person_id == person_id,
                asked.expires_at > self._now,
            )
        )
        return result.rowcount == 1

    def add(self, passkey: Passkey) -> None:
        """Store a new passkey."""
        values = {name: getattr(passkey, name) for name in Passkey.__slots__}
        self._connection.execute(insert(passkeys).values(values))

    def of_person(self, person_id: str) -> tuple[Passkey, ...]:
        """Return somebody's passkeys, the oldest first."""
        rows = self._connection.execute(
            select(passkeys)
            .where(passkeys.c.person_id == person_id)
            .order_by(passkeys.c.created_at, passkeys.c.id)
        )
        return tuple(Passkey(**row._mapping) for row in rows)

    def by_credential(self, credential: str) -> Passkey | None:
        """Return the passkey a browser names."""
        row = self._connection.execute(
            select(passkeys).where(passkeys.c.credential == credential)
        ).one_or_none()
        return Passkey(**row._mapping) if row else None

    def note_use(self, passkey_id: str, stored: int, given: int) -> bool:
        """Move the counter on; False when somebody was quicker with the same passkey."""
        result = self._connection.execute(
            update(passkeys)
            .where(passkeys.c.id == passkey_id, passkeys.c.sign_count == stored)
            .values(sign_count=given, used_at=self._now)
        )
        return result.rowcount == 1

    def rename(self, passkey_id: str, name: str) -> None:
        """Call a passkey something else."""
        self._connection.execute(update(passkeys).where(passkeys.c.id == passkey_id).values(name=name))

    def remove(self, passkey_id: str) -> None:
        """Forget a passkey: it signs nobody in any more."""
        self._connection.execute(delete(passkeys).where(passkeys.c.id == passkey_id))
