"""Keys of the interface: what they open, what they do not, and how what they read comes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from booking_server.domain.api_keys import KeyScope
from booking_server.publishing.queries import cursor_after
from booking_server.services.bookings import bookings
from booking_server.services.halls import blackouts
from booking_server.services.partners import api_keys
from booking_server.services.waiting import holds
from booking_server.storage.tables import audit, metadata
from booking_server.web.rate_limit import RateLimit
from tests.booking_server.keys import bearing, give
from tests.booking_server.web.test_api import BOOKING, assert_problem, book
from tests.builders import Village, a_request, between

LIST = "/api/v1/bookings"


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    """A program."""
    return site.test_client()


def three_bookings(village: Village) -> list[str]:
    """Three evenings at Benken, the ids by start."""
    days = ("2026-10-08", "2026-10-05", "2026-10-06")
    made = [
        bookings.book(village.house, a_request(period=between(f"{day} 18:00", f"{day} 20:00"))).booking
        for day in days
    ]
    return [one.id for one in sorted(made, key=lambda one: one.period)]


def a_cursor(last: str) -> str:
    """A cursor of ours by its form, whatever stands in it."""
    return cursor_after(datetime(2026, 10, 5, tzinfo=UTC), last)


def ids(answer: Any) -> list[str]:
    return [one["id"] for one in answer.get_json()["items"]]


def test_a_key_says_what_it_is_and_is_stored_nowhere(client: FlaskClient, village: Village) -> None:
    given = give(village, KeyScope.BOOKINGS_READ)

    answer = client.get("/api/v1/key", headers=bearing(given))

    assert answer.get_json() == {
        "id": given.key.id,
        "name": "Portal",
        "municipality": "wiesenburg-mark",
        "scopes": ["bookings:read"],
        "created_at": "2026-09-28T10:00:00Z",
    }
    with village.house.reading() as uow:
        stored = " ".join(str(uow.connection.execute(t.select()).all()) for t in metadata.sorted_tables)
    assert given.token not in stored
    assert given.token.rpartition("_")[2] not in stored
    assert given.token not in repr(given)


def test_without_a_live_key_nothing_is_read(client: FlaskClient, village: Village) -> None:
    given = give(village)
    other = give(village)
    forged = f"{other.token[:20]}{given.token[20:]}"
    for token in ("", "Bearer falsch", f"Bearer {forged}", f"Basic {given.token}"):
        refused = client.get(LIST, headers={"Authorization": token} if token else {})
        assert_problem(refused, 401, "key-refused")
        assert refused.headers["WWW-Authenticate"] == "Bearer"

    assert client.get(LIST, headers=bearing(given)).status_code == 200
    with village.house.unit_of_work() as uow:
        api_keys.end_key(uow, given.key, "test")
        uow.commit()
    assert_problem(client.get(LIST, headers=bearing(given)), 401, "key-refused")


def test_a_key_does_what_it_was_given_the_scope_for(client: FlaskClient, village: Village) -> None:
    reading = bearing(give(village, KeyScope.BOOKINGS_READ))
    booked = book(client).get_json()

    assert_problem(client.get("/api/v1/doors", headers=reading), 403, "scope-missing")
    assert_problem(client.post("/api/v1/bookings", json=BOOKING, headers=reading), 403, "scope-missing")
    assert_problem(client.delete(f"{LIST}/{booked['id']}", headers=reading), 403, "scope-missing")
    assert client.get("/api/v1/venues", headers=reading).status_code == 200


def test_its_last_use_is_noted_and_not_each_time(client: FlaskClient, village: Village) -> None:
    given, fields = give(village), bearing(give(village, name="Anderes"))

    def last_used() -> Any:
        with village.house.reading() as uow:
            return {key.name: key.last_used_at for key in uow.api_keys.of_towns([given.key.municipality_id])}

    client.get("/api/v1/key", headers=fields)
    first = village.clock.now
    village.clock.forward(minutes=4)
    client.get("/api/v1/key", headers=fields)
    assert last_used() == {"Portal": None, "Anderes": first}

    village.clock.forward(minutes=1)
    client.get("/api/v1/key", headers=fields)
    assert last_used()["Anderes"] == village.clock.now


def test_names_are_read_only_with_the_scope_for_people(client: FlaskClient, village: Village) -> None:
    booked = book(client).get_json()
    plain = client.get(f"{LIST}/{booked['id']}", headers=bearing(give(village, KeyScope.BOOKINGS_READ)))
    both = give(village, KeyScope.BOOKINGS_READ, KeyScope.PEOPLE_READ)
    full = client.get(f"{LIST}/{booked['id']}", headers=bearing(both))

    assert (plain.get_json()["organizer"], plain.get_json()["occasion"]) == (None, None)
    assert full.get_json()["organizer"] == {
        "name": "Anna Lehmann",
        "email": "anna@example.org",
        "phone": None,
    }
    for secret in (booked["access"]["pin"], booked["access"]["qr"], booked["token"]):
        assert secret not in plain.text + full.text


def test_a_list_is_read_page_by_page_each_booking_once(client: FlaskClient, village: Village) -> None:
    wanted, fields = three_bookings(village), bearing(give(village))
    address, seen = f"{LIST}?limit=2", []
    while address:
        page = client.get(address, headers=fields)
        seen.append(ids(page))
        assert (page.get_json()["next"] is None) == ("Link" not in page.headers)
        address = page.headers.get("Link", "").partition(">")[0].removeprefix("<")

    assert seen == [wanted[:2], wanted[2:]]


def test_a_list_shows_what_is_asked_for(client: FlaskClient, village: Village) -> None:
    first, second, third = three_bookings(village)
    fields = bearing(give(village))
    village.clock.forward(hours=1)
    client.delete(f"{LIST}/{second}", headers=fields)

    def found(query: str) -> list[str]:
        return ids(client.get(f"{LIST}?{query}", headers=fields))

    assert found("status=cancelled") == [second]
    assert found("from=2026-10-06&to=2026-10-06") == [second]
    assert found("from=2026-10-06") == [second, third]
    assert found("changed_since=2026-09-28T11:00:00Z") == [second]
    assert found("venue=dgh-reetz") == []
    assert found("to=2026-10-05") == [first]


def test_holds_and_closures_are_no_bookings(client: FlaskClient, village: Village) -> None:
    house, fields = village.house, bearing(give(village))
    period = between("2026-10-05 18:00", "2026-10-05 20:00")
    held = holds.hold(house, "dgh-benken", (), period, visitor="x").booking
    village.clock.forward(hours=1)
    holds.expire_holds(house)
    days = between("2026-10-07 08:00", "2026-10-07 20:00")
    closed = blackouts.close(house, village.cast.frau_stolle, "dgh-benken", days, reason="Dach")

    assert ids(client.get(LIST, headers=fields)) == []
    for one in (held, closed):
        assert client.get(f"{LIST}/{one.id}", headers=fields).status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=1&limit=2", "limit"),
        ("cursor=x", "cursor"),
        ("cursor=W10", "cursor"),
        ("cursor=WyIyMDI2LTEwLTA1IiwgImEiXQ", "cursor"),
        (f"cursor={a_cursor('a' * 81)}", "cursor"),
        (f"cursor={a_cursor(chr(0xD800))}", "cursor"),
        (f"cursor={a_cursor(chr(0))}", "cursor"),
        ("status=held", "status"),
        ("from=gestern", "from"),
        ("venue=DGH", "venue"),
        ("series=x", "series"),
        ("form=2026-10-05", "form"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(
    client: FlaskClient, village: Village, query: str, field: str
) -> None:
    answer = client.get(f"{LIST}?{query}", headers=bearing(give(village)))

    code = "time-unreadable" if field == "from" else "field-unreadable"
    assert assert_problem(answer, 422, code)["errors"][0]["field"] == field


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, village: Village) -> None:
    three_bookings(village)
    for address in (LIST, "/api/v1/venues", "/api/v1/venues/dgh-benken", "/api/v1/municipalities"):
        fields = bearing(give(village))
        first = client.get(address, headers=fields)
        again = client.get(address, headers={**fields, "If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), address
    assert "no-store" in client.get(LIST, headers=fields).headers["Cache-Control"]

    mark = client.get(LIST, headers=fields).headers["ETag"]
    book(client, start="2026-10-20T16:00:00Z", end="2026-10-20T18:00:00Z")
    assert client.get(LIST, headers={**fields, "If-None-Match": mark}).status_code == 200


def test_every_request_of_a_key_is_counted_by_the_key(site: Flask, village: Village) -> None:
    site.extensions["key_limit"] = RateLimit(2, clock=lambda: 0.0)
    client, fields = site.test_client(), bearing(give(village))

    answers = [client.get("/api/v1/key", headers=fields) for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert [one.headers["RateLimit"] for one in answers] == [
        '"minute";r=1;t=30', '"minute";r=0;t=60', '"minute";r=0;t=60',
    ]  # fmt: skip
    assert answers[0].headers["RateLimit-Policy"] == '"minute";q=2;w=60'
    assert answers[2].headers["Retry-After"] == "60"
    assert client.get("/api/v1/key", headers=bearing(give(village))).status_code == 200


def test_wrong_keys_are_counted_by_the_visitor(make_site) -> None:  # type: ignore[no-untyped-def]
    client = make_site(rate_limit_per_minute=2).test_client()
    wrong = {"Authorization": f"Bearer dgh_{'0' * 16}_{'x' * 43}"}

    assert [client.get(LIST, headers=wrong).status_code for _ in range(3)] == [401, 401, 429]


def test_a_program_books_and_cancels_in_its_own_municipality_only(
    client: FlaskClient, village: Village
) -> None:
    fields = bearing(given := give(village))

    booked = client.post("/api/v1/bookings", json=BOOKING, headers=fields)
    foreign = client.post("/api/v1/bookings", json={**BOOKING, "venue": "dgh-luette"}, headers=fields)
    cancelled = client.delete(f"{LIST}/{booked.get_json()['id']}", headers=fields)

    assert (booked.status_code, booked.get_json()["status"]) == (201, "confirmed")
    assert_problem(foreign, 404, "not-found")
    assert (cancelled.status_code, cancelled.get_json()["status"]) == (200, "cancelled")
    with village.house.reading() as uow:
        deeds = uow.connection.execute(select(audit.c.action).where(audit.c.actor == given.key.actor))
        assert list(deeds.scalars()) == ["confirmed", "cancelled"]


def test_an_idempotency_key_belongs_to_its_program(client: FlaskClient, village: Village) -> None:
    first = client.post(LIST, json=BOOKING, headers={**bearing(give(village)), "Idempotency-Key": "k"})
    other = give(village, name="Anderes")
    second = client.post(LIST, json=BOOKING, headers={**bearing(other), "Idempotency-Key": "k"})

    assert first.status_code == 201
    assert_problem(second, 409, "booking-overlaps")


def test_nobody_without_a_key_sends_the_idempotency_key_of_a_program(
    client: FlaskClient, village: Village
) -> None:
    given = give(village)
    like_it = {"Idempotency-Key": f"{given.key.id}:k"}

    assert client.post(LIST, json=BOOKING, headers=like_it).status_code == 201
    second = client.post(LIST, json=BOOKING, headers={**bearing(given), "Idempotency-Key": "k"})
    assert_problem(second, 409, "booking-overlaps")


def test_everybody_reads_one_hall_and_the_municipalities(client: FlaskClient) -> None:
    hall = client.get("/api/v1/venues/dgh-benken").get_json()
    towns = client.get("/api/v1/municipalities").get_json()["items"]

    assert (hall["address"], hall["capacity"]) == ("Dorfstraße 1, Benken", 90)
    assert hall["calendar_url"].endswith("/kalender/dgh-benken.ics")
    assert hall["facts"]["step_free"] is None
    assert [town["slug"] for town in towns] == ["bad-belzig", "wiesenburg-mark"]
    assert_problem(client.get("/api/v1/venues/dgh-nirgends"), 404, "not-found")


def test_halls_are_filtered_and_read_page_by_page(client: FlaskClient) -> None:
    def slugs(query: str) -> list[str]:
        return [one["slug"] for one in client.get(f"/api/v1/venues?{query}").get_json()["items"]]

    assert slugs("municipality=bad-belzig") == ["dgh-luette"]
    assert slugs("district=reetz") == ["dgh-reetz"]
    assert slugs("persons=100") == ["dgh-reetz"]
    first = client.get("/api/v1/venues?limit=3").get_json()
    assert slugs(f"limit=3&cursor={first['next']}") == ["dgh-schlamau"]


def test_what_is_over_is_listed_too(client: FlaskClient, village: Village) -> None:
    three_bookings(village)
    village.clock.now += timedelta(days=30)

    assert len(ids(client.get(LIST, headers=bearing(give(village))))) == 3
