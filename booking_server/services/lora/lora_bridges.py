"""How a municipality's bridge to LoRaWAN is: what changed, and once a minute that it was seen."""

from dataclasses import replace
from datetime import timedelta

from booking_server.domain.bridges import Bridge
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried

LOOK_NOTED_EVERY = timedelta(minutes=1)


def note(house: House, municipality_id: str, *, failure: str = "") -> None:
    """Note how the bridge is, up without a failure."""
    with house.reading() as uow:
        now, is_up = uow.now, not failure
        bridge = uow.lora.bridge(municipality_id) or Bridge(municipality_id, not is_up, now, now)
    if (bridge.is_up, bridge.failure) != (is_up, failure):
        _save(house, replace(bridge, is_up=is_up, failure=failure, since=now, looked_at=now))
    elif now - bridge.looked_at >= LOOK_NOTED_EVERY:
        _save(house, replace(bridge, looked_at=now))


@retried
def _save(house: House, bridge: Bridge) -> None:
    with house.unit_of_work() as uow:
        uow.lora.save_bridge(bridge)
        uow.commit()
