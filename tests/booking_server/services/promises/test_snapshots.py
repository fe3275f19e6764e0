"""What a door is given: exactly what stands, signed for it alone, claimed only when acknowledged."""

from datetime import timedelta

import pytest

from booking_server.domain.access import DoorCodeStatus
from booking_server.locks import reach
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.doors import door_reports
from booking_server.services.promises import snapshots
from calendars.period import Period
from lock_agent.contract import envelope
from lock_agent.contract.booking_pin import hash_pin
from lock_agent.contract.errors import StaleVersion, WrongDevice
from tests.booking_server.doors import PaperDoor, enrol
from tests.builders import WEDDING, Village, a_request


def status_at_door(village: Village, booking_id: str) -> DoorCodeStatus:
    return booking_by_id(village.house, booking_id).doors[0].status


def report(village: Village, door: PaperDoor) -> door_reports.ReportNoted:
    raw = door.report(int(village.clock().timestamp()))
    return door_reports.note_report(village.house, door.id, raw, retained=False)


def test_a_door_gets_the_derived_pin_and_the_exact_window(village: Village, door: PaperDoor) -> None:
    booked = bookings.book(village.house, a_request())

    snapshots.refresh(village.house, door.id, door.hear)

    codes = booking_by_id(village.house, booked.booking.id).codes
    assert codes is not None
    assert door.creds is not None
    (pin,) = door.creds.pins
    assert pin.h == hash_pin(codes.pin, door.creds.salt)
    assert (pin.nbf, pin.exp) == (int(WEDDING.start.timestamp()), int(WEDDING.end.timestamp()))
    assert [credential.ref for credential in (*door.creds.offline, *door.creds.qr)] == [pin.ref, pin.ref]


def test_the_page_says_it_lies_on_the_door_only_after_the_door_said_so(
    village: Village, door: PaperDoor
) -> None:
    booked = bookings.book(village.house, a_request())
    assert status_at_door(village, booked.booking.id) is DoorCodeStatus.PUBLISHED
    snapshots.refresh(village.house, door.id, door.hear)
    assert status_at_door(village, booked.booking.id) is DoorCodeStatus.PUBLISHED

    report(village, door)

    assert status_at_door(village, booked.booking.id) is DoorCodeStatus.ON_DOOR


def test_a_cancelled_code_is_revoked_by_name_and_gone_when_the_door_says_so(
    village: Village, door: PaperDoor
) -> None:
    booked = bookings.book(village.house, a_request())
    snapshots.refresh(village.house, door.id, door.hear)
    report(village, door)

    cancellations.cancel(village.house, booked.booking.id)
    snapshots.refresh(village.house, door.id, door.hear)

    assert door.creds is not None
    assert door.creds.pins == ()
    assert len(door.creds.revoked_qr) == len(door.creds.revoked_offline) == 1
    assert status_at_door(village, booked.booking.id) is DoorCodeStatus.REVOCATION_PENDING
    report(village, door)
    assert status_at_door(village, booked.booking.id) is DoorCodeStatus.GONE


def test_a_snapshot_is_made_anew_only_when_its_content_changed(village: Village, door: PaperDoor) -> None:
    sent: list[tuple[str, bytes]] = []

    def publish(_door: str, kind: str, raw: bytes) -> None:
        sent.append((kind, raw))

    snapshots.refresh(village.house, door.id, publish)
    snapshots.refresh(village.house, door.id, publish)

    assert [kind for kind, _ in sent] == ["cfg", "creds", "cfg", "creds"]
    assert sent[:2] == sent[2:]
    bookings.book(village.house, a_request())
    snapshots.refresh(village.house, door.id, publish)
    assert [envelope.parse_envelope(raw).ver for kind, raw in sent if kind == "creds"] == [1, 1, 2]


def test_what_a_door_acknowledged_is_not_published_again(village: Village, door: PaperDoor) -> None:
    snapshots.refresh(village.house, door.id, door.hear)
    assert report(village, door).lags is False

    assert snapshots.republish_lagging(village.house, door.hear) == 0


def test_what_the_broker_lost_is_published_again(village: Village, door: PaperDoor) -> None:
    bookings.book(village.house, a_request())
    snapshots.refresh(village.house, door.id, lambda *_: None)
    assert report(village, door).lags is True

    assert snapshots.republish_lagging(village.house, door.hear, only=door.id) == 2
    assert door.creds is not None
    assert len(door.creds.pins) == 1


def test_a_snapshot_fits_one_door_and_is_never_applied_backwards(village: Village, door: PaperDoor) -> None:
    neighbour = enrol(village.house, village.cast.reetz, "d-reetz1")
    sent: list[bytes] = []
    snapshots.refresh(village.house, door.id, lambda _door, _kind, raw: sent.append(raw))

    with pytest.raises(WrongDevice):
        neighbour.hear(door.id, "creds", sent[1])
    door.hear(door.id, "creds", sent[1])
    with pytest.raises(StaleVersion):
        door.hear(door.id, "creds", sent[1])


def test_bookings_beyond_sixty_days_come_to_the_door_in_time(village: Village, door: PaperDoor) -> None:
    far = Period(WEDDING.start + timedelta(days=90), WEDDING.end + timedelta(days=90))
    bookings.book(village.house, a_request(period=far))
    snapshots.refresh(village.house, door.id, door.hear)
    assert door.creds is not None
    assert door.creds.pins == ()
    report(village, door)

    village.clock.forward(days=40)
    snapshots.refresh(village.house, door.id, door.hear)

    assert len(door.creds.pins) == 1


def test_of_more_codes_than_a_door_takes_the_soonest_are_there_and_the_rest_follow(
    village: Village, door: PaperDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "ROOM", reach.LIVE_BYTES)
    later = Period(WEDDING.start + timedelta(days=7), WEDDING.end + timedelta(days=7))
    windows = []
    for period in (later, WEDDING):
        bookings.book(village.house, a_request(period=period))
    for _ in range(2):
        snapshots.refresh(village.house, door.id, door.hear)
        assert door.creds is not None
        windows.append([pin.nbf for pin in door.creds.pins])
        report(village, door)
        village.clock.now = WEDDING.end

    assert windows == [[int(WEDDING.start.timestamp())], [int(later.start.timestamp())]]


def test_a_server_restored_from_a_backup_outbids_what_the_door_holds(
    village: Village, door: PaperDoor
) -> None:
    door.applied = {"cfg": 7, "creds": 412}
    report(village, door)

    bookings.book(village.house, a_request())
    snapshots.refresh(village.house, door.id, door.hear)

    assert door.applied == {"cfg": 8, "creds": 413}
    assert door.creds is not None
    assert len(door.creds.pins) == 1
