"""A village in which everything that people can write says the same hostile text."""

from dataclasses import replace
from datetime import date

from sqlalchemy import update

from booking_server.domain.bookings import Organizer
from booking_server.domain.people import Person
from booking_server.domain.town_facts import TownFacts
from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings import bookings, cancellations, overriding
from booking_server.services.desk import desk_messages, feedback
from booking_server.services.desk.desk_messages import Order
from booking_server.services.foundation.house import House
from booking_server.services.halls.town_facts import Town
from booking_server.services.partners import app_desk
from booking_server.services.waiting import waiting
from booking_server.storage.tables import bookings as booking_rows
from booking_server.storage.tables import districts, municipalities, spaces, venues
from booking_server.web.access import Place
from tests.booking_server.web.matrix.scene import Scene, set_scene
from tests.builders import Village, a_request, between

OTHERS = {Place.OTHER_HALL: "Stieglitz", Place.OTHER_TOWN: "Girlitz"}


def planted(village: Village, text: str) -> Scene:
    """Return a scene whose own hall is named, booked, described and complained about with a text."""
    scene = set_scene(village, {Place.OWN_HALL: text, **OTHERS})
    house, hall = village.house, village.cast.benken
    clerk = village.cast.frau_weber
    _say_it_of_the_hall(house, hall.id, text)
    town = Town(village.cast.municipality, _facts(text))
    with house.unit_of_work() as uow:
        uow.frame.save_facts(town.municipality.id, town.facts)
        uow.commit()
    feedback.give_feedback(house, town, text=text, name=text, email="a@example.org")
    app_desk.tell(house, clerk, hall.slug, title=text, text=text)
    _book(village, text)
    _write(house, clerk, text)
    return scene


def _say_it_of_the_hall(house: House, venue_id: str, text: str) -> None:
    with house.unit_of_work() as uow:
        venue = uow.venues.by_id(venue_id)
        facts = replace(venue.facts, equipment=(text, "Tische"))
        uow.connection.execute(
            update(venues)
            .where(venues.c.id == venue_id)
            .values(
                name=text, address=text, house_rules=text, easy_text=text, contact_phone=text
            )
        )  # fmt: skip
        uow.venues.save_facts(venue_id, facts)
        for table, of in ((spaces, spaces.c.venue_id == venue_id), (districts, districts.c.slug == "benken")):
            uow.connection.execute(update(table).where(of).values(name=text))
        uow.connection.execute(
            update(municipalities).where(municipalities.c.slug == "wiesenburg-mark").values(name=text)
        )
        uow.commit()


def _facts(text: str) -> TownFacts:
    names = [name for name in TownFacts.__slots__ if name not in ("widget_origins", "email")]
    return TownFacts(**dict.fromkeys(names, text), email="rathaus@example.org")


def _book(village: Village, text: str) -> None:
    """Book with it in every field, and once more for each way a booking ends."""
    house, clerk = village.house, village.cast.frau_weber
    who = Organizer(text, "vera@example.org", "033841 7000")
    titled = Use(purpose=Purpose.PUBLIC_EVENT, public_title=text)
    days = [f"2026-10-{day}" for day in (12, 13, 14, 15)]
    made = [
        bookings.book(
            house,
            a_request(
                period=between(f"{day} 10:00", f"{day} 12:00"), organizer=who, occasion=text, use=titled
            ),
        )
        for day in days
    ]
    cancellations.cancel(house, made[1].booking.id, person=clerk, reason=text)
    _end_as(house, made[2].booking.id, "rejected", text)
    other = replace(who, email="jens@example.org")
    wish = a_request(period=made[0].booking.period, organizer=other, occasion=text)
    waiting.join(house, wish)
    _override(house, clerk, made[3].booking.period, text)


def _end_as(house: House, booking_id: str, status: str, reason: str) -> None:
    with house.unit_of_work() as uow:
        uow.connection.execute(
            update(booking_rows)
            .where(booking_rows.c.id == booking_id)
            .values(status=status, decision_reason=reason)
        )
        uow.outbox.add("mail", booking_id, template=status)
        uow.commit()


def _override(house: House, clerk: Person, period, text: str) -> None:  # type: ignore[no-untyped-def]
    wanted = a_request(
        period=period,
        occasion=text,
        organizer=Organizer(text, "", "033841 7000"),
        use=Use(purpose=Purpose.EMERGENCY),
    )
    seen = overriding.look(house, clerk, wanted, reason=text)
    overriding.override(house, clerk, wanted, reason=text, agreed=seen.ids)


def _write(house: House, clerk: Person, text: str) -> None:
    order = Order(
        key="0" * 32,
        subject=text,
        text=text,
        hall="dgh-benken",
        first=date(2026, 10, 1),
        last=date(2026, 10, 31),
    )
    looked = desk_messages.look(house, clerk, order)
    desk_messages.send(house, clerk, order, seal=looked.recipients.seal)
