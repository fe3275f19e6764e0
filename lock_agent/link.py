"""The link unit: between the database and the broker. It decides nothing and touches no hardware."""

import base64
import secrets
import sqlite3

from lock_agent import orders, snapshots
from lock_agent.backoff import STABLE_S, Backoff
from lock_agent.contract import topics
from lock_agent.contract.acks import parse_ack
from lock_agent.contract.commands import Command, Result, parse_command
from lock_agent.contract.envelope import Envelope, parse_envelope, verify
from lock_agent.contract.errors import ContractError, UnknownOperation
from lock_agent.contract.events import Event, EventType
from lock_agent.contract.status import Status
from lock_agent.contract.time import parse_time_answer
from lock_agent.contract.topics import Channel
from lock_agent.database import StorageError
from lock_agent.incoming import Incoming
from lock_agent.log import log
from lock_agent.loop import Loop, Timer
from lock_agent.machine import Machine
from lock_agent.mqtt import Connection, Handlers, Plug, plug
from lock_agent.outgoing import Outgoing
from lock_agent.peers import Peer
from lock_agent.reports import Reports
from lock_agent.store import Store
from lock_agent.version import VERSION

HEARTBEAT_S = 30.0
LOOK_S = 5.0


class Link(Handlers):
    """The link of one door. `door` is how it nudges the door unit."""

    def __init__(
        self,
        store: Store,
        *,
        machine: Machine,
        door: Peer,
        loop: Loop,
        has_rtc: bool,
        open_socket: Plug = plug,
        backoff: Backoff | None = None,
    ) -> None:
        self._store, self._machine, self._door, self._loop = store, machine, door, loop
        self._open_socket, self._backoff = open_socket, backoff or Backoff()
        self.reports = Reports(store, machine, has_rtc=has_rtc)
        self._incoming = Incoming(store, stamp=self._stamp)
        self._outgoing = Outgoing(
            store,
            loop,
            publish=lambda body: self._publish(Channel.EVT, body),
            now=lambda: self.reports.reading().now,
        )
        self._connection: Connection | None = None
        self._next: Timer | None = None
        self._stable: Timer | None = None
        self._told: dict[int, int] = {}
        self._session = ""
        self._changes = store.database.changes()
        self.online = False
        self._chores = [loop.every(HEARTBEAT_S, self.report), loop.every(LOOK_S, self._look)]
        self._knock()

    def local_change(self) -> None:
        """The machine's network changed: forget the patience learnt and try soon."""
        self._backoff.reset()
        if self._connection is None:
            self._wait()

    def hear(self) -> None:
        """Take in what the door says."""
        for message in self._door.messages():
            match message.get("say"):
                case "hello":
                    self._door.send("link", up=self.online)
                case "events":
                    self._outgoing.pump()
                case "results":
                    self._tell_results()
                case "mode":
                    self.report()
                case "sync":
                    self._sync()

    def report(self) -> None:
        """Publish a report, if there is a connection."""
        if self.online:
            self._publish(Channel.REP, self.reports.make().to_body())

    def close(self) -> None:
        """Say goodbye to the broker and let go of everything."""
        if self._connection is not None and self.online:
            self._publish(Channel.STATUS, self._status(on=False))
            self._connection.leave()
        self.kill()

    def kill(self) -> None:
        """Be gone without a word, as in a power cut."""
        for timer in (*self._chores, self._next, self._stable):
            if timer is not None:
                timer.cancel()
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.drop()
        self._outgoing.stop()
        self._door.close()
        self._store.close()

    # What the connection tells

    def connected(self) -> None:
        """Say who is here, then send what waits."""
        self.online = True
        self._stable = self._loop.later(STABLE_S, self._backoff.reset)
        self._publish(Channel.STATUS, self._status(on=True))
        self.report()
        self._door.send("link", up=True)
        self._tell_results()
        self._outgoing.start()

    def lost(self, *, refused: bool) -> None:
        """Try again, later and later."""
        self.online = False
        self._outgoing.stop()
        self._told.clear()
        if self._stable is not None:
            self._stable.cancel()
        if refused:
            self._backoff.refused()
        if self._connection is not None:
            self._connection = None
            self._door.send("link", up=False)
            self._wait()

    def published(self, mid: int) -> None:
        """A result has reached the broker; events wait for the server's own word."""
        number = self._told.pop(mid, None)
        if number is not None:
            with self._store.transaction() as connection:
                orders.told(connection, number)

    def received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Take in a message; one that is too large or wrong in any way changes nothing."""
        try:
            channel, device = topics.parse_topic(topic)
            if device != self._store.enrolment.device or len(payload) > topics.max_bytes(channel):
                log(f"dropped {len(payload)} bytes on {channel.value}")
                return
            self._take(channel, payload, retained=retained)
        except ContractError as error:
            log(f"refused a message: {error.code}: {error}")
        except (StorageError, sqlite3.DatabaseError) as error:
            log(f"storage: {error}")  # not acknowledged anywhere: it comes again

    def _take(self, channel: Channel, payload: bytes, *, retained: bool) -> None:
        match channel:
            case Channel.CFG | Channel.CREDS:
                self._take_snapshot(channel.name.lower(), payload)
            case Channel.ACK:
                self._outgoing.acknowledged(parse_ack(payload))
            case Channel.TIME:
                self._take_time(payload)
            case Channel.CMD if retained:
                log("a retained command is an old one: ignored")
            case Channel.CMD:
                self._take_command(payload)

    def _take_snapshot(self, kind: str, raw: bytes) -> None:
        if not self._incoming.take(kind, raw):
            return
        self._door.send("snapshots")
        self._outgoing.pump()
        self.report()
        if kind == "cfg" and self._connection is not None:
            # Its keys may be what was missing to believe the credentials the broker keeps.
            self._connection.subscribe(Channel.CREDS)

    def _take_time(self, raw: bytes) -> None:
        answer = parse_time_answer(self._verified(raw, "time").body)
        if self.reports.redeem(answer.nonce, answer.now):
            mono_ms = self._machine.moment().mono_ms
            self._door.send("time", raw=base64.b64encode(raw).decode(), mono_ms=mono_ms)

    def _take_command(self, raw: bytes) -> None:
        envelope = self._verified(raw, "cmd")
        try:
            command = parse_command(envelope.body)
        except UnknownOperation as error:
            self._answer(Result(error.command_id, "refused", "unknown_operation"))
            return
        if command.session != self._session:
            self._answer(Result(command.id, "refused", "session"))
            return
        self._file(command, raw)

    def _file(self, command: Command, raw: bytes) -> None:
        with self._store.transaction() as connection:
            unseen = orders.file(connection, command.id, raw, self._machine.moment().mono_ms)
        if unseen:
            self._door.send("orders")

    # Saying

    def _answer(self, result: Result) -> None:
        self._publish(Channel.RES, result.to_body())

    def _tell_results(self) -> None:
        if not self.online:
            return
        on_its_way = set(self._told.values())
        for number, result in orders.untold(self._store.reader).items():
            if number not in on_its_way:
                self._told[self._publish(Channel.RES, result.to_body())] = number

    def _sync(self) -> None:
        if self._connection is not None and self.online:
            self._connection.subscribe(Channel.CFG, Channel.CREDS)
            self.report()

    def _publish(self, channel: Channel, body: bytes) -> int:
        return self._connection.publish(channel, body) if self._connection is not None else 0

    def _status(self, *, on: bool) -> bytes:
        return Status(on, self._session, self._store.boot, VERSION).to_body()

    def _stamp(self, type_: EventType, data: dict[str, object]) -> Event:
        reading, moment = self.reports.reading(), self._machine.moment()
        return Event(
            0, self._store.boot, moment.mono_ms, reading.now, reading.quality.value, type_, data=data
        )

    def _verified(self, raw: bytes, t: str) -> Envelope:
        enrolment = self._store.enrolment
        keys = snapshots.public_keys(snapshots.pinned_keys(self._store.reader, enrolment))
        envelope = parse_envelope(raw)
        verify(envelope, keys, t=t, dev=enrolment.device)
        return envelope

    # Coming and going

    def _knock(self) -> None:
        self._session = secrets.token_urlsafe(12)
        connection = Connection(self._store.enrolment, self._loop, self, open_socket=self._open_socket)
        self._connection = connection
        connection.knock(self._status(on=False))

    def _wait(self) -> None:
        if self._next is not None:
            self._next.cancel()
        self._next = self._loop.later(self._backoff.next_delay(), self._knock)

    def _look(self) -> None:
        if self._store.was_replaced():
            self._store.reopen()
            self._outgoing.stop()
            if self.online:
                self._outgoing.start()
        changes = self._store.database.changes()
        if changes != self._changes:
            self._changes = changes
            self._outgoing.pump()
            self._tell_results()
