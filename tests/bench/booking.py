"""What a booking costs beside the bare insert-with-check, in one process, taking turns."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from sqlalchemy import event

from booking_server.services.bookings import bookings
from booking_server.services.foundation.house import House
from booking_server.services.operation.verify import verify
from calendars.period import Period
from tests.bench.bare import BareDriver, BareStack
from tests.bench.clocks import growth, in_turns
from tests.bench.figures import Bar, Figure, Spread, single
from tests.bench.village import found, morning, request

ROUNDS = 400
HALF = 0.5


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of this subject."""
    house = found(folder / "house.db")
    stack, driver = BareStack(folder / "stack.db"), BareDriver(folder / "driver.db")
    booked, in_stack, in_driver = in_turns(
        _each_half_hour(
            lambda period: bookings.book(house, request(period, "saal"), idempotency_key=str(period))
        ),
        _each_half_hour(stack.book),
        _each_half_hour(driver.book),
        rounds=ROUNDS,
    )
    stack.close()
    driver.close()
    yield Figure("a booking: rules, occupancy, code, promises, audit, key", "ms", booked)
    yield Figure("bare insert-with-check through the same stack", "ms", in_stack)
    yield Figure("bare insert-with-check with the driver alone", "ms", in_driver)
    yield _rates(booked, in_stack, in_driver)
    yield single("  the same by CPU time", "×", growth(booked, in_stack))
    yield single("booking rate ÷ the driver's rate", "×", in_driver.median / booked.median)
    yield single("statements of a booking, BEGIN and COMMIT among them", "", _statements(house))
    yield single("violations that verify finds afterwards", "", len(verify(house)), bar=Bar(0))
    house.database.close()


def _rates(booked: Spread, in_stack: Spread, in_driver: Spread) -> Figure:
    rates = [1000 / spread.median for spread in (booked, in_stack, in_driver)]
    note = "per second: booking {:.0f}, same stack {:.0f}, driver {:.0f}".format(*rates)
    name = "booking rate ÷ bare rate through the same stack"
    return single(name, "×", rates[0] / rates[1], bar=Bar(HALF, at_most=False), note=note)


def _each_half_hour(book: Callable[[Period], object]) -> Callable[[], object]:
    numbers = count()
    return lambda: book(morning(next(numbers)))


def _statements(house: House) -> int:
    """Count what one booking sends to the database."""
    sent: list[str] = []
    engine = house.database.engine

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    bookings.book(house, request(morning(10 * ROUNDS), "saal"), idempotency_key="counted")
    event.remove(engine, "before_cursor_execute", note)
    return len(sent) + 1  # the driver's commit is no statement of ours
