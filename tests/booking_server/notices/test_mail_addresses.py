"""A mail goes to the one address it was meant for, whatever somebody typed as theirs."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from booking_server.domain.email_addresses import is_email_address
from booking_server.domain.errors import RequestRefused
from booking_server.notices.mail import compose
from booking_server.services.bookings import bookings
from booking_server.storage.repositories.outbox import OutboxItem
from booking_server.storage.tables import bookings as stored
from tests.builders import WEDDING, Village, a_request

HIDDEN = (
    "a@=?utf-8?q?b=2Ede=2Cvictim=40e=2Eexample=2Cc=40c?=.de",
    "a@=?utf-8?q?b=0ABcc=3A_victim=40e=2Eexample=0AX=3A?=.de",
    "a@=?utf-8?q?b=0ASubject=3A_Gewonnen=0A=0AKlick?=.example",
    "=?utf-8?q?a=0D=0ABcc=3Ax?=@example.org",
    "a@b.example, c@d.example",
    "Anna <a@b.example>",
)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_nobody_books_with_an_address_that_a_mail_program_reads_as_others(
    village: Village, hidden: str
) -> None:
    wanted = a_request("dgh-benken", WEDDING)

    with pytest.raises(RequestRefused):
        bookings.book(village.house, replace(wanted, organizer=replace(wanted.organizer, email=hidden)))


@pytest.mark.parametrize("hidden", HIDDEN)
def test_no_mail_goes_to_an_address_that_is_read_as_others(village: Village, hidden: str) -> None:
    booking = bookings.book(village.house, a_request("dgh-benken", WEDDING)).booking
    with village.house.unit_of_work() as uow:
        uow.connection.execute(update(stored).values(organizer_email=hidden))
        uow.commit()
    item = OutboxItem(1, "mail", booking.id, {"template": "confirmed"}, 0, village.clock())

    with pytest.raises(ValueError, match="address"):
        compose(village.house, item, "dorf@example.org")


@pytest.mark.parametrize(
    "plain", ["anna@example.org", "o'neil+dgh=1@post.example.org", "jürgen@müller.example"]
)
def test_a_plain_address_is_one(village: Village, plain: str) -> None:
    wanted = a_request("dgh-benken", WEDDING)
    booking = bookings.book(
        village.house, replace(wanted, organizer=replace(wanted.organizer, email=plain))
    ).booking
    item = OutboxItem(1, "mail", booking.id, {"template": "confirmed"}, 0, village.clock())

    assert is_email_address(plain)
    assert compose(village.house, item, "dorf@example.org")[0]["To"].addresses[0].addr_spec == plain
