"""What a person decides about the price of a booking: always inside bounds, with a reason, in the log."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.errors import TransitionNotAllowed
from booking_server.domain.money.invoices import InvoiceKind
from booking_server.domain.people import Deed, Person
from booking_server.domain.tariffs import discretion
from booking_server.domain.tariffs.errors import PriceOutOfBounds
from booking_server.domain.tariffs.pricing import price
from booking_server.domain.tariffs.published import PublishedVersion
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.tariffs.schedule import Question, TariffSchedule
from booking_server.domain.venues import Venue
from booking_server.services.bookings.quoting import missing_answer, price_again, price_of_booking, use_of
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require
from booking_server.services.foundation.retrying import retried
from booking_server.services.money.accounts import account_of
from booking_server.storage.unit_of_work import UnitOfWork

ANSWERED = "Antwort nachgetragen"
CHANGED_MEANWHILE = (
    "Die Buchung wurde inzwischen geändert. Es wurde noch nichts entschieden: Bitte sehen Sie sie sich noch"
    " einmal an."
)
STANDING = (BookingStatus.REQUESTED, BookingStatus.CONFIRMED)


@dataclass(frozen=True, slots=True)
class PriceDesk:
    """The price of a booking and what may still be decided about it.

    `person_may` is the person's right; `may_decide` whether there is also something left to decide.
    `questions` are those of the regulation that nobody has answered although the price waits for them.
    """

    booking: Booking
    venue: Venue
    quote: Quote | None
    most_waivable: int
    person_may: bool
    may_decide: bool
    is_invoiced: bool
    cancellation_cents: int | None
    questions: tuple[Question, ...] = ()

    @property
    def points(self) -> tuple[str, ...]:
        """What the regulation leaves to a person, apart from questions that only want an answer."""
        if self.quote is None:
            return ()
        waits = [one.still_open for one in self.questions]
        return tuple(p for p in self.quote.open_points if not any(point in p for point in waits))


def open_price(house: House, person: Person, booking_id: str) -> PriceDesk:
    """Return the price of a booking, if it has one. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        booking = uow.bookings.get(booking_id)
        require(person, Deed.SEE_MONEY, booking)
        quote, version = price_of_booking(uow, booking)
        invoiced = _is_invoiced(uow, booking)
        may = person.may(Deed.WAIVE_FEE, municipality_id=booking.municipality_id, venue_id=booking.venue_id)
        return PriceDesk(
            booking=booking,
            venue=uow.venues.by_id(booking.venue_id),
            quote=quote,
            most_waivable=discretion.highest_waiver(version.schedule, quote) if version and quote else 0,
            person_may=may,
            may_decide=may and booking.status in STANDING and version is not None and not invoiced,
            is_invoiced=invoiced,
            cancellation_cents=uow.quotes.cancellation_of(booking.id),
            questions=version.schedule.unanswered(quote.open_points) if version and quote else (),
        )


def fix_price(
    house: House,
    person: Person,
    booking_id: str,
    code: str,
    cents: int,
    *,
    reason: str,
    seen: int | None = None,
) -> Quote:
    """Fix a price inside its range; what depends on it follows.

    Here and below `seen` is the booking's sequence on the page, where it knew: nobody decides the price of a
    use they did not see. Raises NotFound, NotPermitted, PriceOutOfBounds, DecisionUnexplained,
    TransitionNotAllowed.
    """

    def fixed(uow: UnitOfWork, booking: Booking, before: Quote, version: PublishedVersion) -> Quote:
        discretion.a_price_is_fixed_inside_its_range(before, code, cents)
        return _priced_again(uow, booking, before, version, {code: cents})

    facts = {"code": code, "cents": cents}
    return _decide(house, person, booking_id, "price_fixed", fixed, reason=reason, seen=seen, **facts)


def decide_open_point(
    house: House,
    person: Person,
    booking_id: str,
    point: str,
    cents: int,
    *,
    reason: str,
    as_deposit: bool,
    seen: int | None = None,
) -> Quote:
    """Decide what the regulation leaves open: an amount of rent, or of the deposit.

    Raises NotFound, NotPermitted, PriceOutOfBounds, DecisionUnexplained, TransitionNotAllowed.
    """

    def decided(_: UnitOfWork, __: Booking, before: Quote, version: PublishedVersion) -> Quote:
        if as_deposit:
            return discretion.decide_deposit(before, point, cents)
        return discretion.decide(version.schedule, before, point, cents)

    return _decide(house, person, booking_id, "price_decided", decided, reason=reason, seen=seen, cents=cents)


def waive(
    house: House, person: Person, booking_id: str, cents: int, *, reason: str, seen: int | None = None
) -> Quote:
    """Waive a part of a price, as far as the regulation allows.

    Raises NotFound, NotPermitted, WaiverOutOfBounds, DecisionUnexplained, TransitionNotAllowed.
    """

    def waived(_: UnitOfWork, __: Booking, before: Quote, version: PublishedVersion) -> Quote:
        return discretion.waive(version.schedule, before, cents)

    return _decide(house, person, booking_id, "fee_waived", waived, reason=reason, seen=seen, cents=cents)


def answer_question(
    house: House, person: Person, booking_id: str, code: str, given: str, *, seen: int | None = None
) -> Quote:
    """Answer a question of the regulation for the organizer, as they said it; the price follows.

    Raises NotFound, NotPermitted, AnswerMissing, PriceOutOfBounds, TransitionNotAllowed.
    """

    def answered(uow: UnitOfWork, booking: Booking, before: Quote, version: PublishedVersion) -> Quote:
        questions = version.schedule.unanswered(before.open_points)
        question = next((one for one in questions if one.code == code), None)
        if question is None:
            raise PriceOutOfBounds("Diese Frage ist nicht mehr offen. Bitte laden Sie die Seite neu.")
        if not question.accepts(given):
            raise missing_answer(question)
        answers = tuple(sorted({**dict(booking.use.answers), code: given}.items()))
        changed = replace(booking, use=replace(booking.use, answers=answers), updated_at=uow.now)
        uow.bookings.save(changed)
        fixed = discretion.fixed_prices(version.schedule, before)
        venue = uow.venues.by_id(booking.venue_id)
        fresh = price_again(uow, venue, changed, version, before, fixed=fixed)
        return discretion.carried_over(version.schedule, before, fresh)

    facts = {"question": code, "answer": given}
    return _decide(
        house, person, booking_id, "question_answered", answered, reason=ANSWERED, seen=seen, **facts
    )


Change = Callable[[UnitOfWork, Booking, Quote, PublishedVersion], Quote]


@retried
def _decide(
    house: House,
    person: Person,
    booking_id: str,
    action: str,
    change: Change,
    *,
    reason: str,
    seen: int | None,
    **facts: object,
) -> Quote:
    with house.unit_of_work() as uow:
        booking = uow.bookings.locked(booking_id)  # else an invoice of the old price is written meanwhile
        require(person, Deed.WAIVE_FEE, booking)
        why = discretion.a_decision_about_a_price_has_a_reason(reason)
        _can_be_changed(uow, booking)
        if seen is not None and seen != booking.sequence:
            raise TransitionNotAllowed(CHANGED_MEANWHILE)
        before, version = price_of_booking(uow, booking)
        if before is None or version is None:
            raise PriceOutOfBounds("Für diese Buchung gilt keine Entgeltordnung.")
        after = change(uow, booking, before, version)
        uow.quotes.save(booking.id, after)
        uow.audit.add(
            person.id,
            action,
            booking.id,
            municipality_id=booking.municipality_id,
            reason=why,
            before_cents=before.total_cents,
            after_cents=after.total_cents,
            **facts,
        )
        if booking.status is BookingStatus.CONFIRMED:
            uow.outbox.add("invoice", booking.id)  # a price that is now known can be asked for
        uow.commit()
    return after


def _can_be_changed(uow: UnitOfWork, booking: Booking) -> None:
    if booking.status not in STANDING:
        raise TransitionNotAllowed("Am Preis einer beendeten Buchung lässt sich nichts mehr ändern.")
    if _is_invoiced(uow, booking):
        raise TransitionNotAllowed("Es gibt schon eine Rechnung. Bitte stornieren Sie zuerst die Rechnung.")


def _is_invoiced(uow: UnitOfWork, booking: Booking) -> bool:
    return account_of(uow, booking.id).standing(InvoiceKind.USAGE) is not None


def _priced_again(
    uow: UnitOfWork, booking: Booking, before: Quote, version: PublishedVersion, fixed: dict[str, int]
) -> Quote:
    schedule: TariffSchedule = version.schedule
    venue = uow.venues.by_id(booking.venue_id)
    use = replace(
        use_of(uow, venue, booking),
        fixed={**discretion.fixed_prices(schedule, before), **fixed},
        free_uses={one.code: _used(one.code, before) for one in schedule.exemptions},
    )
    return discretion.carried_over(schedule, before, price(schedule, use, version=version.id))


def _used(code: str, before: Quote) -> int:
    """An exemption that applied to this booking still does; one that did not is not found now."""
    return 0 if code == before.exemption else 10**6
