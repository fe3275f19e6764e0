"""Telling people what is held about them, and erasing it. One function, one transaction."""

import secrets
from datetime import timedelta

from booking_server.domain.bookings import OCCUPYING, BookingStatus
from booking_server.domain.errors import LinkInvalid, NotFound, NotPermitted, TransitionNotAllowed
from booking_server.domain.people import Deed, Person
from booking_server.domain.privacy import Dossier, Erasure, Identity, KeptInvoice, Standing, Unsettled
from booking_server.domain.retention import data_class
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.money.unsettled import reasons_of
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period

PURPOSE = "privacy"
LINK_FOR = timedelta(hours=24)
MOST_LINKS = 3
_SPENT = "Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an."


@retried
def ask_for_link(house: House, email: str) -> None:
    """Promise a mail to an address about which something is held.

    Nobody learns from the answer whether that is so; three mails a day are the most an address gets.
    """
    with house.unit_of_work() as uow:
        if uow.privacy_links.since(email, uow.now - LINK_FOR) >= MOST_LINKS:
            return
        if uow.dossiers.about(Identity(email=email)).is_empty:
            return
        link_id = uow.privacy_links.add(email, uow.now + LINK_FOR)
        uow.outbox.add("mail", link_id, template="privacy_link")
        uow.audit.add("person", "privacy_link_sent", link_id)
        uow.commit()


def link_url(house: House, link_id: str) -> str:
    """Return the address behind a link id."""
    return f"{house.policy.public_url}/datenschutz/meine-daten/{links.sealed(house, PURPOSE, link_id)}"


def email_of(house: House, sealed: str) -> str:
    """Return which address a link proves. Raises LinkInvalid."""
    with house.reading() as uow:
        return _proven(house, uow, sealed)


def address_of_link(house: House, link_id: str) -> str:
    """Return the address a link was made for, for the mail that brings it. Raises NotFound."""
    with house.reading() as uow:
        found = uow.privacy_links.email(link_id, uow.now)
    if found is None:
        raise NotFound(_SPENT)
    return found


@retried
def own_dossier(house: House, sealed: str) -> Dossier:
    """Return everything held about who holds the link. Raises LinkInvalid."""
    with house.unit_of_work() as uow:
        dossier = uow.dossiers.about(Identity(email=_proven(house, uow, sealed)))
        _log(uow, "person", "person_exported", dossier)
        uow.commit()
    return dossier


def own_erasure(house: House, sealed: str) -> Erasure:
    """Return what erasing would do. Raises LinkInvalid."""
    with house.reading() as uow:
        return _plan(uow, uow.dossiers.about(Identity(email=_proven(house, uow, sealed))))


@retried
def erase_own(house: House, sealed: str) -> Erasure:
    """Erase everything about who holds the link. Raises LinkInvalid, TransitionNotAllowed."""
    with house.unit_of_work() as uow:
        dossier = uow.dossiers.about(Identity(email=_proven(house, uow, sealed)))
        erased = _erase(uow, dossier, actor="person")
        uow.commit()
    return erased


def look_up(house: House, person: Person, town_id: str, identity: Identity) -> tuple[Dossier, Erasure]:
    """Return what a municipality holds about somebody and what erasing would do. Raises NotPermitted."""
    _require(person, Deed.EXPORT_PERSON, town_id)
    with house.within([town_id]).reading() as uow:
        dossier = uow.dossiers.about(identity)
        return dossier, _plan(uow, dossier)


@retried
def export(house: House, person: Person, town_id: str, identity: Identity) -> Dossier:
    """Return everything a municipality holds about somebody, and log that.

    Raises NotPermitted, TransitionNotAllowed.
    """
    _require(person, Deed.EXPORT_PERSON, town_id)
    _is_about_one(identity)
    with house.within([town_id]).unit_of_work() as uow:
        dossier = uow.dossiers.about(identity)
        _log(uow, person.id, "person_exported", dossier, town_id)
        uow.commit()
    return dossier


@retried
def erase(house: House, person: Person, town_id: str, identity: Identity) -> Erasure:
    """Erase everything a municipality holds about somebody. Raises NotPermitted, TransitionNotAllowed."""
    _require(person, Deed.ERASE_PERSON, town_id)
    _is_about_one(identity)
    with house.within([town_id]).unit_of_work() as uow:
        erased = _erase(uow, uow.dossiers.about(identity), actor=person.id, town_id=town_id)
        uow.commit()
    return erased


def _erase(uow: UnitOfWork, dossier: Dossier, *, actor: str, town_id: str | None = None) -> Erasure:
    plan = _plan(uow, dossier)
    if plan.is_blocked:
        raise TransitionNotAllowed(_what_is_in_the_way(plan))
    uow.retention.anonymise_bookings(plan.bookings)
    uow.retention.anonymise_series(plan.series)
    uow.retention.anonymise_people(plan.people)
    uow.retention.forget_contacts(plan.clubs)
    uow.retention.forget_helpers([row["id"] for row in dossier.tables.get("helpers", ())])
    uow.dossiers.delete_wishes(dossier)
    if dossier.identity.email:
        uow.privacy_links.delete(dossier.identity.email)
    for venue_id in {row["venue_id"] for row in dossier.tables.get("bookings", ())}:
        uow.venues.touch(venue_id, uow.now)
    _log(uow, actor, "person_erased", dossier, town_id)
    return plan


def _plan(uow: UnitOfWork, dossier: Dossier) -> Erasure:
    names = {venue.id: venue.name for venue in uow.venues.all()}
    standing = tuple(
        Standing(row["id"], names[row["venue_id"]], Period(row["starts_at"], row["ends_at"]))
        for row in dossier.tables.get("bookings", ())
        if BookingStatus(row["status"]) in OCCUPYING and row["ends_at"] > uow.now
    )
    years = data_class("invoices").years or 0
    kept = tuple(
        KeptInvoice(f"Rechnung {row['number']}/{row['year']}", row["year"] + years)
        for row in dossier.tables.get("invoices", ())
    )
    return Erasure(
        bookings=dossier.bookings,
        series=dossier.series,
        people=dossier.people,
        clubs=dossier.clubs,
        kept=kept,
        standing=standing,
        unsettled=_unsettled(uow, dossier, names),
        has_role=uow.dossiers.has_live_role(dossier.people, uow.now),
    )


def _unsettled(uow: UnitOfWork, dossier: Dossier, names: dict[str, str]) -> tuple[Unsettled, ...]:
    """An invoice about a whole series is told once."""
    found: dict[tuple[str, str], Unsettled] = {}
    for row in dossier.tables.get("bookings", ()):
        period = Period(row["starts_at"], row["ends_at"])
        for reason in reasons_of(uow, row["id"]):
            key = (row["series_id"] or row["id"], reason)
            found.setdefault(key, Unsettled(names[row["venue_id"]], period, reason))
    return tuple(found.values())


def _what_is_in_the_way(plan: Erasure) -> str:
    if plan.standing or plan.has_role:
        return "Gelöscht werden kann erst, wenn kommende Buchungen storniert und Rollen beendet sind."
    reasons = " ".join(dict.fromkeys(one.reason for one in plan.unsettled))
    return f"Gelöscht werden kann erst, wenn alles abgerechnet ist. {reasons}"


def _log(
    uow: UnitOfWork, actor: str, action: str, dossier: Dossier, municipality_id: str | None = None
) -> None:
    """Record whose data it was by the numbers of their things, never by name."""
    uow.audit.add(
        actor,
        action,
        secrets.token_hex(8),
        municipality_id=municipality_id,
        bookings=list(dossier.bookings),
        series=list(dossier.series),
        people=list(dossier.people),
    )


def _proven(house: House, uow: UnitOfWork, sealed: str) -> str:
    link_id = links.unsealed(house, PURPOSE, sealed)
    email = uow.privacy_links.email(link_id, uow.now) if link_id else None
    if email is None:
        raise LinkInvalid(_SPENT)
    return email


def _is_about_one(identity: Identity) -> None:
    if identity.must_pick:
        raise TransitionNotAllowed(
            "Diesen Namen können mehrere Menschen tragen. Bitte wählen Sie aus, was zu dieser Person gehört."
        )


def _require(person: Person, deed: Deed, town_id: str) -> None:
    if not person.may_everywhere(deed, town_id):
        raise NotPermitted("Auskunft gibt, wer für die ganze Gemeinde zuständig ist.")
