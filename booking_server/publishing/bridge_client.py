"""A client for a broker that is not the doors' and of which nothing is believed."""

import errno
import logging
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

log = logging.getLogger(__name__)

_QOS, _QOS_2 = 0b110, 0b100


class Client(mqtt.Client):
    """A client that sets aside no more for a packet than one can rightly claim to have.

    It keeps no message to be released later, as QoS 2 asks: nothing is subscribed to so, and a broker that
    never released any would fill the memory. Whatever ends its thread, `ended` is called.
    """

    def __init__(self, largest: int, ended: Callable[[], None], **more: Any) -> None:
        self._largest, self._ended = largest, ended
        super().__init__(CallbackAPIVersion.VERSION2, **more)

    def loop_forever(self, *args: Any, **more: Any) -> MQTTErrorCode:
        """Serve the connection until it ends, be it by what paho cannot read."""
        try:
            return super().loop_forever(*args, **more)
        except Exception as error:  # it would end the thread, and nobody would know
            log.warning("a broker sent what cannot be read: %s", type(error).__name__)
            return MQTTErrorCode.MQTT_ERR_PROTOCOL
        finally:
            self._ended()

    def _sock_recv(self, bufsize: int) -> bytes:
        if bufsize > self._largest:
            raise OSError(errno.EMSGSIZE, "packet too large")
        return bytes(super()._sock_recv(bufsize))

    def _handle_publish(self) -> MQTTErrorCode:
        if self._in_packet["command"] & _QOS >= _QOS_2:
            return MQTTErrorCode.MQTT_ERR_PROTOCOL
        return super()._handle_publish()
