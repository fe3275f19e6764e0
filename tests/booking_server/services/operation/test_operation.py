"""What operators watch, on both databases: counted for every hall, and forgotten when it is done."""

from booking_server.domain.operation import Backlog, Messages
from booking_server.services.bookings import bookings
from booking_server.services.doors import door_reports
from booking_server.services.operation import operation
from booking_server.services.partners import webhooks
from booking_server.services.partners.webhooks import Wanted
from booking_server.services.promises import delivery, snapshots
from tests.booking_server.doors import enrol
from tests.builders import Village, a_request


def test_promises_are_counted_by_kind_and_by_the_hall_they_are_about(village: Village) -> None:
    house = village.house
    delivery.done(house, delivery.claim(house, ["doors", "doors_ahead", "mail", "app"], limit=1000))
    for hall in ("dgh-benken", "dgh-luette"):
        bookings.book(house, a_request(hall))
    (item, _) = delivery.claim(house, ["mail"])
    delivery.park(house, item, "refused for good")
    village.clock.forward(seconds=40)

    seen = operation.figures(house)

    then, town = item.created_at, "wiesenburg-mark"
    assert seen.waiting == (
        Backlog("doors", "bad-belzig", "dgh-luette", 1, then),
        Backlog("doors", town, "dgh-benken", 1, then),
        Backlog("invoice", "", "", 2, then),
        Backlog("mail", "", "", 1, then),
    )
    assert seen.parked == (Backlog("mail", "", "", 1, then),)
    assert (seen.at - then).total_seconds() == 40


def test_messages_to_webhooks_are_counted_by_municipality(village: Village) -> None:
    wanted = Wanted(name="Portal", url="https://app.example.org/x", events=frozenset({"booking.created"}))
    webhooks.add_webhook(village.house, village.cast.municipality.id, wanted, actor="test")
    bookings.book(village.house, a_request())
    bookings.book(village.house, a_request("dgh-luette"))

    assert operation.figures(village.house).messages == (Messages("wiesenburg-mark", "waiting", 1),)


def test_a_door_that_was_never_heard_has_figures_but_no_age(village: Village) -> None:
    enrol(village.house, village.cast.reetz, "d-reetz", 2)
    bookings.book(village.house, a_request("dgh-reetz"))

    seen = operation.figures(village.house)

    (door,) = [one for one in seen.doors if one.id == "d-reetz"]
    assert (door.town, door.hall, door.number) == ("wiesenburg-mark", "dgh-reetz", 2)
    assert (door.knows_of, door.is_online) == (None, False)
    assert (seen.unacknowledged["d-reetz"], seen.refused["d-reetz"], seen.worker_at) == (1, 0, None)


def test_a_door_that_is_heard_but_lacks_codes_knows_only_what_was_before(village: Village) -> None:
    house, door = village.house, enrol(village.house, village.cast.benken)
    snapshots.refresh(house, door.id, lambda *_: None)  # lost on the way
    made = village.clock.now
    village.clock.forward(minutes=5)
    raw = door.report(int(village.clock.now.timestamp()))
    door_reports.note_report(house, door.id, raw, retained=False)

    (seen,) = [one for one in operation.figures(house).doors if one.id == door.id]

    assert seen.knows_of == made


def test_a_worker_that_turns_is_seen_from_everywhere(village: Village) -> None:
    for _ in range(2):
        village.clock.forward(seconds=20)
        operation.tick(village.house)

    assert operation.readiness(village.house).is_ready
    assert operation.figures(village.house).worker_at == village.clock.now
