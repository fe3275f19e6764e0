"""Links that carry a right: the booking link, the sign-in link, the private calendar link."""

from booking_server.domain.bookings import Booking
from booking_server.domain.languages import Language
from booking_server.domain.series import Series
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House


def site(house: House, language: Language) -> str:
    """Return what addresses begin with for who reads a language."""
    return f"{house.policy.public_url}{language.prefix}"


def hall_url(house: House, venue: Venue, language: Language) -> str:
    """Return the address of a hall's page, where free times are found."""
    return f"{site(house, language)}/hallen/{venue.slug}"


def booking_token(house: House, booking: Booking) -> str:
    """Return the token of a booking link; raising `link_version` revokes it."""
    return house.keyring.token("booking", booking.id, booking.link_version)


def booking_url(house: House, booking: Booking) -> str:
    """Return the address of a booking's own page, in the language of who booked."""
    return (
        f"{site(house, booking.organizer.language)}/buchungen/{booking.id}?t={booking_token(house, booking)}"
    )


def booking_token_fits(house: House, booking: Booking, token: str) -> bool:
    """Whether `token` opens this booking (constant time); one that names nobody has no page for anybody."""
    fits = house.keyring.accepts(token, "booking", booking.id, booking.link_version)
    return fits and not booking.names_nobody


def series_token(house: House, series: Series) -> str:
    """Return the token of a series' link; raising `link_version` revokes it."""
    return house.keyring.token("series", series.id, series.link_version)


def series_url(house: House, series: Series) -> str:
    """Return the address of a series' own page, in the language of who booked."""
    return (
        f"{site(house, series.request.organizer.language)}/serien/{series.id}?t={series_token(house, series)}"
    )


def series_token_fits(house: House, series: Series, token: str) -> bool:
    """Whether `token` opens this series (constant time)."""
    return house.keyring.accepts(token, "series", series.id, series.link_version)


def sealed(house: House, purpose: str, subject: str) -> str:
    """Return `subject` with its token, as one path segment that works for one purpose only."""
    return f"{subject}.{house.keyring.token(purpose, subject)}"


def unsealed(house: House, purpose: str, text: str) -> str | None:
    """Return the subject of a sealed path segment, or None when it was not made for this purpose."""
    subject, _, token = text.partition(".")
    return subject if subject and house.keyring.accepts(token, purpose, subject) else None
