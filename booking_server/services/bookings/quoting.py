"""What a use costs: a quote for a request, and the price kept with a booking. Steps of use cases."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from booking_server.domain.bookings import Booking, BookingRequest, BookingStatus
from booking_server.domain.errors import AnswerMissing, PostcodeMissing, RequestRefused, RuleBroken
from booking_server.domain.money.euros import say_euros
from booking_server.domain.money.payees import DepositWay
from booking_server.domain.tariffs.pricing import price
from booking_server.domain.tariffs.published import PublishedVersion
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.tariffs.schedule import Question
from booking_server.domain.tariffs.use import PricedUse
from booking_server.domain.tariffs.versions import applying, in_force
from booking_server.domain.tariffs.words import cancellation_terms, price_lines
from booking_server.domain.uses import Use
from booking_server.domain.venues import Venue
from booking_server.services.bookings.classifying import classify
from booking_server.services.bookings.club_quotas import ClubQuotas
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date, year
from calendars.period import Period

ANSWER = "answer_"
"""What the fields of a form begin with that answer a question of the regulation."""

NOT_IN_FORCE = "Für diesen Tag gilt noch keine Entgeltordnung. Den Preis nennt Ihnen die Gemeinde."


@dataclass(frozen=True, slots=True)
class HallPrices:
    """What a hall's page and form say about prices: short lines, questions, cancelling, deposit."""

    lines: tuple[tuple[str, str], ...] = ()
    questions: tuple[Question, ...] = ()
    title: str = ""
    cancelling: str = ""
    deposit_way: DepositWay | None = None


@dataclass(frozen=True, slots=True)
class SeriesPrice:
    """What the dates of a series cost together; `groups` are (cents of a date, how many dates)."""

    quotes: tuple[Quote, ...]

    @property
    def count(self) -> int:
        """How many dates have a price."""
        return len(self.quotes)

    @property
    def total_cents(self) -> int:
        """What is to be paid for all dates, as far as it is certain."""
        return sum(quote.total_cents for quote in self.quotes)

    @property
    def deposit_cents(self) -> int:
        """The highest deposit of a single date."""
        return max((quote.deposit_cents for quote in self.quotes), default=0)

    @property
    def groups(self) -> tuple[tuple[int, int], ...]:
        """Return how many dates cost how much."""
        return tuple(sorted(Counter(quote.total_cents for quote in self.quotes).items()))

    @property
    def open_points(self) -> tuple[str, ...]:
        """Return what is left to a person, each point once."""
        return tuple(dict.fromkeys(point for quote in self.quotes for point in quote.open_points))

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what is told besides the price, each note once."""
        return tuple(dict.fromkeys(note for quote in self.quotes for note in quote.notes))


def price_of_series(uow: UnitOfWork, venue: Venue, requests: Sequence[BookingRequest]) -> SeriesPrice | None:
    """Return the prices of classified requests that belong together; None for a hall without a schedule."""
    pricing = _Pricing(uow, venue)
    found = [pricing.quote(_asked(uow, venue, one, is_series=True), one.use) for one in requests]
    quotes = tuple(quote for quote in found if quote is not None)
    return SeriesPrice(quotes) if quotes else None


def quote_for(
    uow: UnitOfWork, venue: Venue, request: BookingRequest, *, is_series: bool = False
) -> Quote | None:
    """Return the price of a request that was classified; None for a hall without a tariff schedule."""
    return _Pricing(uow, venue).quote(_asked(uow, venue, request, is_series=is_series), request.use)


def keep_prices(uow: UnitOfWork, venue: Venue, bookings: Sequence[Booking]) -> None:
    """Store the price of new bookings of one hall, each from the version that applies to it."""
    pricing = _Pricing(uow, venue, frozenset(booking.id for booking in bookings))
    found = ((booking, pricing.quote(use_of(uow, venue, booking), booking.use)) for booking in bookings)
    uow.quotes.add_all({booking.id: quote for booking, quote in found if quote is not None})


def use_of(uow: UnitOfWork, venue: Venue, booking: Booking) -> PricedUse:
    """Return the facts of a booking that its price depends on."""
    slugs = tuple(space.slug for space in venue.spaces if space.id in booking.space_ids)
    use = _use(uow, venue, booking.use, booking.period, slugs)
    booked_on = local_date(booking.created_at)
    return replace(use, persons=booking.persons, is_series=booking.series_id is not None, booked_on=booked_on)


def look_up(house: House, request: BookingRequest) -> Quote | None:
    """Return the price of a request nobody has sent yet. Raises NotFound, RequestRefused."""
    with house.reading() as uow:
        venue = uow.venues.public_at(request.venue_slug)
        return quote_for(uow, venue, classify(uow, venue, request))


def cheaper_for_residents(house: House, request: BookingRequest, quote: Quote | None) -> Quote | None:
    """Return what the same use costs whoever lives there; None when they pay no less."""
    if quote is None:
        return None
    with house.reading() as uow:
        venue = uow.venues.public_at(request.venue_slug)
        here = uow.venues.municipality(venue.municipality_id).postcode
        use = replace(request.use, postcode=here)
        local = quote_for(uow, venue, classify(uow, venue, replace(request, use=use)))
    return local if local is not None and local.total_cents < quote.total_cents else None


def missing_postcode(house: House, request: BookingRequest) -> tuple[RuleBroken, ...]:
    """Return the question for a postcode that was left out although the price depends on it.

    A request that breaks another rule is not judged here.
    """
    if request.use.postcode:
        return ()
    try:
        quote = look_up(house, request)
        here = cheaper_for_residents(house, request, quote)
    except (RuleBroken, RequestRefused):
        return ()
    if quote is None or here is None:
        return ()
    prices = f"{say_euros(here.total_cents)}, wer von außerhalb kommt, {say_euros(quote.total_cents)}"
    return (PostcodeMissing(f"Wer in der Gemeinde wohnt, zahlt {prices}. Welche Postleitzahl ist es?"),)


def missing_answers(house: House, request: BookingRequest) -> tuple[RuleBroken, ...]:
    """Return the questions of the regulation that keep a request from having a price, each at its field.

    A request that breaks another rule is not judged here.
    """
    with house.reading() as uow:
        try:
            venue = uow.venues.public_at(request.venue_slug)
            wanted = classify(uow, venue, request)
            pricing, use = _Pricing(uow, venue), _asked(uow, venue, wanted, is_series=False)
        except (RuleBroken, RequestRefused):
            return ()
        quote, version = pricing.quote(use, wanted.use), pricing.version(use)
    if quote is None or version is None:
        return ()
    return tuple(missing_answer(one) for one in version.schedule.unanswered(quote.open_points))


def missing_in_series(prices: HallPrices | None, price: SeriesPrice | None) -> tuple[RuleBroken, ...]:
    """Return the questions that keep dates of a series from having a price, each at its field."""
    if prices is None or price is None:
        return ()
    return tuple(
        missing_answer(one)
        for one in prices.questions
        if any(one.still_open in point for point in price.open_points)
    )


def missing_answer(question: Question) -> AnswerMissing:
    """Return what is said at the field of a question nobody answered as it must be."""
    if question.is_count:
        message = f"Bitte geben Sie bei „{question.text}“ eine Zahl von 0 bis {question.most} an."
    else:
        message = f"Bitte wählen Sie eine Antwort auf „{question.text}“. Davon hängt der Preis ab."
    return AnswerMissing(message, field=f"{ANSWER}{question.code}")


def price_changed(uow: UnitOfWork, venue: Venue, before: Booking, after: Booking) -> Quote | None:
    """Return the price of a booking its organizer changes, as of the day it was booked.

    What it used of a yearly exemption it does not use twice in one year.
    """
    pricing, use = _Pricing(uow, venue, frozenset({after.id})), use_of(uow, venue, after)
    told = uow.quotes.of_booking(before.id)
    same_year = local_date(before.period.start).year == local_date(after.period.start).year
    return pricing.quote(use, after.use, counted=told.exemption if told and same_year else "")


def price_again(
    uow: UnitOfWork,
    venue: Venue,
    booking: Booking,
    version: PublishedVersion,
    before: Quote,
    *,
    fixed: Mapping[str, int],
) -> Quote:
    """Return the price of a booking whose facts changed, by the version it was told its price from.

    What it used of a yearly exemption it does not use twice.
    """
    pricing = _Pricing(uow, venue, frozenset({booking.id}))
    use = replace(use_of(uow, venue, booking), fixed=fixed)
    return pricing.by(version, use, booking.use, counted=before.exemption)


def hall_prices(house: House, venue: Venue) -> HallPrices | None:
    """Return what is said about a hall's prices today; None for a hall without a schedule in force."""
    with house.reading() as uow:
        return prices_at(uow, venue)


def prices_at(uow: UnitOfWork, venue: Venue) -> HallPrices | None:
    """Return the same within a transaction."""
    versions, today = uow.tariffs.versions_for(venue.id), local_date(uow.now)
    if not versions:
        return None
    schedule = (in_force(versions, today) or versions[0]).schedule
    slugs = frozenset(space.slug for space in venue.spaces)
    coming = [version.schedule for version in versions if version.valid_from > today]
    questions = {one.code: one for other in (*coming, schedule) for one in other.questions}
    lines = price_lines(schedule, hall=venue.slug, spaces=slugs)
    terms, way = cancellation_terms(schedule), deposit_way(uow, venue.municipality_id)
    return HallPrices(lines, tuple(questions.values()), schedule.title, terms, way)


def deposit_way(uow: UnitOfWork, municipality_id: str) -> DepositWay | None:
    """Return how a municipality wants deposits; None before it said who is paid."""
    payee = uow.payees.of_municipality(municipality_id)
    return payee.deposit_way if payee else None


def price_of_booking(uow: UnitOfWork, booking: Booking) -> tuple[Quote | None, PublishedVersion | None]:
    """Return the price a booking was told and the version it was made from."""
    quote = uow.quotes.of_booking(booking.id)
    if quote is None or not quote.tariff_version:
        return quote, None
    return quote, uow.tariffs.version(quote.tariff_version)


def costs_nothing_to_withdraw(booking: Booking) -> bool:
    """Whether cancelling is free whatever the regulation says: nothing was agreed yet."""
    return booking.status is not BookingStatus.CONFIRMED


@dataclass(slots=True)
class _Pricing:
    """The versions of one hall, and how often exemptions were used, also by what was just priced."""

    uow: UnitOfWork
    venue: Venue
    excluding: frozenset[str] = frozenset()
    _quotas: ClubQuotas = field(init=False)
    _versions: tuple[PublishedVersion, ...] | None = field(init=False)
    _used: dict[tuple[str, str, int], dict[str, int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._versions = self.uow.tariffs.versions_for(self.venue.id)
        self._quotas = ClubQuotas(self.uow, self.venue, self.excluding)

    def quote(self, use: PricedUse, said: Use, *, counted: str = "") -> Quote | None:
        if self._versions is None:
            return None
        version = self.version(use)
        if version is None:
            return Quote("", (), open_points=(NOT_IN_FORCE,))
        return self.by(version, use, said, counted=counted)

    def version(self, use: PricedUse) -> PublishedVersion | None:
        """Return the version that applies to a use."""
        used_on = local_date(use.period.start)
        return applying(self._versions or (), booked_on=use.booked_on, used_on=used_on)

    def by(self, version: PublishedVersion, use: PricedUse, said: Use, *, counted: str = "") -> Quote:
        """Return the price by one version; `counted` is an exemption the booking itself used before."""
        counts = self._free_uses(version, said.club_id, local_date(use.period.start))
        if counted in counts:
            counts[counted] -= 1
        known = {question.code: question for question in version.schedule.questions}
        fit = tuple(given for given in use.answers if given[0] in known and known[given[0]].accepts(given[1]))
        schedule = version.schedule
        if by_quota := self._quotas.exemption(said, use.period):
            schedule = replace(schedule, exemptions=(by_quota, *schedule.exemptions))
        quote = price(schedule, replace(use, free_uses=counts, answers=fit), version=version.id)
        if quote.exemption:
            counts[quote.exemption] = counts.get(quote.exemption, 0) + 1
        return quote

    def _free_uses(self, version: PublishedVersion, club_id: str | None, day: date) -> dict[str, int]:
        """Return how often each exemption was used this year; empty when there is no club to count for."""
        if club_id is None:
            return {}
        key = (club_id, version.schedule_id, day.year)
        if key not in self._used:
            counted = self.uow.quotes.free_uses(club_id, version.schedule_id, year(day.year))
            codes = (exemption.code for exemption in version.schedule.exemptions)
            self._used[key] = {**dict.fromkeys(codes, 0), **counted}
        return self._used[key]


def _asked(uow: UnitOfWork, venue: Venue, request: BookingRequest, *, is_series: bool) -> PricedUse:
    slugs = tuple(space.slug for space in venue.spaces_named(request.space_slugs))
    use = _use(uow, venue, request.use, request.period, slugs)
    return replace(use, persons=request.persons, is_series=is_series)


def _use(uow: UnitOfWork, venue: Venue, use: Use, period: Period, slugs: tuple[str, ...]) -> PricedUse:
    return PricedUse(
        hall=venue.slug,
        spaces=slugs,
        is_whole_hall=len(slugs) == len(venue.spaces),
        period=period,
        booked_on=local_date(uow.now),
        purpose=use.purpose,
        group=use.group,
        club=uow.clubs.get(use.club_id).name if use.club_id else "",
        postcode=use.postcode,
        answers=use.answers,
        booking_day=venue.regulation.booking_day,
        space_names={space.slug: space.name for space in venue.spaces},
    )
