"""What the app is told about a hall, an event, a disruption: always the full record.

An update there first throws away everything that hangs on a record, and compares only some columns to see
whether anything has changed; `payload` is one of them, so it carries a digest of all the rest.
"""

import hashlib
import json
import re
from typing import Any

from booking_server.domain.app_records import AppTown, EventFacts, Facts, HallFacts, NewsFacts, Subject
from booking_server.domain.venues import ApprovalPolicy
from calendars.local_time import say_period, to_local

Variables = dict[str, Any]

_AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})*|\d+),(\d{2})\s(?:€|Euro)")
_POSTCODE = re.compile(r"(\d{5})\s+(.+)")
SAMPLE = "Angaben zu Räumen und Preisen sind Beispielwerte."


def variables(
    subject: Subject, facts: Facts, account: AppTown, *, public_url: str, remote_id: str, hall_id: str
) -> tuple[Variables, str]:
    """Return the full record, and the digest of what it says."""
    site = f"{public_url}/hallen/{_venue(facts).slug}"
    match facts:
        case HallFacts():
            said = _hall(facts, account, site)
        case EventFacts():
            said = {**_event(facts, account, site), "pointOfInterestId": hall_id}
        case NewsFacts():
            said = {**_news(facts, account, site), "pointOfInterestId": hall_id}
    digest = hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    mark = {"dgh": {"ref": subject.external_id, "rev": digest}}
    return {"id": remote_id or None, "externalId": subject.external_id, **said, "payload": mark}, digest


def title_of(facts: Facts) -> str:
    """Return what a record is called."""
    return facts.venue.name if isinstance(facts, HallFacts) else facts.title


def _hall(facts: HallFacts, account: AppTown, site: str) -> Variables:
    venue = facts.venue
    return {
        "name": venue.name,
        "description": _about(facts),
        "active": True,
        "categoryName": account.halls_category,
        "addresses": [_address(facts)],
        "contact": {"phone": venue.contact_phone} if venue.contact_phone else None,
        "priceInformations": [_price(what, price) for what, price in facts.prices],
        "webUrls": [
            _link(f"{site}/buchen", "Jetzt buchen" if _is_free(facts) else "Jetzt anfragen"),
            _link(site, "Freie Zeiten und Kalender"),
        ],
    }


def _event(facts: EventFacts, account: AppTown, site: str) -> Variables:
    start, end = to_local(facts.period.start), to_local(facts.period.end)
    place = ", ".join(part for part in (facts.hall.venue.name, facts.rooms) if part)
    return {
        "title": facts.title,
        "description": f"{say_period(facts.period)}. {place}.",
        "dates": [
            {
                "dateStart": start.date().isoformat(),
                "dateEnd": end.date().isoformat(),
                "timeStart": f"{start:%H:%M}",
                "timeEnd": f"{end:%H:%M}",
            }
        ],
        "categoryName": account.events_category,
        "addresses": [_address(facts.hall)],
        "urls": [_link(site, "Das Haus und sein Kalender")],
    }


def _news(facts: NewsFacts, account: AppTown, site: str) -> Variables:
    since = to_local(facts.since)
    title = f"{facts.hall.venue.name}: {facts.title}"
    return {
        "title": title,
        "publishedAt": since.isoformat(timespec="seconds"),
        "publicationDate": since.date().isoformat(),
        "categoryName": account.news_category,
        "contentBlocks": [{"title": title, "intro": facts.title, "body": facts.text or facts.title}],
        "sourceUrl": _link(site, "Das Haus"),
        "address": _address(facts.hall),
    }


def _about(facts: HallFacts) -> str:
    """Return a hall in words: the app asks for no other field about rooms or access."""
    venue = facts.venue
    rooms = [f"{space.name}: bis {space.capacity} Personen" for space in venue.spaces]
    hours = [f"{days} {hours}" for days, hours in facts.opening]
    said = [
        f"Räume: {'; '.join(rooms)}." if rooms else "",
        f"Nutzbar: {'; '.join(hours)}." if hours else "",
        "Die Buchung gilt sofort." if _is_free(facts) else "Über Anfragen entscheidet der Ortsteil.",
        SAMPLE if venue.is_sample else "",
    ]
    return "\n".join(sentence for sentence in said if sentence)


def _address(facts: HallFacts) -> Variables:
    """Return an address in parts; ours is one line, and names a street and a postcode only sometimes."""
    parts = [part.strip() for part in facts.venue.address.split(",")]
    found = next((one for part in parts if (one := _POSTCODE.match(part))), None)
    street = "" if _POSTCODE.match(parts[0]) else parts[0]
    return {
        "kind": "default",
        "street": street,
        "addition": facts.district,
        "zip": found[1] if found else facts.town.postcode,
        "city": found[2].strip() if found else facts.town.name,
    }


def _price(what: str, price: str) -> Variables:
    """Return a price as the app shows it: category, description, and an amount where there is one."""
    amounts = _AMOUNT.findall(price)
    if len(amounts) != 1:
        return {"category": what, "amount": None, "description": price}
    euros, cents = amounts[0]
    return {"category": what, "amount": float(f"{euros.replace('.', '')}.{cents}"), "description": price}


def _link(url: str, words: str) -> Variables:
    return {"url": url, "description": words}


def _is_free(facts: HallFacts) -> bool:
    return facts.venue.approval is ApprovalPolicy.NONE


def _venue(facts: Facts) -> Any:
    return facts.venue if isinstance(facts, HallFacts) else facts.hall.venue
