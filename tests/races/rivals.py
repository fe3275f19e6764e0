"""Fifty visitors want the same hall at the same moment, over HTTP, from two web programs: one gets it (I1).

Round after round they differ otherwise: all want the same, or what overlaps by half, or some the whole hall
and some one room, or one the time right behind the other's in a hall that needs time to tidy up.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from time import perf_counter
from typing import Any

from booking_server.domain.venues import Venue
from booking_server.services.foundation import setup
from booking_server.services.foundation.house import House
from booking_server.services.operation.verify import verify
from tests.bench.figures import Spread
from tests.bench.served import Visitor, served
from tests.bench.village import open_house
from tests.builders import a_space, a_venue, migrated

RIVALS, PROGRAMS, HALLS = 50, 2, 8
HOUR = timedelta(hours=1)
LENGTH = 4 * HOUR
APART = 12 * HOUR
TIDY = timedelta(minutes=30)
WON, TAKEN = "201", "409 booking-overlaps"
AS_IT_MUST = Counter({WON: 1, TAKEN: RIVALS - 1})
Wish = dict[str, Any]


@dataclass
class Tally:
    """What became of all rounds: how each wish ended, rounds that went wrong, milliseconds waited."""

    rounds: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    violations: tuple[str, ...] = ()
    seconds: float = 0.0

    def add(self, outcome: Sequence[tuple[str, float]], name: str) -> None:
        """Count one round."""
        answers = Counter(answer for answer, _ in outcome)
        if answers != AS_IT_MUST:
            self.wrong.append(f"round {self.rounds}, {name}: {dict(answers)}")
        self.rounds += 1
        self.answers += answers
        self.waited += [ms for _, ms in outcome]

    @property
    def server_errors(self) -> int:
        """How many answers said that the server failed."""
        return sum(count for answer, count in self.answers.items() if answer.startswith("5"))

    def __str__(self) -> str:
        spread = Spread.of(self.waited)
        return (
            f"{self.rounds} rounds of {RIVALS} clients: {self.answers[WON]} winners,"
            f" {self.answers[TAKEN]} clear refusals, {self.server_errors} 5xx,"
            f" {len(self.wrong)} rounds without exactly one winner, {len(self.violations)} violations;"
            f" answered p50 {spread.median:.0f} ms, p95 {spread.p95:.0f} ms, p99 {spread.p99:.0f} ms,"
            f" worst {max(self.waited):.0f} ms; {self.seconds:.0f} s"
        )


@dataclass(frozen=True)
class Wave:
    """How the wishes of one round differ from rival to rival."""

    name: str
    apart: timedelta = timedelta()
    is_by_room: bool = False
    tidy: bool = False

    def wish(self, rival: int, hall: Venue, start: datetime) -> Wish:
        """Return what one rival asks for."""
        begin = start + rival % 2 * self.apart
        wish = {
            "venue": hall.slug,
            "start": begin.isoformat(),
            "end": (begin + LENGTH).isoformat(),
            "persons": 5,
            "occasion": "Geburtstag",
            "organizer": {"name": f"Gast {rival}", "email": f"{secrets.token_hex(4)}@example.org"},
            "house_rules_accepted": True,
        }
        return {**wish, "spaces": ["saal"]} if self.is_by_room and rival % 2 else wish


WAVES = (
    Wave("the same slot"),
    Wave("half overlapping", apart=LENGTH / 2),
    Wave("whole hall against one room", is_by_room=True),
    Wave("back to back where tidying takes time", apart=LENGTH, tidy=True),
)


def race(url: str, folder: Path, *, rounds: int) -> Tally:
    """Fill the empty database at `url` with halls, let the rivals run and check what they left behind."""
    halls = _found(url)
    tally, began = Tally(), perf_counter()
    with ExitStack() as stack:
        servers = [stack.enter_context(served(url, folder / f"web{each}.log")) for each in range(PROGRAMS)]
        visitors = [Visitor(servers[rival % PROGRAMS].port) for rival in range(RIVALS)]
        pool = stack.enter_context(ThreadPoolExecutor(RIVALS))
        for number, (wave, hall, start) in enumerate(_slots(halls)):
            if number == rounds:
                break
            wishes = [wave.wish(rival, hall, start) for rival in range(RIVALS)]
            tally.add(_rush(pool, visitors, wishes), wave.name)
        for visitor in visitors:
            visitor.close()
    tally.seconds = perf_counter() - began
    with _house(url) as house:
        tally.violations = verify(house)
    return tally


def _rush(pool: ThreadPoolExecutor, visitors: list[Visitor], wishes: list[Wish]) -> list[tuple[str, float]]:
    """Send all wishes at once; return how each ended and how long it waited."""
    start = Barrier(len(wishes))

    def ask(visitor: Visitor, wish: Wish) -> tuple[str, float]:
        start.wait()
        began = perf_counter()
        answer = visitor.try_post("/api/v1/bookings", wish)
        waited = (perf_counter() - began) * 1000
        code = answer.json().get("code", "") if answer.status >= 400 else ""
        return f"{answer.status} {code}".strip(), waited

    return list(pool.map(ask, visitors, wishes))


def _slots(halls: tuple[Venue, ...]) -> Iterator[tuple[Wave, Venue, datetime]]:
    """Yield for each round how the wishes differ, a hall and a time nobody has asked for yet."""
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    number = 0
    while True:
        wave = WAVES[number % len(WAVES)]
        fitting = [hall for hall in halls if bool(hall.spaces[0].teardown_buffer) == wave.tidy]
        turn = number // len(WAVES)
        yield wave, fitting[number % len(fitting)], first + turn * APART
        number += 1


def _found(url: str) -> tuple[Venue, ...]:
    """Create halls where nobody needs to be asked; half of them need time to tidy up."""
    migrated(url)
    with _house(url) as house:
        town = setup.add_municipality(
            house, slug="wiesenburg-mark", name="Wiesenburg/Mark", ags="12069665", postcode="14827"
        )
        village = setup.add_district(house, town, slug="benken", name="Benken")
        buffers = {"setup_buffer": TIDY, "teardown_buffer": TIDY}
        made = [
            a_venue(
                f"dgh-{number}",
                village,
                a_space("saal", 80, **(buffers if number % 2 else {})),
                a_space("kueche", 10),
            )
            for number in range(HALLS)
        ]
        return tuple(setup.add_venue(house, hall) for hall in made)


@contextmanager
def _house(url: str) -> Iterator[House]:
    house = open_house(url)
    try:
        yield house
    finally:
        house.database.close()
