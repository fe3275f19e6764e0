"""I6: with everything one door knows nobody hears, speaks for, kicks or exhausts another one.

Identities x topics on the broker as it is shipped, over mTLS. A granted subscription proves nothing, and an
acknowledged publish neither: only what was delivered counts.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from booking_server.locks.keyring import Keyring
from booking_server.locks.link import ServerLink
from booking_server.settings import BrokerAddress
from lock_agent.contract.topics import Channel
from tests.booking_server.locks.mqtt_client import Client
from tests.booking_server.locks.secured import SecuredBroker, now
from tests.waiting import until

OURS, THEIRS = Keyring.from_master(bytes(32)), Keyring.from_master(bytes(31) + b"\1")
DOORS = ("d-reetz", "d-benken", "d-belzig")
"""Two doors of one municipality and one of another: the broker knows no difference."""

UP = tuple(channel.value for channel in Channel if channel.value.startswith("up/"))
DOWN = tuple(channel.value for channel in Channel if channel.value.startswith("dn/"))
BEYOND = (
    "dgh/1/d",
    "dgh/1/all",
    "dgh/1/d/d-reetz",
    "dgh/2/d/d-reetz/up/evt",
    "$SYS/broker/uptime",
    "homeassistant/lock",
)
GREEDY = (
    "#", "+/#", "dgh/#", "dgh/1/#", "dgh/1/d/#", "dgh/1/d/+/dn/#", "dgh/1/d/+/up/#", "dgh/1/d/+/+/creds",
    "$SYS/#", "$share/all/dgh/1/d/+/dn/#", "$share/all/#",
)  # fmt: skip


@pytest.fixture(scope="module")
def broker(
    tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int], mosquitto: Path
) -> Iterator[SecuredBroker]:
    one = SecuredBroker(tmp_path_factory.mktemp("secured") / "broker", free_port(), mosquitto, OURS)
    one.start()
    yield one
    one.stop()


@pytest.fixture
def connect(broker: SecuredBroker) -> Iterator[Callable[..., Client]]:
    clients: list[Client] = []

    def one(name: str, **options: object) -> Client:
        clients.append(broker.connect(name, broker.identity(name), **options))
        return clients[-1]

    yield one
    for client in clients:
        client.close()


def own(door: str) -> set[str]:
    return {f"dgh/1/d/{door}/{end}" for end in UP}


def test_only_what_is_a_door_s_own_is_delivered_whoever_says_it(connect: Callable[..., Client]) -> None:
    server, doors = connect("server"), {name: connect(name) for name in DOORS}
    server.subscribe("dgh/#")
    server.subscribe("#")
    for name, door in doors.items():
        door.subscribe(f"dgh/1/d/{name}/dn/#")
    topics = [f"dgh/1/d/{name}/{end}" for name in DOORS for end in (*UP, *DOWN)]

    for name, door in doors.items():
        for topic in (*topics, *BEYOND):
            door.publish(topic, name.encode())

    expected = sorted((topic, name.encode()) for name in DOORS for topic in own(name))
    server.publish("dgh/1/d/d-reetz/dn/ack", b"the last")
    until(lambda: ("dgh/1/d/d-reetz/dn/ack", b"the last") in doors["d-reetz"].received, "the last word")
    heard = sorted(set(server.received) - {("dgh/1/d/d-reetz/dn/ack", b"the last")})
    assert heard == expected
    assert doors["d-reetz"].received == [("dgh/1/d/d-reetz/dn/ack", b"the last")]
    assert [door.received for name, door in doors.items() if name != "d-reetz"] == [[], []]


def test_a_door_hears_what_is_meant_for_it_whatever_it_asks_for(connect: Callable[..., Client]) -> None:
    server, doors = connect("server"), {name: connect(name) for name in DOORS}
    for name, door in doors.items():
        other = next(one for one in DOORS if one != name)
        for pattern in (
            *GREEDY,
            f"dgh/1/d/{other}/#",
            f"dgh/1/d/{other}/dn/creds",
            f"dgh/1/d/{other}/up/evt",
        ):
            door.subscribe(pattern)
        door.subscribe(f"dgh/1/d/{name}/dn/#")

    for name, door in doors.items():
        for end in DOWN:
            server.publish(f"dgh/1/d/{name}/{end}", end.encode(), retain=end in {"dn/cfg", "dn/creds"})
        door.publish(f"dgh/1/d/{name}/up/evt", b"event")
    server.publish("dgh/1/all", b"everybody")
    for name in DOORS:
        server.publish(f"dgh/1/d/{name}/dn/cmd", b"the last")

    for name, door in doors.items():
        last = (f"dgh/1/d/{name}/dn/cmd", b"the last")
        until(lambda door=door, last=last: last in door.received, "the last word")
        assert {topic for topic, _ in door.received} == {f"dgh/1/d/{name}/{end}" for end in DOWN}
    late = connect("d-latecomer")
    for pattern in (*GREEDY, "dgh/1/d/d-latecomer/dn/#"):
        late.subscribe(pattern)
    server.publish("dgh/1/d/d-latecomer/dn/cmd", b"marker")
    late.expect([("dgh/1/d/d-latecomer/dn/cmd", b"marker")])
    for name in DOORS:
        for end in ("dn/cfg", "dn/creds"):
            server.publish(f"dgh/1/d/{name}/{end}", b"", retain=True)


def test_nobody_takes_another_door_s_place(broker: SecuredBroker, connect: Callable[..., Client]) -> None:
    server, reetz = connect("server"), connect("d-reetz", will=("dgh/1/d/d-reetz/up/status", b"away"))
    server.subscribe("dgh/1/d/+/up/#")
    reetz.subscribe("dgh/1/d/d-reetz/dn/#")

    thief = connect("d-benken", client_id="d-reetz")
    thief.subscribe("dgh/1/d/d-reetz/dn/#")
    named = broker.connect("d-reetz", broker.identity("d-benken", as_file="named"), client_id="server")
    named.close()
    server.publish("dgh/1/d/d-reetz/dn/cmd", b"still here")

    reetz.expect([("dgh/1/d/d-reetz/dn/cmd", b"still here")])
    assert thief.received == []
    assert server.received == []
    with_will = connect("d-belzig", will=("dgh/1/d/d-reetz/up/status", b"gone"))
    with_will.break_off()
    server.publish("dgh/1/d/d-reetz/dn/cmd", b"marker")
    reetz.expect([("dgh/1/d/d-reetz/dn/cmd", b"still here"), ("dgh/1/d/d-reetz/dn/cmd", b"marker")])
    assert server.received == []


def test_whoever_has_no_certificate_of_ours_is_turned_away(broker: SecuredBroker) -> None:
    assert not broker.turns_away(broker.identity("d-reetz", as_file="good"))
    for tls in (
        (broker.authority, None, None),
        broker.identity("server", own=THEIRS.authority_key, as_file="foreign"),
        broker.identity("d-reetz", at=now() - timedelta(days=800), as_file="over"),
        broker.identity("d-reetz", at=now() + timedelta(days=3), as_file="early"),
    ):
        assert broker.turns_away(tls), tls


def test_a_revoked_certificate_ends_and_another_of_the_same_door_does_not(
    tmp_path: Path, free_port: Callable[[], int], mosquitto: Path
) -> None:
    broker = SecuredBroker(tmp_path / "broker", free_port(), mosquitto, OURS)
    lost, new = (broker.identity("d-reetz", as_file=stem) for stem in ("lost", "new"))
    broker.start()
    assert not broker.turns_away(lost)
    broker.revoke([broker.serial_of(lost)])
    broker.stop()
    broker.start()

    assert broker.turns_away(lost)
    assert not broker.turns_away(new)
    broker.stop()


def test_the_server_s_own_link_speaks_with_its_certificate(
    broker: SecuredBroker, connect: Callable[..., Client]
) -> None:
    _, cert, key = broker.identity("server", as_file="worker")
    link = ServerLink(BrokerAddress("127.0.0.1", broker.port, "server", "", broker.authority, cert, key))
    link.start()
    until(link.connected.is_set, "the server is connected")
    door = connect("d-reetz")
    door.subscribe("dgh/1/d/d-reetz/dn/#")

    link.publish(Channel.CMD, "d-reetz", b"order")
    door.publish("dgh/1/d/d-reetz/up/evt", b"event")

    door.expect([("dgh/1/d/d-reetz/dn/cmd", b"order")])
    heard = link.incoming.get(timeout=5)
    assert (heard.door_id, heard.channel, heard.payload) == ("d-reetz", Channel.EVT, b"event")
    link.stop()


def test_an_oversized_message_reaches_nobody(connect: Callable[..., Client]) -> None:
    server, door = connect("server"), connect("d-reetz")
    server.subscribe("dgh/1/d/+/up/#")

    door.publish("dgh/1/d/d-reetz/up/evt", bytes(540_000), acknowledged=False)
    door.expect_connection_lost()
    connect("d-benken").publish("dgh/1/d/d-benken/up/evt", b"marker")

    server.expect([("dgh/1/d/d-benken/up/evt", b"marker")])
