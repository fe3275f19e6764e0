"""The worker between a real broker and a real database."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from booking_server.domain.access import DoorCodeStatus
from booking_server.domain.doors import HTTPS, DoorEvent
from booking_server.jobs.doors import DoorWork
from booking_server.jobs.mail import MailWork
from booking_server.locks.broker import Credentials, EmbeddedBroker, open_broker
from booking_server.locks.link import LinkDown, ServerLink
from booking_server.notices.mail import MailboxSender, MailNotSent, SmtpSender
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.bookings.booking_page import BookingPage, booking_by_id
from booking_server.services.people import sign_in
from booking_server.services.promises import snapshots
from booking_server.services.requests import mail_wishes
from booking_server.settings import BrokerAddress, MailServer
from lock_agent.contract import topics
from lock_agent.contract.errors import StaleVersion
from lock_agent.contract.topics import Channel
from tests.booking_server.doors import PaperDoor, acked, enrol
from tests.builders import Village, a_request
from tests.mails import text_of

Eventually = Callable[..., None]
SERVER = Credentials("server-password", "server")
DOOR = Credentials("door-password", "device")


@pytest.fixture(params=["mosquitto", "amqtt"])
def broker(
    request: pytest.FixtureRequest, tmp_path: Path, free_port: Callable[[], int]
) -> Iterator[EmbeddedBroker]:
    users = {"server": SERVER, "d-benken": DOOR}
    broker = open_broker(tmp_path / "broker", free_port(), users, prefer=request.param)
    broker.start()
    yield broker
    broker.stop()


class WiredDoor:
    """A paper door with a real connection: it applies what it hears and keeps what it is told."""

    def __init__(self, paper: PaperDoor, broker: EmbeddedBroker) -> None:
        self.paper = paper
        self.acked: list[int] = []
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=paper.id, protocol=mqtt.MQTTv311)
        self.client.username_pw_set(paper.id, DOOR.password)
        self.client.on_connect = lambda client, *_: client.subscribe(f"dgh/1/d/{paper.id}/dn/#", qos=1)
        self.client.on_message = self._on_message
        self.client.connect(broker.host, broker.port)
        self.client.loop_start()

    def _on_message(self, _client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        channel, door_id = topics.parse_topic(message.topic)
        if channel is Channel.ACK:
            self.acked.append(acked(bytes(message.payload)))
        elif channel in (Channel.CFG, Channel.CREDS):
            kind = channel.value.removeprefix("dn/")
            with suppress(StaleVersion):  # published again: what is applied already changes nothing
                self.paper.hear(door_id, kind, bytes(message.payload))
            self.say(Channel.REP, self.paper.report(1_790_000_000))

    def say(self, channel: Channel, payload: bytes) -> None:
        self.client.publish(topics.topic(channel, self.paper.id), payload, qos=1)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def wired(village: Village, broker: EmbeddedBroker, eventually: Eventually) -> Iterator[WiredDoor]:
    """A door at the broker, and the worker's door side at work."""
    paper = enrol(village.house, village.cast.benken)
    link = ServerLink(BrokerAddress(broker.host, broker.port, "server", SERVER.password))
    stopping = threading.Event()
    thread = threading.Thread(target=DoorWork(village.house, link, stopping).run)
    door = WiredDoor(paper, broker)
    link.start()
    thread.start()
    eventually(link.connected.is_set, "the worker listens")
    yield door
    stopping.set()
    thread.join()
    link.stop()
    door.close()


def page(village: Village, booking_id: str) -> BookingPage:
    return booking_by_id(village.house, booking_id)


def events(village: Village, booking_id: str) -> tuple[DoorEvent, ...]:
    return page(village, booking_id).events


def test_a_booking_reaches_its_door_and_a_cancellation_too(
    village: Village, wired: WiredDoor, eventually: Eventually
) -> None:
    booked = bookings.book(village.house, a_request()).booking

    def status() -> DoorCodeStatus:
        return page(village, booked.id).doors[0].status

    eventually(lambda: status() is DoorCodeStatus.ON_DOOR, "the code lies on the door")
    cancellations.cancel(village.house, booked.id)
    eventually(lambda: status() is DoorCodeStatus.GONE, "the door acknowledged the revocation")


def test_events_are_acknowledged_after_they_are_stored(
    village: Village, wired: WiredDoor, eventually: Eventually
) -> None:
    booked = bookings.book(village.house, a_request()).booking
    with village.house.reading() as uow:
        code = uow.access_codes.of_booking(booked.id)
    assert code is not None
    now = int(village.clock().timestamp())
    for _ in range(3):
        wired.paper.happen(now, granted=True, reason="ok", cred_ref=code.id)

    for _ in range(2):
        wired.say(Channel.EVT, wired.paper.batch(1, 3, now))

    eventually(lambda: wired.acked == [3, 3], "two acknowledgements")
    assert [event.seq for event in events(village, booked.id)] == [3, 2, 1]


def test_rubbish_from_a_door_is_dropped_and_recorded(
    village: Village, wired: WiredDoor, eventually: Eventually
) -> None:
    wired.say(Channel.EVT, b"\xff rubbish")
    wired.paper.happen(1_790_000_000, granted=False, reason="unknown")
    wired.say(Channel.EVT, wired.paper.batch(1, 1, 1_790_000_000))

    eventually(lambda: wired.acked == [1], "the good message was stored")
    with village.house.reading() as uow:
        assert "message_refused" in [row.action for row in uow.audit.of_subject("d-benken")]


def test_without_a_broker_bookings_go_on_and_reach_the_door_when_it_is_back(
    village: Village, broker: EmbeddedBroker, wired: WiredDoor, eventually: Eventually
) -> None:
    eventually(lambda: wired.paper.applied["creds"] > 0, "the first snapshot")
    broker.stop()

    booked = bookings.book(village.house, a_request()).booking
    assert page(village, booked.id).doors[0].status is DoorCodeStatus.PUBLISHED
    broker.start()

    def lies_on_door() -> bool:
        return page(village, booked.id).doors[0].status is DoorCodeStatus.ON_DOOR

    eventually(lies_on_door, "the code reached the door after all", seconds=20)


def test_one_hall_that_cannot_be_served_does_not_hold_up_the_others(
    village: Village, wired: WiredDoor, eventually: Eventually
) -> None:
    enrol(village.house, village.cast.reetz, "d-reetz1")
    poisoned = bookings.book(village.house, a_request("dgh-reetz")).booking
    with village.house.unit_of_work() as uow:
        code = uow.access_codes.of_booking(poisoned.id)
        assert code is not None
        uow.connection.exec_driver_sql("UPDATE access_codes SET pin_cipher = x'00' WHERE id = ?", (code.id,))
        uow.commit()

    booked = bookings.book(village.house, a_request()).booking

    def lies_on_door() -> bool:
        return page(village, booked.id).doors[0].status is DoorCodeStatus.ON_DOOR

    eventually(lies_on_door, "the other hall was served")


class FailingSender:
    """Refuses whatever goes to one address."""

    def __init__(self, poison: str, inner: MailboxSender) -> None:
        self.poison = poison
        self.inner = inner

    def send(self, message: EmailMessage) -> None:
        if self.poison in message["To"]:
            raise MailNotSent("refused")
        self.inner.send(message)


def mails(folder: Path) -> dict[str, EmailMessage]:
    """Return what was sent, by receiver."""
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in folder.glob("*.eml")]
    return {message["To"]: message for message in found if isinstance(message, EmailMessage)}


def test_organizer_and_ortsvorsteher_are_told(village: Village, tmp_path: Path) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau"))
    sign_in.request_link(village.house, "stolle@example.org")
    mail_wishes.set_mail_at_once(village.house, village.cast.herr_krueger, wanted=True)

    MailWork(village.house, MailboxSender(tmp_path), "dgh@example.org", threading.Event()).keep_promises()

    sent = mails(tmp_path)
    assert set(sent) == {"anna.lehmann@example.org", "krueger@example.org", "stolle@example.org"}
    body = text_of(sent["anna.lehmann@example.org"])
    assert f"/buchungen/{booked.booking.id}?t={booked.token}" in body
    assert "Fr., 02.10.2026, 16:00 Uhr bis Sa., 03.10.2026, 02:00 Uhr" in body
    assert booked.token not in text_of(sent["krueger@example.org"])
    assert "/anmelden/" in text_of(sent["stolle@example.org"])


def test_no_mail_carries_a_code_in_its_subject_or_a_link_that_acts(village: Village, tmp_path: Path) -> None:
    booked = bookings.book(village.house, a_request())

    MailWork(village.house, MailboxSender(tmp_path), "dgh@example.org", threading.Event()).keep_promises()

    (message,) = mails(tmp_path).values()
    codes = page(village, booked.booking.id).codes
    assert codes is not None
    assert codes.pin not in str(message)
    assert booked.token not in message["Subject"]


def test_one_refused_mail_waits_and_the_others_go_out(village: Village, tmp_path: Path) -> None:
    sender = FailingSender("anna", MailboxSender(tmp_path))
    bookings.book(village.house, a_request())
    sign_in.request_link(village.house, "stolle@example.org")
    work = MailWork(village.house, sender, "dgh@example.org", threading.Event())  # type: ignore[arg-type]

    work.keep_promises()
    assert set(mails(tmp_path)) == {"stolle@example.org"}
    sender.poison = "nobody"
    village.clock.forward(seconds=10)
    work.keep_promises()

    assert set(mails(tmp_path)) == {"stolle@example.org", "anna.lehmann@example.org"}


def test_a_mail_that_never_goes_out_is_parked(village: Village, tmp_path: Path) -> None:
    bookings.book(village.house, a_request())
    sender = FailingSender("anna", MailboxSender(tmp_path))
    work = MailWork(village.house, sender, "dgh@example.org", threading.Event())  # type: ignore[arg-type]

    for _ in range(14):
        work.keep_promises()
        village.clock.forward(hours=2)

    with village.house.reading() as uow:
        parked = uow.connection.exec_driver_sql(
            "SELECT attempts, last_error, parked_at IS NOT NULL FROM outbox WHERE kind = 'mail'"
        ).one()
    assert tuple(parked) == (12, "MailNotSent", 1)


def test_a_mail_server_that_is_not_there_raises_mail_not_sent(free_port: Callable[[], int]) -> None:
    with pytest.raises(MailNotSent):
        SmtpSender(MailServer("127.0.0.1", free_port(), "", "")).send(EmailMessage())


def test_the_schedule_promises_every_hall_fresh_snapshots(village: Village) -> None:
    snapshots.promise_all(village.house)

    with village.house.reading() as uow:
        count = uow.connection.exec_driver_sql(
            "SELECT count(*) FROM outbox WHERE kind = 'doors_ahead'"
        ).scalar_one()
    assert count == 4


class ListeningLink:
    """A link whose broker is always there; it remembers for which doors something was published."""

    def __init__(self) -> None:
        self.connected = threading.Event()
        self.connected.set()
        self.published: list[str] = []

    def publish(self, _channel: Channel, door_id: str, _payload: bytes) -> None:
        self.published.append(door_id)


def test_a_booking_does_not_queue_behind_what_the_clock_promised_to_every_hall(village: Village) -> None:
    enrol(village.house, village.cast.benken, "d-benken")
    enrol(village.house, village.cast.reetz, "d-reetz1")
    link = ListeningLink()
    work = DoorWork(village.house, link, threading.Event())  # type: ignore[arg-type]
    work.keep_promises()  # the enrolments
    link.published.clear()

    snapshots.promise_all(village.house)
    bookings.book(village.house, a_request("dgh-reetz"))
    work.keep_promises()

    assert set(link.published) == {"d-reetz1"}


class DeadLink(ListeningLink):
    """A link whose broker is gone."""

    def __init__(self) -> None:
        super().__init__()
        self.connected.clear()

    def publish(self, _channel: Channel, _door_id: str, _payload: bytes) -> None:
        raise LinkDown("no broker")


def newest(village: Village, door_id: str) -> int:
    """Return the version of the newest credentials made for a door, which it may fetch."""
    with village.house.reading() as uow:
        found = uow.doors.snapshot(door_id, "creds")
        return found.version if found else 0


def test_a_door_that_comes_over_https_has_its_new_snapshot_though_the_broker_is_gone(
    village: Village,
) -> None:
    for hall, door in ((village.cast.benken, "d-benken"), (village.cast.reetz, "d-reetz1")):
        enrol(village.house, hall, door)
    enrol(village.house, village.cast.benken, "d-benken2", 2)
    with village.house.unit_of_work() as uow:
        uow.doors.note("d-benken2", via=HTTPS)
        uow.commit()
    link = DeadLink()
    work = DoorWork(village.house, link, threading.Event())  # type: ignore[arg-type]
    work.keep_promises()
    before = newest(village, "d-benken2")

    booked = bookings.book(village.house, a_request()).booking
    work.keep_promises()
    assert newest(village, "d-benken2") == before + 1
    cancellations.cancel(village.house, booked.id)
    work.keep_promises()
    assert newest(village, "d-benken2") == before + 2
    assert newest(village, "d-reetz1") == 0

    heard = ListeningLink()
    village.clock.forward(seconds=10)
    DoorWork(village.house, heard, threading.Event()).keep_promises()  # type: ignore[arg-type]
    assert {"d-benken", "d-reetz1"} <= set(heard.published)
