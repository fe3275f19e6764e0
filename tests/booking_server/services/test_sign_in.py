"""Signing in: one link, one use, one purpose; nobody learns who is known."""

import pytest
from sqlalchemy import func, select

from booking_server.domain.errors import LinkInvalid
from booking_server.services import links, sign_in
from booking_server.storage.tables import outbox
from tests.builders import Village


def sealed_link(village: Village) -> str:
    url = sign_in.make_link(village.house, village.cast.herr_krueger.id)
    return url.removeprefix("http://127.0.0.1:8000/anmelden/")


def promised(village: Village) -> int:
    with village.house.reading() as uow:
        statement = select(func.count()).select_from(outbox).where(outbox.c.kind == "mail")
        return int(uow.connection.execute(statement).scalar_one())


def test_looking_at_a_link_does_not_use_it(village: Village) -> None:
    sealed = sealed_link(village)

    for _ in range(3):
        assert sign_in.look_at_link(village.house, sealed).name == "Herr Krüger"
    assert sign_in.person_of(village.house, sign_in.use_link(village.house, sealed)) is not None


def test_a_link_works_once(village: Village) -> None:
    sealed = sealed_link(village)
    sign_in.use_link(village.house, sealed)

    with pytest.raises(LinkInvalid):
        sign_in.use_link(village.house, sealed)
    with pytest.raises(LinkInvalid):
        sign_in.look_at_link(village.house, sealed)


def test_a_link_expires(village: Village) -> None:
    sealed = sealed_link(village)
    village.clock.forward(minutes=30)

    with pytest.raises(LinkInvalid):
        sign_in.use_link(village.house, sealed)


def test_a_link_is_not_made_by_guessing_nor_for_another_purpose(village: Village) -> None:
    sealed = sealed_link(village)
    link_id = sealed.partition(".")[0]

    for forged in (link_id, f"{link_id}.", f"{link_id}.x", links.sealed(village.house, "feed", link_id), ""):
        with pytest.raises(LinkInvalid):
            sign_in.use_link(village.house, forged)


def test_a_session_ends_by_sign_out_and_by_time(village: Village) -> None:
    first = sign_in.use_link(village.house, sealed_link(village))
    second = sign_in.use_link(village.house, sealed_link(village))

    sign_in.sign_out(village.house, first)

    assert sign_in.person_of(village.house, first) is None
    assert sign_in.person_of(village.house, second) is not None
    village.clock.forward(days=30)
    assert sign_in.person_of(village.house, second) is None


def test_an_unknown_address_is_promised_nothing_and_a_known_one_five_mails_an_hour(village: Village) -> None:
    sign_in.request_link(village.house, "nobody@example.org")
    assert promised(village) == 0

    for _ in range(7):
        sign_in.request_link(village.house, "KRUEGER@example.org ")

    assert promised(village) == 5
