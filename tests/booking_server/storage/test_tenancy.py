"""The tenant gate: what belongs to another municipality is neither read nor changed, whatever is asked."""

from pathlib import Path

import pytest
from sqlalchemy import (
    Executable,
    Select,
    column,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
    update,
)

import booking_server
from booking_server.domain.errors import NotFound
from booking_server.services.bookings import bookings as booking
from booking_server.storage.owners import SHARED, WRITE_ONLY, BeyondScope, owner_is_known
from booking_server.storage.tables import (
    access_codes,
    audit,
    booking_spaces,
    bookings,
    grants,
    metadata,
    municipalities,
    occupancy,
    outbox,
    people,
    venues,
)
from tests.builders import Village, a_request

LOOKS_BEYOND = {
    "storage/repositories/audit.py": 1,
    "storage/repositories/dossiers.py": 1,
    "storage/repositories/payees.py": 1,
    "storage/repositories/people.py": 2,
    "storage/repositories/privacy_links.py": 1,
}
"""Where a statement may look beyond its scope, and how often; each says why."""


@pytest.fixture
def here_and_next_door(village: Village) -> tuple[str, str]:
    """A booking in each of the two municipalities."""
    here, there = (booking.book(village.house, a_request(hall)) for hall in ("dgh-benken", "dgh-luette"))
    return here.booking.id, there.booking.id


def within(village: Village):  # type: ignore[no-untyped-def]
    return village.house.within([village.cast.municipality.id])


def test_a_forgotten_filter_shows_nothing_of_next_door(
    village: Village, here_and_next_door: tuple[str, str]
) -> None:
    here, there = here_and_next_door

    with within(village).reading() as uow:
        found = [one.id for one in uow.connection.execute(select(bookings.c.id))]

        assert found == [here]
        assert uow.bookings.get(here).id == here
        with pytest.raises(NotFound):
            uow.bookings.get(there)
        assert uow.access_codes.of_booking(there) is None


READS: dict[str, Select[tuple[str]]] = {
    "alias": select(bookings.alias("other").c.id),
    "join": select(bookings.c.id).join(access_codes, access_codes.c.booking_id == bookings.c.id),
    "outer join": select(access_codes.c.booking_id).select_from(
        venues.outerjoin(access_codes, access_codes.c.venue_id == venues.c.id)
    ),
    "subquery": select(select(bookings.c.id, bookings.c.persons).subquery().c.id),
    "common table": select(select(bookings.c.id).cte("all_of_them").c.id),
    "exists": select(venues.c.slug).where(exists().where(bookings.c.venue_id == venues.c.id)),
    "union": select(bookings.c.id).union(select(access_codes.c.booking_id)),
    "what belongs by a booking only": select(booking_spaces.c.booking_id),
    "join of a join": select(bookings.c.id).select_from(
        venues.join(
            bookings.join(access_codes, access_codes.c.booking_id == bookings.c.id),
            bookings.c.venue_id == venues.c.id,
        )
    ),
}


@pytest.mark.parametrize("statement", READS.values(), ids=list(READS))
def test_no_form_of_reading_leaves_the_municipality(
    village: Village, here_and_next_door: tuple[str, str], statement: Select[tuple[str]]
) -> None:
    here, there = here_and_next_door
    with village.house.reading() as uow:
        everything = {value for (value,) in uow.connection.execute(statement)}
    with within(village).reading() as uow:
        seen = {value for (value,) in uow.connection.execute(statement)} - {None}

    assert {there, "dgh-luette"} & everything, "without a scope everything is seen"
    assert seen in ({here}, {"dgh-benken"})


def test_a_hall_without_a_booking_stays_in_an_outer_join(
    village: Village, here_and_next_door: tuple[str, str]
) -> None:
    joined = select(venues.c.slug).select_from(
        venues.outerjoin(access_codes, access_codes.c.venue_id == venues.c.id)
    )

    with within(village).reading() as uow:
        found = set(uow.connection.execute(joined).scalars())

    assert {"dgh-schlamau", "dgh-reetz", "dgh-benken"} <= found


@pytest.mark.parametrize(
    "change",
    [
        update(bookings).values(occasion="geändert"),
        update(bookings.alias("venues")).values(occasion="geändert"),
        delete(booking_spaces),
    ],
)
def test_no_change_reaches_next_door(
    village: Village, here_and_next_door: tuple[str, str], change: object
) -> None:
    _, there = here_and_next_door

    with within(village).unit_of_work() as uow:
        uow.connection.execute(change)  # type: ignore[call-overload]
        uow.commit()

    with village.house.reading() as uow:
        untouched = uow.bookings.get(there)
    assert untouched.occasion == "Hochzeit"
    assert untouched.space_ids


def test_nothing_is_planted_next_door(village: Village) -> None:
    foreign = {"id": "f" * 16, "person_id": village.cast.frau_stolle.id, "role": "clerk"}
    foreign["municipality_id"] = village.cast.next_door.id

    several = insert(grants).values([foreign, {**foreign, "id": "e" * 16}])
    for statement, rows in (
        (insert(grants), [foreign]),
        (insert(grants).values(foreign), []),
        (several, []),
        (insert(grants).values([foreign]), []),
    ):
        with within(village).unit_of_work() as uow, pytest.raises(BeyondScope):
            uow.connection.execute(statement, rows or None)


def test_what_everybody_may_see_only_its_own_municipality_changes(
    village: Village, here_and_next_door: tuple[str, str]
) -> None:
    here, (_, there) = village.cast.municipality.id, here_and_next_door
    with within(village).unit_of_work() as uow:
        uow.connection.execute(update(venues).values(name="geändert"))
        uow.connection.execute(update(municipalities).values(name="geändert"))
        uow.connection.execute(delete(occupancy))
        uow.commit()

    with village.house.reading() as uow:
        halls = select(venues.c.municipality_id).where(venues.c.name == "geändert")
        towns = select(municipalities.c.id).where(municipalities.c.name == "geändert")
        assert set(uow.connection.execute(halls).scalars()) == {here}
        assert set(uow.connection.execute(towns).scalars()) == {here}
        assert set(uow.connection.execute(select(occupancy.c.booking_id)).scalars()) == {there}


ODD = {
    "a table by its name": select(table("bookings", column("id")).c.id),
    "text to select from": select(column("id")).select_from(text("bookings")),
    "text as a column": select(text("b.id from bookings b")),
    "text as a condition": select(venues.c.id).where(text("exists (select 1 from bookings)")),
    "a literal column": select(literal_column("(select id from bookings)")),
    "text within": select(text("select id from bookings").columns(column("id")).subquery().c.id),
    "a part of a table": select(bookings.tablesample(100).c.id),
    "a change that reads beside itself": update(bookings)
    .where(people.c.id == bookings.c.id)
    .values(occasion=people.c.name),
    "a change that reads an alias of itself": update(bookings)
    .where(bookings.alias("b").c.id != bookings.c.id)
    .values(occasion="x"),
    "a deletion that reads beside itself": delete(bookings).where(people.c.id == bookings.c.id),
    "a change that selects without saying so": update(bookings).where(
        bookings.c.id == select(access_codes.c.booking_id).subquery("z").c.booking_id
    ),
    "rows from a selection": insert(grants).from_select(["id"], select(people.c.id)),
    "a value from a selection": insert(grants).values(person_id=select(people.c.id).scalar_subquery()),
    "a change within a selection": select(delete(grants).returning(grants.c.id).cte().c.id),
}


@pytest.mark.parametrize("statement", ODD.values(), ids=list(ODD))
def test_what_the_gate_cannot_see_through_is_refused(village: Village, statement: Executable) -> None:
    with within(village).unit_of_work() as uow, pytest.raises(BeyondScope):
        uow.connection.execute(statement)


def test_no_row_is_moved_next_door(village: Village, here_and_next_door: tuple[str, str]) -> None:
    moved = update(bookings).values(municipality_id=village.cast.next_door.id)

    for statement, rows in ((moved, []), (update(bookings), [{"municipality_id": "f" * 16}])):
        with within(village).unit_of_work() as uow, pytest.raises(BeyondScope):
            uow.connection.execute(statement, rows or None)


def test_people_are_known_where_they_were_given_something_to_do(village: Village) -> None:
    with within(village).reading() as uow:
        known = {person.name for person in uow.people.all()}
        assert uow.people.by_email("richter@example.org") is None
        assert uow.people.id_anywhere("richter@example.org") == village.cast.frau_richter.id

    assert known == {"Herr Krüger", "Frau Stolle", "Frau Weber"}


def test_an_empty_scope_shows_nothing(village: Village, here_and_next_door: tuple[str, str]) -> None:
    with village.house.within([]).reading() as uow:
        for table in (bookings, people, grants, audit):
            assert uow.connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_what_cannot_be_narrowed_is_refused(village: Village) -> None:
    with within(village).reading() as uow:
        for statement in (text("SELECT * FROM bookings"), select(outbox)):
            with pytest.raises(BeyondScope):
                uow.connection.execute(statement)


def test_the_audit_log_stays_one_chain(village: Village) -> None:
    with within(village).unit_of_work() as uow:
        uow.audit.add("x", "looked", "y", municipality_id=village.cast.municipality.id)
        uow.commit()
    with village.house.reading() as uow:
        last, before = uow.connection.execute(select(audit).order_by(audit.c.id.desc()).limit(2)).all()

    assert last.prev_hash == before.hash


def test_every_table_has_an_owner_or_is_shared() -> None:
    unknown = [
        name
        for name, table in metadata.tables.items()
        if name not in SHARED | WRITE_ONLY and not owner_is_known(table)
    ]

    assert unknown == [], "say in storage/owners.py whose they are"


def test_only_declared_statements_look_beyond_a_scope() -> None:
    root = Path(booking_server.__file__).parent
    found = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8").count("(**EVERY_TENANT)")
        for path in root.rglob("*.py")
    }

    assert {name: count for name, count in found.items() if count} == LOOKS_BEYOND


def test_no_statement_goes_around_the_gate() -> None:
    root = Path(booking_server.__file__).parent
    around = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "exec_driver_sql" in path.read_text(encoding="utf-8") and "migrations" not in path.parts
    }

    assert around == {f"storage/{name}.py" for name in ("database", "postgresql", "sqlite", "walls")}
