"""A municipality's account with the Bad Belzig App. Its secret is encrypted for that municipality alone."""

from dataclasses import dataclass, field, replace

from booking_server.domain.app_records import AppTown
from booking_server.domain.errors import AppAccountInvalid
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Municipality
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.money.payees import municipality_of
from booking_server.services.partners.app_facts import wanted_keys
from booking_server.services.promises.app_promises import promise
from calendars.fetching.errors import AddressRefused
from calendars.fetching.targets import PORTS, Target, read_target

DEED = Deed.EDIT_HALL


@dataclass(frozen=True, slots=True)
class Credentials:
    """With what the app is spoken to for one municipality."""

    url: str
    client_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TownAccount:
    """A municipality with its account."""

    municipality: Municipality
    account: AppTown
    has_secret: bool


def open_account(house: House, person: Person, slug: str) -> TownAccount:
    """Return a municipality's account. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        town = municipality_of(uow, person, DEED, slug)
        return TownAccount(town, uow.app.town(town.id), bool(uow.app.secret_cipher(town.id)))


@retried
def save_account(house: House, person: Person, slug: str, wanted: AppTown, secret: str) -> None:
    """Store an account and whether the app is used; an empty `secret` keeps the one there is.

    Where the address or the name changes the secret is asked for anew: it is never sent anywhere else than
    where it was entered for. Raises NotFound, NotPermitted, AppAccountInvalid.
    """
    with house.unit_of_work() as uow:
        town = municipality_of(uow, person, DEED, slug)
        before = uow.app.town(town.id)
        if wanted.url != before.url and any(one.remote_id for one in uow.app.records_of_towns([town.id])):
            raise AppAccountInvalid(
                "Unter der bisherigen Adresse stehen noch Einträge. Bitte schalten Sie die App zuerst aus."
            )
        _check(house, before, wanted, secret, has_secret=bool(uow.app.secret_cipher(town.id)))
        kept = {"provider": before.provider, "failure": "", "failure_fact": "", "failed_at": None}
        uow.app.save_town(replace(wanted, municipality_id=town.id, **kept))  # type: ignore[arg-type]
        if secret:
            uow.app.save_secret(town.id, house.keyring.encrypt(secret.encode(), _place(town.id)))
        changed = "app_switched_on" if wanted.is_on else "app_switched_off"
        action = changed if wanted.is_on != before.is_on else "app_account_saved"
        uow.audit.add(person.id, action, town.id, municipality_id=town.id)
        uow.commit()
    promise_all(house, town.id)


def promise_all(house: House, municipality_id: str, *, hall: str | None = None) -> int:
    """Promise to send again everything a municipality has or may have in the app; return how much."""
    with house.reading() as uow:
        keys = wanted_keys(uow, municipality_id, hall=hall)
    return promise(house, keys, again=True)


@retried
def switch(house: House, municipality_id: str, *, on: bool, actor: str) -> None:
    """Turn the app on or off for a municipality, from the command line."""
    with house.unit_of_work() as uow:
        uow.app.save_town(replace(uow.app.town(municipality_id), is_on=on))
        action = "app_switched_on" if on else "app_switched_off"
        uow.audit.add(actor, action, municipality_id, municipality_id=municipality_id)
        uow.commit()


@retried
def note_provider(house: House, municipality_id: str, provider: str) -> None:
    """Note who the app says a municipality is: that was a good answer, too."""
    with house.unit_of_work() as uow:
        town = uow.app.town(municipality_id)
        good = replace(town, provider=provider[:200], failure="", failure_fact="", failed_at=None)
        if good != town:
            uow.app.save_town(good)
            uow.commit()


def credentials(house: House, account: AppTown) -> Credentials:
    """Return with what the app is spoken to. Raises CipherInvalid."""
    with house.reading() as uow:
        cipher = uow.app.secret_cipher(account.municipality_id)
    secret = house.keyring.decrypt(cipher, _place(account.municipality_id)).decode()
    return Credentials(account.url, account.client_id, secret)


def app_target(house: House, url: str) -> Target:
    """Return where an address of the app leads: https only, but for hosts the settings name.

    Raises AddressRefused.
    """
    named = house.policy.app_hosts
    ports = PORTS | {int(one.rpartition(":")[2]) for one in named if one.rpartition(":")[2].isdecimal()}
    target = read_target(url, ports=ports)
    if target.host_header not in named and not target.is_secure:
        raise AddressRefused("scheme", target.scheme)
    if target.host_header not in named and target.port not in PORTS:
        raise AddressRefused("port", str(target.port))
    return target


def _check(house: House, before: AppTown, wanted: AppTown, secret: str, *, has_secret: bool) -> None:
    if not wanted.url and not wanted.client_id and not wanted.is_on:
        return
    try:
        app_target(house, wanted.url)
    except AddressRefused as error:
        raise AppAccountInvalid(
            "Bitte geben Sie die Adresse des App-Servers an, zum Beispiel https://app.example.org.",
            field="url",
        ) from error
    if not wanted.client_id:
        raise AppAccountInvalid("Bitte geben Sie die Kennung (Client-ID) an.", field="client_id")
    moved = (before.url, before.client_id) != (wanted.url, wanted.client_id)
    if not secret and (moved or not has_secret):
        raise AppAccountInvalid("Bitte geben Sie das Kennwort zu dieser Kennung an.", field="secret")


def _place(municipality_id: str) -> str:
    return f"app {municipality_id}"
