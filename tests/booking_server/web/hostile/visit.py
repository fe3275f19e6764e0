"""Everything of a village that can be looked at, for somebody who may see all of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cached_property

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from booking_server.domain.people import Grant, Role
from booking_server.notices.mail import compose
from booking_server.services.foundation import setup
from booking_server.services.foundation.house import House
from booking_server.storage.repositories.outbox import OutboxItem
from booking_server.storage.tables import outbox
from booking_server.web.access import MATRIX, Place, Who
from booking_server.web.app import create_app
from tests.booking_server.web.hostile.asked import Form, Listening, read_page, route_of
from tests.booking_server.web.matrix.scene import Scene
from tests.booking_server.web.matrix.walk import Step, signed_in_client, steps
from tests.mails import text_of

SENDER = "dorfschluessel@dgh.example.org"


@dataclass
class Everywhere:
    """A site, its village, and a person who holds every role in both municipalities."""

    scene: Scene
    site: Flask
    name: str = "Alle Rollen"
    every: int = 1
    """Only each so-manieth address is looked at."""

    @classmethod
    def of(cls, scene: Scene, settings, name: str, every: int = 1) -> "Everywhere":  # type: ignore[no-untyped-def]
        site = create_app(scene.village.house, settings)
        site.config["WTF_CSRF_METHODS"] = set()
        site.request_class = Listening
        return cls(scene, site, name, every)

    @property
    def house(self) -> House:
        return self.scene.village.house

    @cached_property
    def client(self) -> FlaskClient:
        """Return a browser in which that person is signed in."""
        cast = self.scene.village.cast
        towns = (cast.municipality, cast.next_door)
        grants = tuple(Grant(role, town.id) for role in Role for town in towns)
        person = setup.add_person(self.house, name=self.name, email="alle@example.org", grants=grants)
        return signed_in_client(self.site, self.scene, person)

    def steps(self, *kinds: Who, places: tuple[Place, ...] = tuple(Place)) -> list[Step]:
        """Return every method of every route of some kinds."""
        found = [step for kind in kinds for step in steps(self.site, self.scene, kind)]
        return [step for step in found if step.place in places]

    def mails(self) -> list[EmailMessage]:
        """Return every mail that was promised so far."""
        with self.house.reading() as uow:
            rows = uow.connection.execute(select(outbox).where(outbox.c.kind == "mail")).all()
        items = [OutboxItem(r.id, r.kind, r.subject, r.payload, r.attempts, r.created_at) for r in rows]
        return [mail for item in items for mail in compose(self.house, item, SENDER)]

    def links(self) -> list[str]:
        """Return every address of ours that stands in a mail."""
        said = "\n".join(text_of(mail) for mail in self.mails())
        return sorted(set(re.findall(rf"{re.escape(self.house.policy.public_url)}(/\S+)", said)))

    def pages(
        self, places: tuple[Place, ...] = tuple(Place), more: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, TestResponse]]:
        """Yield every address that can be looked at, and what came back; links on pages are followed."""
        waiting = [s.address for s in self.steps(Who.DESK, Who.EVERYONE, places=places) if s.method == "GET"]
        waiting = [*waiting, *self.links(), *more][:: self.every]
        seen: set[str] = set()
        while waiting:
            address = waiting.pop(0)
            if address in seen:
                continue
            seen.add(address)
            answer = self.client.get(address)
            yield address, answer
            if answer.content_type and answer.content_type.startswith("text/html"):
                waiting += [one for one in read_page(answer.text)[1] if self._is_new(one, seen)]

    def _is_new(self, address: str, seen: set[str]) -> bool:
        """Whether a link leads to a route that was not looked at by its own step: one behind a link."""
        endpoint = route_of(self.site, address, "GET") if address.startswith("/") else ""
        behind_link = endpoint and MATRIX[endpoint].who is Who.LINK
        return bool(behind_link) and address not in seen

    def forms(self, places: tuple[Place, ...]) -> Iterator[tuple[str, str, Form]]:
        """Yield endpoint, address and form of everything that can be sent."""
        for address, answer in self.pages(places):
            if not (answer.content_type or "").startswith("text/html"):
                continue
            for form in read_page(answer.text)[0]:
                target = form.action or address
                endpoint = route_of(self.site, target, form.method.upper())
                if endpoint:
                    yield endpoint, target, form
