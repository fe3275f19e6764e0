"""The last thread, whole: the worker's bridge, a real broker, a simulated network, a module, a real door."""

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from booking_server.jobs.lora import LoraWork
from booking_server.jobs.worker import bridge_threads
from booking_server.locks.codes import door_secret
from booking_server.publishing.bridge_connection import BrokerAway
from booking_server.publishing.lora import chirpstack
from booking_server.publishing.lora.chirpstack import Heard
from booking_server.publishing.lora.connection import Connection
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.lora import lora, lora_promises
from booking_server.services.promises import delivery, snapshots
from booking_server.settings import BrokerAddress, LoraNetwork, load_settings
from lock_agent.contract import lora as contract
from lock_agent.contract.enrolment import FILE_NAME, Enrolment
from lock_agent.contract.lora import CodeRevoked, DownFrame
from lock_agent.machine import Machine
from tests.booking_server.doors import enrol
from tests.booking_server.holders import a_code, a_keyholder, digits
from tests.booking_server.lora import APPLICATION, EUI, RadioDoor, book, cancel
from tests.booking_server.publishing.chirpstack import ChirpBroker, Network
from tests.builders import MASTER_KEY, WEDDING, Village
from tests.in_memory import folder_in_memory
from tests.lock_agent.radio_hall import RadioHall


@pytest.fixture
def broker(tmp_path: Path, free_port: Callable[[], int], mosquitto: Path) -> Iterator[ChirpBroker]:
    one = ChirpBroker(tmp_path / "chirpstack", free_port(), mosquitto)
    one.start()
    yield one
    one.stop()


class Benken:
    """Benken during the wedding: its PIN and Frau Otto's code open, and only radio reaches the door."""

    def __init__(self, village: Village, data: Path) -> None:
        self.village, hall = village, village.cast.benken
        paper = enrol(village.house, hall)
        self.radio = RadioDoor(village, paper)
        self.booking = book(village)
        codes = booking_by_id(village.house, self.booking).codes
        assert codes is not None
        self.pin = codes.pin
        self.held = a_code(village, a_keyholder(village))
        self.holder = digits(village, self.held)
        village.clock.now = WEDDING.start
        envelopes: dict[str, bytes] = {}
        snapshots.refresh(village.house, paper.id, lambda _, kind, raw: envelopes.update({kind: raw}))
        self._enrol(data)
        machine = Machine()
        machine.offset_s = int(WEDDING.start.timestamp() - time.time())
        self.door = RadioHall(data, envelopes["creds"], machine=machine)

    def join(self, network: Network) -> None:
        """Let the module hear the network and be heard."""
        network.add(APPLICATION, EUI, self.door.module.deliver)
        self.door.module._air = lambda frame: network.uplink(EUI, frame)

    def _enrol(self, data: Path) -> None:
        house, hall = self.village.house, self.village.cast.benken
        with house.reading() as uow:
            secret = door_secret(house.keyring, hall.id, uow.venues.door_secret_cipher(hall.id))
        ring = house.keyring
        enrolment = Enrolment(
            device=self.radio.id,
            site=hall.site_number,
            door=1,
            epoch=1,
            k_door=secret,
            k_radio=self.radio.secret,
            server_keys={ring.snapshot_kid: ring.snapshot_key.public_key().public_bytes_raw()},
            qr_keys={ring.qr_key_id: ring.qr_key.public_key().public_bytes_raw()},
            host="127.0.0.1",
            port=1883,
        )
        data.mkdir()
        enrolment.save(data / FILE_NAME)


@pytest.fixture
def benken(village: Village) -> Iterator[Benken]:
    folder = folder_in_memory("lora")
    one = Benken(village, folder / "door")
    yield one
    one.door.close()


@contextmanager
def bridged(village: Village, broker: ChirpBroker) -> Iterator[None]:
    """The bridge at work; it ends in order."""
    stopping = threading.Event()
    address = broker.wanted().address
    work = LoraWork(village.house, LoraNetwork("wiesenburg-mark", APPLICATION, address), stopping, 0.02, 0.05)
    thread = threading.Thread(target=work.run)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def unconnected(village: Village) -> LoraWork:
    """The bridge's work without a broker: the test is its connection."""
    nowhere = BrokerAddress("127.0.0.1", 1, "dorfschluessel", "", "")
    return LoraWork(village.house, LoraNetwork("wiesenburg-mark", APPLICATION, nowhere), threading.Event())


def bridge(village: Village) -> str:
    with village.house.reading() as uow:
        found = uow.lora.bridge(village.cast.municipality.id)
    return "" if found is None else found.failure or "up"


def test_without_its_settings_there_is_no_thread_to_any_lorawan(village: Village) -> None:
    def threads(**more: str) -> list[str]:
        key = MASTER_KEY.hex()
        given = {"DATABASE_URL": village.url, "MASTER_KEY": key, "SECRET_KEY": key, **more}
        found = bridge_threads(village.house, load_settings(given), threading.Event())
        return [one.name for one in found]

    named = {"LORA_TOWN": "wiesenburg-mark", "LORA_APPLICATION": APPLICATION}
    assert threads() == threads(**named) == []
    assert threads(**named, LORA_HOST="127.0.0.1") == ["lora"]


def test_a_revocation_reaches_a_door_that_nothing_else_reaches(
    village: Village, broker: ChirpBroker, benken: Benken
) -> None:
    network = broker.network()
    benken.join(network)
    with bridged(village, broker):
        benken.door.until(lambda: benken.radio.known.heard_at, "the door is heard")
        assert benken.door.opens(benken.pin)
        assert benken.door.opens(benken.holder)

        cancel(village, benken.booking)
        benken.door.until(lambda: benken.radio.under_way == 0, "the door has answered")

        assert not benken.door.opens(benken.pin)
        assert benken.door.opens(benken.holder)
        known = benken.radio.known
        assert (known.kept, known.clock, known.taken) == (1, "degraded", known.counter)
        assert known.aired_at == known.heard_at == village.clock()
        assert bridge(village) == "up"
        benken.door.until(lambda: not benken.radio.promised(), "nothing is left to say")
    assert network.refused == []
    assert all(len(frame) <= 51 for frame in network.sent)
    network.close()


def test_a_network_that_loses_repeats_and_mixes_up_ends_in_the_same(
    village: Village, broker: ChirpBroker, benken: Benken, volume: Callable[[int, int], int]
) -> None:
    for seed in range(volume(1, 20)):
        network = broker.network(lost=0.4, twice=0.2, late=0.2, seed=seed)
        benken.join(network)
        with bridged(village, broker):
            cancel(village, benken.booking) if seed == 0 else None

            def gone() -> bool:
                village.clock.now = village.clock.now.replace(microsecond=0)
                village.clock.forward(seconds=31)
                benken.door.module.serve()
                if benken.radio.known.frames > 20:
                    village.clock.forward(hours=12)
                benken.door.unit._ask()
                return benken.radio.under_way == 0

            benken.door.until(gone, f"the door has answered, seed {seed}", seconds=30)
        network.close()

    assert not benken.door.opens(benken.pin)


def test_what_others_send_in_our_name_reaches_nobody(
    village: Village, broker: ChirpBroker, benken: Benken
) -> None:
    network = broker.network()
    benken.join(network)
    deliver, secret = benken.door.module.deliver, benken.radio.secret
    with village.house.reading() as uow:
        code = uow.access_codes.of_booking(benken.booking)
    assert code is not None
    frame = DownFrame(5, int(village.clock().timestamp()), 99, (CodeRevoked(code.qr_id),))
    mine = contract.seal_down(frame, device=benken.radio.id, k_radio=secret)

    deliver(contract.seal_down(frame, device="d-luette", k_radio=secret))
    deliver(contract.seal_down(frame, device=benken.radio.id, k_radio=bytes(32)))
    for length in (1, 9, len(mine) - 1):
        deliver(mine[:length])
    deliver(bytes(51))
    benken.door.until(lambda: len(benken.door.events("device")) == 2, "it is told")

    assert benken.door.opens(benken.pin)
    assert [event["fault"] for event in benken.door.events("device")] == ["forged", "garbage"]
    network.close()


def test_a_broker_that_is_away_costs_no_try_and_is_said(
    village: Village, broker: ChirpBroker, benken: Benken, eventually: Callable[..., None]
) -> None:
    cancel(village, benken.booking)
    with bridged(village, broker):
        eventually(lambda: benken.radio.known.sent_at, "a frame was sent")
        broker.stop()
        eventually(lambda: bridge(village) in ("unreachable", "silent"), "the line says so")
        broker.start()
        eventually(lambda: bridge(village) == "up", "up again")
        network = broker.network()
        benken.join(network)
        benken.radio.later(minutes=6)
        benken.door.until(lambda: benken.radio.under_way == 0, "the door has answered")
        network.close()


class Air:
    """A connection that counts what it is given."""

    def __init__(self) -> None:
        self.sent = 0

    def send(self, _name: object, _frame: bytes) -> None:
        self.sent += 1


def test_a_door_that_is_doubted_is_asked_once_though_there_is_nothing_to_say(village: Village) -> None:
    radio = RadioDoor(village, enrol(village.house, village.cast.benken))
    work, air = unconnected(village), Air()
    radio.next_frame()
    radio.answer(1, number=7)
    radio.later(hours=1)
    radio.answer(1, number=2)

    for _ in range(2):
        work._keep_promises(air, (radio.id,))  # type: ignore[arg-type]

    assert air.sent == 1
    assert radio.waiting() == ()


def test_a_door_that_never_answers_is_given_up_after_its_tries(village: Village) -> None:
    radio = RadioDoor(village, enrol(village.house, village.cast.benken))
    cancel(village, book(village, 7))
    work, air = unconnected(village), Air()
    for _ in range(14):
        work._keep_promises(air, lora_promises.promise_due(village.house, village.cast.municipality.id))  # type: ignore[arg-type]
        radio.later(hours=6)

    assert air.sent == 12
    assert radio.known.parked_at is not None
    assert radio.promised() == ()
    with village.house.reading() as uow:
        assert not uow.outbox.has_due((lora.KIND,))
    assert delivery.claim(village.house, (lora.KIND,)) == ()
    for _ in range(4):
        radio.later(hours=6)
        work._keep_promises(air, lora_promises.promise_due(village.house, village.cast.municipality.id))  # type: ignore[arg-type]
    assert air.sent == 13, "one a day is sent on"
    assert radio.promised() == ()


def test_what_a_broker_does_not_take_was_not_sent(village: Village) -> None:
    class Mute:
        def send(self, _name: object, _frame: bytes) -> None:
            raise BrokerAway("silent")

    radio, work = RadioDoor(village, enrol(village.house, village.cast.benken)), unconnected(village)
    for _ in range(3):
        doors = lora_promises.promise_due(village.house, village.cast.municipality.id)
        with pytest.raises(BrokerAway):
            work._keep_promises(Mute(), doors)  # type: ignore[arg-type]
        radio.later(minutes=1)

    assert (radio.known.frames, radio.known.sent_at) == (0, None)
    assert radio.promised() == (radio.id,), "the time is still to be told"


def test_a_broker_that_babbles_holds_up_neither_the_doors_nor_the_end(village: Village) -> None:
    class Babbling:
        def __init__(self) -> None:
            self.incoming: queue.Queue[Heard] = queue.Queue()
            for _ in range(200):
                self.incoming.put(Heard(EUI, None))

    work, babbling = unconnected(village), Babbling()
    work._take(babbling, village.cast.municipality.id)  # type: ignore[arg-type]
    assert babbling.incoming.qsize() == 150

    work.stopping.set()
    work._take(babbling, village.cast.municipality.id)  # type: ignore[arg-type]
    assert babbling.incoming.qsize() == 149


def test_devices_of_other_applications_are_not_heard(
    broker: ChirpBroker, eventually: Callable[..., None]
) -> None:
    network = broker.network()
    network.add(APPLICATION.replace("17", "18"), "0" * 16, lambda _: None)
    network.add(APPLICATION, EUI, lambda _: None)
    connection = Connection(LoraNetwork("wiesenburg-mark", APPLICATION, broker.wanted().address))
    connection.open()
    network.uplink("0" * 16, b"theirs")
    network.uplink(EUI, b"ours")

    eventually(lambda: connection.incoming.qsize() == 1, "ours is heard, which came later")

    assert connection.incoming.get_nowait() == Heard(EUI, b"ours")
    connection.close()
    network.close()


HOSTILE = [
    b"",
    b"\xff",
    b"null",
    b"[]",
    b'{"fPort":17}',
    b'{"fPort":17,"data":7}',
    b'{"fPort":17,"data":"###"}',
    b'{"fPort":17,"data":""}',
    b'{"fPort":"17","data":"AAAA"}',
    b'{"fPort":17,"data":"' + b"A" * 100 + b'"}',
    b"[" * 15_000,
    b'{"fPort":17,"data":"' + b"A" * 20_000 + b'"}',
    b'{"fPort":1' + b"0" * 6000 + b"}",
]


@pytest.mark.parametrize("payload", HOSTILE)
def test_an_event_that_cannot_be_read_is_none(payload: bytes) -> None:
    topic = f"application/{APPLICATION}/device/{EUI}/event/up"

    assert chirpstack.read(APPLICATION, topic, payload) is None
    good = json.dumps({"fPort": 17, "data": "AAAA"}).encode()
    assert chirpstack.read(APPLICATION, topic, good) is not None
    assert chirpstack.read(APPLICATION.replace("17", "18"), topic, good) is None
    for wrong in (topic.upper(), topic + "/x", topic.replace("/up", "/join"), f"x{topic}"):
        assert chirpstack.read(APPLICATION, wrong, good) is None
