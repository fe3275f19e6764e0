"""The figures of the database as metric families: names, units and labels, in one place."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from booking_server.domain.operation import Backlog, DoorFigures, Figures

DOOR = ("municipality", "hall", "door")
PROMISE = ("kind", "municipality", "hall")
PREFIX = "dorfschluessel_"

DOOR_GAUGES: tuple[tuple[str, str, Callable[[Figures, DoorFigures], float | None]], ...] = (
    (
        "door_online",
        "Whether the door was heard lately and took no leave.",
        lambda _, d: d.is_online,
    ),
    (
        "door_sync_age_seconds",
        "How old what the door knows is, in seconds; left out for one that never was heard.",
        lambda all_, d: _age(all_, d.knows_of),
    ),
    (
        "door_unacknowledged_credentials",
        "Codes the door has not acknowledged: new ones it may lack, revoked ones it may still hold.",
        lambda all_, d: all_.unacknowledged.get(d.id, 0),
    ),
    (
        "door_outbox_depth",
        "Events the door had still to hand over when it was last heard.",
        lambda _, d: d.holds_back,
    ),
    (
        "door_refused_codes_last_hour",
        "Codes refused at the door, as told within the last hour.",
        lambda all_, d: all_.refused.get(d.id, 0),
    ),
)


class StoredFigures(Collector):
    """A collector over figures that were read once."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        """Yield every family; one without samples still says that it is there."""
        yield from self._doors()
        yield from self._promises()
        yield self._messages()
        yield self._worker()

    def _doors(self) -> Iterator[Metric]:
        for name, told, value in DOOR_GAUGES:
            family = GaugeMetricFamily(PREFIX + name, told, labels=DOOR)
            for door in self._figures.doors:
                found = value(self._figures, door)
                if found is not None:
                    family.add_metric([door.town, door.hall, str(door.number)], found)
            yield family

    def _promises(self) -> Iterator[Metric]:
        waiting, parked = self._figures.waiting, self._figures.parked
        yield _promises("outbox_depth", "Promises that wait to be kept.", waiting, lambda one: one.count)
        yield _promises(
            "outbox_oldest_age_seconds",
            "Age of the oldest promise that waits.",
            waiting,
            lambda one: _age(self._figures, one.oldest) or 0.0,
        )
        yield _promises("outbox_parked", "Promises that were set aside.", parked, lambda one: one.count)

    def _messages(self) -> Metric:
        family = GaugeMetricFamily(
            f"{PREFIX}webhook_messages",
            "Messages to webhooks that wait or were set aside.",
            labels=("municipality", "state"),
        )
        for one in self._figures.messages:
            family.add_metric([one.town, one.state], one.count)
        return family

    def _worker(self) -> Metric:
        family = GaugeMetricFamily(f"{PREFIX}worker_sign_age_seconds", "Seconds since the worker's sign.")
        age = _age(self._figures, self._figures.worker_at)
        if age is not None:
            family.add_metric([], age)
        return family


def _promises(
    name: str, told: str, found: tuple[Backlog, ...], value: Callable[[Backlog], float]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(PREFIX + name, told, labels=PROMISE)
    for one in found:
        family.add_metric([one.kind, one.town, one.hall], value(one))
    return family


def _age(figures: Figures, since: datetime | None) -> float | None:
    return None if since is None else max((figures.at - since).total_seconds(), 0.0)
