"""The addresses of all public pages and of bookings in every state, for checkers to walk over."""

from booking_server.services.bookings import bookings, cancellations, helpers
from booking_server.services.bookings.bookings import Booked
from booking_server.services.doors import door_reports
from booking_server.services.promises import snapshots
from booking_server.services.requests import decisions
from booking_server.services.series import series
from booking_server.services.waiting import waiting
from tests.booking_server.doors import enrol
from tests.booking_server.series import FIRST, SECOND, a_series
from tests.booking_server.tariff_cast import publish
from tests.builders import Village, a_request, berlin, between

TRANSLATED_PAGES = (
    "/", "/?datum=2026-10-02&personen=40",
    "/hilfe", "/impressum", "/datenschutz", "/barrierefreiheit", "/gibt-es-nicht", "/hallen/dgh-benken",
)  # fmt: skip
TRANSLATIONS = tuple(f"/{language}{page}" for language in ("en", "ls") for page in TRANSLATED_PAGES)
PUBLIC = (
    "/", "/?datum=2026-10-02&personen=40&nahe=benken", "/?datum=x&personen=y&stufenfrei=1",
    "/hallen/dgh-benken?datum=2026-10-02&personen=40", "/hallen/dgh-benken?woche=2026-09-28",
    "/hallen/dgh-benken", "/hallen/dgh-benken?monat=2026-10", "/hallen/dgh-schlamau",
    "/hallen/dgh-benken/buchen", "/hallen/dgh-schlamau/buchen", "/anmelden", "/anmelden/0.0", "/hilfe",
    "/impressum", "/datenschutz", "/datenschutz/meine-daten", "/barrierefreiheit", "/gibt-es-nicht",
    "/demo/tueren/dgh-benken", "/demo/postfach", "/kalender", "/kalender/abonnieren", "/kalender/dgh-benken",
    "/ohne-netz", "/widget/dgh-benken", "/anmelden/passkey", "/tuerschild/dgh-benken",
    "/tuerschild/dgh-benken?anzeige=1",
)  # fmt: skip

FORMS_IN_ENGLISH = (
    "/en/hallen/dgh-benken/buchen", "/en/hallen/dgh-schlamau/buchen", "/en/hallen/dgh-benken/serie",
)  # fmt: skip


def booking_address(booked: Booked) -> str:
    """Return the address of a booking's page."""
    return f"/buchungen/{booked.booking.id}?t={booked.token}"


def booking_states(village: Village) -> dict[str, str]:
    """Bring bookings into every state a page can show; return their addresses."""
    house, cast = village.house, village.cast
    door = enrol(house, cast.benken)
    on_door, cancelled, published = (
        bookings.book(house, a_request(period=between(f"2026-10-0{day} 10:00", f"2026-10-0{day} 18:00")))
        for day in (1, 3, 5)
    )
    cancellations.cancel(house, cancelled.booking.id)
    snapshots.refresh(house, door.id, door.hear)
    door_reports.note_report(house, door.id, door.report(1), retained=False)
    with house.reading() as uow:
        code = uow.access_codes.of_booking(on_door.booking.id)
    assert code is not None
    for moment, granted, reason in (("09:00", False, "early"), ("10:05", True, "ok")):
        ts = int(berlin(f"2026-10-01 {moment}").timestamp())
        event = door.happen(ts, cls="pin", cred_ref=code.id, granted=granted, reason=reason)
        door_reports.store_events(house, door.id, door.batch(event.seq, event.seq, ts + 3600))
    requested, rejected = (
        bookings.book(
            house, a_request("dgh-schlamau", between(f"2026-10-{day} 10:00", f"2026-10-{day} 18:00"))
        )
        for day in (10, 11)
    )
    decisions.reject(house, rejected.booking.id, cast.herr_krueger, reason="Das Haus wird gestrichen.")
    later = bookings.book(house, a_request(period=between("2026-10-20 10:00", "2026-10-20 18:00")))
    named = {
        "on_door": on_door, "cancelled": cancelled, "published": published, "requested": requested,
        "rejected": rejected, "not_published": later,
    }  # fmt: skip
    pages = {name: booking_address(booked) for name, booked in named.items()}
    helper = helpers.invite(
        house, later.booking.id, later.token, name="Caterer", email="", window=None, key="k"
    )
    more = {"asked": "stornieren", "changing": "aendern", "helpers": "helfer"}
    return {
        **pages,
        **{name: pages["not_published"].replace("?", f"/{page}?") for name, page in more.items()},
        "helper": helpers.url_of(house, helper).removeprefix(house.policy.public_url),
        "unchangeable": pages["cancelled"].replace("?", "/aendern?"),
    }


def links_in_english(village: Village, states: dict[str, str]) -> tuple[str, ...]:
    """Return the addresses of what is behind links in English: bookings, a series, a place on a list."""
    house = village.house
    publish(village)
    saved = series.save(house, a_series())
    page = f"/serien/{saved.series.id}?t={saved.token}"
    taken = bookings.book(house, a_request(period=between("2026-10-28 10:00", "2026-10-28 18:00"))).booking
    wish = waiting.join(house, a_request(period=taken.period))
    behind = (
        *states.values(),
        page,
        page.replace("?", f"/termine/{SECOND}?"),
        page.replace("?", f"/aendern?ab={FIRST}&"),
        waiting.waiting_url(house, wish).removeprefix(house.policy.public_url),
    )
    return (*FORMS_IN_ENGLISH, *(f"/en{address}" for address in behind))
