"""The main job from end to end: book a hall, open its door, see it in the calendar."""

import re
from datetime import timedelta
from typing import Any

import pytest

from lock_agent.contract.damm import with_check
from tests.end_to_end.running_demo import RunningDemo, this_minute
from tests.waiting import until

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def halls(demo: RunningDemo) -> list[str]:
    """Halls where nobody needs to be asked, one for each test; the first has the two real processes."""
    slugs = [hall["slug"] for hall in demo.free_halls()]
    real = [slug for slug in slugs if demo.state(slug).get("pids")]
    return real + [slug for slug in slugs if slug not in real]


def booked_now(demo: RunningDemo, slug: str) -> dict[str, Any]:
    """Book a hall from this minute on."""
    answer = demo.book(slug, this_minute(), this_minute() + 2 * HOUR)
    assert answer.status == 201, answer
    booked: dict[str, Any] = answer.content
    return booked


def events(demo: RunningDemo, booked: dict[str, Any]) -> list[tuple[bool, str]]:
    return [(event["granted"], event["reason"]) for event in demo.booking(booked)["events"]]


def keyholder_s_code(demo: RunningDemo) -> str:
    """The digits of Benken's keyholder, as the demo says them when it is ready."""
    (line,) = (one for one in demo.said if re.search(r"Benken +\d{9}#", one))
    return line.split()[-1].rstrip("#")


def wrong(pin: str) -> str:
    """Another PIN with a right check digit."""
    return with_check(f"{(int(pin[:7]) + 4_711_001) % 10_000_000:07}")


def mistyped(pin: str) -> str:
    """The PIN with its last digit off: a typing error."""
    return pin[:-1] + str((int(pin[-1]) + 1) % 10)


@pytest.mark.parametrize("which", [0, 1], ids=["two processes", "one of many"])
def test_the_pin_opens_its_door_and_nothing_else_does(
    demo: RunningDemo, halls: list[str], which: int
) -> None:
    slug, other = halls[which], halls[which + 2]
    booked = booked_now(demo, slug)
    demo.wait_until_on_door(booked)
    before = demo.state(slug)["strike"]

    opened = demo.type(slug, booked["access"]["pin"])

    assert opened == {"granted": True, "strike_ms": 5000, "reason": "ok"}
    until(lambda: (True, "ok") in events(demo, booked), "the event on the booking page", seconds=2)
    until(
        lambda: [level for _, level in demo.state(slug)["strike"][len(before) :]] == [True, False],
        "the pulse has ended",
        seconds=7,
    )
    (on, _), (off, _) = demo.state(slug)["strike"][len(before) :]
    assert 4_900 <= off - on <= 5_500
    for digits, reason in (
        (wrong(booked["access"]["pin"]), "unknown"),
        (mistyped(booked["access"]["pin"]), "typing_error"),
    ):
        answer = demo.type(slug, digits)
        assert (answer["granted"], answer["reason"]) == (False, reason)
    assert demo.type(other, booked["access"]["pin"])["granted"] is False
    assert demo.scan(other, booked["access"]["qr"])["granted"] is False


def test_a_code_is_refused_an_hour_early_and_after_its_end(demo: RunningDemo, halls: list[str]) -> None:
    slug = halls[4]
    early = demo.book(slug, this_minute() + 2 * HOUR, this_minute() + 4 * HOUR).content
    demo.wait_until_on_door(early)

    refused = [demo.type(slug, early["access"]["pin"]), demo.scan(slug, early["access"]["qr"])]
    demo.clock(slug, 2 * HOUR + timedelta(minutes=1))
    opened = demo.type(slug, early["access"]["pin"])
    demo.clock(slug, 4 * HOUR + timedelta(minutes=2))
    late = [demo.type(slug, early["access"]["pin"]), demo.scan(slug, early["access"]["qr"])]

    assert [answer["reason"] for answer in refused] == ["early", "early"]
    assert opened["granted"] is True
    assert [answer["granted"] for answer in late] == [False, False]
    assert {answer["reason"] for answer in late} <= {"expired", "unknown"}


def test_without_network_qr_and_offline_pin_open_what_the_door_never_heard_of(
    demo: RunningDemo, halls: list[str]
) -> None:
    slug = halls[0]
    demo.wait_until_online(slug)
    demo.network(slug, online=False)
    booked = demo.book(slug, this_minute() + 2 * HOUR, this_minute() + 4 * HOUR).content
    demo.wait_until_offline(slug)
    demo.clock(slug, 2 * HOUR + timedelta(minutes=1))
    access = booked["access"]

    answers = [
        demo.type(slug, access["pin"]),
        demo.scan(slug, access["qr"]),
        demo.type(slug, access["offline_pin"]),
    ]

    assert [answer["granted"] for answer in answers] == [False, True, True]
    assert demo.booking(booked)["events"] == []
    assert {door["status"] for door in demo.booking(booked)["access"]["doors"]} == {"published"}
    demo.clock(slug, timedelta())
    demo.network(slug, online=True)
    until(
        lambda: sorted(events(demo, booked)) == [(True, "ok"), (True, "ok")],
        "both openings arrived, each once",
        seconds=30,
    )
    demo.wait_until_on_door(booked)
    assert sorted(events(demo, booked)) == [(True, "ok"), (True, "ok")]


def test_a_cancelled_code_is_refused_within_ten_seconds(demo: RunningDemo, halls: list[str]) -> None:
    slug = halls[5]
    demo.wait_until_online(slug)
    booked = booked_now(demo, slug)
    demo.wait_until_on_door(booked)

    assert demo.cancel(booked).status in (200, 204)

    access = booked["access"]
    until(
        lambda: demo.scan(slug, access["qr"])["reason"] == "revoked",
        "the QR code is refused since it is revoked",
        seconds=10,
    )
    assert demo.type(slug, access["pin"])["granted"] is False
    assert demo.type(slug, access["offline_pin"])["granted"] is False
    feed = demo.ask("GET", f"/kalender/{slug}.ics").content
    event = next(part for part in feed.split("BEGIN:VEVENT") if booked["id"] in part)
    assert "STATUS:CANCELLED" in event


def test_a_door_without_power_comes_back_and_knows_its_codes(demo: RunningDemo, halls: list[str]) -> None:
    slug = halls[6]
    booked = booked_now(demo, slug)
    demo.wait_until_on_door(booked)
    boot = demo.state(slug)["boot"]

    demo.power(slug, on=False)
    demo.network(slug, online=False)
    demo.power(slug, on=True)

    until(lambda: demo.state(slug).get("powered"), "the door is up again", seconds=15)
    assert demo.type(slug, booked["access"]["pin"])["granted"] is True
    assert demo.state(slug)["boot"] == boot + 1
    demo.network(slug, online=True)
    until(lambda: events(demo, booked) == [(True, "ok")], "the event arrived", seconds=30)


def test_a_keyholder_s_code_opens_also_without_network(demo: RunningDemo) -> None:
    slug = "dgh-benken"

    until(lambda: demo.type(slug, keyholder_s_code(demo))["granted"], "the door knows it", seconds=10)
    demo.network(slug, online=False)
    offline = demo.type(slug, keyholder_s_code(demo))
    demo.network(slug, online=True)

    assert offline["granted"] is True


def test_no_secret_is_left_where_it_does_not_belong(demo: RunningDemo, halls: list[str]) -> None:
    """Canaries: a booking's codes and token, after they were used, in everything the demo has written."""
    slug = halls[7]
    booked = booked_now(demo, slug)
    demo.wait_until_on_door(booked)
    assert demo.ask("GET", booked["url"].partition(str(demo.port))[2]).status == 200
    for code in ("pin", "offline_pin"):
        assert demo.type(slug, booked["access"][code])["granted"] is True
    assert demo.scan(slug, booked["access"]["qr"])["granted"] is True
    assert demo.cancel(booked).status == 200
    until(lambda: len(demo.state(slug)["strike"]) >= 6, "all of it was done", seconds=10)
    access = booked["access"]
    canaries = [access["pin"], access["offline_pin"], access["qr"], booked["token"], keyholder_s_code(demo)]

    written = [file for file in demo.directory.rglob("*") if file.is_file() and "mailbox" not in file.parts]

    assert len(written) > 30
    found = [
        (file.name, number)
        for file in written
        for number, canary in enumerate(canaries)
        if canary.encode() in file.read_bytes()
    ]
    assert found == []
