"""Protocols, photos and defects as rows; what both sides stated stands in one document."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select, update

from booking_server.domain.errors import NotFound
from booking_server.domain.handover.protocol import (
    Broken,
    Defect,
    Finding,
    Protocol,
    ProtocolKind,
    Settlement,
    Statement,
)
from booking_server.domain.handover.readings import Exchange, Meter, Reading
from booking_server.domain.tariffs.quote import QuoteLine
from booking_server.storage.tables import defects, handover_photos, handover_protocols

PLAIN = ("id", "booking_id", "municipality_id", "venue_id", "version", "signed_at", "signed_by")
MOST_DEFECTS = 300


class Handovers:
    """Protocols are only ever added."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, protocol: Protocol) -> None:
        """Store a signed protocol for good."""
        row = {name: getattr(protocol, name) for name in PLAIN}
        document = {
            "stated": _spelled(asdict(protocol.stated)),
            "settlement": _spelled(asdict(protocol.settlement)),
            "deposit_cents": protocol.deposit_cents,
            "was_paid_back": protocol.was_paid_back,
        }
        self._connection.execute(
            insert(handover_protocols).values(**row, kind=protocol.kind.value, document=document)
        )

    def get(self, protocol_id: str) -> Protocol:
        """Return one protocol. Raises NotFound."""
        found = self._protocols(handover_protocols.c.id == protocol_id)
        if not found:
            raise NotFound("Dieses Protokoll gibt es nicht.")
        return found[0]

    def of_booking(self, booking_id: str) -> tuple[Protocol, ...]:
        """Return all versions of a booking's protocols, the oldest first."""
        return self.of_bookings([booking_id])

    def of_bookings(self, booking_ids: Sequence[str]) -> tuple[Protocol, ...]:
        """Return the protocols of several bookings, the oldest first."""
        return self._protocols(handover_protocols.c.booking_id.in_(booking_ids))

    def add_photo(
        self, photo_id: str, municipality_id: str, booking_id: str, at: datetime, data: bytes
    ) -> None:
        """Store a picture."""
        self._connection.execute(
            insert(handover_photos).values(
                id=photo_id, municipality_id=municipality_id, booking_id=booking_id, taken_at=at, picture=data
            )
        )

    def photo(self, photo_id: str) -> tuple[str, bytes]:
        """Return the booking of a picture, and the picture. Raises NotFound."""
        row = self._connection.execute(
            select(handover_photos.c.booking_id, handover_photos.c.picture).where(
                handover_photos.c.id == photo_id
            )
        ).one_or_none()
        if row is None:
            raise NotFound("Dieses Foto gibt es nicht.")
        return row.booking_id, bytes(row.picture)

    def photo_ids(self, booking_id: str) -> frozenset[str]:
        """Return the pictures of a booking."""
        rows = select(handover_photos.c.id).where(handover_photos.c.booking_id == booking_id)
        return frozenset(self._connection.execute(rows).scalars())

    def add_defect(self, defect: Defect) -> None:
        """Store something somebody should mend."""
        self._connection.execute(
            insert(defects).values({**asdict(defect), "photo_ids": list(defect.photo_ids)})
        )

    def defect(self, defect_id: str) -> Defect:
        """Return one defect. Raises NotFound."""
        row = self._connection.execute(select(defects).where(defects.c.id == defect_id)).one_or_none()
        if row is None:
            raise NotFound("Diesen Mangel gibt es nicht.")
        return _defect(row)

    def defects_at(self, venue_ids: Sequence[str]) -> tuple[Defect, ...]:
        """Return the defects of some halls, the open ones first, then the newest."""
        rows = self._connection.execute(
            select(defects)
            .where(defects.c.venue_id.in_(venue_ids))
            .order_by(defects.c.done_at.is_not(None), defects.c.reported_at.desc(), defects.c.id)
            .limit(MOST_DEFECTS)
        )
        return tuple(_defect(row) for row in rows)

    def mark_defect(self, defect_id: str, done_at: datetime | None) -> None:
        """Note that a defect was mended, or that it was not after all."""
        self._connection.execute(update(defects).where(defects.c.id == defect_id).values(done_at=done_at))

    def _protocols(self, which: Any) -> tuple[Protocol, ...]:
        rows = self._connection.execute(
            select(handover_protocols)
            .where(which)
            .order_by(handover_protocols.c.signed_at, handover_protocols.c.version)
        )
        return tuple(_protocol(row) for row in rows)


def _spelled(value: Any) -> Any:
    """Return a value as JSON has it: a decimal as its digits."""
    if isinstance(value, dict):
        return {name: _spelled(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value


def _protocol(row: Any) -> Protocol:
    document = row.document
    settled = document["settlement"]
    return Protocol(
        **{name: getattr(row, name) for name in PLAIN},
        kind=ProtocolKind(row.kind),
        stated=_statement(document["stated"]),
        deposit_cents=document["deposit_cents"],
        settlement=Settlement(
            tuple(QuoteLine(**{**line, "quantity": Decimal(line["quantity"])}) for line in settled["lines"]),
            tuple(settled["open_points"]),
            settled["held_cents"],
        ),
        was_paid_back=document["was_paid_back"],
    )


def _statement(stated: dict[str, Any]) -> Statement:
    return Statement(
        readings=tuple(_reading(one) for one in stated["readings"]),
        broken=tuple(Broken(**one) for one in stated["broken"]),
        cleaning_needed=stated["cleaning_needed"],
        findings=tuple(Finding(one["text"], tuple(one["photo_ids"])) for one in stated["findings"]),
        note=stated["note"],
        keeper=stated["keeper"],
        organizer=stated["organizer"],
    )


def _reading(row: dict[str, Any]) -> Reading:
    exchange = row["exchange"]
    return Reading(
        Meter(**row["meter"]),
        Decimal(row["value"]),
        Exchange(Decimal(exchange["old_last"]), Decimal(exchange["new_first"])) if exchange else None,
    )


def _defect(row: Any) -> Defect:
    values = {name: getattr(row, name) for name in Defect.__dataclass_fields__}
    return Defect(**{**values, "photo_ids": tuple(row.photo_ids)})
