"""Finding what is past its term and removing it. Each kind of data is found by the ids of its rows."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Text, case, cast, delete, func, insert, or_, select, update

from booking_server.domain.bookings import CREDENTIAL, BookingStatus
from booking_server.domain.privacy import without
from booking_server.domain.retention import GONE, data_class
from booking_server.domain.series import DateState
from booking_server.storage.tables import (
    approval_decisions,
    audit_texts,
    bank_entries,
    bookings,
    clubs,
    defects,
    deposit_moves,
    deposits,
    desk_messages,
    digests,
    door_commands,
    door_holder_codes,
    feed_links,
    feedback,
    foreign_calendars,
    foreign_drafts,
    foreign_times,
    form_holds,
    grants,
    handover_photos,
    handover_protocols,
    helpers,
    holder_codes,
    idempotency_keys,
    invoice_dates,
    invoice_numbers,
    invoices,
    outbox,
    passkey_challenges,
    passkeys,
    payments,
    people,
    plan_drafts,
    privacy_links,
    retention_proofs,
    series,
    series_dates,
    sessions,
    sign_in_links,
    statement_drafts,
    waiting,
    webhook_messages,
)
from calendars import local_time

Ids = tuple[str, ...]
STILL_WANTED = [s.value for s in (DateState.TAKEN, DateState.OFFERED, DateState.OPEN)]
WITHOUT_CONTRACT = [s.value for s in (BookingStatus.REJECTED, BookingStatus.CANCELLED, BookingStatus.EXPIRED)]


class Retention:
    """What the nightly job and the oracle need: due rows of a class, their removal, the proofs."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._removers: dict[str, Callable[[Ids], None]] = {
            "requests": self.anonymise_bookings,
            "bookings": self.anonymise_bookings,
            "series": self.anonymise_series,
            "series_requests": self.anonymise_series,
            "roles": self.anonymise_people,
            "invoices": self._remove_years,
            "sign_ins": self._remove_sign_ins,
            "foreign_calendars": self._remove_foreign_calendars,
            "holder_codes": self._remove_holder_codes,
            "helpers": self.forget_helpers,
        }

    def due(self, code: str, cutoff: datetime, limit: int = 500) -> Ids:
        """Return ids of rows of a class whose time was up before `cutoff`."""
        rows = self._connection.execute(_DUE[code](cutoff).limit(limit))
        return tuple(":".join(str(part) for part in row) for row in rows)

    def remove(self, code: str, ids: Ids) -> None:
        """Delete these rows, or take the names out of them."""
        if code in self._removers:
            self._removers[code](ids)
            return
        column = _PLAIN[code]
        self._connection.execute(
            delete(column.table).where(column.in_([column.type.python_type(one) for one in ids]))
        )

    def prove(self, code: str, cutoff: datetime, ids: Sequence[str]) -> str:
        """Write down what was removed, by number and digest; return the digest."""
        digest = hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()
        self._connection.execute(
            insert(retention_proofs).values(
                at=self._now, data_class=code, cutoff=cutoff, removed=len(ids), digest=digest
            )
        )
        return digest

    def proofs(self, limit: int = 50) -> tuple[Any, ...]:
        """Return the newest proofs."""
        statement = select(retention_proofs).order_by(retention_proofs.c.id.desc()).limit(limit)
        return tuple(self._connection.execute(statement))

    def anonymise_bookings(self, ids: Sequence[str]) -> None:
        """Take everything about the person out of bookings; time, rooms and numbers stay.

        So does the name of the program behind a credential: that is no person.
        """
        self._keep_open_defects(ids)
        self._connection.execute(
            update(bookings)
            .where(bookings.c.id.in_(ids))
            .values({**_NOBODY, "occasion": _OCCASION, "decision_reason": "", "anonymised_at": self._now})
        )
        self._connection.execute(
            update(series_dates).where(series_dates.c.booking_id.in_(ids)).values(note="")
        )
        self._connection.execute(update(helpers).where(helpers.c.booking_id.in_(ids)).values(_UNNAMED))
        decided = approval_decisions.c.booking_id.in_(ids)
        self._connection.execute(update(approval_decisions).where(decided).values(reason=""))
        self._connection.execute(delete(audit_texts).where(audit_texts.c.subject.in_(ids)))
        self._connection.execute(delete(idempotency_keys).where(idempotency_keys.c.booking_id.in_(ids)))
        for table in (handover_protocols, handover_photos, desk_messages):
            self._connection.execute(delete(table).where(table.c.booking_id.in_(ids)))

    def anonymise_series(self, ids: Sequence[str]) -> None:
        """Take everything about the person out of series."""
        self._connection.execute(
            update(series).where(series.c.id.in_(ids)).values(**_NOBODY, anonymised_at=self._now)
        )
        self._connection.execute(delete(audit_texts).where(audit_texts.c.subject.in_(ids)))

    def anonymise_people(self, ids: Sequence[str]) -> None:
        """Take name and address out of people; their number stays in the log."""
        for person_id in ids:
            self._connection.execute(
                update(people)
                .where(people.c.id == person_id)
                .values(name=GONE, email=f"{person_id}@geloescht.invalid", anonymised_at=self._now)
            )
        own = (sessions, sign_in_links, passkeys, passkey_challenges)
        drafts = (statement_drafts, plan_drafts, foreign_drafts)
        for table in (*own, feed_links, *drafts, digests):
            self._connection.execute(delete(table).where(table.c.person_id.in_(ids)))
        held = select(holder_codes.c.id).where(holder_codes.c.person_id.in_(ids))
        self._remove_holder_codes(tuple(self._connection.execute(held).scalars()))

    def forget_helpers(self, ids: Sequence[str]) -> None:
        """Take name and address out of helpers; that there was one stays, with how often they came."""
        self._connection.execute(update(helpers).where(helpers.c.id.in_(ids)).values(_UNNAMED))

    def forget_contacts(self, ids: Sequence[str]) -> None:
        """Take the contact out of clubs."""
        nobody = {"contact_name": "", "contact_email": "", "contact_phone": ""}
        self._connection.execute(update(clubs).where(clubs.c.id.in_(ids)).values(nobody))

    def _keep_open_defects(self, ids: Sequence[str]) -> None:
        """Leave in a hall what is still to be mended, without photos and without whoever was named."""
        mended = defects.c.booking_id.in_(ids) & defects.c.done_at.is_not(None)
        self._connection.execute(delete(defects).where(mended))
        rows = self._connection.execute(
            select(defects.c.id, defects.c.text, bookings.c.organizer_name)
            .join(bookings, bookings.c.id == defects.c.booking_id)
            .where(defects.c.booking_id.in_(ids))
        ).all()
        for row in rows:
            plain = {"text": without(row.text, row.organizer_name), "photo_ids": []}
            self._connection.execute(update(defects).where(defects.c.id == row.id).values(plain))

    def _remove_years(self, ids: Ids) -> None:
        """Remove invoices with their payments, and the counters of years that are wholly gone."""
        booked = select(invoices.c.booking_id).where(invoices.c.id.in_(ids))
        self._connection.execute(delete(payments).where(payments.c.invoice_id.in_(ids)))
        self._connection.execute(delete(deposit_moves).where(deposit_moves.c.booking_id.in_(booked)))
        self._connection.execute(delete(deposits).where(deposits.c.booking_id.in_(booked)))
        self._connection.execute(delete(invoice_dates).where(invoice_dates.c.invoice_id.in_(ids)))
        self._connection.execute(delete(invoices).where(invoices.c.id.in_(ids)))
        left = select(invoices.c.year).where(
            invoices.c.municipality_id == invoice_numbers.c.municipality_id,
            invoices.c.year == invoice_numbers.c.year,
        )
        oldest = self._now.year - (data_class("invoices").years or 0)
        gone = ~left.exists() & (invoice_numbers.c.year < oldest)
        self._connection.execute(delete(invoice_numbers).where(gone))
        before = bank_entries.c.imported_at < local_time.year(oldest).start
        self._connection.execute(delete(bank_entries).where(before))

    def _remove_foreign_calendars(self, ids: Ids) -> None:
        self._connection.execute(delete(foreign_times).where(foreign_times.c.calendar_id.in_(ids)))
        self._connection.execute(delete(foreign_calendars).where(foreign_calendars.c.id.in_(ids)))

    def _remove_holder_codes(self, ids: Ids) -> None:
        for column in (door_holder_codes.c.code_id, holder_codes.c.id):
            self._connection.execute(delete(column.table).where(column.in_(ids)))

    def _remove_sign_ins(self, ids: Ids) -> None:
        tables = {
            sessions: "id_hash",
            passkey_challenges: "id_hash",
            sign_in_links: "id",
            privacy_links: "id",
        }
        for table, key in tables.items():
            self._connection.execute(delete(table).where(table.c[key].in_(ids)))


_NOBODY = {
    "organizer_name": "",
    "organizer_email": "",
    "organizer_phone": "",
    "organizer_postcode": "",
    "occasion": GONE,
    "answers": [],
    "public_title": "",
}


_OCCASION = case((bookings.c.source == CREDENTIAL, bookings.c.occasion), else_=GONE)
_UNNAMED = {"name": GONE, "email": ""}


def _requests(cutoff: datetime) -> Select[Any]:
    return select(bookings.c.id).where(
        bookings.c.status.in_(WITHOUT_CONTRACT),
        bookings.c.updated_at < cutoff,
        bookings.c.anonymised_at.is_(None),
    )


def _bookings(cutoff: datetime) -> Select[Any]:
    return select(bookings.c.id).where(
        bookings.c.ends_at < cutoff,
        bookings.c.anonymised_at.is_(None),
        bookings.c.status.not_in(WITHOUT_CONTRACT),
    )


def _helpers(cutoff: datetime) -> Select[Any]:
    return (
        select(helpers.c.id)
        .join(bookings, bookings.c.id == helpers.c.booking_id)
        .where(bookings.c.ends_at < cutoff, or_(helpers.c.name != GONE, helpers.c.email != ""))
    )


def _series(cutoff: datetime) -> Select[Any]:
    return select(series.c.id).where(
        series.c.last_day < local_time.local_date(cutoff), series.c.anonymised_at.is_(None)
    )


def _series_requests(cutoff: datetime) -> Select[Any]:
    """Series without a date that stands or is still wanted, whose last no is long ago."""
    stands_or_is_recent = select(bookings.c.id).where(
        bookings.c.series_id == series.c.id,
        or_(bookings.c.status.not_in(WITHOUT_CONTRACT), bookings.c.updated_at >= cutoff),
    )
    is_wanted = select(series_dates.c.day).where(
        series_dates.c.series_id == series.c.id,
        series_dates.c.state.in_(STILL_WANTED),
        series_dates.c.day >= local_time.local_date(cutoff),
    )
    return select(series.c.id).where(
        series.c.updated_at < cutoff,
        series.c.anonymised_at.is_(None),
        ~stands_or_is_recent.exists(),
        ~is_wanted.exists(),
    )


def _sign_ins(cutoff: datetime) -> Select[Any]:
    ended = sessions.c.expires_at < cutoff
    return (
        select(sessions.c.id_hash.label("id"))
        .where(ended)
        .union_all(
            select(sign_in_links.c.id).where(sign_in_links.c.expires_at < cutoff),
            select(privacy_links.c.id).where(privacy_links.c.expires_at < cutoff),
            select(passkey_challenges.c.id_hash).where(passkey_challenges.c.expires_at < cutoff),
        )
        .subquery()
        .select()
    )


def _roles(cutoff: datetime) -> Select[Any]:
    """People with grants all of which ended before the cutoff."""
    lasting = select(grants.c.id).where(
        grants.c.person_id == people.c.id, or_(grants.c.ends_at.is_(None), grants.c.ends_at >= cutoff)
    )
    some = select(grants.c.id).where(grants.c.person_id == people.c.id)
    return select(people.c.id).where(some.exists(), ~lasting.exists(), people.c.anonymised_at.is_(None))


def _invoices(cutoff: datetime) -> Select[Any]:
    """An invoice that a later one takes back goes together with it."""
    later = invoices.alias("later")
    taken_back = select(later.c.id).where(later.c.cancels_id == invoices.c.id, later.c.issued_at >= cutoff)
    return select(invoices.c.id).where(invoices.c.issued_at < cutoff, ~taken_back.exists())


def _promises(cutoff: datetime) -> Select[Any]:
    return select(outbox.c.id).where(func.coalesce(outbox.c.done_at, outbox.c.parked_at) < cutoff)


def _unused_photos(cutoff: datetime) -> Select[Any]:
    """Photos that were uploaded and are named by no protocol and no defect: the form was left."""
    named = (
        select(handover_protocols.c.id).where(
            handover_protocols.c.booking_id == handover_photos.c.booking_id,
            cast(handover_protocols.c.document, Text).contains(handover_photos.c.id),
        ),
        select(defects.c.id).where(
            defects.c.booking_id == handover_photos.c.booking_id,
            cast(defects.c.photo_ids, Text).contains(handover_photos.c.id),
        ),
    )
    return select(handover_photos.c.id).where(
        handover_photos.c.taken_at < cutoff, *(~one.exists() for one in named)
    )


_DUE: dict[str, Callable[[datetime], Select[Any]]] = {
    "requests": _requests,
    "bookings": _bookings,
    "helpers": _helpers,
    "series": _series,
    "series_requests": _series_requests,
    "sign_ins": _sign_ins,
    "roles": _roles,
    "promises": _promises,
    "invoices": _invoices,
    "calendar_links": lambda cutoff: select(feed_links.c.id).where(feed_links.c.revoked_at < cutoff),
    "retries": lambda cutoff: select(idempotency_keys.c.key).where(idempotency_keys.c.created_at < cutoff),
    "drafts": lambda cutoff: select(statement_drafts.c.id).where(statement_drafts.c.created_at < cutoff),
    "plans": lambda cutoff: select(plan_drafts.c.id).where(plan_drafts.c.created_at < cutoff),
    "waiting": lambda cutoff: select(waiting.c.id).where(waiting.c.ends_at < cutoff),
    "photos": _unused_photos,
    "door_commands": lambda cutoff: select(door_commands.c.id).where(door_commands.c.asked_at < cutoff),
    "holder_codes": lambda cutoff: select(holder_codes.c.id).where(holder_codes.c.ended_at < cutoff),
    "messages": lambda cutoff: select(desk_messages.c.id).where(desk_messages.c.created_at < cutoff),
    "feedback": lambda cutoff: select(feedback.c.id).where(feedback.c.created_at < cutoff),
    "form_holds": lambda cutoff: select(form_holds.c.booking_id).where(form_holds.c.created_at < cutoff),
    "calendar_drafts": lambda cutoff: select(foreign_drafts.c.id).where(foreign_drafts.c.created_at < cutoff),
    "foreign_times": lambda cutoff: select(foreign_times.c.id).where(foreign_times.c.ends_at < cutoff),
    "foreign_calendars": lambda cutoff: select(foreign_calendars.c.id).where(
        foreign_calendars.c.ended_at < cutoff
    ),
    "webhook_messages": lambda cutoff: select(webhook_messages.c.id).where(
        webhook_messages.c.created_at < cutoff
    ),
    "remarks": lambda cutoff: select(audit_texts.c.id).where(audit_texts.c.at < cutoff),
}

_PLAIN: dict[str, Any] = {
    "promises": outbox.c.id,
    "calendar_links": feed_links.c.id,
    "retries": idempotency_keys.c.key,
    "drafts": statement_drafts.c.id,
    "plans": plan_drafts.c.id,
    "waiting": waiting.c.id,
    "photos": handover_photos.c.id,
    "door_commands": door_commands.c.id,
    "messages": desk_messages.c.id,
    "feedback": feedback.c.id,
    "form_holds": form_holds.c.booking_id,
    "calendar_drafts": foreign_drafts.c.id,
    "foreign_times": foreign_times.c.id,
    "webhook_messages": webhook_messages.c.id,
    "remarks": audit_texts.c.id,
}

DUE_BY_ROWS = frozenset(_DUE)
