"""Whatever comes in wrong: refused, told once, the last good state kept, valid codes still open.

One row for each way, over the real door and the real link. Garbage on the wires of keypad and scanner has a
storm of its own (`test_garbage.py`), as have cards that fail (`test_full_card.py`, `test_mutants.py`), door
profiles (`test_settings.py`, `test_lint.py`), and two devices with one identity
(`tests/booking_server/services/doors/test_heartbeats.py`).
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lock_agent import journal, snapshots
from lock_agent.bench.door_controls import Watcher
from lock_agent.contract import topics
from lock_agent.contract.commands import Command
from lock_agent.contract.envelope import seal
from lock_agent.contract.time import TimeAnswer
from lock_agent.contract.topics import Channel
from lock_agent.core.values import CodeEntered, Scanned
from lock_agent.link import Link
from lock_agent.loop import Loop
from lock_agent.machine import Machine
from lock_agent.peers import DOOR, LINK, Peer
from lock_agent.settings import load_settings
from lock_agent.site import Site
from lock_agent.transport import Handlers
from lock_agent.units import open_door
from tests.lock_agent.bench import NOON, WEDDING, Bench
from tests.lock_agent.server import BENKEN, KEY, KID, RIGHT_PIN, WRONG_PIN
from tests.lock_agent.stores import a_store, applied, sealed

FUTURE_S = 10 * 365 * 86400


class Hands:
    """Strike and signals that count how often they opened."""

    def __init__(self) -> None:
        self.pulses: list[int] = []

    def pulse(self, ms: int) -> None:
        self.pulses.append(ms)

    def show(self, pattern: str) -> None:
        """Nobody looks."""

    def secure(self) -> None:
        """Nothing is energised here."""

    def close(self) -> None:
        """Nothing to let go of."""


class Wire:
    """A transport that is there at once and takes what is said."""

    def __init__(self, handlers: Handlers) -> None:
        self.handlers = handlers
        self.said: list[tuple[Channel, bytes]] = []

    def knock(self, will: bytes) -> None:
        self.handlers.connected()

    def publish(self, channel: Channel, body: bytes) -> int:
        self.said.append((channel, body))
        return len(self.said)

    def subscribe(self, *channels: Channel) -> None:
        """Nothing is kept here."""

    def leave(self) -> None:
        """Nobody listens."""

    def drop(self) -> None:
        """Nothing is open."""


class Door:
    """A door and its link with one good pair of snapshots, version 3, and a wire to say anything on."""

    def __init__(self, data: Path) -> None:
        store = a_store(data)
        with store.transaction() as connection:
            for kind in snapshots.KINDS:
                snapshots.store(connection, kind, applied(kind, 3, RIGHT_PIN))
        store.close()
        self.loop, self.hands, self.watcher = Loop(), Hands(), Watcher()
        site = Site(data, load_settings(), Machine(), "monday")
        self.unit = open_door(site, self.loop, strike=self.hands, signals=self.hands, observe=self.watcher)
        self.wires: list[Wire] = []
        peer = Peer(data, LINK, DOOR)
        self.link = Link(
            site.open_store(), machine=site.machine, door=peer, loop=self.loop, has_rtc=True, mqtt=self._wire
        )
        self.loop.watch(peer, self.link.hear)
        self.turn()

    def _wire(self, handlers: Handlers) -> Wire:
        self.wires.append(Wire(handlers))
        return self.wires[-1]

    def hear(self, channel: Channel, raw: bytes, *, retained: bool = False) -> None:
        """Let the server say something."""
        self.link.received(topics.topic(channel, BENKEN), raw, retained=retained)
        self.turn()

    def turn(self) -> None:
        """Let both units do what there is to do."""
        for _ in range(8):
            self.loop.turn(0)

    def type(self, digits: str) -> str:
        self.unit.door.feed(CodeEntered(digits))
        return str(self.watcher.take()["reason"])

    def versions(self) -> list[int]:
        return [snapshots.version(self.unit.store.reader, kind) for kind in snapshots.KINDS]

    def told(self, type_: str) -> list[dict[str, object]]:
        """Return what the journal says of one kind of event."""
        events = journal.pending(self.unit.store.reader, most=1000)
        return [dict(event.data) for event in events if event.type == type_]

    def close(self) -> None:
        self.link.close()
        self.unit.close()
        self.loop.close()


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    one = Door(tmp_path / "door")
    yield one
    one.close()


def command(door: Door, **changes: object) -> bytes:
    """Return an order to open that this very session would obey, but for what is changed."""
    now = int(time.time())
    order = {"session": door.link._uplink.session, "exp": now + 10} | {
        name: changes.pop(name) for name in ("session", "exp") if name in changes
    }
    name = str(changes.pop("id", "c0ffee-0001"))
    body = Command(name, "unlatch", {}, by="schmidt", why="Lieferung", **order).to_body()  # type: ignore[arg-type]
    values = {"t": "cmd", "dev": BENKEN, "ver": now, "iat": now, "exp": now + 10, "kid": KID, "key": KEY}
    return seal(**values | changes, body=body)  # type: ignore[arg-type]


def unsigned(raw: bytes) -> bytes:
    """Return an envelope whose signature is another one's."""
    head, _, rest = raw.partition(b'"sig":"')
    return head + b'"sig":"' + b"A" * 86 + b'=="' + rest.partition(b'"')[2]


Spoil = Callable[[bytes], bytes]
SPOILT: dict[str, Spoil] = {
    "corrupt": lambda raw: raw[:80] + bytes([raw[80] ^ 1]) + raw[81:],
    "truncated": lambda raw: raw[: len(raw) // 2],
    "empty": lambda _: b"",
    "rubbish": lambda _: b"\xff\x00" * 40,
    "not an object": lambda _: b"[]",
    "unsigned": unsigned,
}
KINDS = [("cfg", Channel.CFG), ("creds", Channel.CREDS)]


def bad_snapshots(kind: str) -> dict[str, bytes]:
    """Return a snapshot for each way of being wrong; the credentials in them would let another PIN in."""
    good = sealed(kind, 4, WRONG_PIN)
    largest = topics.max_bytes(Channel.CFG if kind == "cfg" else Channel.CREDS)
    return {name: spoil(good) for name, spoil in SPOILT.items()} | {
        "old": sealed(kind, 2, WRONG_PIN),
        "foreign": sealed(kind, 4, WRONG_PIN, dev="d-schlamau"),
        "of another kind": sealed(kind, 4, WRONG_PIN, t="cmd"),
        "of an unknown key": sealed(kind, 4, WRONG_PIN, kid="s9"),
        "oversized": good + b" " * largest,
        "without a body": sealed(kind, 4, body=b""),
        "from the future": sealed(kind, 4, body=b'{"v":7}'),
    }


@pytest.mark.parametrize(("kind", "channel"), KINDS)
def test_bad_snapshots_change_nothing_and_a_storm_of_them_is_told_once(
    door: Door, kind: str, channel: Channel
) -> None:
    for what, raw in bad_snapshots(kind).items():
        for _ in range(5):
            door.hear(channel, raw, retained=True)
        assert door.versions() == [3, 3], what

    assert (door.type(RIGHT_PIN), door.type(WRONG_PIN)) == ("ok", "unknown")
    assert len([data for data in door.told("snapshot") if "rejected" in data]) == 1
    door.hear(channel, sealed(kind, 5, RIGHT_PIN))
    assert 5 in door.versions()


def bad_commands(door: Door) -> dict[str, tuple[bytes, bool]]:
    """Return an order to open for each way of being wrong, and whether the broker had kept it."""
    now, good = int(time.time()), command(door)
    return {name: (spoil(good), False) for name, spoil in SPOILT.items()} | {
        "old": (command(door, exp=now - 1), False),
        "of another session": (command(door, session="0ld-5e5510n"), False),
        "foreign": (command(door, dev="d-schlamau"), False),
        "of another kind": (command(door, t="creds"), False),
        "of an unknown key": (command(door, kid="s9"), False),
        "oversized": (good + b" " * topics.max_bytes(Channel.CMD), False),
        "kept by the broker": (good, True),
    }


def test_a_bad_command_opens_nothing(door: Door) -> None:
    now = int(time.time())
    nonce = parse_nonce(door)
    answer = TimeAnswer(nonce, now).to_body()
    head = {"t": "time", "dev": BENKEN, "ver": now, "iat": now, "exp": now + 60, "kid": KID}
    door.hear(Channel.TIME, seal(**head, body=answer, key=KEY))  # type: ignore[arg-type]

    for what, (raw, retained) in bad_commands(door).items():
        door.hear(Channel.CMD, raw, retained=retained)
        assert door.hands.pulses == [], what

    assert door.type(RIGHT_PIN) == "ok"
    assert len(door.hands.pulses) == 1
    door.hear(Channel.CMD, command(door, id="c0ffee-0002"))
    assert len(door.hands.pulses) == 2, "a good one is obeyed after all that"


def parse_nonce(door: Door) -> str:
    """Return the nonce of the newest report."""
    from lock_agent.contract.status import parse_report

    reports = [parse_report(body) for channel, body in door.wires[-1].said if channel is Channel.REP]
    assert reports[-1].time_nonce
    return reports[-1].time_nonce


def test_rubbish_on_any_other_channel_changes_nothing(door: Door) -> None:
    door.type(RIGHT_PIN)
    waiting = journal.outbox(door.unit.store.reader).depth

    for channel in (Channel.ACK, Channel.TIME, Channel.CMD):
        for spoil in SPOILT.values():
            door.hear(channel, spoil(sealed("creds", 4, WRONG_PIN)))

    assert door.link.online
    assert journal.outbox(door.unit.store.reader).depth == waiting, "nothing is forgotten"
    assert door.type(RIGHT_PIN) == "ok"


NO_CODES = ("", "0", "9" * 201, "9" * 5000, "A" * 201, "\x00" * 50, "8162812205988382053", "١٢٣٤٥٦٧٨", "-1")


def test_what_is_no_code_opens_nothing_and_keeps_nobody_out(door: Door) -> None:
    for text in NO_CODES:
        door.unit.door.feed(Scanned(text))
        door.unit.door.feed(CodeEntered(text))
    assert door.hands.pulses == []

    assert door.type(RIGHT_PIN) == "ok"


LIES = {"1970": 0, "yesterday": NOON - 86400, "tomorrow": NOON + 86400, "2036": NOON + FUTURE_S}


@pytest.mark.parametrize("wall", LIES.values(), ids=LIES)
def test_a_time_server_that_lies_is_not_asked_while_the_server_answers(wall: int) -> None:
    bench = Bench(NOON + 3 * 3600).connect()

    bench.set_clock(wall)

    assert bench.enter(WEDDING) == "ok"
    bench.mono_ms += 12 * 3600 * 1000
    assert bench.enter(WEDDING) == "expired", "nor does it make a code last longer"


def test_a_time_server_that_lies_to_a_dark_door_is_told_of_once_and_revives_nothing() -> None:
    bench = Bench(NOON + 15 * 3600)
    assert bench.enter(WEDDING) == "expired"
    for wall in (0, NOON + 3 * 3600, NOON + FUTURE_S, NOON + 4 * 3600):
        assert bench.set_clock(wall).enter(WEDDING) == "expired"

    bench.boot()
    assert bench.enter(WEDDING) == "expired"
