"""Server and broker on one machine, a door on another: two network namespaces and a cable between them.

`python -m tests.end_to_end.apart FOLDER MOSQUITTO`, to be run as root of a network namespace of its own
(`unshare -rn`): everything real, the broker with the configuration and the certificates as shipped. Prints
what it saw as one JSON object.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from booking_server.domain.access import DoorCodeStatus
from booking_server.domain.commands import CommandState, DoorCommand
from booking_server.domain.people import Person
from booking_server.jobs.worker import run_worker
from booking_server.locks.keyring import Keyring
from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import BookingPage, booking_by_id
from booking_server.services.doors import device_enrolment, enrolments, remote_release
from booking_server.services.doors.device_enrolment import BrokerForDoors
from booking_server.services.foundation.house import House, Policy, utc_now
from booking_server.services.operation.verify import verify
from booking_server.settings import load_settings
from booking_server.storage.database import open_database
from calendars.period import Period
from lock_agent import identity
from lock_agent.contract import enrolling
from tests.booking_server.locks.secured import SecuredBroker
from tests.builders import MASTER_KEY, Cast, a_request, migrated, populate
from tests.lock_agent.hall import SLUG, Simulator
from tests.waiting import until

SERVER, DOOR, PORT = "10.99.0.1", "10.99.0.2", 8883
ONLINE_S = 60.0


class Cable:
    """The cable between this namespace and the door's; pulled, nothing passes and nobody is told."""

    def __init__(self) -> None:
        self._there = subprocess.Popen(["unshare", "-n", "sleep", "3600"])
        until(lambda: _namespace(self._there.pid) != _namespace(os.getpid()), "a second namespace")
        for command in (
            "ip link set lo up",
            f"ip link add v-server type veth peer name v-door netns {self._there.pid}",
            f"ip address add {SERVER}/24 dev v-server",
            "ip link set v-server up",
            f"nsenter -t {self._there.pid} -n ip link set lo up",
            f"nsenter -t {self._there.pid} -n ip address add {DOOR}/24 dev v-door",
            f"nsenter -t {self._there.pid} -n ip link set v-door up",
        ):
            subprocess.run(command.split(), check=True)

    @property
    def inside(self) -> tuple[str, ...]:
        """What to put before a command so that it runs at the door."""
        return ("nsenter", "-t", str(self._there.pid), "-n")

    def plug(self, in_: bool) -> None:
        subprocess.run(["ip", "link", "set", "v-server", "up" if in_ else "down"], check=True)

    def close(self) -> None:
        self._there.kill()
        self._there.wait()


class ADoor(Simulator):
    """A door in processes of its own that was enrolled as a technician would."""

    def __init__(self, directory: Path, house: House, cast: Cast, inside: tuple[str, ...]) -> None:
        directory.mkdir()
        self.inside, self.data = inside, directory / SLUG
        self.data.mkdir(mode=0o700)
        self.device = enrolled(house, cast, self.data)
        self._control, self._config = directory / "control", directory / "bench.json"
        doors = [{"slug": SLUG, "data": str(self.data), "processes": True}]
        self._config.write_text(json.dumps({"control": str(self._control), "doors": doors}))
        self._process = None

    def enter(self, digits: str) -> bool:
        """Type digits and `#`; return whether the door opened."""
        return bool(self.ask(op="keys", keys=f"{digits}#")["granted"])

    def hold_up(self, qr: str) -> bool:
        """Hold a QR code before the scanner; return whether the door opened."""
        return bool(self.ask(op="scan", text=qr)["granted"])


def enrolled(house: House, cast: Cast, data: Path) -> str:
    minted = enrolments.mint(house, cast.frau_weber, cast.benken.slug, name="Eingang")
    token, draft = enrolling.read_token(minted.token), data / identity.DRAFT
    key = identity.own_key(draft)
    device_enrolment.claim(house, enrolling.Claim(token, identity.request_for(key)))
    public_key = enrolling.public_key_of(identity.request_for(key))
    enrolments.compare(
        house, cast.frau_weber, minted.enrolment.token_id, enrolling.match_code(token, public_key)
    )
    asked = enrolling.ask(key, minted.enrolment.token_id, iat=int(time.time()))
    answer = device_enrolment.collect(house, asked, BrokerForDoors(SERVER, PORT))
    return identity.adopt(data, answer, draft, server="https://dgh.example.org").device


class Story:
    """What happens, in order, and what was seen of it."""

    def __init__(self, house: House, door: ADoor, broker: SecuredBroker, cable: Cable) -> None:
        self.house, self.door, self.broker, self.cable = house, door, broker, cable
        self.seen: dict[str, object] = {}

    def book(self, space: str, *, days: int = 0) -> BookingPage:
        """Book a room from now on, or for a later day."""
        start = utc_now().replace(second=0, microsecond=0) + timedelta(days=days)
        wish = a_request(period=Period(start, start + timedelta(hours=1)), space_slugs=(space,), persons=5)
        return booking_by_id(self.house, bookings.book(self.house, wish).booking.id)

    def is_at_the_door(self, page: BookingPage) -> bool:
        (door,) = booking_by_id(self.house, page.booking.id).doors
        return door.status in (DoorCodeStatus.ON_DOOR, DoorCodeStatus.ACTIVE)

    def release(self) -> CommandState:
        """Open the door from the desk; return what is known of it when its ten seconds are over."""
        with self.house.reading() as uow:
            head = next(one for one in uow.people.all() if one.name == "Frau Stolle")
        asked = remote_release.open_now(self.house, head, self.door.device, why="Zettel vergessen")
        until(lambda: self._known(head, asked.id).is_final(utc_now()), "an answer or none", seconds=15)
        return self._known(head, asked.id).state

    def _known(self, head: Person, command_id: str) -> DoorCommand:
        return remote_release.look(self.house, head, command_id)[0]

    def events(self) -> int:
        with self.house.reading() as uow:
            return uow.door_events.count(self.door.device)

    def is_settled(self) -> bool:
        """Whether the server has every event of the door: as many as it wrote, unbroken (`verify`)."""
        outbox = self.door.ask(op="state")["outbox"]
        return bool(outbox["depth"] == 0 and outbox["last_seq"] == self.events())

    def tell(self) -> dict[str, object]:
        first = self.book("saal")
        until(lambda: self.is_at_the_door(first), "the code is at the door", seconds=ONLINE_S)
        assert first.codes is not None
        self.seen["opened over the cable"] = self.door.enter(first.codes.pin)
        until(self.is_settled, "the event arrived", seconds=ONLINE_S)

        self.seen["opened from the desk"] = self.release().value
        self.cable.plug(False)
        self.seen["desk, cable pulled"] = self.release().value
        self._without_network(first.codes.pin)
        self.cable.plug(True)
        until(self.is_settled, "every event arrived once", seconds=ONLINE_S)
        self.seen["events after the outage"] = self.events()

        self.broker.stop(signal.SIGKILL)
        self.broker.wipe()
        late = self.book("saal", days=1)
        self.seen["opened without a broker"] = self.door.enter(first.codes.pin)
        self.broker.start()
        until(lambda: self.is_at_the_door(late), "the wiped broker's door knows the news", seconds=ONLINE_S)
        until(self.is_settled, "every event arrived once", seconds=ONLINE_S)
        assert late.codes is not None
        self.seen["events in all"] = self.events()
        self.seen["verify"] = list(verify(self.house))
        return self.seen

    def _without_network(self, known: str) -> None:
        codes = self.book("kueche").codes
        assert codes is not None
        self.seen["dark: a known PIN"] = self.door.enter(known)
        self.seen["dark: an unheard PIN"] = self.door.enter(codes.pin)
        self.seen["dark: its QR code"] = self.door.hold_up(codes.qr)


def main(folder: Path, mosquitto: Path) -> None:
    """Run the story in `folder`."""
    url, keyring = migrated(f"sqlite:///{folder / 'village.db'}"), Keyring.from_master(MASTER_KEY)
    house = House(open_database(url), keyring, Policy(grace=timedelta(hours=1)), utc_now)
    cast, stopping = populate(house), threading.Event()
    with closing(Cable()) as cable:
        broker = SecuredBroker(folder / "broker", PORT, mosquitto, keyring, host=SERVER)
        broker.start()
        _, cert, key = broker.identity("server", as_file="worker")
        read = {
            "DATABASE_URL": url,
            "MASTER_KEY": MASTER_KEY.hex(),
            "SECRET_KEY": "11" * 32,
            "MQTT_HOST": SERVER,
        }
        settings = load_settings(read | {"MQTT_CA": broker.authority, "MQTT_CERT": cert, "MQTT_KEY": key})
        worker = threading.Thread(target=run_worker, args=(house, replace(settings), stopping))
        worker.start()
        door = ADoor(folder / "doors", house, cast, cable.inside)
        try:
            door.start()
            print(json.dumps(Story(house, door, broker, cable).tell()))
        finally:
            door.stop()
            stopping.set()
            worker.join()
            broker.stop()


def _namespace(pid: int) -> str:
    return os.readlink(f"/proc/{pid}/ns/net")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
