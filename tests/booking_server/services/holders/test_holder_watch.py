"""What happens to codes without anybody asking: reminders, ends, an opened envelope, a locked code, terms."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking_server.domain.holders import Ending
from booking_server.domain.privacy import Identity
from booking_server.notices.mail import compose
from booking_server.services.doors import door_pages, door_reports
from booking_server.services.holders import holder_watch, holders
from booking_server.services.operation import privacy
from booking_server.services.operation.retention import keep_terms
from booking_server.services.operation.verify import verify
from booking_server.services.people import people
from booking_server.services.promises import delivery, snapshots
from booking_server.storage.tables import door_holder_codes, holder_codes
from calendars.local_time import local_date, say_date, say_moment
from tests.booking_server.doors import PaperDoor, enrol
from tests.booking_server.holders import OTTO, a_code, a_keyholder, an_envelope, digits, stored
from tests.builders import NOW, Village

BOTH = pytest.mark.parametrize("database_kind", ["sqlite", "postgres"])
"""What a statement decides over weeks holds on both; whom a mail goes to and what it says needs only one."""


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def mails(village: Village) -> list[tuple[str, str, str]]:
    """Send what waits: to whom, subject and text of each mail."""
    items = delivery.claim(village.house, ("mail",))
    delivery.done(village.house, items)
    sent = [mail for item in items for mail in compose(village.house, item, "dgh@example.org")]
    return [(mail["To"], mail["Subject"], mail.get_content()) for mail in sent]


def happens(
    village: Village, door: PaperDoor, *, late: bool = False, type_: str = "access", **data: object
) -> None:
    """Let something happen at the door, and the server hear of it."""
    now = int(village.clock().timestamp())
    event = door.happen(now - 3600 if late else now, **data)
    if type_ != event.type:
        door.journal[-1] = type(event)(**{**event.fields(), "type": type_, "data": event.data})
    door_reports.store_events(village.house, door.id, door.batch(len(door.journal), len(door.journal), now))


def days(village: Village, until: int) -> Iterator[int]:
    """Let the days pass, with the worker's look at each."""
    for day in range(1, until + 1):
        village.clock.now = NOW + timedelta(days=day)
        holder_watch.keep(village.house)
        yield day


@BOTH
def test_the_holder_is_told_without_digits_reminded_twice_and_the_head_hears_of_the_end(
    village: Village,
) -> None:
    code = a_code(village, a_keyholder(village))
    told = [(0, to, subject) for to, subject, _ in mails(village)]

    for day in days(village, 101):
        told += [(day, to, subject) for to, subject, text in mails(village)]

    end = say_date(local_date(code.window.end))
    reminder = f"Bitte bestätigen bis {end}: Ihr Dauer-Code, DGH Benken"
    assert told == [
        (0, OTTO, f"Ihr Dauer-Code: DGH Benken, gültig bis {end}"),
        (86, OTTO, reminder),
        (97, OTTO, reminder),
        (100, OTTO, "Ihr Dauer-Code ist beendet: DGH Benken"),
        (100, "stolle@example.org", "Dauer-Code abgelaufen: DGH Benken"),
    ]
    assert stored(village, code).ending is Ending.EXPIRED


def test_no_mail_holds_the_digits(village: Village) -> None:
    code, envelope = a_code(village, a_keyholder(village)), an_envelope(village)
    sent = mails(village)
    for _ in days(village, 366):
        sent += mails(village)

    assert len(sent) > 6
    for one in (digits(village, code), digits(village, envelope)):
        assert not [mail for mail in sent if one in "".join(mail)]


def test_who_confirms_is_left_in_peace_until_the_next_time(village: Village) -> None:
    otto = a_keyholder(village)
    code = a_code(village, otto)
    for _ in days(village, 86):
        mails(village)
    holders.renew(village.house, otto, code.id)

    assert [day for day in days(village, 100) if day > 86 and mails(village)] == []
    assert stored(village, code).ended_at is None


def test_the_fire_brigade_s_code_tells_the_people_of_the_hall_at_once(
    village: Village, door: PaperDoor
) -> None:
    envelope = an_envelope(village)

    happens(village, door, cred_ref=envelope.id, granted=True, reason="ok", cls="keyholder")
    happens(village, door, cred_ref=envelope.id, granted=True, reason="ok", cls="keyholder")

    ((to, subject, text),) = mails(village)
    assert to == "stolle@example.org"
    assert subject == f"Feuerwehr-Code benutzt: DGH Benken, {say_moment(NOW)}"
    assert "„Feuerwehr Benken“" in text
    assert "erst später" not in text
    assert stored(village, envelope).used_at == NOW


def test_a_use_told_late_is_told_as_late_and_a_refused_one_not_at_all(
    village: Village, door: PaperDoor
) -> None:
    envelope = an_envelope(village)
    happens(village, door, cred_ref=envelope.id, granted=False, reason="expired", cls="keyholder")
    assert mails(village) == []

    happens(village, door, late=True, cred_ref=envelope.id, granted=True, reason="ok", cls="keyholder")

    ((_, _, text),) = mails(village)
    assert "Die Tür hat das erst später melden können." in text


@BOTH
def test_an_event_that_comes_twice_is_one_alarm(village: Village, door: PaperDoor) -> None:
    envelope = an_envelope(village)
    happens(village, door, cred_ref=envelope.id, granted=True, reason="ok", cls="keyholder")
    village.clock.forward(hours=2)

    door_reports.store_events(village.house, door.id, door.batch(1, 1, int(NOW.timestamp())))

    assert len(mails(village)) == 1


def test_a_code_locked_at_the_door_tells_its_holder_and_the_desk(village: Village, door: PaperDoor) -> None:
    code = a_code(village, a_keyholder(village))
    mails(village)

    happens(village, door, type_="alarm", cred_ref=code.id, kind="holder_locked")

    assert sorted(to for to, _, _ in mails(village)) == [OTTO, "stolle@example.org"]
    _, happened = door_pages.open_door(village.house, village.cast.frau_stolle, door.id)
    assert [one.holder for one in happened] == [code.name]


def test_who_keeps_trying_at_the_door_fills_nobodys_mailbox(village: Village, door: PaperDoor) -> None:
    codes = [a_code(village, a_keyholder(village)), an_envelope(village)]
    mails(village)

    for code in codes:
        for _ in range(5):
            happens(village, door, type_="alarm", cred_ref=code.id, kind="holder_locked")
    first = mails(village)
    village.clock.forward(hours=24)
    happens(village, door, type_="alarm", cred_ref=codes[0].id, kind="holder_locked", late=True)

    assert sorted(to for to, _, _ in first) == [OTTO, "stolle@example.org", "stolle@example.org"]
    assert sorted(to for to, _, _ in mails(village)) == [OTTO, "stolle@example.org"]


def test_a_foreign_door_cannot_raise_the_alarm(village: Village) -> None:
    envelope = an_envelope(village)
    elsewhere = enrol(village.house, village.cast.luette, "d-luette")

    happens(village, elsewhere, cred_ref=envelope.id, granted=True, reason="ok", cls="keyholder")

    assert mails(village) == []
    assert stored(village, envelope).used_at is None


@BOTH
def test_codes_are_forgotten_ninety_days_after_their_end(village: Village, door: PaperDoor) -> None:
    code = a_code(village, a_keyholder(village))
    snapshots.refresh(village.house, door.id, door.hear)
    holders.revoke(village.house, village.cast.frau_stolle, code.id)
    village.clock.forward(days=90)
    assert keep_terms(village.house)["holder_codes"] == 0

    village.clock.forward(seconds=1)

    assert keep_terms(village.house)["holder_codes"] == 1
    with village.house.reading() as uow:
        assert not uow.connection.execute(select(holder_codes)).all()
        assert not uow.connection.execute(select(door_holder_codes)).all()
    assert verify(village.house) == ()


def test_a_person_is_told_of_their_code_and_its_uses_and_erasing_forgets_it(
    village: Village, door: PaperDoor
) -> None:
    otto = a_keyholder(village)
    code = a_code(village, otto)
    happens(village, door, cred_ref=code.id, granted=True, reason="ok", cls="keyholder")
    weber, town, who = village.cast.frau_weber, village.cast.municipality.id, Identity(email=OTTO)

    dossier = privacy.export(village.house, weber, town, who)

    (held,) = dossier.tables["holder_codes"]
    assert held["number"] == 0
    assert not any(isinstance(value, bytes) for value in held.values())
    assert [row["cred_ref"] for row in dossier.tables["door_events"]] == [code.id]
    with village.house.reading() as uow:
        (grant,) = uow.people.get(otto.id).grants
    people.end_grant(village.house, weber, grant.id)
    privacy.erase(village.house, weber, town, who)
    with village.house.reading() as uow:
        assert not uow.connection.execute(select(holder_codes)).all()
