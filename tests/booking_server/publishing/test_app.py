"""The Bad Belzig App shows exactly what is public: pushed, renamed, cancelled, made private, sent again."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from booking_server.domain.app_records import AppTown, Kind, Subject
from booking_server.domain.bookings import Organizer
from booking_server.publishing.app.shapes import variables
from booking_server.services.bookings import bookings, cancellations, titles
from booking_server.services.partners import app_accounts, app_desk, app_records
from booking_server.services.partners.app_facts import hall_facts
from booking_server.storage.tables import outbox, venues
from tests.app_server.running import RunningApp
from tests.booking_server.app import PUBLIC, InApp, connect
from tests.booking_server.tariff_cast import publish
from tests.builders import Village, a_request, between

HALLS = ["DGH Benken", "DGH Reetz", "DGH Schlamau"]
CANARY = Organizer("Karla Kolumna", "karla.kolumna@example.org", "033849 55512")
SECOND = between("2026-10-09 19:00", "2026-10-09 22:00")


def shown(in_app: InApp) -> str:
    """Everything the app has ever been told, as one text."""
    return json.dumps(in_app.app.control(), ensure_ascii=False)


def rename(in_app: InApp, slug: str, **values: str) -> None:
    with in_app.house.unit_of_work() as uow:
        uow.connection.execute(update(venues).where(venues.c.slug == slug).values(values))
        uow.commit()


def test_the_app_shows_every_hall_and_every_public_booking_whole(in_app: InApp) -> None:
    booked = in_app.book(period=SECOND, organizer=CANARY, occasion="Vorführung mit Karla")
    in_app.push()

    hall = next(one for one in in_app.app.records("PointOfInterest") if "Benken" in one["columns"]["name"])
    (event,) = in_app.app.records("EventRecord")
    address = {
        "kind": "default",
        "street": "Dorfstraße 1",
        "addition": "Benken",
        "zip": "14827",
        "city": "Wiesenburg/Mark",
    }
    site = "https://dgh.example.org/hallen/dgh-benken"
    hall["columns"].pop("payload"), event["columns"].pop("payload")
    assert in_app.titles("PointOfInterest") == HALLS
    assert hall["columns"] == {
        "name": "DGH Benken",
        "description": "Räume: Saal: bis 80 Personen; Kueche: bis 10 Personen.\nDie Buchung gilt sofort.\n"
        "Angaben zu Räumen und Preisen sind Beispielwerte.",
        "active": True,
        "externalId": f"dgh:poi:{in_app.village.cast.benken.id}",
    }
    assert hall["nested"] == {
        "addresses": [address],
        "contact": {"phone": "033849 12345"},
        "priceInformations": [],
        "webUrls": [
            {"url": f"{site}/buchen", "description": "Jetzt buchen"},
            {"url": site, "description": "Freie Zeiten und Kalender"},
        ],
    }
    assert event["columns"] == {
        "title": "Kino im Dorf",
        "description": "Fr., 09.10.2026, 19:00 bis 22:00 Uhr. DGH Benken, Ganzes Haus.",
        "externalId": f"dgh:evt:{booked.booking.id}",
        "pointOfInterestId": str(hall["id"]),
    }
    assert event["nested"] == {
        "addresses": [address],
        "dates": [
            {"dateStart": "2026-10-09", "dateEnd": "2026-10-09", "timeStart": "19:00", "timeEnd": "22:00"}
        ],
        "urls": [{"url": site, "description": "Das Haus und sein Kalender"}],
    }
    assert in_app.app.control()["categories"] == ["Dorfgemeinschaftshäuser", "Veranstaltungen"]


def test_nothing_private_ever_leaves(in_app: InApp) -> None:
    bookings.book(in_app.house, a_request(organizer=CANARY, occasion="Scheidungsfeier Kolumna"))
    in_app.book(
        venue="dgh-schlamau", period=SECOND, organizer=CANARY, use=replace(PUBLIC, public_title="Noch geheim")
    )
    public = in_app.book(period=SECOND, organizer=CANARY, occasion="Lesung Kolumna")
    in_app.push()
    cancellations.cancel(in_app.house, public.booking.id)
    in_app.everything()

    told = shown(in_app)
    for private in ("Kolumna", "Karla", "55512", "karla.", "Scheidung", "Noch geheim"):
        assert private not in told
    assert in_app.titles("EventRecord") == []


def test_a_wedding_past_midnight_ends_on_the_next_day_by_the_clock_of_berlin(in_app: InApp) -> None:
    in_app.book(period=between("2026-10-24 20:00", "2026-10-25 03:30"))
    in_app.push()

    (event,) = in_app.app.records("EventRecord")
    assert event["nested"]["dates"] == [
        {"dateStart": "2026-10-24", "dateEnd": "2026-10-25", "timeStart": "20:00", "timeEnd": "03:30"}
    ]


@pytest.mark.parametrize(
    ("address", "street", "city"),
    [
        ("Am Anger 3, 14827 Wiesenburg", "Am Anger 3", "Wiesenburg"),
        ("14827 Wiesenburg/Mark", "", "Wiesenburg/Mark"),
        ("Dorfstraße 1", "Dorfstraße 1", "Wiesenburg/Mark"),
        ("", "", "Wiesenburg/Mark"),
    ],
)
def test_an_address_is_told_in_parts(village: Village, address: str, street: str, city: str) -> None:
    with village.house.reading() as uow:
        facts = hall_facts(uow, replace(village.cast.benken, address=address))
    told, _ = variables(
        Subject(Kind.HALL, "1"), facts, AppTown("t"), public_url="https://x", remote_id="", hall_id=""
    )

    (parts,) = told["addresses"]
    assert (parts["street"], parts["zip"], parts["city"]) == (street, "14827", city)


def test_a_hall_that_is_renamed_stays_one_hall(in_app: InApp) -> None:
    in_app.push()
    before = {one["id"] for one in in_app.app.records()}

    rename(in_app, "dgh-benken", name="Haus der Vereine Benken", address="Am Anger 3, 14827 Wiesenburg")
    in_app.sweep()

    assert in_app.titles("PointOfInterest") == ["DGH Reetz", "DGH Schlamau", "Haus der Vereine Benken"]
    assert {one["id"] for one in in_app.app.records()} == before


def test_a_price_or_a_telephone_that_changes_is_seen_there(village: Village, in_app: InApp) -> None:
    in_app.push()
    before = in_app.app.records("PointOfInterest")

    publish(village)
    rename(in_app, "dgh-benken", contact_phone="033849 777")
    in_app.sweep()

    after = in_app.app.records("PointOfInterest")
    benken = next(one for one in after if one["columns"]["name"] == "DGH Benken")
    assert benken["nested"]["contact"] == {"phone": "033849 777"}
    prices = [(one["category"], one["amount"]) for one in benken["nested"]["priceInformations"]]
    assert ("Haus, private Nutzung", 45.0) in prices
    assert [one["id"] for one in after] == [one["id"] for one in before]


def test_a_booking_that_is_cancelled_or_made_private_leaves_the_app(village: Village, in_app: InApp) -> None:
    first, second = in_app.book(), in_app.book(period=SECOND, use=replace(PUBLIC, public_title="Lesung"))
    in_app.push()
    assert in_app.titles("EventRecord") == ["Kino im Dorf", "Lesung"]

    cancellations.cancel(in_app.house, first.booking.id)
    in_app.push()
    assert in_app.titles("EventRecord") == ["Lesung"]

    titles.withdraw(in_app.house, second.booking.id, village.cast.frau_stolle)
    in_app.push()
    assert in_app.titles("EventRecord") == []
    assert in_app.titles("PointOfInterest") == HALLS


def test_after_the_app_cleaned_up_everything_is_there_again_once(in_app: InApp) -> None:
    in_app.book(period=SECOND)
    in_app.push()
    before = [(one["kind"], one["columns"]) for one in in_app.app.records()]
    in_app.later(hours=20)
    in_app.everything()
    in_app.later(hours=20)
    in_app.everything()
    in_app.app.control(clean_up=True)
    assert [(one["kind"], one["columns"]) for one in in_app.app.records()] == before, "nothing was old"

    in_app.later(days=5)
    with in_app.house.unit_of_work() as uow:  # only one hall was sent meanwhile
        uow.outbox.add("app", Subject(Kind.HALL, in_app.village.cast.reetz.id).key, again=True)
        uow.commit()
    in_app.push()
    in_app.app.control(clean_up=True)
    assert in_app.titles("PointOfInterest") == ["DGH Reetz"]

    in_app.everything()
    assert in_app.titles("PointOfInterest") == HALLS
    assert in_app.titles("EventRecord") == ["Kino im Dorf"]
    (event,) = in_app.app.records("EventRecord")
    benken = next(
        one for one in in_app.app.records("PointOfInterest") if one["columns"]["name"] == "DGH Benken"
    )
    in_app.sweep()
    (event,) = in_app.app.records("EventRecord")
    assert event["columns"]["pointOfInterestId"] == str(benken["id"]), "the hall has a new number there"


def test_what_has_not_changed_is_sent_once_a_day_and_otherwise_left_in_peace(in_app: InApp) -> None:
    in_app.push()
    sent = len(in_app.app.control()["log"])

    in_app.sweep()
    assert len(in_app.app.control()["log"]) == sent
    in_app.everything()
    assert len(in_app.app.control()["log"]) == sent + len(HALLS)


def test_what_is_over_leaves_the_app_the_day_after(in_app: InApp) -> None:
    in_app.book(period=SECOND)
    in_app.push()

    in_app.later(days=12)
    in_app.sweep()
    assert in_app.titles("EventRecord") == ["Kino im Dorf"]
    in_app.later(days=1)
    in_app.sweep()
    assert in_app.titles("EventRecord") == []


def test_a_disruption_is_news_until_it_is_over(village: Village, in_app: InApp) -> None:
    app_desk.tell(
        in_app.house, village.cast.frau_stolle, "dgh-benken", title="Heizung defekt", text="Bis Montag kalt."
    )
    in_app.push()
    (news,) = in_app.app.records("NewsItem")
    assert news["columns"]["title"] == "DGH Benken: Heizung defekt"
    assert news["nested"]["contentBlocks"][0]["body"] == "Bis Montag kalt."

    page = app_desk.open_hall(in_app.house, village.cast.frau_stolle, "dgh-benken")
    app_desk.end(in_app.house, village.cast.frau_stolle, page.disruptions[0].id)
    in_app.push()
    assert in_app.titles("NewsItem") == []


def test_switched_off_nothing_is_sent_and_everything_leaves(in_app: InApp) -> None:
    in_app.book(period=SECOND)
    in_app.push()

    town = in_app.village.cast.municipality
    app_accounts.switch(in_app.house, town.id, on=False, actor="test")
    app_accounts.promise_all(in_app.house, town.id)
    in_app.push()
    in_app.book(period=between("2026-10-16 19:00", "2026-10-16 22:00"))
    in_app.sweep()

    assert in_app.app.records() == []
    with in_app.house.reading() as uow:
        assert uow.app.records_of_towns([town.id]) == ()


def test_it_is_off_until_somebody_switches_it_on(village: Village, app_server: RunningApp) -> None:
    with village.house.reading() as uow:
        assert not uow.app.town(village.cast.municipality.id).is_on
    bookings.book(village.house, a_request(use=PUBLIC))

    InApp(village, village.house, app_server).push()

    with village.house.reading() as uow:
        waiting = uow.connection.execute(select(outbox).where(outbox.c.kind == "app")).all()
    assert [row.done_at is not None for row in waiting] == [True]


def test_two_municipalities_never_see_each_other_s_records(village: Village, app_server: RunningApp) -> None:
    here = connect(village, app_server)
    there = connect(village, app_server, village.cast.next_door)
    there.push()

    by = {one["columns"]["name"]: one["provider"] for one in app_server.records("PointOfInterest")}
    assert by == {**dict.fromkeys(HALLS, "Wiesenburg/Mark"), "DGH Lütte": "Bad Belzig"}
    app_accounts.switch(here.house, village.cast.municipality.id, on=False, actor="test")
    app_accounts.promise_all(here.house, village.cast.municipality.id)
    here.push()
    assert here.titles("PointOfInterest") == ["DGH Lütte"]


def test_an_answer_that_was_lost_leaves_one_record_whatever_it_is_called_by_then(in_app: InApp) -> None:
    in_app.app.control(mood="lost", times=1)
    in_app.work()
    (lost,) = in_app.titles("PointOfInterest")

    with in_app.house.unit_of_work() as uow:
        uow.connection.execute(update(venues).where(venues.c.name == lost).values(name="Am Anger"))
        uow.commit()
    in_app.later(minutes=2)
    in_app.push()

    assert in_app.titles("PointOfInterest") == sorted(["Am Anger", *(set(HALLS) - {lost})])


def test_somebody_at_work_on_a_record_keeps_others_from_it(in_app: InApp) -> None:
    subject = Subject(Kind.HALL, in_app.village.cast.benken.id)
    work = app_records.begin(in_app.house, subject)
    assert work is not None
    in_app.work()
    assert "DGH Benken" not in in_app.titles("PointOfInterest")

    in_app.later(minutes=3)  # whoever it was is dead
    in_app.push()
    assert in_app.titles("PointOfInterest") == HALLS
