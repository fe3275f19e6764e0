"""A municipality that tells a program what happens, as tests need it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from booking_server.domain.venues import Municipality
from booking_server.domain.webhooks import FOR_CHOICE, Message, Webhook
from booking_server.publishing.webhooks.sending import Sender
from booking_server.services.foundation.house import House
from booking_server.services.partners import webhooks
from booking_server.services.partners.webhooks import Wanted
from calendars.fetching.exchange import Limits
from tests.booking_server.receiver import Receiver
from tests.builders import StoppedClock, Village

QUICK = Limits(connect_s=1, read_s=0.5, total_s=1, largest=64 * 1024, redirects=0)
URL = "http://app.example.org/dgh?tor=7"


@dataclass
class Telling:
    """A house with a webhook, and the sender of its worker."""

    house: House
    clock: StoppedClock
    receiver: Receiver
    webhook: Webhook
    secret: str
    sender: Sender

    def send(self) -> None:
        """Keep every promise that is due."""
        self.sender.keep_promises()

    def later(self, **by: float) -> None:
        """Let time pass, also for who is left in peace."""
        self.clock.forward(**by)
        self.send()

    def messages(self) -> list[Message]:
        """What was told, the oldest first."""
        with self.house.reading() as uow:
            return list(reversed(uow.webhooks.messages(self.webhook.id, limit=1000)))

    def now(self) -> Webhook:
        """The webhook as it stands."""
        with self.house.reading() as uow:
            return uow.webhooks.get(self.webhook.id)


def telling(
    village: Village, receiver: Receiver, town: Municipality | None = None, url: str = URL
) -> Telling:
    """Let a municipality tell everything to a receiver."""
    house = plain_house(village, receiver)
    wanted = Wanted(name="Portal", url=url, events=frozenset(FOR_CHOICE))
    made = webhooks.add_webhook(house, (town or village.cast.municipality).id, wanted, actor="test")
    sender = Sender(house, QUICK, clock=seconds(village.clock))
    return Telling(house, village.clock, receiver, made.webhook, made.secret, sender)


def plain_house(village: Village, receiver: Receiver) -> House:
    """Return the village's house, whose webhooks need no TLS and lead to the receiver."""
    policy = replace(village.house.policy, plain_webhooks=True)
    return replace(village.house, policy=policy, network=receiver.network)


def seconds(clock: Callable[[], datetime]) -> Callable[[], float]:
    """Return a clock that counts seconds."""
    return lambda: clock().timestamp()
