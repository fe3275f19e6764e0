"""The form that asks for a foreign calendar, as typed."""

from dataclasses import dataclass

from werkzeug.datastructures import FileStorage, MultiDict

from booking_server.domain.bookings import Organizer
from booking_server.domain.foreign_calendars import Mode
from booking_server.services.foreign.foreign_look import Wanted
from booking_server.web.forms.text import one_line
from calendars.reading.process import LARGEST


@dataclass(frozen=True, slots=True)
class CalendarForm:
    """What was typed: a hall, some of its spaces (none for all), whose calendar it is and what it means."""

    hall: str = ""
    spaces: tuple[str, ...] = ()
    title: str = ""
    mode: str = Mode.BLOCK.value
    url: str = ""


def read_calendar_form(typed: MultiDict[str, str]) -> CalendarForm:
    """Read what was sent, without judging it. A box says which hall it belongs to: `dgh-benken/saal`."""
    hall = one_line(typed.get("hall", ""))
    boxes = [one_line(box).partition("/") for box in typed.getlist("spaces")]
    mode = typed.get("mode", "")
    return CalendarForm(
        hall=hall,
        spaces=tuple(space for owner, _, space in boxes if owner == hall),
        title=one_line(typed.get("title", ""))[:120],
        mode=mode if mode in set(Mode) else Mode.BLOCK.value,
        url=one_line(typed.get("url", ""))[:2000],
    )


def to_wanted(form: CalendarForm, upload: FileStorage | None) -> Wanted:
    """Return what is asked for; a file counts before an address."""
    data = upload.read(LARGEST + 1) if upload else b""
    return Wanted(
        hall=form.hall,
        space_slugs=form.spaces,
        title=form.title,
        mode=Mode(form.mode),
        url="" if data else form.url,
        file=data,
    )


def read_organizer(typed: MultiDict[str, str]) -> tuple[Organizer, int]:
    """Return for whom a proposal is taken, and for how many persons; 0 when that is no number."""
    name, email, phone = (one_line(typed.get(each, "")) for each in ("name", "email", "phone"))
    persons = one_line(typed.get("persons", ""))
    return Organizer(name, email, phone), int(persons[:6]) if persons.isascii() and persons.isdigit() else 0
