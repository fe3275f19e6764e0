"""An address that is ended while something is told to it: nobody else notices. SQLite has one writer."""

import pytest

from booking_server.domain.webhooks import EventType, Message
from booking_server.services import webhooks as service
from booking_server.services.webhook_promises import a_message
from booking_server.storage.errors import StorageConflict
from booking_server.storage.repositories.webhooks import Webhooks
from tests.booking_server.publishing.test_webhook_kills import waiting
from tests.booking_server.receiver import Receiver, receiving
from tests.booking_server.webhooks import telling
from tests.builders import Village


@pytest.fixture
def database_kind() -> str:
    """Where two write at once."""
    return "postgres"


def test_a_booking_made_while_an_address_is_ended_is_tried_again(village: Village) -> None:
    told, town = telling(village, Receiver(port=9)), village.cast.municipality.id

    def book() -> None:
        with told.house.unit_of_work() as uow:
            (listening,) = uow.webhooks.listening(town, EventType.BOOKING_CREATED)
            service.end_webhook(told.house, listening, actor="test")
            late = a_message(uow, listening, town, EventType.BOOKING_CREATED, data={}, at=uow.now)
            uow.webhooks.add_messages([late])

    with pytest.raises(StorageConflict):
        book()


def test_a_worker_survives_that_an_address_is_ended_while_it_tells_it_something(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = Webhooks.save_message

    def meanwhile(self: Webhooks, message: Message) -> None:
        service.end_webhook(told.house, message.webhook_id, actor="test")
        save(self, message)

    with receiving() as receiver:
        told = telling(village, receiver)
        service.send_test(told.house, told.webhook.id, actor="test")
        monkeypatch.setattr(Webhooks, "save_message", meanwhile)
        told.send()

    assert len(receiver.told) == 1
    assert not waiting(told)
