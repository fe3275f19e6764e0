"""What a key reads of bookings, doors and webhooks. Members may be added, none is renamed or removed."""

from booking_server.domain.alarms import kind_of
from booking_server.domain.api_keys import ApiKey, KeyScope
from booking_server.domain.doors import Door, DoorEvent
from booking_server.domain.hall_facts import write_facts
from booking_server.domain.venues import Municipality, Venue
from booking_server.domain.webhooks import Message, Webhook
from booking_server.publishing.shapes import Json, instant, venue_entry
from booking_server.services.halls.halls import HallEntry
from booking_server.services.partners.api_records import BookingRecord, SeenDoor


def api_key(key: ApiKey, town: Municipality) -> Json:
    """Return what a key is."""
    return {
        "id": key.id,
        "name": key.name,
        "municipality": town.slug,
        "scopes": sorted(scope.value for scope in key.scopes),
        "created_at": instant(key.created_at),
    }


def municipality(town: Municipality) -> Json:
    """Return a municipality."""
    return {"slug": town.slug, "name": town.name, "ags": town.ags}


def venue_details(entry: HallEntry, public_url: str) -> Json:
    """Return a hall with everything everybody may know of it."""
    venue = entry.venue
    site, calendar = f"{public_url}/hallen/{venue.slug}", f"{public_url}/kalender/{venue.slug}.ics"
    return {
        **venue_entry(entry),
        "municipality_slug": entry.municipality.slug,
        "address": venue.address,
        "phone": venue.contact_phone or None,
        "house_rules": venue.house_rules,
        "capacity": venue.capacity,
        "facts": _facts(venue),
        "url": site,
        "calendar_url": calendar,
    }


def record(found: BookingRecord, key: ApiKey) -> Json:
    """Return a booking for a key; about its people only where the key has the scope for that."""
    made, people = found.booking, key.may(KeyScope.PEOPLE_READ)
    who = made.organizer
    return {
        "id": made.id,
        "status": made.status.value,
        "venue": found.venue.slug,
        "spaces": [space.slug for space in found.venue.spaces if space.id in made.space_ids],
        "start": instant(made.period.start),
        "end": instant(made.period.end),
        "persons": made.persons,
        "purpose": made.use.purpose.value,
        "user_group": made.use.group.value,
        "public_title": made.use.public_title or None,
        "layout": made.use.layout or None,
        "series": made.series_id,
        "source": made.source,
        "sequence": made.sequence,
        "created_at": instant(made.created_at),
        "updated_at": instant(made.updated_at),
        "occasion": made.occasion if people else None,
        "organizer": {"name": who.name, "email": who.email or None, "phone": who.phone or None}
        if people
        else None,
    }


def door(seen: SeenDoor) -> Json:
    """Return a door as it said it stands."""
    known: Door = seen.door
    held = known.held_until(seen.now)
    return {
        "id": known.id,
        "venue": seen.venue.slug,
        "name": known.name,
        "number": known.number,
        "online": known.is_online(seen.now),
        "last_seen_at": instant(known.last_seen_at) if known.last_seen_at else None,
        "held_open_until": instant(held) if held else None,
        "contact": known.contact,
        "pin_off": known.pin_off,
        "clock": known.clock or None,
        "waiting_events": known.outbox_depth,
        "version": known.agent_version or None,
    }


def door_event(event: DoorEvent, *, of_program: bool) -> Json:
    """Return what a door reported; its own details stay here, for they may tell whose code it was.

    `of_program` is whether that code was a credential's: no booking anybody finds under its number.
    """
    return {
        "epoch": event.epoch,
        "seq": event.seq,
        "type": event.type,
        "at": instant(event.at),
        "received_at": instant(event.received_at) if event.received_at else None,
        "clock": event.clock_quality,
        "late": event.is_late,
        "granted": event.granted,
        "reason": event.reason,
        "means": str(event.data["cls"])[:24] if "cls" in event.data else None,
        "alarm": kind_of(event) or None,
        "booking": None if of_program else event.booking_id,
        "credential": event.booking_id if of_program else None,
    }


def webhook(hook: Webhook) -> Json:
    """Return a webhook; its whole address and its secret are shown nowhere."""
    return {
        "id": hook.id,
        "name": hook.name,
        "host": hook.host,
        "events": sorted(one.value for one in hook.events),
        "enabled": hook.is_on,
        "created_at": instant(hook.created_at),
        "updated_at": instant(hook.updated_at),
        "old_secret_until": instant(hook.old_secret_until) if hook.old_secret_until else None,
        "good_at": instant(hook.good_at) if hook.good_at else None,
        "failed_at": instant(hook.failed_at) if hook.failed_at else None,
        "failure": hook.failure or None,
    }


def message(told: Message) -> Json:
    """Return where a message to a webhook stands."""
    return {
        "id": told.id,
        "type": told.type.value,
        "state": told.state.value,
        "created_at": instant(told.created_at),
        "attempts": told.attempts,
        "tried_at": instant(told.tried_at) if told.tried_at else None,
        "next_at": instant(told.next_at) if told.next_at else None,
        "delivered_at": instant(told.delivered_at) if told.delivered_at else None,
        "failure": told.failure or None,
    }


def _facts(venue: Venue) -> Json:
    """Return what was surveyed; null is not known yet."""
    known = write_facts(venue.facts)
    names = ("step_free", "door_cm", "accessible_wc", "parking", "hearing_loop", "kitchen", "place")
    return {**{name: known.get(name) for name in names}, "equipment": list(venue.facts.equipment)}
