"""How a reading travels from the child: one JSON object a line, so that what was finished is never lost."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from calendars.period import Period
from calendars.reading.report import Code, Note, Occurrence, Reading

END = '{"end": true}'


def spell(item: Reading | Note | Occurrence) -> str:
    """Return a line for the head of a calendar (its name and number of entries), a note or a time."""
    match item:
        case Reading():
            said: dict[str, Any] = {"name": item.name, "entries": item.entries}
        case Note():
            said = {
                "code": item.code.value,
                "number": item.number,
                "uid": item.uid,
                "summary": item.summary,
                "fact": item.fact,
            }
        case Occurrence():
            said = {
                "key": item.key,
                "uid": item.uid,
                "summary": item.summary,
                "start": item.period.start.isoformat(),
                "end": item.period.end.isoformat(),
                "days": item.is_whole_days,
                "tentative": item.is_tentative,
            }
    return json.dumps(said)


def spell_all(reading: Reading) -> Iterator[str]:
    """Yield the lines of a whole reading, its end included."""
    items: tuple[Reading | Note | Occurrence, ...] = (reading, *reading.notes, *reading.occurrences)
    yield from map(spell, items)
    yield END


def unspell(lines: Iterable[str]) -> tuple[Reading, bool]:
    """Return what the lines say, and whether they came to their end."""
    name, entries = "", 0
    occurrences: list[Occurrence] = []
    notes: list[Note] = []
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:  # the last line of a child that was killed
            break
        if "end" in said and len(said) == 1:
            return Reading(name, entries, tuple(occurrences), tuple(notes)), True
        if "key" in said:
            occurrences.append(_occurrence(said))
        elif "code" in said:
            notes.append(Note(**{**said, "code": Code(said["code"])}))
        else:
            name, entries = said["name"], said["entries"]
    return Reading(name, entries, tuple(occurrences), tuple(notes)), False


def _occurrence(said: dict[str, Any]) -> Occurrence:
    period = Period(datetime.fromisoformat(said["start"]), datetime.fromisoformat(said["end"]))
    is_tentative = said.get("tentative", False)  # a draft of before has none
    return Occurrence(said["key"], said["uid"], said["summary"], period, said["days"], is_tentative)
