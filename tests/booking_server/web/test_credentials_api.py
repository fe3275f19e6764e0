"""Other booking systems ask for our doors: a credential for a time, moved and revoked, at no other hall."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from booking_server.domain.api_keys import KeyScope
from booking_server.domain.bookings import CREDENTIAL
from booking_server.domain.webhooks import FOR_CHOICE
from booking_server.notices import door_mail
from booking_server.services.bookings import booking_page, bookings
from booking_server.services.doors import door_reports, door_watch
from booking_server.services.operation.retention import keep_terms
from booking_server.services.operation.verify import verify
from booking_server.services.partners import (
    api_keys,
    credential_records,
    credentials,
    webhook_delivery,
    webhooks,
)
from booking_server.services.partners.webhook_delivery import Failure
from booking_server.services.partners.webhooks import Wanted
from booking_server.services.promises import delivery, snapshots
from booking_server.storage.repositories.bookings import Bookings
from booking_server.storage.repositories.doors import Doors
from booking_server.storage.repositories.outbox import OutboxItem
from booking_server.storage.repositories.venues import Venues
from booking_server.storage.tables import bookings as booking_rows
from booking_server.storage.tables import outbox
from tests.booking_server.doors import PaperDoor
from tests.booking_server.keys import bearing, give
from tests.booking_server.services.halls.test_blackouts import elect, polling_place
from tests.booking_server.web.test_openapi import Json, mismatches
from tests.builders import Village, a_request, between

START, END = "2026-10-02T17:00:00Z", "2026-10-02T20:00:00Z"
LATER = {"start": "2026-10-02T18:00:00Z", "end": "2026-10-02T21:00:00Z"}
LATEST = {"start": "2026-10-03T18:00:00Z", "end": "2026-10-03T21:00:00Z"}
EVENING = between("2026-10-02 19:00", "2026-10-02 22:00")
ADDRESS = "/api/v1/credentials"


class System:
    """Another booking system, with its key."""

    def __init__(self, client: FlaskClient, village: Village) -> None:
        self.client = client
        self.given = give(village, KeyScope.DOORS_WRITE, name="Kulturportal")
        self.fields = bearing(self.given)

    def ask(self, method: str, path: str = "", body: Any = None, **fields: str) -> TestResponse:
        headers = self.fields | {name.replace("_", "-"): value for name, value in fields.items()}
        return self.client.open(f"{ADDRESS}{path}", method=method, json=body, headers=headers)

    def make(self, key: str = "", **changes: Any) -> TestResponse:
        body = {"venue": "dgh-benken", "spaces": ["saal"], "start": START, "end": END} | changes
        return self.ask("POST", body=body, **({"Idempotency_Key": key} if key else {}))

    def made(self, **changes: Any) -> Json:
        answer: Json = self.make(**changes).get_json()
        return answer

    def state(self, credential: Json) -> str:
        return str(self.ask("GET", f"/{credential['id']}/status").get_json()["state"])

    def revoke(self, credential: Json) -> TestResponse:
        return self.ask("POST", f"/{credential['id']}/revocation")


@pytest.fixture
def system(site: Flask, village: Village) -> System:
    return System(site.test_client(), village)


def hears(village: Village, door: PaperDoor) -> None:
    """The door gets what it lacks and says so."""
    snapshots.refresh(village.house, door.id, door.hear)
    said = door.report(int(village.clock().timestamp()))
    door_reports.note_report(village.house, door.id, said, retained=False)


def told(village: Village, webhook_id: str) -> list[tuple[str, Json]]:
    """What a webhook was told, the oldest first."""
    with village.house.reading() as uow:
        said = [json.loads(one.body) for one in uow.webhooks.messages(webhook_id, limit=50)]
    return [(one["type"], one["data"]) for one in reversed(said)]


@pytest.fixture
def listening(village: Village) -> str:
    """A webhook that is told everything."""
    wanted = Wanted(name="Portal", url="https://portal.example.org/", events=frozenset(FOR_CHOICE))
    return webhooks.add_webhook(village.house, village.cast.municipality.id, wanted, actor="test").webhook.id


def test_a_credential_opens_the_door_and_keeps_others_out(village: Village, system: System) -> None:
    made = system.make()

    assert made.status_code == 201
    record = made.get_json()
    assert made.headers["Location"] == f"{ADDRESS}/{record['id']}"
    assert len(record["codes"]["pin"]) == 8
    assert record["codes"]["qr"].isdigit()
    looked = system.ask("GET", f"/{record['id']}")
    assert looked.get_json() == {name: value for name, value in record.items() if name != "codes"}
    assert record["codes"]["pin"] not in looked.text
    with pytest.raises(Exception, match="schon belegt"):
        bookings.book(village.house, a_request(period=EVENING, space_slugs=("saal",)))
    other_room = a_request(period=EVENING, space_slugs=("kueche",), persons=5)
    assert bookings.book(village.house, other_room).is_new
    refused = system.make(spaces=["kueche"])
    assert (refused.status_code, refused.get_json()["code"]) == (409, "booking-overlaps"), "booked here"
    assert system.make(start=LATER["end"], end="2026-10-02T22:00:00Z").status_code == 201
    assert verify(village.house) == ()


def test_codes_are_told_to_who_made_them_and_again_only_to_the_lost_answer(
    village: Village, system: System
) -> None:
    first, again = system.make("4711"), system.make("4711")
    credential = first.get_json()
    same = {"start": START, "end": END}

    assert first.get_json() == again.get_json()
    assert system.ask("PATCH", f"/{credential['id']}", same).get_json()["codes"] is None
    assert system.make("4711", end=LATER["end"]).status_code == 422
    assert len(system.ask("GET").get_json()["items"]) == 1
    with village.house.reading() as uow:
        audited = [row.action for row in uow.audit.of_subject(credential["id"])]
    assert audited == ["credential_made", "credential_answered_again"]
    village.clock.forward(days=1, minutes=1)
    assert system.make("4711").get_json()["codes"] is None


def test_a_move_whose_answer_was_lost_is_answered_again(system: System) -> None:
    path = f"/{system.made()['id']}"

    moved, again = (system.ask("PATCH", path, LATER, Idempotency_Key="m-1").get_json() for _ in range(2))

    assert moved == again
    assert again["codes"]["qr"]
    assert system.ask("PATCH", path, LATER, Idempotency_Key="m-2").get_json()["codes"] is None


def test_no_other_program_learns_a_code_and_a_new_key_takes_over(
    village: Village, site: Flask, system: System
) -> None:
    made, other, third = (system.made(), *(System(site.test_client(), village) for _ in range(2)))
    path = f"/{made['id']}"

    assert other.ask("GET", path).status_code == 200
    refused = other.ask("PATCH", path, LATER)

    assert (refused.status_code, refused.get_json()["code"]) == (403, "not-permitted")
    api_keys.end_by_number(village.house, system.given.key.id, actor="test")
    taken = other.ask("PATCH", path, LATER).get_json()
    assert taken["codes"]["pin"] != made["codes"]["pin"]
    assert taken["key"] == other.ask("GET", path).get_json()["key"] == other.given.key.id
    assert third.ask("PATCH", path, LATEST).status_code == 403, "it has one key, not all that came later"


def test_moved_it_keeps_its_pin_and_nothing_of_the_old_time(village: Village, system: System) -> None:
    made = system.made()
    path, tag = f"/{made['id']}", system.ask("GET", f"/{made['id']}").headers["ETag"]

    moved = system.ask("PATCH", path, LATER, If_Match=tag)
    stale = system.ask("PATCH", path, {"start": START, "end": END}, If_Match=tag)

    assert moved.status_code == 200
    now = moved.get_json()
    assert (now["id"], now["start"], now["version"]) == (made["id"], LATER["start"], 2)
    assert now["codes"]["pin"] == made["codes"]["pin"]
    assert now["codes"]["qr"] != made["codes"]["qr"]
    assert stale.status_code == 412
    before = between("2026-10-02 18:00", "2026-10-02 20:00")
    assert bookings.book(village.house, a_request(period=before)).is_new
    pins = {system.ask("PATCH", path, at).get_json()["codes"]["pin"] for at in (LATEST, LATER) * 2}
    assert pins == {made["codes"]["pin"]}, "over all its moves"
    assert system.ask("PATCH", path, LATEST).status_code == 200
    assert system.ask("PATCH", path, LATER).get_json()["code"] == "changed-too-often"
    assert system.ask("PATCH", path, LATEST).status_code == 200, "it is there already"
    assert system.ask("GET", path).get_json()["version"] == 7
    assert verify(village.house) == ()


def test_half_of_the_offline_pins_of_an_hour_are_left_to_residents(village: Village, system: System) -> None:
    given = []
    for number in range(12):
        made = system.made(end=END if number % 2 else "2026-10-03T01:00:00Z")
        given.append(made["codes"]["offline_pin"] is not None)
        system.revoke(made)

    resident = bookings.book(village.house, a_request(period=EVENING, space_slugs=("kueche",), persons=5))

    assert given == [True] * 6 + [False] * 6
    shown = booking_page.booking_by_id(village.house, resident.booking.id).codes
    assert shown is not None
    assert shown.offline_pin


def test_half_of_the_offline_pins_of_the_longest_times_are_left_to_residents(
    village: Village, system: System
) -> None:
    given = []
    for _ in range(3):
        made = system.made(end="2026-10-09T17:00:00Z")
        given.append(made["codes"]["offline_pin"] is not None)
        system.revoke(made)

    assert given == [True, True, False], "of seven days there are four"


def test_a_move_that_does_not_fit_changes_nothing(village: Village, system: System) -> None:
    made = system.made()
    bookings.book(village.house, a_request(period=between("2026-10-02 22:30", "2026-10-02 23:30")))

    refused = system.ask("PATCH", f"/{made['id']}", {"start": START, "end": "2026-10-02T21:00:00Z"})

    assert refused.status_code == 409
    assert system.ask("GET", f"/{made['id']}").get_json()["version"] == 1
    assert system.make(spaces=["kueche"]).status_code == 201
    assert verify(village.house) == ()


def test_moves_do_not_crowd_out_the_codes_of_residents(
    village: Village, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentials, "CODES_AT_A_HALL", 2)
    made = system.made()
    assert system.ask("PATCH", f"/{made['id']}", LATER).status_code == 200

    refused = [
        system.ask("PATCH", f"/{made['id']}", LATEST),
        system.make(start="2026-10-04T18:00:00Z", end="2026-10-04T19:00:00Z"),
    ]

    assert [one.status_code for one in refused] == [429, 429]
    assert bookings.book(village.house, a_request(period=between("2026-10-05 19:00", "2026-10-05 22:00")))
    village.clock.forward(days=10)
    assert system.make(start="2026-10-11T18:00:00Z", end="2026-10-11T19:00:00Z").status_code == 201


def test_what_has_begun_moves_its_end_only_and_what_is_over_nothing(village: Village, system: System) -> None:
    made = system.made()
    path = f"/{made['id']}"
    village.clock.now = between("2026-10-02 20:00", "2026-10-02 21:00").start

    assert system.ask("PATCH", path, LATEST).status_code == 409
    assert system.ask("PATCH", path, {"start": START, "end": "2026-10-02T17:30:00Z"}).status_code == 422
    longer = {"start": START, "end": LATER["end"]}
    assert system.ask("PATCH", path, longer).status_code == 200
    village.clock.forward(hours=4)
    assert system.ask("PATCH", path, LATEST).status_code == 409
    assert system.revoke(made).get_json()["revoked_at"] is None, "what was, was"
    assert system.state(made) == "expired"


def test_the_door_is_told_and_says_where_the_code_stands(
    village: Village, door: PaperDoor, system: System
) -> None:
    made = system.made()
    path = f"/{made['id']}"

    assert system.state(made) == "on_the_way"
    village.clock.forward(minutes=3)
    assert system.state(made) == "late"
    hears(village, door)
    assert system.state(made) == "on_door"
    revoked = system.revoke(made)
    assert revoked.get_json()["revoked_at"] is not None
    assert system.revoke(made).get_json() == revoked.get_json()
    assert system.state(made) == "revocation_pending"
    assert system.ask("PATCH", path, LATER).status_code == 409
    with village.house.reading() as uow:
        kinds = [row.kind for row in uow.connection.execute(outbox.select())]
    assert kinds.count("doors") >= 2
    assert "mail" not in kinds
    hears(village, door)
    assert system.state(made) == "revoked"
    assert verify(village.house) == ()


def test_revoked_is_said_when_no_code_it_ever_had_can_open(
    village: Village, door: PaperDoor, system: System
) -> None:
    made = system.made()
    hears(village, door)
    system.ask("PATCH", f"/{made['id']}", LATER)
    (at_door,) = system.ask("GET", f"/{made['id']}/status").get_json()["doors"]

    system.revoke(made)

    assert system.state(made) == "revocation_pending", "the door still has the code from before the move"
    assert at_door["earlier_codes_may_open"] is True
    assert at_door["status"] == "published"
    village.clock.forward(minutes=1)
    hears(village, door)
    assert system.state(made) == "revoked"


def test_what_no_door_heard_of_opens_by_its_qr_code_until_it_hears(
    village: Village, door: PaperDoor, system: System
) -> None:
    hears(village, door)
    village.clock.forward(minutes=1)
    made = system.made()
    system.revoke(made)

    assert system.state(made) == "revocation_pending"
    village.clock.forward(minutes=1)
    snapshots.refresh(village.house, door.id, lambda *_lost: None)
    assert system.state(made) == "revocation_pending", "the door has not heard of it yet"
    hears(village, door)

    assert door.creds is not None
    assert len(door.creds.revoked_qr) == 1
    assert system.state(made) == "revoked"


def test_its_status_is_read_without_what_doors_were_sent(
    village: Village, door: PaperDoor, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = system.made()
    hears(village, door)
    system.revoke(made)
    village.clock.forward(minutes=1)
    hears(village, door)
    monkeypatch.delattr(Doors, "snapshot")  # the whole envelope, a hundred kilobytes for each door

    assert system.state(made) == "revoked"


def test_far_ahead_is_not_late(village: Village, door: PaperDoor, system: System) -> None:
    made = system.made(start="2026-12-20T17:00:00Z", end="2026-12-20T20:00:00Z")
    hears(village, door)
    village.clock.forward(hours=5)

    assert system.state(made) == "ahead"
    village.clock.forward(days=40)
    assert system.state(made) == "late"
    hears(village, door)
    assert system.state(made) == "on_door"


def test_an_election_belongs_to_nobody_else(village: Village, system: System) -> None:
    polling_place(village)
    elect(village)

    refused = system.make(start="2027-09-26T13:00:00Z", end="2027-09-26T16:00:00Z", spaces=["kueche"])

    assert refused.status_code == 422
    assert refused.get_json()["code"] == "election-day"


def test_times_and_halls_that_cannot_be_are_refused(village: Village, system: System) -> None:
    assert system.make(start=END, end=START).status_code == 422
    assert system.make(end="2026-10-02T17:01:00Z").get_json()["code"] == "booking-too-short"
    assert system.make(end="2026-11-30T17:00:00Z").get_json()["code"] == "use-over-a-month"
    assert system.make(start="2026-09-01T10:00:00Z").get_json()["code"] == "booking-in-the-past"
    far = {"start": "2039-10-02T17:00:00Z", "end": "2039-10-02T20:00:00Z"}
    assert system.make(**far).get_json()["code"] == "booking-too-far-ahead"
    assert system.make(spaces=["keller"]).status_code == 422
    assert system.make(venue="dgh-luette").status_code == 404, "next door"
    with village.house.unit_of_work() as uow:
        uow.connection.exec_driver_sql("UPDATE venues SET is_draft = true WHERE slug = 'dgh-benken'")
        uow.commit()
    assert system.make().status_code == 404, "a draft is at the desk and nowhere else"


def test_webhooks_are_told_what_becomes_of_it_and_who_came_in(
    village: Village, door: PaperDoor, system: System, listening: str
) -> None:
    made = system.made()
    for at in (LATER, LATEST, LATER):
        village.clock.forward(minutes=1)
        system.ask("PATCH", f"/{made['id']}", at)
    hears(village, door)
    assert door.creds is not None
    (pin,) = door.creds.pins
    middle = between("2026-10-02 20:30", "2026-10-02 20:31").start
    door.happen(int(middle.timestamp()), granted=True, cls="pin", cred_ref=pin.ref)
    village.clock.now = middle
    door_reports.store_events(village.house, door.id, door.batch(1, 1, int(middle.timestamp())))
    village.clock.forward(minutes=1)
    system.revoke(made)

    said = told(village, listening)

    kinds = [kind for kind, _ in said]
    assert kinds == [
        "credential.created",
        *["credential.changed"] * 3,
        "door.opened",
        "credential.revoked",
    ]
    assert all(data["id"] == made["id"] for kind, data in said if kind.startswith("credential"))
    opened = dict(said)["door.opened"]
    assert (opened["credential"], opened["booking"]) == (made["id"], None)
    assert dict(said)["credential.revoked"] == {
        "id": made["id"],
        "venue": "dgh-benken",
        "spaces": ["saal"],
        "start": LATER["start"],
        "end": LATER["end"],
        "version": 5,
    }
    (event,) = system.ask("GET", f"/{made['id']}/events").get_json()["items"]
    assert (event["granted"], event["booking"], event["credential"]) == (True, None, made["id"])
    reader = bearing(give(village, KeyScope.DOORS_READ))
    (same,) = system.client.get(f"/api/v1/doors/{door.id}/events", headers=reader).get_json()["items"]
    assert same == {name: value for name, value in event.items() if name != "door"}


def test_a_late_credential_is_told_to_programs_not_to_people(
    village: Village, door: PaperDoor, system: System, listening: str
) -> None:
    made = system.made()
    village.clock.now = EVENING.start - timedelta(hours=1)

    assert door_watch.warn(village.house) == 1

    assert [(kind, data["id"]) for kind, data in told(village, listening)][-1] == (
        "credential.late",
        made["id"],
    )
    with village.house.reading() as uow:
        assert "mail" not in [row.kind for row in uow.connection.execute(outbox.select())]
        (said, *_) = [json.loads(one.body) for one in uow.webhooks.messages(listening, limit=1)]
    assert said["timestamp"] == "2026-10-02T16:00:00Z", "when it was late, not when it was made"


def test_a_late_credential_nobody_listens_to_is_told_to_the_people_of_the_hall(
    village: Village, door: PaperDoor, system: System
) -> None:
    made = system.made()
    village.clock.now = EVENING.start - timedelta(hours=1)

    assert door_watch.warn(village.house) == 1

    item = OutboxItem(1, "mail", made["id"], {"template": "late_to_door"}, 0, village.clock.now)
    written = door_mail.letters(village.house, item)
    assert written
    assert all("Kulturportal (anderes Buchungssystem)" in text for _, (_, text) in written)
    with village.house.reading() as uow:
        assert "mail" in [row.kind for row in uow.connection.execute(outbox.select())]


def sent(village: Village, failure: Failure | None) -> None:
    """The worker tries what waits for programs."""
    for item in delivery.claim(village.house, ("webhook",)):
        if failure is None:
            webhook_delivery.delivered(village.house, item)
        else:
            webhook_delivery.failed(village.house, item, failure)


@pytest.mark.parametrize("failure", [Failure("timeout"), Failure("gone", "410", is_last=True), None])
def test_people_hear_of_a_late_credential_whose_program_takes_no_message(
    village: Village, door: PaperDoor, system: System, listening: str, failure: Failure | None
) -> None:
    made = system.made()
    village.clock.now = EVENING.start - timedelta(hours=1)
    assert door_watch.warn(village.house) == 1

    if failure is None:
        village.clock.forward(minutes=5)  # nobody sends, however that may be
    else:
        sent(village, failure)

    assert [door_watch.warn(village.house) for _ in range(2)] == [1, 0]
    with village.house.reading() as uow:
        rows = uow.connection.execute(outbox.select().where(outbox.c.kind == "mail")).all()
    assert [(row.subject, row.payload) for row in rows] == [(made["id"], {"template": "late_to_door"})]


def test_a_program_has_five_minutes_to_take_a_message_about_a_late_credential(
    village: Village, door: PaperDoor, system: System, listening: str
) -> None:
    made = system.made()
    village.clock.now = EVENING.start - timedelta(hours=1)
    door_watch.warn(village.house)
    sent(village, Failure("status", "400", is_last=True))
    assert door_watch.warn(village.house) == 1
    longer = {"start": START, "end": LATER["end"]}
    assert system.ask("PATCH", f"/{made['id']}", longer).status_code == 200
    sent(village, None)
    village.clock.forward(minutes=3)

    assert door_watch.warn(village.house) == 1, "its new code is late as well"
    village.clock.forward(minutes=4)
    assert door_watch.warn(village.house) == 0, "it may take it yet"
    sent(village, None)
    village.clock.forward(minutes=30)
    assert door_watch.warn(village.house) == 0, "it took it; what was set aside was about the code before"


def test_a_page_of_them_is_read_at_once(
    village: Village, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [system.made()]
    village.clock.forward(minutes=1)
    made.append(system.made(spaces=["saal"], **LATEST))
    read: list[str] = []
    one, hall = Bookings.get, Venues.by_id
    monkeypatch.setattr(Bookings, "get", lambda self, key: read.append("booking") or one(self, key))
    monkeypatch.setattr(Venues, "by_id", lambda self, key: read.append("hall") or hall(self, key))

    found = credential_records.page(village.house, system.given.key, venue="", after=None, limit=50)

    assert [one.booking.id for one in found] == [each["id"] for each in made]
    assert read == ["hall"]


def test_nobody_is_named_by_it_and_bookings_do_not_list_it(
    village: Village, system: System, site: Flask
) -> None:
    made = system.made()
    everything = bearing(give(village))
    client = site.test_client()

    assert client.get("/api/v1/bookings", headers=everything).get_json()["items"] == []
    assert client.get(f"/api/v1/bookings/{made['id']}", headers=everything).status_code == 404
    assert client.delete(f"/api/v1/bookings/{made['id']}", headers=everything).status_code == 404
    with village.house.reading() as uow:
        (row,) = [one for one in uow.connection.execute(booking_rows.select()) if one.source == CREDENTIAL]
    assert (row.organizer_name, row.organizer_email, row.organizer_phone) == ("", "", "")
    village.clock.forward(days=800)
    keep_terms(village.house)
    assert verify(village.house) == ()
    kept = credential_records.one(village.house, made["id"]).booking
    assert kept.anonymised_at is not None
    assert kept.occasion == "Kulturportal (anderes Buchungssystem)", "a program is no person"


def test_answers_have_the_described_shapes(
    site: Flask, village: Village, door: PaperDoor, system: System
) -> None:
    description: Json = site.test_client().get("/api/v1/openapi.json").get_json()
    made = system.make()
    path = f"/{made.get_json()['id']}"
    answers = [
        ("CredentialWithCodes", made),
        ("Credential", system.ask("GET", path)),
        ("CredentialStatus", system.ask("GET", f"{path}/status")),
        ("CredentialWithCodes", system.ask("PATCH", path, LATER)),
        ("CredentialWithCodes", system.ask("PATCH", path, LATER)),
        ("Credential", system.ask("POST", f"{path}/revocation")),
    ]

    for name, answer in answers:
        schema = {"$ref": f"#/components/schemas/{name}"}
        assert mismatches(answer.get_json(), schema, description, name) == []
    pages = [
        system.ask("GET"),
        system.ask("GET", "?limit=1&venue=dgh-benken"),
        system.ask("GET", f"{path}/events"),
    ]
    assert [len(page.get_json()["items"]) for page in pages] == [1, 1, 0]
