"""The process behind `AmqttBroker`: amqtt 0.12 with the holes closed that matter between halls.

As shipped, amqtt (1) looks at the password after it has dropped the session of the client id that is claimed,
(2) takes a will for any topic, (3) hands retained messages to clients that subscribed to nothing, (4) marks a
session as away that has just been taken over, (5) loses a message when somebody subscribes while it is
distributed, (6) reads packets of any size, (7) keeps any number of messages for whoever is away, but
(8) forgets those under way when a connection breaks, and (9) never ends a silent connection.
"""

import asyncio
import logging
import signal
import sys
from asyncio import StreamReader, StreamWriter
from collections import deque
from pathlib import Path
from typing import Any

from amqtt.adapters import ReaderAdapter, StreamReaderAdapter, StreamWriterAdapter, WriterAdapter
from amqtt.broker import Broker, RetainedApplicationMessage
from amqtt.contexts import Action
from amqtt.errors import AMQTTError, MQTTError, NoDataError
from amqtt.mqtt.connack import NOT_AUTHORIZED, ConnackPacket
from amqtt.mqtt.protocol.broker_handler import BrokerProtocolHandler
from amqtt.session import Session

from booking_server.locks.broker_access import may, read_passwords, read_servers, verify_password
from booking_server.locks.broker_limits import MAX_PACKET_BYTES, MAX_QUEUED_MESSAGES

CONNECT_SECONDS = 10.0
WILL = ("will_flag", "will_topic", "will_message", "will_qos", "will_retain")


class PacketTooLarge(Exception):
    """A client announced a packet above the bound; its connection is closed."""


class BoundedReader(StreamReaderAdapter):
    """Refuses to wait for more bytes than a packet may have."""

    async def read(self, n: int = -1) -> bytes:
        if n > MAX_PACKET_BYTES:
            raise PacketTooLarge(n)
        data: bytes = await super().read(n)
        return data


class Handler(BrokerProtocolHandler):
    """One connection; a silent one ends after one and a half keep-alives (MQTT 3.1.1, 3.1.2.10)."""

    def handle_read_timeout(self) -> None:
        self._reader_task.cancel()


class LoopbackBroker(Broker):
    """An MQTT 3.1.1 broker on the loopback whose users are those of a directory's password file."""

    def __init__(self, directory: Path, port: int) -> None:
        super().__init__(
            {"listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}}, "plugins": {}}
        )
        self._directory = directory
        self._connections: dict[str, tuple[asyncio.Task[Any], StreamWriter]] = {}
        self.reload()

    def reload(self) -> None:
        """Reads the users again and turns out those that are gone or have another password."""
        self._hashes = read_passwords(self._directory)
        self._server_users = read_servers(self._directory)
        for name in list(self._connections):
            if name in self._sessions and not self._knows(self._sessions[name][0]):
                self._turn_out(name)

    async def stream_connected(self, reader: StreamReader, writer: StreamWriter, listener_name: str) -> None:
        """Serves one connection from its first packet to its end."""
        bounded, adapter = BoundedReader(reader), StreamWriterAdapter(writer)
        try:
            handler, arriving = await self._greet(bounded, adapter)
            await self._take_over(arriving.client_id, writer)
            try:
                await self._serve(arriving, handler, bounded, adapter)
            finally:
                del self._connections[arriving.client_id]
        except (AMQTTError, MQTTError, NoDataError, PacketTooLarge, TimeoutError, OSError) as reason:
            self.logger.warning("a connection ended: %r", reason)
        finally:
            writer.close()

    async def _greet(self, reader: ReaderAdapter, writer: WriterAdapter) -> tuple[Handler, Session]:
        async with asyncio.timeout(CONNECT_SECONDS):
            handler, arriving = await Handler.init_from_connect(reader, writer, self.plugins_manager)
        if not (self._knows(arriving) and self._will_is_allowed(arriving)):
            await ConnackPacket.build(0, NOT_AUTHORIZED).to_stream(writer)
            raise MQTTError(f"refused: {arriving.username}")
        arriving.client_id = arriving.username
        arriving.keep_alive = arriving.keep_alive * 3 // 2
        return handler, arriving

    async def _take_over(self, name: str, writer: StreamWriter) -> None:
        while name in self._connections:
            await asyncio.wait([self._turn_out(name)])
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a connection is served by a task")
        self._connections[name] = task, writer

    def _turn_out(self, name: str) -> asyncio.Task[Any]:
        # Aborted, not closed: closing waits until a client that may be stopped has read what is on its way.
        task, writer = self._connections[name]
        writer.transport.abort()
        task.cancel()
        return task

    async def _serve(
        self, arriving: Session, handler: Handler, reader: ReaderAdapter, writer: WriterAdapter
    ) -> None:
        session = await self._session_for(arriving)
        session.transitions.connect()
        handler.attach(session, reader, writer)
        self._sessions[session.client_id] = (session, handler)
        try:
            await handler.mqtt_connack_authorize(True)
            await handler.start()
            await self._publish_session_retained_messages(session)
            await self._client_message_loop(session, handler)
        finally:
            await self._see_off(session, handler)

    async def _session_for(self, arriving: Session) -> Session:
        known: Session | None = self._sessions.get(arriving.client_id, (None, None))[0]
        if known is None or known.clean_session or arriving.clean_session:
            await self._delete_session(arriving.client_id)
            arriving.parent = 0
            return arriving
        for fact in ("keep_alive", "password", *WILL):
            setattr(known, fact, getattr(arriving, fact))
        known.parent = 1
        return known

    async def _see_off(self, session: Session, handler: Handler) -> None:
        if session.transitions.is_connected():  # it did not say goodbye
            abrupt: asyncio.Future[None] = asyncio.Future()
            abrupt.set_result(None)
            await self._handle_disconnect(session, handler, abrupt)
        if session.clean_session:
            await self._delete_session(session.client_id)

    async def _handle_disconnect(
        self, client_session: Session, handler: BrokerProtocolHandler, disconnect_waiter: asyncio.Future[Any]
    ) -> None:
        under_way = list(client_session.inflight_out.values())
        await super()._handle_disconnect(client_session, handler, disconnect_waiter)
        for message in under_way:
            again = RetainedApplicationMessage(None, message.topic, message.data, message.qos)
            client_session.retained_messages.put_nowait(again)

    async def _run_broadcast(self, running_tasks: deque[asyncio.Task[Any]]) -> None:
        message = await self._broadcast_queue.get()
        for session, granted in self._receivers(message["topic"]):
            qos = min(granted, message.get("qos", granted))
            if not session.transitions.is_connected():
                if qos and session.retained_messages.qsize() < MAX_QUEUED_MESSAGES:
                    await self._retain_broadcast_message(message, qos, session)
            elif len(session.inflight_out) < MAX_QUEUED_MESSAGES:
                handler = self._sessions[session.client_id][1]
                publishing = handler.mqtt_publish(message["topic"], message["data"], qos, retain=False)
                running_tasks.append(asyncio.ensure_future(publishing))

    def _receivers(self, topic: str) -> list[tuple[Session, int]]:
        """Each session once, with the best quality it asked for."""
        found: dict[str, tuple[Session, int]] = {}
        for pattern, subscribers in self._subscriptions.items():
            if self._matches(topic, pattern):
                for session, qos in subscribers:
                    best = found.get(session.client_id, (session, 0))[1]
                    found[session.client_id] = session, max(qos, best)
        return list(found.values())

    async def _session_monitor(self) -> None:
        """Nothing expires: there are no more sessions than users, and `_see_off` ends the others."""

    async def _topic_filtering(self, session: Session, topic: str, action: Action) -> bool:
        return self._may(session, "write" if action == Action.PUBLISH else "read", topic)

    def _knows(self, session: Session) -> bool:
        hashed = self._hashes.get(session.username or "")
        return hashed is not None and verify_password(session.password or "", hashed)

    def _will_is_allowed(self, session: Session) -> bool:
        return not session.will_flag or self._may(session, "write", session.will_topic or "")

    def _may(self, session: Session, action: Any, topic: str) -> bool:
        name = session.username or ""
        return may(name, is_server=name in self._server_users, action=action, topic=topic)


async def serve(directory: Path, port: int) -> None:
    """Runs the broker until SIGTERM; SIGHUP reads the users again."""
    broker = LoopbackBroker(directory, port)
    loop, end = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, end.set)
    loop.add_signal_handler(signal.SIGHUP, broker.reload)
    await broker.start()
    await end.wait()
    await broker.shutdown()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
