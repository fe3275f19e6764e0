"""The year plan of a hall from a file: a dry run that says what would happen, then all of it or nothing."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from booking_server.domain.bookings import Booking, BookingRequest, BookingStatus, Organizer
from booking_server.domain.errors import NotPermitted, PlanUnreadable
from booking_server.domain.people import Deed, Person
from booking_server.domain.plan_lines import Line, Wish, read_head, read_line
from booking_server.domain.plan_verdicts import JudgedLine, Verdict
from booking_server.domain.uses import Use
from booking_server.domain.venues import Venue
from booking_server.services.bookings.occupying import enter_all, new_booking
from booking_server.services.bookings.quoting import keep_prices
from booking_server.services.bookings.settling import settle_all
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.services.plans.plan_files import read_table
from booking_server.services.plans.plan_judging import PlanJudge
from booking_server.services.series.series import status_of
from booking_server.services.series.series_judging import end_old_holds
from booking_server.storage.repositories.plan_drafts import Lines, PlanDraft
from booking_server.storage.unit_of_work import UnitOfWork

SOURCE = "import"
NO_HEAD = (
    "Die Namen der Spalten fehlen. In der ersten Zeile müssen mindestens „Datum“, „Von“, „Bis“ und „Anlass“"
    " stehen. Eine Vorlage können Sie unten herunterladen."
)


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What a plan would do, line by line; `draft_id` applies it, empty when there is nothing to apply.

    `is_applied` tells whether it was done; `has_changed` that something else happened in between, so
    that nothing was done.
    """

    venue: Venue
    lines: tuple[JudgedLine, ...]
    unknown_columns: tuple[str, ...] = ()
    draft_id: str = ""
    is_applied: bool = False
    has_changed: bool = False

    def count(self, verdict: str) -> int:
        """Return how many lines have a verdict."""
        return sum(one.verdict is Verdict(verdict) for one in self.lines)


def halls_to_plan(house: House, person: Person) -> tuple[Venue, ...]:
    """Return the halls whose plan a person may bring. Raises NotPermitted when there is none."""
    with house.reading() as uow:
        found = tuple(venue for venue in uow.venues.all() if _may(person, venue))
    if not found:
        raise NotPermitted("Für Ihre Anmeldung ist noch kein Haus eingetragen.")
    return found


@retried
def dry_run(house: House, person: Person | None, slug: str, data: bytes) -> PlanReport:
    """Say for every line of a file what would happen; nothing is booked.

    `slug` is the hall of lines that name none. None is the console. Raises NotFound, NotPermitted,
    PlanUnreadable.
    """
    with house.reading() as uow:
        venue = uow.venues.by_slug(slug)
    if person is not None:
        require_at(person, Deed.IMPORT_PLAN, venue)
    lines, unknown = _lines(data)
    with house.unit_of_work() as uow:
        judged = _judge(house, uow, person, venue, lines)
        draft_id = ""
        if person is not None and any(one.verdict is Verdict.NEW for one in judged):
            draft_id = _keep(uow, person, venue, lines, judged)
            uow.commit()
    return PlanReport(venue, judged, unknown, draft_id)


@retried
def apply(house: House, person: Person, slug: str, draft_id: str) -> PlanReport:
    """Book what the dry run accepted, all of it in one transaction; nothing when anything has changed since.

    Raises NotFound, NotPermitted, TransitionNotAllowed when it was applied before or is not this person's.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(slug)
        require_at(person, Deed.IMPORT_PLAN, venue)
        draft = uow.plan_drafts.take(draft_id, person.id, venue.id)
        _lock(uow, person, venue)
        judged = _judge(house, uow, person, venue, draft.lines)
        if _mark(judged) != draft.shown or not _book(house, uow, person, judged):
            has_new = any(one.verdict is Verdict.NEW for one in judged)
            fresh = _keep(uow, person, venue, draft.lines, judged) if has_new else ""
            uow.commit()
            return PlanReport(venue, judged, draft_id=fresh, has_changed=True)
        uow.commit()
    return PlanReport(venue, judged, is_applied=True)


@retried
def apply_file(house: House, slug: str, data: bytes) -> PlanReport:
    """Book what a file says at once, for the console. Raises NotFound, PlanUnreadable."""
    lines, unknown = _lines(data)
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(slug)
        _lock(uow, None, venue)
        judged = _judge(house, uow, None, venue, lines)
        done = _book(house, uow, None, judged)
        if done:
            uow.commit()
    return PlanReport(venue, judged, unknown, is_applied=done, has_changed=not done)


def _lines(data: bytes) -> tuple[Lines, tuple[str, ...]]:
    """Return the lines below the names of the columns, and the names nobody understands."""
    rows = read_table(data)
    head = read_head([row.cells for row in rows])
    if head is None:
        raise PlanUnreadable(NO_HEAD)
    below = rows[head.at + 1 :]
    lines = tuple((row.number, _cells(head.columns, row.cells)) for row in below)
    found = tuple((number, cells) for number, cells in lines if cells)
    if not found:
        raise PlanUnreadable("Unter den Namen der Spalten steht keine Zeile.")
    return found, head.unknown


def _cells(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell}


def _judge(
    house: House, uow: UnitOfWork, person: Person | None, venue: Venue, lines: Lines
) -> tuple[JudgedLine, ...]:
    venues = _venues(uow, person, venue)
    read = [read_line(number, cells, venues, venue) for number, cells in lines]
    judge = PlanJudge.of(house, uow, [line.wish for line in read if line.wish])
    return tuple(judge.judged(line, _request(line, person)) for line in read)


def _venues(uow: UnitOfWork, person: Person | None, venue: Venue) -> tuple[Venue, ...]:
    """Return the halls lines may name: those of the municipality whose plan the person may bring."""
    town = [one for one in uow.venues.all() if one.municipality_id == venue.municipality_id]
    return tuple(one for one in town if person is None or _may(person, one))


def _lock(uow: UnitOfWork, person: Person | None, venue: Venue) -> None:
    """Hold still every hall the plan may touch, in one order for all."""
    for venue_id in sorted(one.id for one in _venues(uow, person, venue)):
        uow.venues.lock(venue_id)


def _request(line: Line, person: Person | None) -> BookingRequest | None:
    if line.wish is None:
        return None
    wish = line.wish
    return BookingRequest(
        venue_slug=wish.venue.slug,
        period=wish.period,
        persons=wish.persons,
        occasion=wish.occasion,
        organizer=_organizer(wish, person),
        house_rules_accepted=True,
        space_slugs=wish.space_slugs,
        use=Use(purpose=wish.purpose, public_title=wish.public_title),
        is_adult=True,
    )


def _organizer(wish: Wish, person: Person | None) -> Organizer:
    """Who is responsible; where the plan does not say it, whoever brings it, or the hall's telephone."""
    email, phone = wish.email, wish.phone
    if not email and not phone:
        email, phone = (person.email, "") if person else ("", wish.venue.contact_phone)
    return Organizer(wish.name or (person.name if person else wish.venue.name), email, phone)


def _book(house: House, uow: UnitOfWork, person: Person | None, judged: Sequence[JudgedLine]) -> bool:
    """Enter every accepted line; tell whether all of them are in."""
    by_venue: dict[str, list[tuple[Venue, BookingRequest]]] = {}
    for one in judged:
        if one.verdict is Verdict.NEW and one.request is not None and one.line.wish is not None:
            venue = one.line.wish.venue
            by_venue.setdefault(venue.id, []).append((venue, one.request))
    for found in by_venue.values():
        venue = found[0][0]
        end_old_holds(uow, venue)
        wanted = [(_booking(uow, venue, request, person), request) for _, request in found]
        spaces = [venue.spaces_named(request.space_slugs) for _, request in wanted]
        entered = enter_all(uow, list(zip((b for b, _ in wanted), spaces, strict=True)))
        if len(entered) < len(wanted):
            return False
        keep_prices(uow, venue, entered)
        actor = person.id if person else "console"
        settle_all(house, uow, entered, venue, actor=actor, action="imported", one_series=False)
    return True


def _booking(uow: UnitOfWork, venue: Venue, request: BookingRequest, person: Person | None) -> Booking:
    spaces = venue.spaces_named(request.space_slugs)
    booking = replace(
        new_booking(uow, venue, spaces, request.period, BookingStatus.REQUESTED),
        persons=request.persons,
        occasion=request.occasion,
        organizer=request.organizer,
        source=SOURCE,
        use=request.use,
    )
    status = status_of(uow, venue, booking, person) if person else BookingStatus.CONFIRMED
    return replace(booking, status=status)


def _keep(uow: UnitOfWork, person: Person, venue: Venue, lines: Lines, judged: Sequence[JudgedLine]) -> str:
    draft_id = secrets.token_hex(8)
    draft = PlanDraft(draft_id, venue.municipality_id, person.id, venue.id, lines, _mark(judged))
    uow.plan_drafts.add(draft)
    return draft_id


def _mark(judged: Sequence[JudgedLine]) -> str:
    """Return what tells one dry run from another: which line would become what, and when."""
    told = [(one.line.number, one.verdict.value, repr(one.request)) for one in judged]
    return sha256(repr(told).encode()).hexdigest()


def _may(person: Person, venue: Venue) -> bool:
    return person.may(Deed.IMPORT_PLAN, municipality_id=venue.municipality_id, venue_id=venue.id)
