"""The embedded broker: the same promises from both kinds, asserted on what is delivered."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from booking_server.locks.broker import BrokerFailed, Credentials, EmbeddedBroker, new_password, open_broker
from booking_server.locks.broker_limits import MAX_MESSAGE_BYTES, MAX_PACKET_BYTES
from tests.booking_server.locks.mqtt_client import Client
from tests.waiting import until

USERS = {
    "server": Credentials(new_password(), role="server"),
    "door-a": Credentials(new_password()),
    "door-b": Credentials(new_password()),
}
DOWN_A, UP_A = "dgh/1/d/door-a/dn/creds", "dgh/1/d/door-a/up/status"
DOWN_B, UP_B = "dgh/1/d/door-b/dn/creds", "dgh/1/d/door-b/up/status"

Connect = Callable[..., Client]


@pytest.fixture(params=["mosquitto", "amqtt"])
def broker(
    request: pytest.FixtureRequest, tmp_path: Path, free_port: Callable[[], int], mosquitto: Path
) -> Iterator[EmbeddedBroker]:
    one = open_broker(tmp_path / "broker", free_port(), USERS, prefer=request.param)
    one.start()
    yield one
    one.stop()


@pytest.fixture
def connect(broker: EmbeddedBroker) -> Iterator[Connect]:
    clients: list[Client] = []

    def one(user: str, password: str | None = None, **options: object) -> Client:
        client = Client(broker.port, user, password or USERS[user].password, **options)
        clients.append(client)
        return client

    yield one
    for client in clients:
        client.close()


def test_a_message_reaches_whoever_subscribed(connect: Connect) -> None:
    server, door = connect("server"), connect("door-a")
    server.subscribe("dgh/1/d/+/up/#")
    door.subscribe("dgh/1/d/door-a/dn/#")

    door.publish(UP_A, b"from the door")
    server.publish(DOWN_A, b"to the door")

    server.expect([(UP_A, b"from the door")])
    door.expect([(DOWN_A, b"to the door")])


def test_messages_arrive_in_the_order_they_were_sent(connect: Connect) -> None:
    server, door = connect("server"), connect("door-a")
    server.subscribe("dgh/1/d/+/up/#")
    numbered = [b"%d" % number for number in range(60)]

    for payload in numbered:
        door.publish("dgh/1/d/door-a/up/evt", payload)

    server.expect([("dgh/1/d/door-a/up/evt", payload) for payload in numbered], seconds=20)


def test_a_retained_message_waits_for_a_later_subscriber_and_can_be_cleared(connect: Connect) -> None:
    server, door = connect("server"), connect("door-a")
    server.publish(DOWN_A, b"snapshot", retain=True)

    door.subscribe("dgh/1/d/door-a/dn/#")
    door.expect([(DOWN_A, b"snapshot")])

    server.publish(DOWN_A, b"", retain=True)
    door.expect([(DOWN_A, b"snapshot"), (DOWN_A, b"")])
    door.close()
    again = connect("door-a")
    again.subscribe("dgh/1/d/door-a/dn/#")
    server.publish("dgh/1/d/door-a/dn/cmd", b"last")
    again.expect([("dgh/1/d/door-a/dn/cmd", b"last")])


def test_a_client_that_subscribed_to_nothing_is_sent_nothing(connect: Connect) -> None:
    server, door = connect("server"), connect("door-b")
    server.publish(DOWN_A, b"of another door", retain=True)
    door.subscribe(DOWN_B)
    door.close()
    first = connect("door-a")
    first.subscribe(DOWN_A)
    first.expect([(DOWN_A, b"of another door")])

    stranger = connect("door-b")
    stranger.subscribe(DOWN_B)
    server.publish(DOWN_B, b"marker")

    stranger.expect([(DOWN_B, b"marker")])


def test_the_will_is_sent_when_a_connection_breaks_and_stays_for_later_readers(connect: Connect) -> None:
    server = connect("server")
    server.subscribe("dgh/1/d/+/up/#")
    door = connect("door-a", will=(UP_A, b"away"))

    door.break_off()

    server.expect([(UP_A, b"away")])
    server.close()
    later = connect("server")
    later.subscribe(UP_A)
    later.expect([(UP_A, b"away")])


def test_the_will_is_not_sent_after_a_goodbye(connect: Connect) -> None:
    server = connect("server")
    server.subscribe("dgh/1/d/+/up/#")
    connect("door-a", will=(UP_A, b"away")).close()

    connect("door-b").publish(UP_B, b"marker")

    server.expect([(UP_B, b"marker")])


def test_a_persistent_session_gets_what_came_while_it_was_away(connect: Connect) -> None:
    server = connect("server")
    door = connect("door-a", clean_session=False)
    door.subscribe("dgh/1/d/door-a/dn/#")
    door.close()

    for number in range(5):
        server.publish("dgh/1/d/door-a/dn/cmd", b"%d" % number)
    back = connect("door-a", clean_session=False)

    back.expect([("dgh/1/d/door-a/dn/cmd", b"%d" % number) for number in range(5)])


def test_a_clean_session_gets_nothing_of_what_came_while_it_was_away(connect: Connect) -> None:
    server = connect("server")
    door = connect("door-a", clean_session=False)
    door.subscribe("dgh/1/d/door-a/dn/#")
    door.close()
    server.publish("dgh/1/d/door-a/dn/cmd", b"missed")

    back = connect("door-a", clean_session=True)
    back.subscribe("dgh/1/d/door-a/dn/#")
    server.publish("dgh/1/d/door-a/dn/cmd", b"marker")

    back.expect([("dgh/1/d/door-a/dn/cmd", b"marker")])


@pytest.mark.parametrize("clean_session", [True, False])
def test_a_second_connection_of_a_user_takes_over_and_stays(connect: Connect, clean_session: bool) -> None:
    server = connect("server")
    first = connect("door-a", clean_session=clean_session)
    first.subscribe("dgh/1/d/door-a/dn/#")

    second = connect("door-a", clean_session=clean_session)
    second.subscribe("dgh/1/d/door-a/dn/#")
    first.expect_connection_lost()
    server.publish(DOWN_A, b"for the second")

    second.expect([(DOWN_A, b"for the second")])
    assert first.received == []


@pytest.mark.parametrize(
    ("user", "password"),
    [("door-a", "wrong"), ("door-c", "unknown"), ("door-a", USERS["door-b"].password)],
    ids=["wrong password", "unknown user", "password of another"],
)
def test_a_wrong_password_is_refused_and_disturbs_nobody(
    connect: Connect, broker: EmbeddedBroker, user: str, password: str
) -> None:
    server = connect("server")
    rightful = connect("door-a", clean_session=False)
    rightful.subscribe("dgh/1/d/door-a/dn/#")

    assert Client(broker.port, user, password, wait=False).refused()

    server.publish(DOWN_A, b"still here")
    rightful.expect([(DOWN_A, b"still here")])


def test_a_claimed_client_id_of_another_device_does_not_turn_it_out(connect: Connect) -> None:
    server = connect("server")
    rightful = connect("door-a")
    rightful.subscribe("dgh/1/d/door-a/dn/#")

    connect("door-b", client_id="door-a")
    server.publish(DOWN_A, b"still here")

    rightful.expect([(DOWN_A, b"still here")])


@pytest.mark.parametrize(
    "pattern",
    [DOWN_A, UP_A, UP_B, "dgh/1/d/door-a/#", "dgh/1/d/+/dn/#", "dgh/1/d/+/up/#", "dgh/1/#", "#", "+/+/+/+/#"],
)
def test_a_device_reads_nothing_but_its_own_downward_topics(connect: Connect, pattern: str) -> None:
    server, owner, spy = connect("server"), connect("door-a"), connect("door-b")
    server.publish(DOWN_A, b"retained secret", retain=True)
    spy.subscribe(pattern)
    spy.subscribe(DOWN_B)

    server.publish(DOWN_A, b"secret")
    owner.publish(UP_A, b"secret", retain=True)
    spy.publish(UP_B, b"own voice")
    server.publish("dgh/1/server/secret", b"secret")
    server.publish(DOWN_B, b"marker")

    until(lambda: (DOWN_B, b"marker") in spy.received, "the spy hears its own topic")
    assert {topic for topic, _ in spy.received} == {DOWN_B}


@pytest.mark.parametrize(
    "topic", [DOWN_A, UP_A, DOWN_B, "dgh/1/server/x", "dgh/1/d/door-b/upward", "other/topic"]
)
def test_a_device_writes_nothing_but_its_own_upward_topics(connect: Connect, topic: str) -> None:
    server, other, liar = connect("server"), connect("door-a"), connect("door-b")
    server.subscribe("dgh/1/#")
    other.subscribe("dgh/1/d/door-a/dn/#")

    liar.publish(topic, b"lie", retain=True, acknowledged=False)
    connect("door-b").publish(UP_B, b"marker")
    server.publish(DOWN_A, b"marker")

    server.expect([(UP_B, b"marker"), (DOWN_A, b"marker")])
    other.expect([(DOWN_A, b"marker")])


def test_a_device_leaves_no_will_on_a_topic_of_another(connect: Connect, broker: EmbeddedBroker) -> None:
    server = connect("server")
    server.subscribe("dgh/1/#")

    liar = Client(broker.port, "door-b", USERS["door-b"].password, will=(UP_A, b"lie"), wait=False)
    liar.settle()
    liar.break_off()
    connect("door-a").publish("dgh/1/d/door-a/up/rep", b"marker")

    server.expect([("dgh/1/d/door-a/up/rep", b"marker")])


def test_a_message_above_the_bound_reaches_nobody_and_stops_nothing(connect: Connect) -> None:
    server, door = connect("server"), connect("door-a")
    server.subscribe("dgh/1/d/+/up/#")

    door.publish(UP_A, bytes(MAX_PACKET_BYTES + 1), acknowledged=False)
    connect("door-b").publish(UP_B, b"marker")

    server.expect([(UP_B, b"marker")])


def test_the_largest_message_of_the_protocol_fits(connect: Connect) -> None:
    server, door = connect("server"), connect("door-a")
    door.subscribe(DOWN_A)
    snapshot = os.urandom(MAX_MESSAGE_BYTES)

    server.publish(DOWN_A, snapshot)

    door.expect([(DOWN_A, snapshot)])


def test_users_can_be_replaced_while_it_runs(connect: Connect, broker: EmbeddedBroker) -> None:
    gone, kept = connect("door-a"), connect("door-b")
    newcomer = Credentials(new_password())
    kept.subscribe(DOWN_B)

    broker.set_users({"server": USERS["server"], "door-b": USERS["door-b"], "door-c": newcomer})

    gone.expect_connection_lost()
    until(lambda: not Client(broker.port, "door-c", newcomer.password, wait=False).refused(), "door-c enters")
    assert Client(broker.port, "door-a", USERS["door-a"].password, wait=False).refused()
    connect("server").publish(DOWN_B, b"still here")
    kept.expect([(DOWN_B, b"still here")])


def test_it_serves_again_after_kill_9(connect: Connect, broker: EmbeddedBroker) -> None:
    connect("server").publish(DOWN_A, b"before", retain=True)
    assert broker.pid is not None
    os.kill(broker.pid, signal.SIGKILL)
    until(lambda: broker.pid is None, "it is dead")

    broker.start()

    door = connect("door-a")
    door.subscribe(DOWN_A)
    connect("server").publish(DOWN_A, b"after", retain=True)
    until(lambda: (DOWN_A, b"after") in door.received, "the message after the restart")


@pytest.mark.parametrize("kept", [True, False], ids=["mosquitto", "amqtt"])
def test_retained_messages_over_a_restart(
    kept: bool, tmp_path: Path, free_port: Callable[[], int], mosquitto: Path
) -> None:
    broker = open_broker(tmp_path, free_port(), USERS, prefer="mosquitto" if kept else "amqtt")
    broker.start()
    server = Client(broker.port, "server", USERS["server"].password)
    server.publish(DOWN_A, b"snapshot", retain=True)
    server.close()

    broker.stop()
    broker.start()

    door = Client(broker.port, "door-a", USERS["door-a"].password)
    door.subscribe(DOWN_A)
    server = Client(broker.port, "server", USERS["server"].password)
    server.publish(DOWN_A, b"marker")
    door.expect([(DOWN_A, b"snapshot"), (DOWN_A, b"marker")] if kept else [(DOWN_A, b"marker")])
    server.close()
    door.close()
    broker.stop()


def test_a_taken_port_is_said_plainly(broker: EmbeddedBroker, tmp_path: Path) -> None:
    second = open_broker(tmp_path / "second", broker.port, USERS, prefer=broker.kind)

    with pytest.raises(BrokerFailed, match=f"port {broker.port} of 127.0.0.1 is taken"):
        second.start()
