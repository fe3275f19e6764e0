"""One message of a door, over the broker or over HTTPS: stored, then answered."""

import logging
from collections.abc import Callable

from booking_server.domain.doors import MQTT
from booking_server.services.doors import door_reports, remote_release
from booking_server.services.foundation.house import House
from booking_server.services.promises import snapshots
from lock_agent.contract.errors import ContractError
from lock_agent.contract.topics import Channel

log = logging.getLogger(__name__)

Send = Callable[[Channel, str, bytes], None]
"""Send to a door: channel, door id, bytes. Raises when it cannot."""

SNAPSHOTS = {"cfg": Channel.CFG, "creds": Channel.CREDS}


def take(
    house: House,
    door_id: str,
    channel: Channel,
    raw: bytes,
    *,
    send: Send,
    retained: bool = False,
    via: str = MQTT,
) -> None:
    """Store one message and answer it. What cannot be read is recorded and dropped. Raises NotFound.

    What `send` raises comes through: the message is stored then, and storing it twice changes nothing.
    """
    try:
        _answer(house, door_id, channel, raw, send=send, retained=retained, via=via)
    except ContractError as error:
        log.warning("an unreadable %s of %s was dropped: %s", channel, door_id, error.code)
        door_reports.refused(house, door_id, channel.value, error)


def _answer(
    house: House, door_id: str, channel: Channel, raw: bytes, *, send: Send, retained: bool, via: str
) -> None:
    if channel is Channel.EVT:
        ack = door_reports.store_events(house, door_id, raw, via=via)
        send(Channel.ACK, door_id, ack.to_body())
    elif channel is Channel.REP:
        noted = door_reports.note_report(house, door_id, raw, retained=retained, via=via)
        if noted.signed_time is not None:
            send(Channel.TIME, door_id, noted.signed_time)
        if noted.lags and not retained:
            snapshots.republish_lagging(
                house, lambda door, kind, snapshot: send(SNAPSHOTS[kind], door, snapshot), only=door_id
            )
    elif channel is Channel.RES:
        remote_release.note_result(house, door_id, raw)
    elif channel is Channel.STATUS:
        door_reports.note_status(house, door_id, raw, retained=retained, via=via)
