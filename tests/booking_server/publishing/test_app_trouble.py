"""An app that is slow, wrong, hostile or gone: nothing is lost, nobody waits, and the desk can read why."""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking_server.domain.app_records import AppRecord, AppTown, Kind, Subject
from booking_server.domain.errors import AppAccountInvalid
from booking_server.domain.people import Grant, Person, Role
from booking_server.publishing.app.client import AppClient
from booking_server.publishing.app.errors import AccessDenied, AppAway, AppRefused
from booking_server.publishing.app.pushing import Pusher
from booking_server.publishing.app.wire import Wire
from booking_server.services.bookings import bookings
from booking_server.services.partners import app_accounts
from booking_server.services.partners.app_accounts import Credentials
from booking_server.storage.tables import metadata, outbox
from calendars.period import Period
from tests.app_server.running import ROOT, RunningApp
from tests.booking_server.app import PUBLIC, QUICK, SECRET, InApp, connect
from tests.builders import Village, a_request, between

SECOND = between("2026-10-09 19:00", "2026-10-09 22:00")
HALL = {"externalId": "dgh:poi:1", "name": "DGH"}


def client(in_app: InApp, secret: str = SECRET) -> AppClient:
    """A client that loses its patience soon."""
    wire = Wire(in_app.house, in_app.app.url, QUICK)
    return AppClient(wire, Credentials(in_app.app.url, "wiesenburg-mark", secret))


def waiting(in_app: InApp) -> list[tuple[str, int, bool]]:
    """What is promised and not kept: subject, tries, whether it was set aside."""
    with in_app.house.reading() as uow:
        rows = uow.connection.execute(
            select(outbox).where(outbox.c.kind == "app", outbox.c.done_at.is_(None)).order_by(outbox.c.id)
        ).all()
    return [(row.subject, row.attempts, row.parked_at is not None) for row in rows]


def test_a_token_is_asked_for_once_and_once_more_when_it_is_not_taken(in_app: InApp) -> None:
    ours = client(in_app)
    for name in ("DGH 1", "DGH 2"):
        ours.push(Kind.HALL, {**HALL, "name": name})
    assert in_app.app.control()["token_requests"] == 1

    in_app.app.control(forget_tokens=True)
    ours.push(Kind.HALL, {**HALL, "name": "DGH 3"})
    assert in_app.app.control()["token_requests"] == 2

    with pytest.raises(AccessDenied):
        client(in_app, "falsch").push(Kind.HALL, HALL)


@pytest.mark.parametrize(
    ("mood", "code"),
    [
        ("html", "answer-unreadable"),
        ("500", "status"),
        ("503", "status"),
        ("302", "status"),
        ("429", "status"),
        ("huge", "too-large"),
        ("slow", "timeout"),
        ("gone", "protocol"),
    ],
)
def test_whatever_the_app_does_wrong_ends_soon_and_may_be_tried_again(
    in_app: InApp, mood: str, code: str
) -> None:
    ours = client(in_app)
    ours.who_are_we()
    in_app.app.control(mood=mood)

    with pytest.raises(AppAway) as away:
        ours.push(Kind.HALL, HALL)

    assert away.value.code == code


def test_what_the_schema_or_the_model_refuses_is_told_in_the_app_s_words(in_app: InApp) -> None:
    for wrong in ({**HALL, "name": "🎉"}, {"externalId": "x"}, {**HALL, "priceInformations": [{"euro": 1}]}):
        with pytest.raises(AppRefused) as refused:
            client(in_app).push(Kind.HALL, wrong)
        assert refused.value.fact

    assert in_app.app.records() == []


@pytest.mark.parametrize("old", [False, True])
def test_what_must_go_goes_whether_names_are_words_or_numbers_there(in_app: InApp, *, old: bool) -> None:
    in_app.app.control(old=old)
    ours = client(in_app)
    stored = ours.push(Kind.EVENT, {"externalId": "dgh:evt:1", "title": "Kino"})

    assert ours.find(Subject(Kind.EVENT, "1")) == stored.remote_id
    ours.remove(Kind.EVENT, stored.remote_id)
    ours.remove(Kind.EVENT, stored.remote_id)  # twice is as good
    assert in_app.app.records() == []


def test_an_account_that_may_only_read_is_told_so(village: Village, app_server: RunningApp) -> None:
    in_app = connect(village, app_server, role="read_only")
    in_app.push()

    record = hall_record(in_app)
    assert (record.failure, record.failure_fact) == ("refused", "Access not permitted!")
    assert all(parked for _, _, parked in waiting(in_app))


def test_what_moderators_look_at_first_is_known_as_not_visible(
    village: Village, app_server: RunningApp
) -> None:
    in_app = connect(village, app_server, role="restricted")
    in_app.push()

    assert not hall_record(in_app).is_visible


def test_one_refused_record_holds_up_no_other(in_app: InApp) -> None:
    in_app.book(period=SECOND, use=replace(PUBLIC, public_title="🎉🎉"))
    in_app.book()
    in_app.push()

    assert in_app.titles("EventRecord") == ["Kino im Dorf"]
    assert [parked for _, _, parked in waiting(in_app)] == [True]


def test_an_app_that_is_away_is_left_in_peace_and_everything_comes_later(in_app: InApp) -> None:
    in_app.app.control(mood="503")
    in_app.work()
    assert [tries for _, tries, _ in waiting(in_app)] == [1, 0, 0]
    in_app.book()
    with in_app.house.reading() as uow:
        town = uow.app.town(in_app.village.cast.municipality.id)
    assert (town.failure, town.failure_fact) == ("status", "503")

    in_app.app.control(mood="")
    in_app.later(minutes=2)
    in_app.push()

    assert len(in_app.titles("PointOfInterest")) == 3
    assert in_app.titles("EventRecord") == ["Kino im Dorf"]
    with in_app.house.reading() as uow:
        assert uow.app.town(in_app.village.cast.municipality.id).failure == ""


def test_a_wrong_secret_costs_no_tries_and_troubles_no_other_municipality(
    village: Village, app_server: RunningApp
) -> None:
    here = connect(village, app_server)
    connect(village, app_server, village.cast.next_door)
    app_server.control(accounts=[{"client_id": "wiesenburg-mark", "secret": "neu", "provider": "x"}])
    here.push()

    assert here.titles("PointOfInterest") == ["DGH Lütte"]
    assert {tries for _, tries, _ in waiting(here)} == {0}
    assert hall_record(here).failure == "access-denied"


def test_booking_does_not_wait_for_the_app(in_app: InApp) -> None:
    in_app.app.control(mood="slow")

    booked = bookings.book(in_app.house, a_request(use=PUBLIC))

    assert in_app.app.control()["token_requests"] == 0, "nobody asked the app"
    assert booked.is_new
    assert f"evt:{booked.booking.id}" in [subject for subject, _, _ in waiting(in_app)]


def test_only_hosts_the_settings_name_may_stand_inside(village: Village, app_server: RunningApp) -> None:
    clerk = Person("c", "Clerk", "", (Grant(Role.CLERK, village.cast.municipality.id),))
    town = village.cast.municipality
    for url in (app_server.url, "http://app.example.org", "https://app.example.org:8443", "file:///etc"):
        account = AppTown(town.id, is_on=True, url=url, client_id="x")
        with pytest.raises(AppAccountInvalid):
            app_accounts.save_account(village.house, clerk, town.slug, account, SECRET)
    account = AppTown(town.id, is_on=True, url="https://127.0.0.1", client_id="x")
    app_accounts.save_account(village.house, clerk, town.slug, account, SECRET)

    Pusher(village.house).keep_promises()

    with village.house.reading() as uow:
        assert uow.app.town(town.id).failure == "not-public"


def test_the_secret_stands_nowhere_in_the_open_and_goes_nowhere_else(
    in_app: InApp, caplog: pytest.LogCaptureFixture
) -> None:
    in_app.push()
    with in_app.house.reading() as uow:
        stored = " ".join(
            str(uow.connection.execute(table.select()).all()) for table in metadata.sorted_tables
        )
    assert SECRET not in stored + caplog.text
    assert SECRET not in repr(client(in_app))

    town = in_app.village.cast.municipality
    clerk = Person("c", "Clerk", "", (Grant(Role.CLERK, town.id),))
    app_accounts.switch(in_app.house, town.id, on=False, actor="test")
    app_accounts.promise_all(in_app.house, town.id)
    in_app.push()
    elsewhere = AppTown(town.id, is_on=True, url="https://boese.example", client_id=town.slug)
    with pytest.raises(AppAccountInvalid) as refused:
        app_accounts.save_account(in_app.house, clerk, town.slug, elsewhere, "")
    assert refused.value.field_name == "secret"


@contextmanager
def mortal_workers() -> Iterator[Callable[[InApp, int], bool]]:
    """Yield a function that runs a worker until so many functions were called; it tells whether it died."""
    command = [sys.executable, "-m", "tests.booking_server.app_worker"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None

        def run(in_app: InApp, kill_at: int) -> bool:
            village = in_app.village
            order = {"url": village.url, "host": in_app.app.host, "now": village.clock.now.isoformat()}
            print(json.dumps({**order, "kill_at": kill_at}), file=process.stdin, flush=True)
            return process.stdout.readline() == "killed\n"

        yield run
        process.stdin.close()


def test_a_worker_killed_at_any_moment_leaves_each_record_there_once(
    in_app: InApp, volume: Callable[[int, int], int]
) -> None:
    """Each is delivered at least once and recorded once, and none is lost."""
    count, chance = volume(20, 200), random.Random(4711)
    for number in range(count):
        start = SECOND.start + number * timedelta(hours=4)
        period = Period(start, start + timedelta(hours=3))
        in_app.book(period=period, use=replace(PUBLIC, public_title=f"Abend {number:03}"))
    kills = 0
    with mortal_workers() as worker:
        while waiting(in_app):
            assert kills < 20 * count, "nothing gets done"
            kills += worker(in_app, chance.randrange(500, 50_000))
            in_app.later(minutes=3)

    print(f"{kills} workers were killed during {count} pushes")
    assert in_app.titles("EventRecord") == [f"Abend {number:03}" for number in range(count)]
    assert len(in_app.titles("PointOfInterest")) == 3
    with in_app.house.reading() as uow:
        noted = uow.app.records_of_towns([in_app.village.cast.municipality.id])
    assert sorted(one.remote_id for one in noted) == sorted(str(one["id"]) for one in in_app.app.records())
    assert kills >= count // 5


def hall_record(in_app: InApp) -> AppRecord:
    """What is known of the hall of Benken."""
    with in_app.house.reading() as uow:
        found = uow.app.record(Subject(Kind.HALL, in_app.village.cast.benken.id).key)
    assert found is not None
    return found
