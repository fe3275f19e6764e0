"""How a municipality's bridge to LoRaWAN is: what changed, and once a minute that it was seen."""

from dataclasses import replace
from datetime import timedelta

from booking_server.domain.bridges import Bridge
from booking_server.services.house import House
from booking_server.services.retrying import retried

LOOK_NOTED_EVERY = timedelta(minutes=1)


@retried
def note(house: House, municipality_id: str, *, failure: str = "") -> None:
    """Note how the bridge is, up without a failure."""
    with house.unit_of_work() as uow:
        now, is_up = uow.now, not failure
        bridge = uow.lora.bridge(municipality_id) or Bridge(municipality_id, not is_up, now, now)
        if (bridge.is_up, bridge.failure) != (is_up, failure):
            bridge = replace(bridge, is_up=is_up, failure=failure, since=now, looked_at=now)
        elif now - bridge.looked_at >= LOOK_NOTED_EVERY:
            bridge = replace(bridge, looked_at=now)
        else:
            return
        uow.lora.save_bridge(bridge)
        uow.commit()
