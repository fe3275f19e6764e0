"""An address that is ended while something is told to it: nobody else notices. SQLite has one writer."""

import threading
from typing import Any

import pytest

from booking_server.domain.errors import WebhookInvalid
from booking_server.domain.webhooks import MOST_PER_TOWN, EventType, Message
from booking_server.services.partners import webhooks as service
from booking_server.services.partners.webhooks import Wanted
from booking_server.services.promises.webhook_promises import a_message
from booking_server.storage.errors import StorageConflict
from booking_server.storage.repositories.webhooks import Webhooks
from tests.booking_server.publishing.test_webhook_kills import waiting
from tests.booking_server.receiver import Receiver, receiving
from tests.booking_server.webhooks import URL, plain_house, telling
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


def test_two_who_enter_the_last_address_at_once_take_turns(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, town = plain_house(village, Receiver(port=9)), village.cast.municipality.id
    wanted = Wanted(name="Portal", url=URL, events=[EventType.BOOKING_CREATED])
    for _ in range(MOST_PER_TOWN - 1):
        service.add_webhook(house, town, wanted, actor="test")
    add, refused = Webhooks.add, []

    def second() -> None:
        try:
            service.add_webhook(house, town, wanted, actor="test")
        except WebhookInvalid as error:
            refused.append(error)

    other = threading.Thread(target=second)

    def meanwhile(self: Webhooks, *made: Any) -> None:
        monkeypatch.undo()
        other.start()
        other.join(0.3)
        assert other.is_alive(), "the second waits for the first"
        add(self, *made)

    monkeypatch.setattr(Webhooks, "add", meanwhile)
    service.add_webhook(house, town, wanted, actor="test")
    other.join()

    assert len(refused) == 1


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
