"""The clerk's page for other programs: keys shown once, addresses with what did not arrive."""

import re

import pytest
from flask import Flask

from booking_server.domain.webhooks import MessageState
from booking_server.services.partners import api_keys, webhooks
from booking_server.services.partners.webhook_delivery import Failure, failed
from booking_server.services.partners.webhooks import Wanted
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village

PAGE = "/schreibtisch/schnittstelle"


@pytest.fixture
def weber(site: Flask, village: Village) -> Visitor:
    """Frau Weber, clerk of Wiesenburg/Mark, signed in."""
    return signed_in(site, village, village.cast.frau_weber.id)


def form_at(page: Page, end: str) -> int:
    return next(at for at, form in enumerate(page.forms) if (form.action or "").endswith(end))


def parked(village: Village) -> tuple[str, str]:
    """An address one message to which was set aside, and the message."""
    house = village.house
    wanted = Wanted(name="Portal", url="https://app.example.org/geheim", events=["door.alarm"])  # type: ignore[list-item]
    webhook = webhooks.add_webhook(house, village.cast.municipality.id, wanted, actor="test").webhook
    message = webhooks.send_test(house, webhook.id, actor="test")
    with house.unit_of_work() as uow:
        (item,) = uow.outbox.claim(["webhook"], limit=1, lease=house.policy.hold_for)
        uow.commit()
    failed(house, item, Failure("status", "500", is_last=True))
    return webhook.id, message.id


def test_a_key_is_given_shown_once_used_and_ended(weber: Visitor, village: Village) -> None:
    page = weber.open(PAGE)
    given = weber.send(
        page, {"name": "Webportal", "scopes": ["bookings:read"]}, form=form_at(page, "/zugaenge")
    )
    token = re.search(r"dgh_[0-9a-f]{16}_[\w-]{43}", given.text)
    assert token, given.text
    assert api_keys.whose(village.house, token[0]) is not None

    again = weber.open(PAGE)
    assert again.shows("Webportal")
    assert again.shows("Buchungen lesen: Zeiten, Räume, Stand, ohne Namen")
    assert token[0] not in again.html

    ended = weber.send(again, form=form_at(again, "/beenden"))
    assert ended.shows("beendet")
    assert api_keys.whose(village.house, token[0]) is None


def test_a_key_without_a_name_or_a_scope_is_refused_at_its_field(weber: Visitor) -> None:
    page = weber.open(PAGE)
    unnamed = weber.send(page, {"name": "", "scopes": ["bookings:read"]}, form=form_at(page, "/zugaenge"))
    bare = weber.send(page, {"name": "Webportal"}, form=form_at(page, "/zugaenge"))

    assert (unnamed.status, bare.status) == (422, 422)
    assert unnamed.message_at("name")
    assert bare.typed("name") == "Webportal"
    assert "scopes" in bare.by_id


def test_an_address_is_entered_and_its_secret_shown_once(weber: Visitor) -> None:
    page = weber.open(PAGE)
    number = form_at(page, "/meldungen")
    refused = weber.send(
        page, {"name": "Portal", "url": "https://127.0.0.1/", "events": ["door.alarm"]}, form=number
    )
    made = weber.send(
        page,
        {"name": "Portal", "url": "https://app.example.org/x", "events": ["door.alarm"]},
        form=number,
    )

    assert refused.status == 422
    assert refused.message_at("url")
    secret = re.search(r"whsec_[\w+/=]+", made.text)
    assert secret
    hook = weber.open(weber.open(PAGE).link("Portal"))
    assert secret[0] not in hook.html
    assert "/x" not in hook.text
    renewed = weber.send(hook, button="geheimnis")
    assert re.search(r"whsec_[\w+/=]+", renewed.text)
    assert renewed.shows("Das bisherige gilt noch bis")


def test_what_did_not_arrive_is_shown_and_sent_again(weber: Visitor, village: Village) -> None:
    webhook_id, message_id = parked(village)
    assert weber.open(PAGE).shows("1 Meldung kam nicht an")
    page = weber.open(f"{PAGE}/meldungen/{webhook_id}")
    assert page.shows("Der Server hat die Meldung nicht angenommen (Antwort 500).")

    sent = weber.send(page, form=form_at(page, message_id))

    assert sent.shows("Die Meldung wird gleich noch einmal gesendet.")
    with village.house.reading() as uow:
        message = uow.webhooks.message(message_id)
        assert message is not None
        assert message.state is MessageState.WAITING
        assert uow.outbox.has_due(["webhook"])


def test_an_address_is_tried_switched_and_deleted(weber: Visitor, village: Village) -> None:
    webhook_id, _ = parked(village)
    address = f"{PAGE}/meldungen/{webhook_id}"

    assert weber.send(weber.open(address), button="probe").shows("Eine Probe ist unterwegs.")
    off = weber.send(weber.open(address), button="aus")
    assert off.shows("ausgeschaltet")
    assert "probe" not in [value for form in off.forms for _, value in form.buttons]
    assert weber.send(off, button="an").shows("eingeschaltet")
    weber.send(weber.open(address), button="beenden")

    assert weber.open(address).status == 404


def test_an_ortsvorsteher_does_not_see_it(krueger: Visitor) -> None:
    assert krueger.open(PAGE).status == 403
    assert "Schnittstelle" not in krueger.open("/schreibtisch").text
