"""The ways from one part of the desk to another: only those that lead somewhere for this person."""

from dataclasses import dataclass

from flask import Flask, g, request

from booking_server.domain.people import Deed, Person


@dataclass(frozen=True, slots=True)
class Entry:
    """One link: where it leads, what it is called, and the deed it needs at any hall."""

    endpoint: str
    label: str
    deed: Deed


ENTRIES: tuple[Entry, ...] = (
    Entry("desk.open_desk", "Übersicht", Deed.SEE_DESK),
    Entry("money.overview", "Geld", Deed.SEE_MONEY),
)


def add_navigation(app: Flask) -> None:
    """Let the frame of the desk ask for the links of whoever is signed in."""

    @app.context_processor
    def navigation() -> dict[str, object]:
        person: Person | None = g.get("person")
        if person is None:
            return {"desk_links": ()}
        links = [entry for entry in ENTRIES if person.may_somewhere(entry.deed)]
        return {"desk_links": [(entry, request.endpoint == entry.endpoint) for entry in links]}
