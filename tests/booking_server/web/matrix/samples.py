"""Sample values with which the matrix is walked: a thing of each hall, and what a form names it by.

THINGS  by the name of an argument in an address, or by "endpoint:argument" where one route needs another
        thing than the rest. The function is called once for each of the three halls, before the walk,
        and may store what it needs through `scene.village.house`; put `spot.bird` into what is private.
FORMS   by endpoint: what is sent by POST, where the hall is named in the form or more than a form of
        nothing is needed to be let in. A route without argument that takes a POST must stand here.
QUERIES by endpoint: what stands behind the question mark of a GET, likewise.
"""

from collections.abc import Callable

from tests.booking_server.web.matrix import (
    app,
    approval,
    doors,
    foreign,
    handovers,
    holders,
    money,
    people,
    rules,
    series,
    tariffs,
)
from tests.booking_server.web.matrix.scene import Scene, Spot

Sample = Callable[[Scene, Spot], str]
Values = Callable[[Scene, Spot], dict[str, str]]

THINGS: dict[str, Sample] = {
    "protocol_id": handovers.protocol,
    "photo_id": handovers.photo,
    "defect_id": handovers.defect,
    "invoice_id": money.invoice,
    "door_id": doors.door,
    "holder_id": holders.holder,
    "desk_holders.hall:slug": holders.of_hall,
    "desk_holders.give:slug": holders.of_hall,
    "enrolment_id": doors.enrolment,
    "command_id": doors.command,
    "payment_id": money.payment,
    "town": money.town,
    "money.receipt:booking_id": money.with_deposit,
    "schedule_id": tariffs.schedule,
    "version_id": tariffs.version,
    "desk_prices.page:booking_id": tariffs.priced,
    "desk_prices.decide:booking_id": tariffs.priced,
    "disruption_id": app.disruption,
    "desk_app.hall:slug": app.hall,
    "calendar_id": foreign.taken_over,
    "link_id": foreign.linked,
    "draft_id": lambda *_: "0" * 16,
    "slug": lambda _, spot: spot.venue.slug,
    "space": lambda _, spot: spot.venue.spaces[0].slug,
    "municipality": lambda _, spot: spot.town.slug,
    "district": lambda _, spot: spot.venue.slug.removeprefix("dgh-"),
    "kind": lambda *_: "jsonld",
    "caldav.entry:name": lambda _, spot: spot.confirmed.booking.id,
    "booking_id": lambda _, spot: spot.confirmed.booking.id,
    "blackouts.reopen:booking_id": rules.blackout,
    "blackouts.shorten:booking_id": rules.later_blackout,
    "desk.decide:booking_id": lambda _, spot: spot.requested.booking.id,
    "club_id": people.club,
    "person_id": people.helper,
    "grant_id": people.grant,
    "desk_deputies.end:grant_id": approval.deputy,
    "policy_id": lambda *_: "0" * 16,
    "series_id": series.stored,
    "day": lambda *_: series.A_DAY,
    "passkey_id": lambda *_: "0" * 16,
    "session_key": lambda *_: "0" * 16,
    "token": lambda *_: "0.0",
    "waiting_id": lambda *_: "0" * 16,
    "sealed": lambda *_: "0.0",
    "digest": lambda *_: "0" * 12,
    "name": lambda *_: "kern/kern.min.css",
}

FORMS: dict[str, Values] = {
    "accessibility.give": lambda *_: {},
    "sign_in.type_code": lambda *_: {},
    "passkeys.ask": lambda *_: {},
    "passkeys.enter": lambda *_: {},
    "own_sign_in.end_others": lambda *_: {},
    "own_passkeys.ask": lambda *_: {},
    "own_passkeys.add": lambda *_: {},
    "desk_doors.take": lambda *_: {},
    "desk_release.open_now": lambda *_: {},
    "desk_enrolment.bundle": lambda *_: {"token": "", "profile": "a"},
    "desk_holders.give": lambda *_: {},
    "desk_holders.act": lambda *_: {"tun": "verlaengern"},
    "desk_enrolment.begin": lambda *_: {"name": "Hof"},
    "devices.claim": lambda *_: {},
    "devices.collect": lambda *_: {},
    "devices.renew": lambda *_: {},
    "devices.release": lambda *_: {},
    "desk.decide": lambda *_: {"entscheidung": "zusagen"},
    "blackouts.close": rules.closing,
    "desk_overrides.override": lambda _, spot: {"hall": spot.venue.slug},
    "blackouts.election": lambda _, spot: {"municipality": spot.town.id, "day": "2027-09-26", "name": "Wahl"},
    "desk_callers.book": lambda _, spot: {"venue": spot.venue.slug, "name": "Neu"},
    "desk_deputies.name": lambda _, spot: {
        "venue": spot.venue.slug,
        "name": "Neu",
        "email": "vertretung@example.org",
        "last_day": "2026-12-31",
    },
    "desk_deputies.mail": lambda *_: {"sofort": "1"},
    "desk_approval.add": lambda *_: {"step_1": "any"},
    "desk_approval.patience": lambda *_: {"silence": "5"},
    "desk_feed_links.give": lambda *_: {"label": "Handy"},
    "desk_app.tell": lambda *_: {"title": "Heizung defekt"},
    "desk_exports.hand_out": lambda _, spot: {
        "hall": spot.venue.slug,
        "first": "2026-09-01",
        "last": "2027-09-01",
    },
    "desk_audit.hand_out": lambda _, spot: {"gemeinde": spot.town.slug},
    "desk_messages.write": lambda _, spot: {"hall": spot.venue.slug},
    "desk_plan.look": lambda _, spot: {"hall": spot.venue.slug},
    "desk_calendars.look": lambda _, spot: {"hall": spot.venue.slug, "title": "Neu"},
    "desk_calendars.answer": lambda *_: {"ablehnen": "0" * 32},
    "desk_series.decide": lambda *_: {"entscheidung": "zusagen"},
    "desk_series.code": lambda *_: {"code": "date"},
    "desk_series.change_day": lambda *_: {"tun": "freigeben"},
    "desk_series.change_from": lambda *_: {"schritt": "beenden", "first_day": series.A_DAY},
    "desk_clubs.add": lambda _, spot: {"town": spot.town.slug, "name": "Neuer Verein"},
    "desk_clubs.residents": lambda _, spot: {"town": spot.town.slug, "postcode": "14828"},
    "desk_clubs.hall": lambda _, spot: {"venue": spot.venue.slug},
    "desk_people.add": lambda _, spot: {
        "town": spot.town.slug,
        "name": "Neu",
        "email": "neu@example.org",
        "role": "technician",
    },
    "desk_tariffs.add": lambda _, spot: {"town": spot.town.slug, "name": "Neu"},
    "desk_tariffs.work_on": lambda _, spot: {"schritt": "speichern", "text": f"# {spot.bird}"},
    "desk_tariffs.halls": lambda _, spot: {"halls": spot.venue.slug},
    "desk_prices.decide": lambda *_: {"schritt": "erlassen", "amount": "0,01", "reason": "Jugendgruppe"},
    "desk_people.grant": lambda *_: {"role": "technician"},
    "desk_privacy.look": people.whom,
    "desk_privacy.erase": people.whom,
}

QUERIES: dict[str, Values] = {
    "desk_audit.log": lambda _, spot: {"gemeinde": spot.town.slug},
    "desk_series.change": lambda *_: {"ab": series.A_DAY},
}
