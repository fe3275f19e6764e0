"""One connection to the broker: a paho client driven by our loop, made anew for every attempt.

A new client each time, because paho keeps unacknowledged messages in memory and repeats them after a
reconnect: what is to be repeated is decided from the database instead.
"""

import errno
import socket
import ssl
from typing import Any

from lock_agent.lean import without

with without("urllib.request"):  # paho asks it for proxies, which we have none of: 2 MiB for reading mail
    import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from lock_agent.contract import topics
from lock_agent.contract.enrolment import Enrolment
from lock_agent.contract.topics import Channel
from lock_agent.loop import Loop, void
from lock_agent.transport import Handlers, Plug, plug

KEEPALIVE_S = 30
CONNECT_S = 5.0
HANDSHAKE_S = 15.0
HOUSEKEEPING_S = 5.0

LARGEST_PACKET = max(topics.max_bytes(channel) for channel in Channel) + 1024


class _Client(paho.Client):
    """A paho client whose network can be unplugged."""

    plug: Plug

    def _create_socket_connection(self) -> socket.socket:
        return self.plug(self._host, self._port, CONNECT_S)

    def _sock_recv(self, bufsize: int) -> bytes:
        # paho would set aside as many bytes as a packet claims to have, up to 256 MB.
        if bufsize > LARGEST_PACKET:
            raise OSError(errno.EMSGSIZE, "packet too large")
        return bytes(super()._sock_recv(bufsize))


class Connection:
    """A connection from knocking to the end. Never reconnects by itself."""

    def __init__(
        self, enrolment: Enrolment, loop: Loop, handlers: Handlers, *, open_socket: Plug = plug
    ) -> None:
        self._enrolment, self._loop, self._handlers = enrolment, loop, handlers
        self._refused = False
        self._over = False
        self._client = _client(enrolment)
        self._client.plug = open_socket
        self._timers = [
            loop.every(HOUSEKEEPING_S, lambda: void(self._client.loop_misc())),
            loop.later(HANDSHAKE_S, self.drop),
        ]
        self._listen()

    def knock(self, will: bytes) -> None:
        """Connect; `will` is what the broker publishes as our status when we are gone."""
        status = topics.topic(Channel.STATUS, self._enrolment.device)
        self._client.will_set(status, will, qos=1, retain=True)
        try:
            self._client.connect(self._enrolment.host, self._enrolment.port, KEEPALIVE_S)
        except (OSError, ValueError):
            self._end()

    def publish(self, channel: Channel, body: bytes) -> int:
        """Send a message; return its number."""
        topic = topics.topic(channel, self._enrolment.device)
        info = self._client.publish(topic, body, topics.qos(channel), topics.retained(channel))
        return info.mid

    def subscribe(self, *channels: Channel) -> None:
        """Subscribe; the broker sends what it keeps of these channels again."""
        device = self._enrolment.device
        self._client.subscribe([(topics.topic(channel, device), topics.qos(channel)) for channel in channels])

    def leave(self) -> None:
        """Say goodbye; the will is not published."""
        self._client.disconnect()
        self._client.loop_write()
        self.drop()

    def drop(self) -> None:
        """Give up the connection without a word."""
        self._client._sock_close()
        self._end()

    def _listen(self) -> None:
        client = self._client
        client.on_socket_open = lambda _c, _u, sock: self._loop.watch(sock, self._read)
        client.on_socket_close = lambda _c, _u, sock: self._loop.forget(sock)
        client.on_socket_register_write = lambda _c, _u, sock: self._loop.watch(sock, self._read, self._write)
        client.on_socket_unregister_write = lambda _c, _u, sock: self._loop.watch(sock, self._read)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = lambda *_: self._end()  # paho closes the socket, and hangs if we do it here
        client.on_message = lambda _c, _u, message: self._handlers.received(
            message.topic, bytes(message.payload), retained=message.retain
        )
        client.on_publish = lambda _c, _u, mid, _r, _p: self._handlers.published(mid)

    def _on_connect(self, _client: Any, _user: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._refused = True
            return
        self.subscribe(*(channel for channel in Channel if channel.value.startswith("dn/")))

    def _on_subscribe(self, *_: Any) -> None:
        if len(self._timers) == 2:  # the first grant: the handshake is over
            self._timers.pop().cancel()
            self._handlers.connected()

    def _read(self) -> None:
        self._client.loop_read()
        # TLS may hold decrypted bytes that no selector knows of.
        while isinstance(sock := self._client.socket(), ssl.SSLSocket) and sock.pending():
            self._client.loop_read()

    def _write(self) -> None:
        self._client.loop_write()

    def _end(self) -> None:
        if self._over:
            return
        self._over = True
        for timer in self._timers:
            timer.cancel()
        self._handlers.lost(refused=self._refused)


def _client(enrolment: Enrolment) -> _Client:
    client = _Client(
        CallbackAPIVersion.VERSION2,
        client_id=enrolment.device,
        clean_session=False,
        protocol=paho.MQTTv311,
        reconnect_on_failure=False,
    )
    client.max_inflight_messages_set(100)
    if enrolment.tls:
        client.tls_set(enrolment.ca_file, enrolment.cert_file, enrolment.key_file)
    elif enrolment.username:
        client.username_pw_set(enrolment.username, enrolment.password)
    return client
