"""Webhooks as another program meets them: what is told, how it is proved, what bad receivers bring about."""

import base64
import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from booking_server.domain.bookings import Organizer
from booking_server.domain.errors import NotFound, WebhookInvalid
from booking_server.domain.webhooks import WAITS, EventType, MessageState, wait_after
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.doors import door_outages, door_reports
from booking_server.services.partners import webhooks as service
from booking_server.services.partners.webhooks import Wanted
from booking_server.services.requests import decisions
from booking_server.storage.tables import metadata, outbox
from tests.booking_server.doors import enrol
from tests.booking_server.receiver import Receiver, Told, receiving
from tests.booking_server.webhooks import URL, Telling, telling
from tests.builders import Village, a_request, between
from tests.calendars.connects import connects
from tests.calendars.test_addresses import HOSTILE


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """The program that is told."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def told(village: Village, receiver: Receiver) -> Telling:
    """Wiesenburg/Mark tells it everything."""
    village.clock.now = datetime.now(UTC)  # the public library looks at the real time
    return telling(village, receiver)


def evening(told: Telling, days: int = 5) -> Any:
    """A period some days from now."""
    day = (told.clock.now + timedelta(days=days)).date()
    return between(f"{day} 18:00", f"{day} 20:00")


def bodies(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in receiver.told]


def answering(receiver: Receiver, status: int, **fields: str) -> None:
    receiver.answering = lambda _: (status, {name.replace("_", "-"): value for name, value in fields.items()})


def book(told: Telling, **changes: Any) -> Any:
    return bookings.book(told.house, a_request(period=evening(told), **changes)).booking


def test_a_booking_is_told_made_and_cancelled_and_a_public_library_believes_it(
    told: Telling, receiver: Receiver
) -> None:
    booking = book(told)
    cancellations.cancel(told.house, booking.id)
    told.send()

    for one in receiver.told:
        Verifier(told.secret).verify(one.body, one.fields)
        with pytest.raises(WebhookVerificationError):
            Verifier(told.secret).verify(one.body + b" ", one.fields)
    assert [one["type"] for one in bodies(receiver)] == ["booking.created", "booking.cancelled"]
    assert bodies(receiver)[0]["data"] == {
        "id": booking.id,
        "status": "confirmed",
        "venue": "dgh-benken",
        "spaces": ["saal", "kueche"],
        "start": booking.period.start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "end": booking.period.end.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "series": None,
        "sequence": 0,
    }
    assert receiver.told[0].path == "/dgh?tor=7"
    assert receiver.told[0].fields["content-type"] == "application/json"
    assert [one.state for one in told.messages()] == [MessageState.DELIVERED] * 2


def test_a_request_that_is_decided_has_changed(told: Telling, receiver: Receiver, village: Village) -> None:
    asked = bookings.book(told.house, a_request("dgh-schlamau", period=evening(told))).booking
    decisions.approve(told.house, asked.id, village.cast.herr_krueger)
    told.send()

    assert [one["type"] for one in bodies(receiver)] == ["booking.created", "booking.changed"]
    assert [one["data"]["status"] for one in bodies(receiver)] == ["requested", "confirmed"]


def test_nothing_about_a_person_and_no_code_is_ever_told(told: Telling, receiver: Receiver) -> None:
    vera = Organizer("Vera Zeisig", "zeisig@example.org", "033841 7000")
    booked = bookings.book(
        told.house, a_request(period=evening(told), organizer=vera, occasion="Feier Zeisig")
    )
    cancellations.cancel(told.house, booked.booking.id)
    told.send()

    said = b" ".join(one.body for one in receiver.told).lower()
    assert b"zeisig" not in said
    assert booked.token.lower().encode() not in said


def test_doors_tell_that_they_were_opened_raise_alarm_go_and_come_back(
    told: Telling, receiver: Receiver, village: Village
) -> None:
    door = enrol(told.house, village.cast.benken)
    now = int(told.clock.now.timestamp())
    door.happen(now, granted=True, reason="ok", cls="pin", digits="12345678")
    door.happen(now, granted=False, reason="unknown", cls="pin")
    door.happen(now, type="alarm", kind="forced_open")
    door_reports.note_status(told.house, door.id, door.status(), retained=False)
    door_reports.store_events(told.house, door.id, door.batch(1, 3, now))
    door_reports.store_events(told.house, door.id, door.batch(1, 3, now))
    for _ in range(2):
        told.clock.forward(minutes=5)
        door_outages.watch(told.house)
    door_reports.note_status(told.house, door.id, door.status(), retained=False)
    door_outages.watch(told.house)
    told.send()

    said = {one["type"]: one["data"] for one in bodies(receiver)}
    assert list(said) == ["door.opened", "door.alarm", "door.offline", "door.online"]
    assert len(receiver.told) == 4, "each once"
    where = {"door": "d-benken", "venue": "dgh-benken"}
    assert said["door.opened"] == {**where, "means": "pin", "booking": None, "late": False}
    assert said["door.alarm"] == {**where, "alarm": "forced_open", "late": False}
    assert said["door.offline"] == where


def test_only_what_was_asked_for_is_told_and_only_of_the_own_municipality(
    told: Telling, receiver: Receiver
) -> None:
    service.change_webhook(
        told.house, told.webhook.id, Wanted(events=[EventType.BOOKING_CANCELLED]), actor="test"
    )
    here = book(told)
    there = bookings.book(told.house, a_request("dgh-luette", period=evening(told))).booking
    for one in (here, there):
        cancellations.cancel(told.house, one.id)
    told.send()

    assert [(one["type"], one["data"]["id"]) for one in bodies(receiver)] == [("booking.cancelled", here.id)]


def test_a_message_that_is_not_taken_is_told_again_under_its_id_for_days_then_set_aside(
    told: Telling, receiver: Receiver
) -> None:
    answering(receiver, 500)
    began = told.clock.now
    book(told)
    told.send()
    for _ in range(400):
        if told.messages()[0].state is MessageState.PARKED:
            break
        told.later(minutes=30)

    assert list(receiver.ids.values()) == [len(WAITS) + 1]
    assert {one.body for one in receiver.told} == {receiver.told[0].body}
    assert timedelta(days=2) < told.clock.now - began < timedelta(days=5)
    message = told.messages()[0]
    assert (message.state, message.attempts, message.failure) == (MessageState.PARKED, 10, "status")
    assert (told.now().failure, told.now().failure_fact) == ("status", "500")

    answering(receiver, 200)
    service.resend(told.house, told.webhook.id, message.id, actor="test")
    told.later(hours=1)
    assert told.messages()[0].state is MessageState.DELIVERED
    assert len(receiver.ids) == 1, "the same id as ever"
    assert told.now().failure == ""


def test_waits_grow_spread_and_end() -> None:
    spans = [(wait_after(tries, 0.0), wait_after(tries, 1.0)) for tries in range(1, 10)]

    assert all(low < high for low, high in spans if low and high)
    assert all(high <= WAITS[at] * 1.1 for at, (_, high) in enumerate(spans) if high)
    assert wait_after(10, 0.5) is None
    assert wait_after(1, 0.5, timedelta(hours=1)) == timedelta(hours=1)
    assert wait_after(1, 0.5, timedelta(days=99)) == timedelta(days=1) * 1.1


def test_who_asks_to_be_left_in_peace_is(told: Telling, receiver: Receiver) -> None:
    answering(receiver, 429, Retry_After="7200")
    book(told)
    told.send()
    told.later(minutes=119)
    assert len(receiver.told) == 1

    told.later(minutes=2)
    assert len(receiver.told) == 2


def test_who_says_gone_is_switched_off(told: Telling, receiver: Receiver) -> None:
    answering(receiver, 410)
    book(told)
    told.send()
    bookings.book(told.house, a_request(period=evening(told, 6)))
    told.send()

    assert not told.now().is_on
    assert [(one.state, one.failure) for one in told.messages()] == [(MessageState.PARKED, "gone")]
    with pytest.raises(WebhookInvalid):
        service.resend(told.house, told.webhook.id, told.messages()[0].id, actor="test")


@pytest.mark.parametrize(
    ("location", "status"),
    [("http://127.0.0.1/", 302), ("http://[::1]/", 307), ("https://app.example.org/", 308)],
)
def test_no_redirect_is_followed(told: Telling, receiver: Receiver, location: str, status: int) -> None:
    answering(receiver, status, Location=location)
    book(told)
    with connects() as seen:
        told.send()

    assert len(seen) == len(receiver.told) == 1
    assert told.now().failure == "redirects"


def test_hostile_addresses_are_refused_or_never_connected_to(village: Village) -> None:
    receiver = Receiver(port=9, names={"localhost.localdomain": ["127.0.0.1"]})
    entered = []
    with connects() as seen:
        for url in HOSTILE:
            with contextlib.suppress(WebhookInvalid):
                entered.append(telling(village, receiver, url=url))
        for one in entered:
            service.send_test(one.house, one.webhook.id, actor="test")
            one.send()

    assert (seen, receiver.dialled) == ([], [])
    assert [one.now().failure for one in entered] == ["not-public"], "all others were not even taken"


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "64:ff9b::7f00:1"])
def test_a_name_that_leads_inside_later_is_not_connected_to(
    told: Telling, receiver: Receiver, inside: str
) -> None:
    receiver.names["app.example.org"] = ["93.184.216.34", inside]
    book(told)
    with connects() as seen:
        told.send()

    assert (seen, receiver.dialled) == ([], [])
    assert told.now().failure == "not-public"


def test_without_tls_nothing_is_entered(village: Village) -> None:
    wanted = Wanted(name="Portal", url=URL, events=[EventType.BOOKING_CREATED])
    with pytest.raises(WebhookInvalid, match="https"):
        service.add_webhook(village.house, village.cast.municipality.id, wanted, actor="test")

    secure = replace(wanted, url="https://app.example.org/")
    made = service.add_webhook(village.house, village.cast.municipality.id, secure, actor="test")
    assert made.webhook.host == "app.example.org"


def test_a_slow_or_dead_receiver_holds_up_no_other(
    village: Village, told: Telling, receiver: Receiver
) -> None:
    with receiving() as dead:
        pass
    receiver.names["tot.example.org"] = ["93.184.216.35"]
    wanted = Wanted(name="Tot", url="http://tot.example.org/", events=[EventType.BOOKING_CREATED])
    other = service.add_webhook(told.house, village.cast.municipality.id, wanted, actor="test").webhook
    alive = receiver.network

    def dial(address: str, port: int, patience_s: float) -> Any:
        if address == "93.184.216.35":
            raise ConnectionRefusedError(dead.port)
        return alive.dial(address, port, patience_s)

    told.sender.house = replace(told.house, network=replace(alive, dial=dial))
    for days in (5, 6, 7):
        bookings.book(told.house, a_request(period=evening(told, days)))
    told.send()

    assert len(receiver.told) == 3
    with told.house.reading() as uow:
        left = uow.webhooks.messages(other.id, limit=10)
    assert sorted(one.attempts for one in left) == [0, 0, 1], "after one failure the others wait untried"
    assert {one.state for one in left} == {MessageState.WAITING}


def test_what_waits_for_a_receiver_that_is_busy_is_not_gone_through(
    told: Telling, receiver: Receiver
) -> None:
    looked_at: list[int] = []

    def meanwhile(_: object) -> tuple[int, dict[str, str]]:
        looked_at.append(told.sender.keep_promises())  # another thread of the worker
        return 204, {}

    receiver.answering = meanwhile
    for days in (5, 6, 7):
        bookings.book(told.house, a_request(period=evening(told, days)))
    told.send()

    assert looked_at == [0, 0, 0]
    assert len(receiver.told) == 3


def test_the_slow_receivers_of_one_municipality_leave_a_thread_to_the_next(
    village: Village, told: Telling, receiver: Receiver
) -> None:
    for name in ("Zwei", "Drei"):
        wanted = Wanted(name=name, url=f"http://{name}.example.org/", events=[EventType.BOOKING_CREATED])
        service.add_webhook(told.house, village.cast.municipality.id, wanted, actor="test")
    telling(village, receiver, village.cast.next_door, "http://belzig.example.org/nebenan")
    order: list[str] = []

    def slow(one: Told) -> tuple[int, dict[str, str]]:
        order.append(one.path)
        if len(order) < 4:
            told.sender.keep_promises()  # another thread of the worker, while this receiver thinks
        order.append(one.path)
        return 204, {}

    receiver.answering = slow
    book(told)
    bookings.book(told.house, a_request(period=evening(told), venue=village.cast.luette.slug))
    told.send()

    assert order[:4] == [order[0], order[1], "/nebenan", "/nebenan"], "the third of the first has to wait"
    assert "/nebenan" not in order[:2]
    told.later(seconds=1)
    assert len(receiver.told) == 4


def test_what_waits_for_a_receiver_that_is_away_is_not_gone_through(
    told: Telling, receiver: Receiver
) -> None:
    answering(receiver, 500)
    for days in (5, 6, 7):
        bookings.book(told.house, a_request(period=evening(told, days)))

    assert told.sender.keep_promises() == 1
    answering(receiver, 204)
    told.later(minutes=2)
    assert [one.state for one in told.messages()] == [MessageState.DELIVERED] * 3


def test_what_a_receiver_says_is_stored_only_where_it_can_be_read(told: Telling, receiver: Receiver) -> None:
    answering(receiver, 200, Content_Encoding="b\x00r")
    book(told)
    told.send()

    assert (told.now().failure, told.now().failure_fact) == ("encoding", "")


def test_while_secrets_overlap_a_message_bears_both_signatures(told: Telling, receiver: Receiver) -> None:
    renewed = service.rotate_secret(told.house, told.webhook.id, actor="test")
    book(told)
    told.send()
    for secret in (told.secret, renewed.secret):
        Verifier(secret).verify(receiver.told[0].body, receiver.told[0].fields)

    told.clock.forward(hours=25)
    bookings.book(told.house, a_request(period=evening(told, 7)))
    told.send()
    assert len(receiver.told[1].fields["webhook-signature"].split()) == 1


def test_address_and_secret_stand_nowhere_in_the_open(
    told: Telling, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    answering(receiver, 500)
    book(told)
    told.send()

    with told.house.reading() as uow:
        stored = " ".join(str(uow.connection.execute(t.select()).all()) for t in metadata.sorted_tables)
    raw = repr(base64.b64decode(told.secret.removeprefix("whsec_")))[2:-1]
    for secret in ("tor=7", told.secret, raw):
        assert secret not in stored + caplog.text


def test_what_is_ended_is_told_nothing_more(told: Telling, receiver: Receiver) -> None:
    book(told)
    service.end_webhook(told.house, told.webhook.id, actor="test")
    told.send()

    assert receiver.told == []
    with told.house.reading() as uow:
        open_ = select(outbox.c.id).where(outbox.c.kind == "webhook", outbox.c.done_at.is_(None))
        assert uow.connection.execute(open_).all() == []


def test_what_waits_when_it_is_switched_off_is_set_aside(told: Telling, receiver: Receiver) -> None:
    book(told)
    service.change_webhook(told.house, told.webhook.id, Wanted(is_on=False), actor="test")
    told.send()

    assert receiver.told == []
    assert [(one.state, one.failure) for one in told.messages()] == [(MessageState.PARKED, "switched-off")]


def test_a_message_of_another_webhook_is_not_resent(told: Telling, village: Village) -> None:
    other = telling(village, told.receiver, village.cast.next_door)
    book(told)

    with pytest.raises(NotFound):
        service.resend(told.house, other.webhook.id, told.messages()[0].id, actor="test")
