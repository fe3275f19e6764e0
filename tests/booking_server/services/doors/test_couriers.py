"""A hall without network is served by hand, with the agent's own code at the other end."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from booking_server.domain.access import DoorCodeStatus
from booking_server.domain.errors import CourierRefused, NotPermitted
from booking_server.locks.codes import door_secret
from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.doors import couriers
from booking_server.services.operation.verify import verify
from lock_agent import courier as at_the_door
from lock_agent import journal
from lock_agent.contract import courier
from lock_agent.contract.enrolment import Enrolment
from lock_agent.contract.events import Event, EventType
from lock_agent.machine import Machine
from lock_agent.reports import Reports
from lock_agent.store import Store
from tests.booking_server.doors import PaperDoor
from tests.builders import Village, a_request


@pytest.fixture
def device(village: Village, door: PaperDoor, tmp_path: Path) -> Iterator[Store]:
    """The store of a real agent that never saw a network."""
    house, hall = village.house, village.cast.benken
    with house.reading() as uow:
        secret = door_secret(house.keyring, hall.id, uow.venues.door_secret_cipher(hall.id))
    keyring = house.keyring
    enrolment = Enrolment(
        device=door.id,
        site=hall.site_number,
        door=1,
        epoch=1,
        k_door=secret,
        server_keys={keyring.snapshot_kid: keyring.snapshot_key.public_key().public_bytes_raw()},
        qr_keys={keyring.qr_key_id: keyring.qr_key.public_key().public_bytes_raw()},
        host="127.0.0.1",
        port=1883,
    )
    data = tmp_path / "device"
    data.mkdir()
    store = Store(data, enrolment, boot_id="monday")
    yield store
    store.close()


def stamp(type_: EventType, data: dict[str, object]) -> Event:
    return Event(0, 1, 5, int(time.time()), "ok", type_, None, data)


def is_never(_: int) -> bool:
    return False


def collect(device: Store) -> bytes:
    return at_the_door.collect(device, Reports(device, Machine(), has_rtc=True))


def somebody_comes(device: Store, times: int) -> None:
    for _ in range(times):
        with device.transaction() as connection:
            device.append(connection, stamp(EventType.ACCESS, {"granted": True, "reason": "ok"}))


def test_a_code_reaches_a_dead_hall_by_hand_and_the_page_says_so(village: Village, device: Store) -> None:
    house, stolle = village.house, village.cast.frau_stolle
    made = bookings.book(house, a_request())
    (before,) = booking_by_id(house, made.booking.id).doors
    assert before.status is DoorCodeStatus.PUBLISHED

    brought = at_the_door.bring(
        device, couriers.pack(house, stolle, device.enrolment.device), stamp, lambda _: False
    )
    carried = couriers.take(house, stolle, collect(device))

    assert brought.applied == ("cfg", "creds")
    assert carried.new_events == 2  # the two snapshots, as the journal tells
    (after,) = booking_by_id(house, made.booking.id).doors
    assert after.status is DoorCodeStatus.ON_DOOR
    assert not after.is_online
    assert verify(house) == ()


def test_events_come_once_however_often_they_are_carried_and_then_the_door_forgets_them(
    village: Village, device: Store
) -> None:
    house, stolle = village.house, village.cast.frau_stolle
    somebody_comes(device, 120)
    bag = collect(device)

    first, again = couriers.take(house, stolle, bag), couriers.take(house, stolle, bag)
    assert (first.events, first.new_events) == (120, 120)
    assert (again.events, again.new_events) == (120, 0)
    with house.reading() as uow:
        found = uow.door_events.latest([device.enrolment.device], limit=200)
    assert {event.seq for event in found} == set(range(1, 121))
    assert all(event.is_late for event in found)

    somebody_comes(device, 5)
    at_the_door.bring(device, couriers.pack(house, stolle, device.enrolment.device), stamp, is_never)
    assert [event.seq for event in journal.pending(device.reader)][:5] == [121, 122, 123, 124, 125]
    assert verify(house) == ()


def flipped(raw: bytes) -> bytes:
    middle = len(raw) // 2
    return raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]


@pytest.mark.parametrize("spoil", [flipped, lambda raw: raw[:-40], lambda _: b"", lambda _: b"\x00" * 900])
def test_a_spoilt_file_stores_nothing(
    village: Village, device: Store, spoil: Callable[[bytes], bytes]
) -> None:
    somebody_comes(device, 3)

    with pytest.raises(CourierRefused):
        couriers.take(village.house, village.cast.frau_stolle, spoil(collect(device)))

    with village.house.reading() as uow:
        assert uow.door_events.count(device.enrolment.device) == 0


def test_nobody_makes_up_events_without_the_secret_of_the_hall(village: Village, device: Store) -> None:
    somebody_comes(device, 3)
    name, secret = device.enrolment.device, device.enrolment.k_door
    bag = courier.unpack_up(collect(device), device=name, k_door=secret)
    forged = courier.pack_up(bag, device=name, k_door=bytes(32))

    with pytest.raises(CourierRefused):
        couriers.take(village.house, village.cast.frau_stolle, forged)


def test_only_people_of_the_hall_carry(village: Village, device: Store) -> None:
    for person in (village.cast.herr_krueger, village.cast.herr_voigt):
        with pytest.raises(NotPermitted):
            couriers.pack(village.house, person, device.enrolment.device)
        with pytest.raises(NotPermitted):
            couriers.take(village.house, person, collect(device))
