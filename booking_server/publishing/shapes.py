"""The shapes of the JSON API. Members may be added, none is ever renamed or removed."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from booking_server.domain.bookings import Booking
from booking_server.domain.doors import DoorEvent
from booking_server.domain.money.invoices import InvoiceState
from booking_server.domain.rule_sentences import sentences
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.tariffs.snapshot import to_data
from booking_server.services.bookings.booking_page import BookingPage
from booking_server.services.halls.halls import HallEntry, HallPage, TakenTime
from booking_server.services.waiting.waiting import WaitingPage
from calendars.period import Period

Json = dict[str, Any]


def instant(moment: datetime) -> str:
    """Return an instant in UTC, "2026-10-02T17:00:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def venues(entries: Iterable[HallEntry]) -> Json:
    """Return the list of halls."""
    return {"items": [venue_entry(entry) for entry in entries]}


def venue_entry(entry: HallEntry) -> Json:
    """Return a hall as it stands in the list."""
    venue = entry.venue
    return {
        "slug": venue.slug,
        "name": venue.name,
        "municipality": entry.municipality.name,
        "district": entry.district.name,
        "approval": venue.approval.value,
        "is_sample": venue.is_sample,
        "spaces": [
            {
                "slug": space.slug,
                "name": space.name,
                "capacity": space.capacity,
                "shares": [shared.slug for shared in space.shares],
            }
            for space in venue.spaces
        ],
        "bundles": [
            {"slug": bundle.slug, "name": bundle.name, "spaces": list(bundle.spaces)}
            for bundle in venue.regulation.bundles
        ],
        "layouts": [
            {"slug": layout.slug, "name": layout.name, "capacities": dict(layout.capacities)}
            for layout in venue.regulation.layouts
        ],
        "rules": list(sentences(venue)),
    }


def availability(page: HallPage) -> Json:
    """Return when a hall is taken; buffers are part of it, who booked is not."""
    return {
        "venue": page.venue.slug,
        "from": instant(page.within.start),
        "to": instant(page.within.end),
        "taken": [_taken(time) for time in sorted(page.taken, key=lambda t: t.period)],
    }


def booking(page: BookingPage) -> Json:
    """Return a booking for whoever holds its token."""
    made = page.booking
    return {
        "id": made.id,
        "status": made.status.value,
        "url": page.url,
        "token": page.token,
        "venue": page.venue.slug,
        "spaces": [space.slug for space in page.spaces],
        **_times(made.period),
        "persons": made.persons,
        "occasion": made.occasion,
        "purpose": made.use.purpose.value,
        "user_group": made.use.group.value,
        "public_title": made.use.public_title or None,
        "organizer": {
            "name": made.organizer.name,
            "email": made.organizer.email or None,
            "phone": made.organizer.phone or None,
        },
        "quote": quote(page.quote),
        "cancellation_cents": page.cancellation_cents,
        "approval": _approval(page),
        "access": _access(page),
        "invoices": [_invoice(state) for state in page.account.states],
        "events": [_event(event) for event in page.events],
        "layout": made.use.layout or None,
        "notices": list(page.notices),
    }


def quote(found: Quote | None) -> Json | None:
    """Return an itemised price, None for a hall without a tariff; a person decides until `is_final`."""
    if found is None:
        return None
    return {**to_data(found), "is_final": found.is_final}


def hold(made: Booking, token: str) -> Json:
    """Return a hold: spaces kept until `expires_at`, to be redeemed by `hold` in a booking."""
    return {
        "id": made.id,
        "status": made.status.value,
        "token": token,
        **_times(made.period),
        "expires_at": instant(made.hold_until) if made.hold_until else None,
    }


def waiting(page: WaitingPage) -> Json:
    """Return a place on the waiting list for whoever holds its token; who else waits is only counted."""
    wish = page.wish
    return {
        "id": wish.id,
        "state": wish.state.value,
        "url": page.url,
        "token": page.sealed.partition(".")[2],
        "venue": page.venue.slug,
        "spaces": list(wish.request.space_slugs),
        **_times(wish.request.period),
        "before": page.before,
        "offered_until": instant(wish.offer_until) if page.is_offered and wish.offer_until else None,
        "booking": wish.booking_id,
    }


def _taken(time: TakenTime) -> Json:
    return {
        **_times(time.period),
        "spaces": [space.slug for space in time.spaces],
        "whole_hall": time.is_whole_hall,
        "closed": time.is_closed,
        "title": time.title or None,
    }


def _approval(page: BookingPage) -> Json | None:
    if page.progress is None:
        return None
    ends = page.booking.hold_until
    return {
        "steps": len(page.progress.steps),
        "said_yes": page.progress.step,
        "since": instant(page.progress.since),
        "expires_at": instant(ends) if ends else None,
    }


def _access(page: BookingPage) -> Json | None:
    if page.codes is None:
        return None
    return {
        "pin": page.codes.pin,
        "offline_pin": page.codes.offline_pin or None,
        "qr": page.codes.qr,
        "valid_from": instant(page.codes.window.start),
        "valid_until": instant(page.codes.window.end),
        "doors": [{"door": entry.door.id, "status": entry.status.value} for entry in page.doors],
    }


def _invoice(state: InvoiceState) -> Json:
    """Return where an invoice stands; whose account is paid, nobody learns here."""
    return {
        "number": state.invoice.name,
        "kind": state.invoice.kind.value,
        "status": state.code,
        "total_cents": state.invoice.total_cents,
        "open_cents": state.open_cents,
        "due_on": state.invoice.due_on.isoformat(),
    }


def _event(event: DoorEvent) -> Json:
    return {
        "type": event.type,
        "at": instant(event.at),
        "granted": event.granted,
        "reason": event.reason,
        "door": event.door_id,
        "means": event.data.get("cls"),
    }


def _times(period: Period) -> Json:
    return {"start": instant(period.start), "end": instant(period.end)}
