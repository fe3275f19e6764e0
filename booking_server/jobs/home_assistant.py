"""The worker's side towards Home Assistant."""

from dataclasses import dataclass

from booking_server.jobs.bridging import BridgeWork
from booking_server.publishing.home_assistant.connection import Connection
from booking_server.publishing.home_assistant.telling import Teller
from booking_server.services.lora import bridges
from booking_server.settings import HomeAssistant


@dataclass(frozen=True)
class HomeAssistantWork(BridgeWork[HomeAssistant, Connection]):
    """Tells a Home Assistant how the doors are, and again when it asks."""

    name = "Home Assistant"
    setting = "HOME_ASSISTANT_TOWN"

    def connection(self) -> Connection:
        """Return a connection to its broker."""
        return Connection(self.wanted)

    def note(self, municipality_id: str, failure: str = "") -> None:
        """Note how the bridge is."""
        bridges.note(self.house, municipality_id, failure=failure)

    def serve(self, connection: Connection, municipality_id: str) -> None:
        """Tell what changed, and everything to who asks."""
        teller = Teller(self.house, self.wanted, municipality_id, connection.tell)
        teller.take_others_back()
        while not self.stopping.is_set():
            if connection.asked.is_set():
                connection.asked.clear()
                teller.say_everything_again()
            teller.tell()
            connection.check()
            self.note(municipality_id)
            self.stopping.wait(self.look_every_s)
