"""The link unit: between the database and the server. It decides nothing and touches no hardware."""

import base64
import sqlite3

from lock_agent import orders, snapshots
from lock_agent.backoff import HTTPS_AFTER_S, Backoff
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
from lock_agent.loop import Loop
from lock_agent.machine import Machine
from lock_agent.outgoing import Outgoing
from lock_agent.peers import Peer
from lock_agent.reports import Reports
from lock_agent.store import Store
from lock_agent.uplink import Make, Uplink
from lock_agent.version import VERSION

HEARTBEAT_S = 30.0
LOOK_S = 5.0


class Link:
    """The link of one door. `door` is how it nudges the door unit."""

    def __init__(
        self,
        store: Store,
        *,
        machine: Machine,
        door: Peer,
        loop: Loop,
        has_rtc: bool,
        mqtt: Make,
        https: Make | None = None,
        https_after_s: float = HTTPS_AFTER_S,
        backoff: Backoff | None = None,
    ) -> None:
        self._store, self._machine, self._door = store, machine, door
        self.reports = Reports(store, machine, has_rtc=has_rtc)
        self._incoming = Incoming(store, stamp=self._stamp, is_too_far=self.reports.is_too_far)
        self._outgoing = Outgoing(
            store,
            loop,
            publish=lambda body: self._uplink.publish(Channel.EVT, body),
            now=lambda: self.reports.reading().now,
        )
        self._told: dict[int, int] = {}
        self._echoes: dict[str, object] = {}
        self._changes = store.database.changes()
        self._uplink = Uplink(
            loop,
            self,
            mqtt=mqtt,
            https=https,
            will=lambda session: self._status(session, on=False),
            backoff=backoff,
            https_after_s=https_after_s,
        )
        self._chores = [loop.every(HEARTBEAT_S, self.report), loop.every(LOOK_S, self._look)]
        self._uplink.start()

    @property
    def online(self) -> bool:
        """Whether the server can be spoken with."""
        return self._uplink.current is not None

    @property
    def via(self) -> str:
        """How it is spoken with: "mqtt", "https", or nothing."""
        return self._uplink.current.name if self._uplink.current else ""

    def local_change(self) -> None:
        """The machine's network changed: forget the patience learnt and try soon."""
        self._uplink.local_change()

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
                case "echo":
                    self._echo(message.get("by"))

    def report(self) -> None:
        """Publish a report, if there is a connection."""
        if self.online:
            self._uplink.publish(Channel.REP, self.reports.told())

    def close(self) -> None:
        """Say goodbye to the server and let go of everything."""
        if self.online:
            self._uplink.publish(Channel.STATUS, self._status(self._uplink.session, on=False))
            self._uplink.leave()
        self.kill()

    def kill(self) -> None:
        """Be gone without a word, as in a power cut."""
        for chore in self._chores:
            chore.cancel()
        self._uplink.stop()
        self._outgoing.stop()
        self._door.close()
        self._store.close()

    # What the uplink tells

    def connected(self) -> None:
        """Say who is here, then send what waits; also when only the way has changed."""
        self._told.clear()
        self._outgoing.stop()
        self._uplink.publish(Channel.STATUS, self._status(self._uplink.session, on=True))
        self.report()
        self._door.send("link", up=True)
        self._tell_results()
        self._outgoing.start()

    def lost(self, *, refused: bool) -> None:
        """Stop sending; the uplink tries again by itself."""
        self._outgoing.stop()
        self._told.clear()
        self._door.send("link", up=False)

    def published(self, mid: int) -> None:
        """A result has reached the other end; events wait for the server's own word."""
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
        if kind == "cfg":
            # Its keys may be what was missing to believe the credentials the server keeps.
            self._uplink.subscribe(Channel.CREDS)

    def _take_time(self, raw: bytes) -> None:
        answer = parse_time_answer(self._verified(raw, "time").body)
        if self.reports.redeem(answer.nonce, answer.now):
            mono_ms = self._machine.moment().mono_ms
            self._door.send("time", raw=base64.b64encode(raw).decode(), mono_ms=mono_ms)
            asker = self._echoes.pop(answer.nonce, None)
            self._door.answer(asker, "echo", up=True, now=answer.now, via=self.via)
            if self.reports.is_first_answer:
                self.report()  # only now can it prove that it is of this moment

    def _take_command(self, raw: bytes) -> None:
        envelope = self._verified(raw, "cmd")
        try:
            command = parse_command(envelope.body)
        except UnknownOperation as error:
            self._answer(Result(error.command_id, "refused", "unknown_operation"))
            return
        if command.session != self._uplink.session:
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
        self._uplink.publish(Channel.RES, result.to_body())

    def _tell_results(self) -> None:
        if not self.online:
            return
        on_its_way = set(self._told.values())
        for number, result in orders.untold(self._store.reader).items():
            if number not in on_its_way:
                self._told[self._uplink.publish(Channel.RES, result.to_body())] = number

    def _sync(self) -> None:
        if self.online:
            self._uplink.subscribe(Channel.CFG, Channel.CREDS)
            self.report()

    def _echo(self, asker: object) -> None:
        """Ask the server for a signed time: its answer proves both directions, a subscription proves none."""
        if not self.online:
            self._door.answer(asker, "echo", up=False)
            return
        report = self.reports.told()
        self._echoes = {self.reports.newest_nonce: asker}
        self._uplink.publish(Channel.REP, report)

    def _status(self, session: str, *, on: bool) -> bytes:
        return Status(on, session, self._store.boot, VERSION).to_body()

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
