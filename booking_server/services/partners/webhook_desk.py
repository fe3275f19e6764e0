"""What is to be seen of webhooks: by their municipality, one by one, and what was told to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from booking_server.domain.api_keys import ApiKey
from booking_server.domain.errors import NotPermitted
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Municipality
from booking_server.domain.webhooks import Message, MessageState, Webhook
from booking_server.services.foundation.house import House
from booking_server.services.money.payees import municipality_of, require_everywhere
from booking_server.storage.unit_of_work import UnitOfWork

DEED = Deed.MANAGE_API
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A webhook with how many of its messages wait and how many were set aside."""

    webhook: Webhook
    waiting: int
    parked: int


@dataclass(frozen=True, slots=True)
class TownInterface:
    """Everything a municipality has given to other programs; `codes` are those of doors, by key."""

    municipality: Municipality
    keys: tuple[ApiKey, ...]
    webhooks: tuple[Listed, ...]
    codes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WebhookPage:
    """A webhook with its newest messages; those that were set aside come first."""

    municipality: Municipality
    listed: Listed
    messages: tuple[Message, ...]
    now: datetime

    @property
    def webhook(self) -> Webhook:
        """The webhook."""
        return self.listed.webhook

    @property
    def overlaps(self) -> bool:
        """Whether the secret before the present one still signs."""
        until = self.webhook.old_secret_until
        return until is not None and self.now < until


def interfaces(house: House, person: Person) -> tuple[TownInterface, ...]:
    """Return the interfaces of the municipalities the person manages as a whole. Raises NotPermitted."""
    with house.reading() as uow:
        towns = [one for one in uow.venues.municipalities() if person.may_everywhere(DEED, one.id)]
        if not towns:
            raise NotPermitted("Das dürfen nur Menschen, die für die ganze Gemeinde eingetragen sind.")
        return tuple(_interface(uow, town) for town in towns)


def open_webhook(house: House, person: Person, webhook_id: str) -> WebhookPage:
    """Return one webhook. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        found = uow.webhooks.get(webhook_id)
        require_everywhere(person, DEED, found.municipality_id)
        parked = uow.webhooks.messages(found.id, limit=SHOWN, state=MessageState.PARKED)
        newest = uow.webhooks.messages(found.id, limit=SHOWN)
        rest = tuple(one for one in newest if one.state is not MessageState.PARKED)
        town = uow.venues.municipality(found.municipality_id)
        return WebhookPage(town, _listed(uow, [found])[0], (*parked, *rest), uow.now)


def own_town(house: House, person: Person, slug: str) -> Municipality:
    """Return a municipality the person manages as a whole. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        return municipality_of(uow, person, DEED, slug)


def webhooks_of(house: House, municipality_id: str) -> tuple[Webhook, ...]:
    """Return the webhooks of a municipality by name."""
    with house.reading() as uow:
        return uow.webhooks.of_towns([municipality_id])


def one_webhook(house: House, webhook_id: str) -> Webhook:
    """Return one webhook. Raises NotFound."""
    with house.reading() as uow:
        return uow.webhooks.get(webhook_id)


def messages_of(
    house: House,
    webhook_id: str,
    *,
    state: MessageState | None,
    before: tuple[datetime, str] | None,
    limit: int,
) -> tuple[Message, ...]:
    """Return what was told to a webhook, the newest first. Raises NotFound."""
    with house.reading() as uow:
        uow.webhooks.get(webhook_id)
        return uow.webhooks.messages(webhook_id, limit=limit, state=state, before=before)


def _interface(uow: UnitOfWork, town: Municipality) -> TownInterface:
    keys = uow.api_keys.of_towns([town.id])
    listed = _listed(uow, uow.webhooks.of_towns([town.id]))
    return TownInterface(town, keys, listed, uow.credentials.standing_of([one.id for one in keys], uow.now))


def _listed(uow: UnitOfWork, found: Sequence[Webhook]) -> tuple[Listed, ...]:
    counted = uow.webhooks.counted([one.id for one in found])
    return tuple(
        Listed(
            one,
            counted.get((one.id, MessageState.WAITING), 0),
            counted.get((one.id, MessageState.PARKED), 0),
        )
        for one in found
    )
