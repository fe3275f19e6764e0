"""Telling a Home Assistant of the halls of one municipality: what changed, and what is gone."""

from collections.abc import Callable, Iterator

from booking_server.publishing.home_assistant.discovery import (
    ONLINE,
    availability_topic,
    config_of,
    config_topic,
    state_of,
    state_topic,
)
from booking_server.services.foundation.house import House
from booking_server.services.lora import bridges
from booking_server.settings import HomeAssistant

Publish = Callable[[str, bytes], None]


class Teller:
    """Remembers what it said over one connection, so that only news are said."""

    def __init__(self, house: House, wanted: HomeAssistant, municipality_id: str, publish: Publish) -> None:
        self._house = house
        self._wanted = wanted
        self._town_id = municipality_id
        self._publish = publish
        self._said: dict[str, bytes] = {}

    def say_everything_again(self) -> None:
        """Forget what was said: the next time all of it is told."""
        self._said.clear()

    def tell(self) -> None:
        """Announce the halls, tell how they are, take back what is gone. Raises what `publish` raises."""
        halls = bridges.halls_shown(self._house, self._town_id)
        slugs = [hall.venue.slug for hall in halls]
        gone = bridges.promise_to_tell(self._house, self._town_id, slugs)
        for slug in gone:
            self._say(config_topic(self._wanted.prefix, slug), b"")
            self._say(state_topic(slug), b"")
        for topic, payload in self._messages(halls):
            self._say(topic, payload)
        if gone:
            bridges.taken_back(self._house, self._town_id, slugs)

    def take_others_back(self) -> None:
        """Take back what was told of who had the bridge before. Raises what `publish` raises."""
        others = bridges.told_for_others(self._house, self._town_id)
        for town, slugs in others:
            for slug in slugs:
                self._publish(config_topic(self._wanted.prefix, slug), b"")
                self._publish(state_topic(slug), b"")
            self._publish(availability_topic(town), b"")
        if others:
            bridges.forget_others(self._house, self._town_id)

    def _messages(self, halls: tuple[bridges.ShownHall, ...]) -> Iterator[tuple[str, bytes]]:
        town, url = self._wanted.town, self._house.policy.public_url
        for hall in halls:
            slug = hall.venue.slug
            yield config_topic(self._wanted.prefix, slug), config_of(hall.venue, town, url)
            yield state_topic(slug), state_of(hall.signals)
        yield availability_topic(town), ONLINE

    def _say(self, topic: str, payload: bytes) -> None:
        if self._said.get(topic) != payload:
            self._publish(topic, payload)
            self._said[topic] = payload
