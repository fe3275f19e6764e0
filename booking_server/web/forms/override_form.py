"""The form of a use with priority, as typed."""

from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from booking_server.domain.bookings import BookingRequest, Organizer
from booking_server.domain.errors import RequestRefused
from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings.overriding import LONGEST_REASON, PRIORITY
from booking_server.web.forms.booking_form import number
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import TypedMoment, read_times


@dataclass(frozen=True, slots=True)
class OverrideForm:
    """What was typed; `agreed` are the bookings that were shown as displaced."""

    hall: str = ""
    spaces: tuple[str, ...] = ()
    start: TypedMoment = field(default_factory=TypedMoment)
    end: TypedMoment = field(default_factory=TypedMoment)
    purpose: str = ""
    occasion: str = ""
    persons: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    postcode: str = ""
    reason: str = ""
    agreed: frozenset[str] = frozenset()


TEXTS = ("purpose", "occasion", "persons", "name", "phone", "email", "postcode")


def read_override(typed: MultiDict[str, str]) -> OverrideForm:
    """Read what was sent, without judging it. A box says which hall it belongs to: `dgh-benken/saal`."""
    hall = one_line(typed.get("hall", ""))
    boxes = [one_line(box).partition("/") for box in typed.getlist("spaces")]
    return OverrideForm(
        hall=hall,
        spaces=tuple(space for owner, _, space in boxes if owner == hall),
        start=_moment(typed, "start"),
        end=_moment(typed, "end"),
        reason=one_line(typed.get("reason", ""))[:LONGEST_REASON],
        agreed=frozenset(typed.getlist("agreed")),
        **{name: one_line(typed.get(name, ""))[:200] for name in TEXTS},
    )


def to_priority(form: OverrideForm) -> BookingRequest:
    """Return the use that was typed. Raises RequestRefused."""
    read = read_times(form.start, form.end)
    if read.period is None:
        raise RequestRefused(read.errors)
    known = form.purpose in PRIORITY
    return BookingRequest(
        venue_slug=form.hall,
        period=read.period,
        persons=number(form.persons),
        occasion=form.occasion,
        organizer=Organizer(form.name, form.email, form.phone),
        house_rules_accepted=True,
        space_slugs=form.spaces,
        use=Use(Purpose(form.purpose) if known else Purpose.OTHER, postcode=form.postcode),
        is_adult=True,
    )


def _moment(typed: MultiDict[str, str], which: str) -> TypedMoment:
    return TypedMoment(*(one_line(typed.get(f"{which}_{part}", "")) for part in ("date", "time", "fold")))
