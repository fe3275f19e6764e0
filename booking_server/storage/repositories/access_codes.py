"""Access codes and what each door is known to hold of them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from booking_server.domain.access import AccessCode, CodeAtDoor
from booking_server.storage.tables import access_codes, door_codes, doors
from calendars.period import Period
from lock_agent.contract.offline_pin import DURATIONS, EPOCH, OfflineWord

PIN_REST = timedelta(days=30)
"""A PIN is not given out again at one hall within this time (door protocol, section 8)."""

LONGEST_WORD = timedelta(hours=DURATIONS[-1])

_ADD = insert(access_codes)
# Two equalities and nothing else: given a range as well, SQLite would walk through all codes to come.
_WITH_PIN = select(access_codes.c.valid_from, access_codes.c.valid_until).where(
    access_codes.c.venue_id == bindparam("venue"), access_codes.c.pin_fingerprint == bindparam("mark")
)

_WORDS_FROM = select(
    access_codes.c.offline_start, access_codes.c.offline_duration, access_codes.c.offline_seq
).where(
    access_codes.c.venue_id == bindparam("venue"),
    access_codes.c.offline_start.in_(bindparam("starts", expanding=True)),
)


class AccessCodes:
    """The codes of bookings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, code: AccessCode) -> None:
        """Store a new code."""
        self.add_all([code])

    def add_all(self, new: Sequence[AccessCode]) -> None:
        """Store new codes, all at once."""
        self._connection.execute(_ADD, [_row(code) for code in new])

    def of_booking(self, booking_id: str) -> AccessCode | None:
        """Return the organizer's own code of a booking: the one that was not revoked, else the last."""
        statement = (
            select(access_codes)
            .where(access_codes.c.booking_id == booking_id, access_codes.c.helper_id.is_(None))
            .order_by(access_codes.c.revoked_at.is_not(None), access_codes.c.issued_at.desc())
            .limit(1)
        )
        row = self._connection.execute(statement).one_or_none()
        return code_of(row) if row else None

    def of_helpers(self, booking_id: str) -> dict[str, tuple[AccessCode, ...]]:
        """Return the codes of a booking's helpers by helper, the one that counts first."""
        statement = (
            select(access_codes)
            .where(access_codes.c.booking_id == booking_id, access_codes.c.helper_id.is_not(None))
            .order_by(access_codes.c.revoked_at.is_not(None), access_codes.c.issued_at.desc())
        )
        found: dict[str, tuple[AccessCode, ...]] = {}
        for row in self._connection.execute(statement):
            found[row.helper_id] = (*found.get(row.helper_id, ()), code_of(row))
        return found

    def revoke_helper(self, helper_id: str, booking_id: str, now: datetime) -> None:
        """Mark every live code of one helper as revoked."""
        theirs = (access_codes.c.booking_id == booking_id) & (access_codes.c.helper_id == helper_id)
        live = theirs & access_codes.c.revoked_at.is_(None)
        self._connection.execute(update(access_codes).where(live).values(revoked_at=now))

    def revoke_own(self, booking_id: str, now: datetime) -> None:
        """Mark the organizer's own live code of a booking as revoked; its helpers keep theirs."""
        own = (access_codes.c.booking_id == booking_id) & access_codes.c.helper_id.is_(None)
        live = own & access_codes.c.revoked_at.is_(None)
        self._connection.execute(update(access_codes).where(live).values(revoked_at=now))

    def revoke(self, booking_id: str, now: datetime) -> None:
        """Mark every live code of a booking as revoked, those of its helpers among them."""
        self._connection.execute(
            update(access_codes)
            .where(access_codes.c.booking_id == booking_id, access_codes.c.revoked_at.is_(None))
            .values(revoked_at=now)
        )

    def offline_words_from(self, venue_id: str, starts: Collection[int]) -> dict[int, set[OfflineWord]]:
        """Return, for each of many starting hours, every offline word ever given out at a hall."""
        found: dict[int, set[OfflineWord]] = {start: set() for start in starts}
        for start, duration, seq in self._connection.execute(
            _WORDS_FROM, {"venue": venue_id, "starts": list(starts)}
        ):
            found[start].add(OfflineWord(start, duration, seq))
        return found

    def of_bookings(self, booking_ids: Collection[str]) -> tuple[AccessCode, ...]:
        """Return every code of some bookings, revoked or not, newest first."""
        statement = (
            select(access_codes)
            .where(access_codes.c.booking_id.in_(booking_ids))
            .order_by(access_codes.c.issued_at.desc(), access_codes.c.id)
        )
        return tuple(code_of(row) for row in self._connection.execute(statement))

    def pin_is_elsewhere(self, code: AccessCode, window: Period, own: Collection[str]) -> bool:
        """Whether a booking that is none of `own` has the PIN of `code` within 30 days of `window`."""
        rest = window.widened(PIN_REST, PIN_REST)
        statement = select(access_codes.c.booking_id, access_codes.c.valid_from, access_codes.c.valid_until)
        found = self._connection.execute(
            statement.where(
                access_codes.c.venue_id == code.venue_id,
                access_codes.c.pin_fingerprint == code.pin_fingerprint,
            )
        )
        return any(
            row.booking_id not in own and row.valid_from < rest.end and row.valid_until > rest.start
            for row in found
        )

    def pin_is_resting(self, venue_id: str, fingerprint: bytes, window: Period) -> bool:
        """Whether the PIN is live at the hall within 30 days of `window`."""
        rest = window.widened(PIN_REST, PIN_REST)
        found = self._connection.execute(_WITH_PIN, {"venue": venue_id, "mark": fingerprint})
        return any(row.valid_from < rest.end and row.valid_until > rest.start for row in found)

    def for_door(self, venue_id: str, *, now: datetime, until: datetime) -> tuple[AccessCode, ...]:
        """Return the codes a door of the hall must know of: not over yet and starting before `until`.

        Revoked ones are among them, since their offline forms must be refused by name.
        """
        statement = (
            select(access_codes)
            .where(
                access_codes.c.venue_id == venue_id,
                access_codes.c.valid_until > now,
                access_codes.c.valid_from < until,
            )
            .order_by(access_codes.c.valid_from, access_codes.c.id)
        )
        return tuple(code_of(row) for row in self._connection.execute(statement))

    def words_past_their_time(self, venue_id: str, now: datetime) -> tuple[OfflineWord, ...]:
        """Return the offline words whose booking is over and which a door that hears nothing still takes."""
        is_over = (access_codes.c.valid_until <= now) & (access_codes.c.valid_until > now - LONGEST_WORD)
        runs_on = access_codes.c.offline_start + access_codes.c.offline_duration > whole_hours(now)
        rows = self._connection.execute(
            select(access_codes.c.offline_start, access_codes.c.offline_duration, access_codes.c.offline_seq)
            .where(access_codes.c.venue_id == venue_id, is_over, runs_on)
            .order_by(access_codes.c.valid_from, access_codes.c.id)
        )
        return tuple(OfflineWord(*row) for row in rows)

    def booking_of(
        self,
        venue_id: str,
        *,
        code_id: str | None = None,
        qr_id: bytes | None = None,
        word: OfflineWord | None = None,
    ) -> str | None:
        """Return the booking whose code has this reference, QR id or offline word at a hall."""
        statement = select(access_codes.c.booking_id).where(access_codes.c.venue_id == venue_id)
        if code_id is not None:
            statement = statement.where(access_codes.c.id == code_id)
        elif qr_id is not None:
            statement = statement.where(access_codes.c.qr_id == qr_id)
        elif word is not None:
            statement = statement.where(
                access_codes.c.offline_start == word.start,
                access_codes.c.offline_duration == word.dur,
                access_codes.c.offline_seq == word.seq,
            )
        else:
            return None
        return self._connection.execute(statement).scalar_one_or_none()

    def pin_hashes(self, door_id: str) -> dict[str, bytes]:
        """Return the derived PIN of every code this door was ever given, by code id."""
        statement = select(door_codes.c.code_id, door_codes.c.pin_hash).where(door_codes.c.door_id == door_id)
        return {row.code_id: bytes(row.pin_hash) for row in self._connection.execute(statement)}

    def remember_pin_hashes(self, door_id: str, hashes: dict[str, bytes]) -> None:
        """Keep freshly derived PINs for later snapshots."""
        if hashes:
            rows = [{"door_id": door_id, "code_id": code, "pin_hash": h} for code, h in hashes.items()]
            self._connection.execute(insert(door_codes), rows)

    def mark_brought(self, door_id: str, code_ids: Sequence[str], version: int) -> None:
        """Note which snapshot version first brought these codes to the door."""
        self._mark(door_id, code_ids, door_codes.c.brought_in, version)

    def mark_removed(self, door_id: str, code_ids: Sequence[str], version: int) -> None:
        """Note which snapshot version first was without these codes."""
        self._mark(door_id, code_ids, door_codes.c.removed_in, version)

    def at_doors(self, code_id: str) -> dict[str, CodeAtDoor]:
        """Return, by door of the code's hall, what is known of the code there."""
        return self.many_at_doors([code_id]).get(code_id, {})

    def many_at_doors(self, code_ids: Collection[str]) -> dict[str, dict[str, CodeAtDoor]]:
        """Return the same of many codes, by code."""
        statement = (
            select(
                access_codes.c.id.label("code_id"),
                doors.c.id,
                doors.c.applied_creds,
                door_codes.c.brought_in,
                door_codes.c.removed_in,
            )
            .join(access_codes, access_codes.c.venue_id == doors.c.venue_id)
            .outerjoin(
                door_codes,
                (door_codes.c.door_id == doors.c.id) & (door_codes.c.code_id == access_codes.c.id),
            )
            .where(access_codes.c.id.in_(code_ids))
        )
        found: dict[str, dict[str, CodeAtDoor]] = {code_id: {} for code_id in code_ids}
        for row in self._connection.execute(statement):
            found[row.code_id][row.id] = CodeAtDoor(row.brought_in, row.removed_in, row.applied_creds)
        return found

    def _mark(self, door_id: str, code_ids: Sequence[str], column: Any, version: int) -> None:
        if code_ids:
            self._connection.execute(
                update(door_codes)
                .where(door_codes.c.door_id == door_id, door_codes.c.code_id.in_(code_ids), column.is_(None))
                .values({column: version})
            )


def whole_hours(moment: datetime) -> int:
    """Return the hours since 2020 that offline words count in."""
    return (int(moment.timestamp()) - EPOCH) // 3600


def _row(code: AccessCode) -> dict[str, Any]:
    word = code.offline_word
    return {
        "id": code.id,
        "booking_id": code.booking_id,
        "venue_id": code.venue_id,
        "valid_from": code.window.start,
        "valid_until": code.window.end,
        "pin_cipher": code.pin_cipher,
        "pin_fingerprint": code.pin_fingerprint,
        "qr_id": code.qr_id,
        "offline_start": word.start if word else None,
        "offline_duration": word.dur if word else None,
        "offline_seq": word.seq if word else None,
        "issued_at": code.issued_at,
        "revoked_at": code.revoked_at,
        "hold_open": code.hold_open,
        "helper_id": code.helper_id,
    }


def code_of(row: Any) -> AccessCode:
    """Return a stored code."""
    word = None
    if row.offline_start is not None:
        word = OfflineWord(row.offline_start, row.offline_duration, row.offline_seq)
    return AccessCode(
        id=row.id,
        booking_id=row.booking_id,
        venue_id=row.venue_id,
        window=Period(row.valid_from, row.valid_until),
        pin_cipher=bytes(row.pin_cipher),
        pin_fingerprint=bytes(row.pin_fingerprint),
        qr_id=bytes(row.qr_id),
        issued_at=row.issued_at,
        offline_word=word,
        revoked_at=row.revoked_at,
        hold_open=row.hold_open,
        helper_id=row.helper_id,
    )
