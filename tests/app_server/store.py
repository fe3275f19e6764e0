"""What the app keeps, and how it finds again what it has: with all the traps of the real one."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date as date_type
from datetime import datetime, time, timedelta
from typing import Any

EMOJI = re.compile("[\U0001f000-\U0001ffff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d]")
COLUMNS = {
    "PointOfInterest": ("name", "description", "active", "externalId", "payload"),
    "EventRecord": ("title", "description", "externalId", "pointOfInterestId", "payload"),
    "NewsItem": ("title", "publishedAt", "publicationDate", "externalId", "pointOfInterestId", "payload"),
}
"""Columns of a record itself: what is compared to see whether it changed (events: dates, addresses too)."""
ALSO_COMPARED = {"EventRecord": ("dates", "addresses")}
TITLE = {"PointOfInterest": "name", "EventRecord": "title", "NewsItem": "title"}
KINDS_OF_ADDRESS = (None, "default", "start", "end")
DESTROYABLE = frozenset({*COLUMNS, "Tour", "GenericItem", "StaticContent", "Address"})


class Invalid(Exception):
    """What the model refuses; said with status 200."""


@dataclass
class Provider:
    """An account: everything pushed with it is its own."""

    name: str
    role: str = "user"
    recreates: bool = False


@dataclass
class Record:
    """A record with its own columns, what hangs on it, and when it was last sent."""

    id: int
    kind: str
    provider: str
    unique_id: str
    columns: dict[str, Any]
    nested: dict[str, Any]
    categories: list[str]
    visible: bool
    sent_at: datetime
    updated_at: datetime
    made_at: datetime
    sent: int = 1


@dataclass
class Store:
    """All records of all accounts."""

    now: datetime
    records: dict[int, Record] = field(default_factory=dict)
    categories: set[str] = field(default_factory=set)
    last_id: int = 0

    def upsert(self, kind: str, given: dict[str, Any], provider: Provider) -> Record:
        """Create or update, as `resource_service` does. Raises Invalid."""
        if provider.role == "read_only":
            raise Invalid("Access not permitted!")
        given = _without_emoji(given)
        wanted_id, forced = given.pop("id", None), given.pop("forceCreate", False)
        _check(kind, given)
        unique_id = _unique_id(kind, given)
        found = None if forced else self._find(kind, wanted_id, unique_id, provider)
        if found is not None and not provider.recreates and _unchanged(found, given):
            found.sent_at, found.sent = self.now, found.sent + 1
            return found  # prices, contacts and links that came along are lost
        return self._write(kind, given, unique_id, found, provider)

    def destroy(self, kind: str, wanted: int | None, external_id: Any, provider: Provider) -> dict[str, Any]:
        """Delete one record of the account; what went wrong stands inside the data."""
        if kind not in DESTROYABLE or provider.role == "read_only":
            return {"id": wanted, "status": "Forbidden", "statusCode": 403}
        mine = [one for one in self.records.values() if one.kind == kind and one.provider == provider.name]
        found = [
            one
            for one in mine
            if (one.id == wanted if wanted is not None else one.columns.get("externalId") == external_id)
        ]
        if not found:
            return {"id": wanted, "status": "Record not found", "statusCode": 404}
        del self.records[found[0].id]
        return {"id": found[0].id, "status": "Record destroyed", "statusCode": 200}

    def seen_by(self, kind: str, provider: Provider) -> list[Record]:
        """Return the records an account may read: its own, and everything for editors."""
        every = provider.role in ("admin", "extended_user", "editor")
        return [
            one
            for one in self.records.values()
            if one.kind == kind and (every or one.provider == provider.name)
        ]

    def clean_up(self) -> int:
        """Delete what was not sent again since the day before the last import of its account and kind."""
        last: dict[tuple[str, str], datetime] = {}
        for one in self.records.values():
            key = (one.provider, one.kind)
            last[key] = max(last.get(key, one.sent_at), one.sent_at)
        old = [
            one.id
            for one in self.records.values()
            if one.sent_at.date() < (last[(one.provider, one.kind)] - timedelta(days=1)).date()
        ]
        for record_id in old:
            del self.records[record_id]
        return len(old)

    def upcoming(self, record: Record) -> list[dict[str, Any]]:
        """Return the dates of an event that are still to come."""
        today = self.now.date().isoformat()
        dates = record.nested.get("dates") or []
        return [one for one in dates if (one.get("dateEnd") or one.get("dateStart") or "") >= today]

    def _find(self, kind: str, wanted_id: Any, unique_id: str, provider: Provider) -> Record | None:
        mine = [one for one in self.records.values() if one.kind == kind and one.provider == provider.name]
        if wanted_id is not None:
            return next((one for one in mine if str(one.id) == str(wanted_id)), None)
        return next((one for one in mine if one.unique_id == unique_id), None)

    def _write(
        self, kind: str, given: dict[str, Any], unique_id: str, found: Record | None, provider: Provider
    ) -> Record:
        names = [one for one in (given.get("categoryName"),) if one]
        names += [one["name"] for one in given.get("categories") or [] if one.get("name")]
        self.categories.update(names)
        columns = {name: given[name] for name in COLUMNS[kind] if name in given}
        nested = {
            name: _dropped(value)
            for name, value in given.items()
            if name not in COLUMNS[kind] and name not in ("categoryName", "categories")
        }
        if found is None:
            self.last_id += 1
            visible = provider.role != "restricted"
            moment = self.now
            found = Record(
                self.last_id, kind, provider.name, unique_id, {}, {}, [], visible, moment, moment, moment, 0
            )
            self.records[found.id] = found
        found.columns |= columns
        found.nested, found.categories = nested, names  # everything that hung on it before is gone
        found.unique_id, found.sent_at, found.updated_at = unique_id, self.now, self.now
        found.sent += 1
        return found


def _check(kind: str, given: dict[str, Any]) -> None:
    title = given.get(TITLE[kind])
    if kind != "NewsItem" and not (title or "").strip():
        raise Invalid(f"Invalid input: {TITLE[kind].capitalize()} can't be blank")
    for address in [*(given.get("addresses") or []), given.get("address") or {}]:
        if address.get("kind") not in KINDS_OF_ADDRESS:
            raise Invalid(f"Invalid input: '{address['kind']}' is not a valid kind")
    for date in given.get("dates") or []:
        _read_date(date)


def _read_date(date: dict[str, Any]) -> None:
    try:
        for name in ("dateStart", "dateEnd"):
            if date.get(name):
                date_type.fromisoformat(date[name])
        for name in ("timeStart", "timeEnd"):
            if date.get(name):
                time.fromisoformat(date[name])
    except ValueError as error:
        raise Invalid("Invalid input: Dates is invalid") from error


def _unique_id(kind: str, given: dict[str, Any]) -> str:
    """What a record is found by when no id is given. The name we gave a point of interest is ignored."""
    address = _address((given.get("addresses") or [{}])[0])
    if kind == "PointOfInterest":
        parts: list[Any] = [given.get("name"), kind, address, given.get("openingHours")]
    elif given.get("externalId"):
        parts = [given["externalId"]]
    elif kind == "EventRecord":
        parts = [given.get("title"), address, (given.get("dates") or [None])[0]]
    else:
        parts = [given.get("title"), given.get("publishedAt")]
    return hashlib.md5(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _address(given: dict[str, Any]) -> list[Any]:
    return [given.get(name) for name in ("street", "zip", "city", "kind")]


def _unchanged(found: Record, given: dict[str, Any]) -> bool:
    columns = [name for name in COLUMNS[found.kind] if name in given]
    also = ALSO_COMPARED.get(found.kind, ())
    return all(found.columns.get(name) == given[name] for name in columns) and all(
        found.nested.get(name) == _dropped(given.get(name)) for name in also
    )


def _dropped(value: Any) -> Any:
    """Leave out links without an address and places without both numbers, as the models do."""
    if isinstance(value, list):
        return [_dropped(one) for one in value if not (isinstance(one, dict) and one.get("url") == "")]
    return value


def _without_emoji(value: Any) -> Any:
    if isinstance(value, str):
        return EMOJI.sub("", value)
    if isinstance(value, dict):
        return {name: _without_emoji(one) for name, one in value.items()}
    return [_without_emoji(one) for one in value] if isinstance(value, list) else value
