"""Terms are kept: what is past its own goes, what is not stays, and both are proved."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from booking_server.domain.people import Grant, Role
from booking_server.domain.retention import GONE, NOTHING_PERSONAL, TABLE, data_class
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.bookings.booking_page import open_booking
from booking_server.services.doors import door_reports
from booking_server.services.operation.retention import keep_terms
from booking_server.services.operation.verify import verify
from booking_server.services.people import people, sign_in
from booking_server.services.series import series, series_decisions
from booking_server.storage.repositories.retention import DUE_BY_ROWS
from booking_server.storage.tables import (
    audit,
    audit_texts,
    door_counts,
    door_events,
    door_journal_anchors,
    idempotency_keys,
    metadata,
    outbox,
    retention_proofs,
    sessions,
)
from booking_server.storage.tables import bookings as rows
from tests.booking_server.doors import PaperDoor, enrol
from tests.booking_server.series import a_series
from tests.booking_server.services.money.test_money import a_booking, has_account, invoiced
from tests.builders import Organizer, Village, a_request, berlin, between

BIRD = "Zeisig"
VERA = Organizer(f"Vera {BIRD}", f"{BIRD}@example.org", "033841 7000")


def everything_stored(village: Village) -> str:
    """Every value of every table, as text."""
    with village.house.reading() as uow:
        return " ".join(str(uow.connection.execute(select(table)).all()) for table in metadata.sorted_tables)


def count(village: Village, table) -> int:  # type: ignore[no-untyped-def]
    with village.house.reading() as uow:
        return uow.connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_every_table_has_a_term_or_tells_nothing_about_people() -> None:
    declared = {table for entry in TABLE for table in entry.tables} | NOTHING_PERSONAL

    assert set(metadata.tables) - declared == set(), "say in domain/retention.py how long it is kept"
    assert declared - set(metadata.tables) == set()


def test_every_class_is_kept_by_something() -> None:
    assert {entry.code for entry in TABLE} == DUE_BY_ROWS | {"door_log", "mail_files"}


def test_a_used_booking_loses_its_person_after_a_year_and_nothing_else(village: Village) -> None:
    booked = bookings.book(village.house, a_request(organizer=VERA, occasion=f"Feier {BIRD}"))
    village.clock.now = booked.booking.period.end + timedelta(days=365)
    keep_terms(village.house)
    assert BIRD in everything_stored(village), "its time is not over yet"

    village.clock.forward(seconds=1)
    removed = keep_terms(village.house)

    assert removed["bookings"] == 1
    assert BIRD.lower() not in everything_stored(village).lower()
    page = open_booking(village.house, booked.booking.id, booked.token)
    assert (page.booking.occasion, page.booking.persons) == (GONE, 40)
    assert page.booking.anonymised_at == village.clock()
    assert verify(village.house) == ()


def test_a_request_without_a_contract_is_kept_half_a_year(village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau", organizer=VERA))
    cancellations.cancel(village.house, booked.booking.id, reason=f"Frau {BIRD} ist krank.")

    village.clock.forward(days=180)
    assert keep_terms(village.house)["requests"] == 0
    village.clock.forward(days=1)

    assert keep_terms(village.house)["requests"] == 1
    assert BIRD not in everything_stored(village)


def test_a_series_nobody_agreed_to_is_kept_half_a_year(village: Village) -> None:
    saved = series.save(village.house, a_series("dgh-schlamau", organizer=VERA))
    other = series.save(village.house, a_series("dgh-benken", organizer=VERA, occasion="Zweite"))
    series_decisions.reject_series(village.house, saved.series.id, village.cast.herr_krueger, reason="nein")

    village.clock.forward(days=180)
    assert keep_terms(village.house)["series_requests"] == 0
    village.clock.forward(days=1)

    assert keep_terms(village.house)["series_requests"] == 1
    with village.house.reading() as uow:
        assert uow.series.get(saved.series.id).request.organizer.name == ""
        assert uow.series.get(other.series.id).request.organizer == VERA, "its dates were agreed to"


def test_a_reason_can_go_while_the_chain_stays(village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau"))
    cancellations.cancel(village.house, booked.booking.id, reason=f"Frau {BIRD} ist krank.")
    with village.house.reading() as uow:
        (details,) = [row.details for row in uow.audit.of_subject(booked.booking.id) if row.details]
        assert uow.audit.text(details["reason"]["text"]) == f"Frau {BIRD} ist krank."
        assert BIRD not in str(uow.connection.execute(select(audit)).all())
    with village.house.unit_of_work() as uow:
        uow.retention.anonymise_bookings([booked.booking.id])
        uow.commit()

    with village.house.reading() as uow:
        assert uow.audit.text(details["reason"]["text"]) is None
    assert verify(village.house) == ()


def test_a_changed_reason_is_noticed(village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau"))
    cancellations.cancel(village.house, booked.booking.id, reason="krank")
    with village.house.unit_of_work() as uow:
        uow.connection.execute(update(audit_texts).values(text="gesund"))
        uow.commit()

    assert [line.partition(" at ")[0] for line in verify(village.house)] == [
        "I12: a text of the audit log was changed"
    ]


def used_door(village: Village, events: int) -> PaperDoor:
    door = enrol(village.house, village.cast.benken)
    start = int(village.clock().timestamp())
    for at in range(events):
        door.happen(start + at, granted=at % 2 == 0, reason="", cls="pin")
    door_reports.store_events(village.house, door.id, door.batch(1, events, start + events))
    return door


def test_the_door_log_is_counted_and_gone_after_ninety_days(village: Village) -> None:
    door = used_door(village, 5)
    village.clock.forward(days=60)
    later = int(village.clock().timestamp())
    door.happen(later, granted=True, reason="", cls="pin")
    door_reports.store_events(village.house, door.id, door.batch(6, 6, later))
    village.clock.forward(days=30, seconds=1)

    assert keep_terms(village.house)["door_log"] == 5

    assert count(village, door_events) == 1
    with village.house.reading() as uow:
        counted = {
            row.kind: row.events
            for row in uow.connection.execute(select(door_counts).order_by(door_counts.c.kind))
        }
    assert counted == {"access granted": 3, "access refused": 2}
    assert verify(village.house) == ()


def test_a_shortened_journal_goes_on_and_a_forged_one_is_noticed(village: Village) -> None:
    door = used_door(village, 3)
    village.clock.forward(days=91)
    keep_terms(village.house)
    now = int(village.clock().timestamp())
    door.happen(now, granted=True, reason="", cls="pin")

    again = door_reports.store_events(village.house, door.id, door.batch(1, 4, now))

    assert again.acked == 4
    assert count(village, door_events) == 1, "what is past its term is not stored again"
    assert verify(village.house) == ()
    with village.house.unit_of_work() as uow:
        uow.connection.execute(update(door_journal_anchors).values(hash="0" * 64))
        uow.commit()
    assert verify(village.house) == (f"I3: the journal of door {door.id} does not continue at event 4",)


def test_a_door_that_was_told_to_forget_what_nobody_stored_is_still_noticed(village: Village) -> None:
    door = used_door(village, 3)
    village.clock.forward(days=91)
    keep_terms(village.house)
    with village.house.unit_of_work() as uow:
        uow.doors.note(door.id, acked_seq=9)
        uow.commit()

    assert len(verify(village.house)) == 1


def test_sessions_keys_and_done_promises_go(village: Village) -> None:
    link = sign_in.make_link(village.house, village.cast.frau_stolle.id).rpartition("/")[2]
    sign_in.use_link(village.house, link)
    bookings.book(village.house, a_request(), idempotency_key="web:1")
    with village.house.unit_of_work() as uow:
        uow.connection.execute(update(outbox).values(done_at=uow.now))
        uow.commit()

    village.clock.forward(days=31)
    first = keep_terms(village.house)
    village.clock.forward(days=90)
    second = keep_terms(village.house)

    assert first["retries"] == 1
    assert first["promises"] > 0
    assert second["sign_ins"] == 2, "the session and its link"
    assert (count(village, idempotency_keys), count(village, sessions), count(village, outbox)) == (0, 0, 0)


def test_a_former_volunteer_is_forgotten_after_three_years(village: Village) -> None:
    grant = Grant(Role.KEYHOLDER, village.cast.municipality.id, village.cast.benken.id)
    former = people.add_person(village.house, None, name=VERA.name, email=VERA.email, grant=grant)
    people.end_grant(village.house, village.cast.frau_weber, former.grants[0].id)
    village.clock.forward(days=3 * 365)
    assert keep_terms(village.house)["roles"] == 0
    village.clock.forward(days=1)

    assert keep_terms(village.house)["roles"] == 1

    assert BIRD.lower() not in everything_stored(village).lower()
    with village.house.reading() as uow:
        assert uow.people.get(village.cast.frau_stolle.id).name == "Frau Stolle"


def test_mails_in_a_folder_go(village: Village, tmp_path: Path) -> None:
    mailbox = tmp_path / "mail"
    mailbox.mkdir()
    old, young = mailbox / "1-0.eml", mailbox / "2-0.eml"
    for file, age in ((old, timedelta(days=31)), (young, timedelta(days=29))):
        file.write_text("mail")
        moment = (village.clock() - age).timestamp()
        os.utime(file, (moment, moment))

    assert keep_terms(village.house, mailbox)["mail_files"] == 1

    assert [file.name for file in mailbox.iterdir()] == [young.name]


def test_every_deletion_is_proved(village: Village) -> None:
    bookings.book(village.house, a_request(), idempotency_key="web:1")
    village.clock.forward(days=31)
    keep_terms(village.house)

    with village.house.reading() as uow:
        (proof,) = [row for row in uow.retention.proofs() if row.data_class == "retries"]
        told = [row for row in uow.audit.of_subject("retries") if row.action == "term_kept"]

    assert (proof.removed, proof.at) == (1, village.clock())
    assert proof.cutoff == data_class("retries").cutoff(village.clock())
    assert [row.details["digest"] for row in told] == [proof.digest]


@pytest.mark.parametrize("hours", [12, 36])
def test_the_oracle_notices_what_is_past_its_term_by_more_than_a_day(village: Village, hours: int) -> None:
    bookings.book(village.house, a_request(), idempotency_key="web:1")

    village.clock.forward(days=30, hours=hours)

    told = [line for line in verify(village.house) if line.startswith("retention: 1 of retries")]
    assert bool(told) == (hours > 24)


def test_much_is_removed_in_small_steps(village: Village) -> None:
    with village.house.unit_of_work() as uow:
        uow.outbox.add_all([("doors", str(number), {}) for number in range(1200)])
        uow.connection.execute(update(outbox).values(done_at=uow.now))
        uow.commit()
    village.clock.forward(days=31)

    assert keep_terms(village.house)["promises"] >= 1200
    with village.house.reading() as uow:
        steps = uow.connection.execute(
            select(retention_proofs.c.removed).where(retention_proofs.c.data_class == "promises")
        ).scalars()
        assert max(steps) <= 500


def test_nothing_happens_when_nothing_is_due(village: Village) -> None:
    bookings.book(village.house, a_request(period=between("2026-10-02 18:00", "2026-10-02 20:00")))
    before = count(village, rows)

    assert set(keep_terms(village.house).values()) == {0}
    assert count(village, retention_proofs) == 0
    assert count(village, rows) == before


def test_invoices_go_after_ten_full_years_and_their_booking_stays(village: Village) -> None:
    has_account(village)
    booking = a_booking(village)
    invoiced(village, booking)

    village.clock.now = berlin("2036-12-31 12:00")
    assert keep_terms(village.house)["invoices"] == 0
    assert "lehmann" in everything_stored(village).lower(), "on the invoice the law keeps the name"
    village.clock.now = berlin("2037-01-01 12:00")

    assert keep_terms(village.house)["invoices"] == 1
    assert "lehmann" not in everything_stored(village).lower()
    assert count(village, rows) == 1
    assert verify(village.house) == ()
