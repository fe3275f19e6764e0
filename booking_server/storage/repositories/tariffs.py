"""Tariff schedules and their versions as rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from booking_server.domain.errors import NotFound
from booking_server.domain.tariffs.published import KeptSchedule, PublishedVersion
from booking_server.domain.tariffs.schedule import Decisive
from booking_server.storage.tables import tariff_halls, tariff_schedules, tariff_versions

_IN_ORDER = (tariff_versions.c.valid_from, tariff_versions.c.published_at, tariff_versions.c.id)
_FOR_HALL = (
    select(tariff_halls.c.schedule_id.label("of_hall"), tariff_versions)
    .select_from(tariff_halls)
    .outerjoin(tariff_versions, tariff_versions.c.schedule_id == tariff_halls.c.schedule_id)
    .where(tariff_halls.c.venue_id == bindparam("venue"))
    .order_by(*_IN_ORDER)
)


class Tariffs:
    """The schedules of the municipalities. Versions are only ever added."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, schedule: KeptSchedule) -> None:
        """Store a new schedule and the halls it is for."""
        self._connection.execute(insert(tariff_schedules).values(_row(schedule)))
        self.set_halls(schedule.id, schedule.venue_ids)

    def save(self, schedule: KeptSchedule) -> None:
        """Store what was changed about a schedule itself: its name and draft."""
        values = _row(schedule)
        del values["id"], values["municipality_id"]
        mine = tariff_schedules.c.id == schedule.id
        self._connection.execute(update(tariff_schedules).where(mine).values(values))

    def set_halls(self, schedule_id: str, venue_ids: Sequence[str]) -> None:
        """Let a schedule be for these halls; each leaves the schedule it had before."""
        halls = tariff_halls.c
        gone = (halls.schedule_id == schedule_id) | halls.venue_id.in_(list(venue_ids))
        self._connection.execute(delete(tariff_halls).where(gone))
        rows = [{"venue_id": venue_id, "schedule_id": schedule_id} for venue_id in venue_ids]
        if rows:
            self._connection.execute(insert(tariff_halls), rows)

    def get(self, schedule_id: str) -> KeptSchedule:
        """Return one schedule. Raises NotFound."""
        statement = select(tariff_schedules).where(tariff_schedules.c.id == schedule_id)
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound("Diese Entgeltordnung gibt es nicht.")
        return self._with_halls([row])[0]

    def of_municipalities(self, municipality_ids: Sequence[str]) -> tuple[KeptSchedule, ...]:
        """Return the schedules of some municipalities, by name."""
        statement = (
            select(tariff_schedules)
            .where(tariff_schedules.c.municipality_id.in_(list(municipality_ids)))
            .order_by(tariff_schedules.c.name, tariff_schedules.c.id)
        )
        return self._with_halls(self._connection.execute(statement).all())

    def add_version(self, version: PublishedVersion) -> None:
        """Store a published version."""
        row = {
            "id": version.id,
            "municipality_id": version.municipality_id,
            "schedule_id": version.schedule_id,
            "valid_from": version.valid_from,
            "decisive": version.decisive.value,
            "text": version.text,
            "digest": version.digest,
            "published_by": version.published_by,
            "published_at": version.published_at,
        }
        self._connection.execute(insert(tariff_versions).values(row))

    def version(self, version_id: str) -> PublishedVersion:
        """Return one version. Raises NotFound."""
        statement = select(tariff_versions).where(tariff_versions.c.id == version_id)
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound("Diese Fassung gibt es nicht.")
        return _version(row)

    def versions(self, schedule_id: str) -> tuple[PublishedVersion, ...]:
        """Return the versions of a schedule in the order they come into force."""
        statement = (
            select(tariff_versions).where(tariff_versions.c.schedule_id == schedule_id).order_by(*_IN_ORDER)
        )
        return tuple(_version(row) for row in self._connection.execute(statement))

    def versions_for(self, venue_id: str) -> tuple[PublishedVersion, ...] | None:
        """Return the versions of the schedule of a hall; None for a hall without a schedule."""
        rows = self._connection.execute(_FOR_HALL, {"venue": venue_id}).all()
        return tuple(_version(row) for row in rows if row.id is not None) if rows else None

    def _with_halls(self, rows: Sequence[Any]) -> tuple[KeptSchedule, ...]:
        halls = tariff_halls.c
        statement = select(tariff_halls).where(halls.schedule_id.in_([row.id for row in rows]))
        of = [(row.schedule_id, row.venue_id) for row in self._connection.execute(statement)]
        return tuple(
            KeptSchedule(
                row.id,
                row.municipality_id,
                row.name,
                row.draft,
                row.draft_by,
                row.draft_at,
                tuple(sorted(venue for schedule, venue in of if schedule == row.id)),
            )
            for row in rows
        )


def _row(schedule: KeptSchedule) -> dict[str, Any]:
    return {
        "id": schedule.id,
        "municipality_id": schedule.municipality_id,
        "name": schedule.name,
        "draft": schedule.draft,
        "draft_by": schedule.draft_by,
        "draft_at": schedule.draft_at,
    }


def _version(row: Any) -> PublishedVersion:
    return PublishedVersion(
        id=row.id,
        municipality_id=row.municipality_id,
        schedule_id=row.schedule_id,
        valid_from=row.valid_from,
        decisive=Decisive(row.decisive),
        text=row.text,
        digest=row.digest,
        published_by=row.published_by,
        published_at=row.published_at,
    )
