"""Typing a text into one field of one route, all others as the page has them, and what comes back."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from booking_server.web.access import MATRIX, Place, Who
from booking_server.web.app import create_app
from tests.booking_server.web.hostile.asked import NOTED, Form, Listening, names_of
from tests.booking_server.web.hostile.visit import Everywhere
from tests.booking_server.web.matrix.rehearsal import Stage, rehearsing

NOT_TYPED = {"csrf_token", "t"}
"""What no page asks anybody to type: proofs, which other tests swap and forge."""

FORM_KINDS = (Who.DESK, Who.EVERYONE, Who.LINK, Who.SELF)


@dataclass(frozen=True)
class Target:
    """A form somebody can send: where to, and what it holds before anything is typed."""

    endpoint: str
    method: str
    address: str
    holds: tuple[tuple[str, str], ...] = ()
    names: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()

    def and_asked(self) -> "Target":
        """Return it with every field its view has asked for so far."""
        asked = {name for endpoint, name in NOTED if endpoint == self.endpoint}
        return replace(self, names=(self.names | asked) - self.files - NOT_TYPED)


@contextmanager
def rehearsal_of(everywhere: Everywhere, settings) -> Iterator["Typist"]:  # type: ignore[no-untyped-def]
    """Yield a browser at a site that keeps nothing, signed in as before."""
    with rehearsing(everywhere.house) as house:
        site = create_app(house, settings)
        site.config["WTF_CSRF_METHODS"] = set()
        site.request_class = Listening
        assert house.stage is not None
        yield Typist(site, everywhere.client, house.stage)


def targets(everywhere: Everywhere, places: tuple[Place, ...]) -> list[Target]:
    """Return every form of every page, and every route that takes one and was on none of them."""
    found: dict[tuple[str, str], Target] = {}
    for endpoint, address, form in everywhere.forms(places):
        if form.method == "post":
            _add(found, Target(endpoint, "POST", address, *_parts(form)))
        else:
            _add(found, Target(endpoint, "GET", address.partition("?")[0], *_parts(form)))
    for step in everywhere.steps(*FORM_KINDS, places=places):
        if MATRIX[step.endpoint].is_form and step.method in ("GET", "POST"):
            made = Target(step.endpoint, step.method, step.address, tuple(step.form.items()))
            found.setdefault((step.endpoint, step.method), replace(made, names=frozenset(step.form)))
    return [found[key] for key in sorted(found)]


def _parts(form: Form) -> tuple[tuple[tuple[str, str], ...], frozenset[str], frozenset[str]]:
    return tuple(form.values.items(multi=True)), frozenset(names_of(form)), frozenset(form.files)


def _add(found: dict[tuple[str, str], Target], target: Target) -> None:
    """Keep one form of a route, the one with most fields; names and files of all of them."""
    key = (target.endpoint, target.method)
    before = found.get(key, target)
    fuller = target if len(target.holds) > len(before.holds) else before
    found[key] = replace(fuller, names=before.names | target.names, files=before.files | target.files)


@dataclass(frozen=True)
class Typist:
    """Somebody signed in at a site that keeps nothing."""

    site: Flask
    signed_in: FlaskClient
    stage: Stage

    def type(self, target: Target, name: str = "", text: str = "") -> list[TestResponse]:
        """Send a form with a text in one field; return the answer and where it leads."""
        client, values = self._browser(), MultiDict(target.holds)
        if name in target.files:
            values[name] = (io.BytesIO(text.encode("utf-8", "surrogatepass")), _file_name(text))  # type: ignore[assignment]
        elif name:
            values.setlist(name, [text])
        with self.stage.one_request():
            answers = [_send(client, target, values, is_file=name in target.files)]
            where = answers[0].headers.get("Location", "")
            if answers[0].status_code in (302, 303) and where.startswith("/"):
                answers.append(client.get(where))
            return answers

    def _browser(self) -> FlaskClient:
        """Return a browser of its own: one that signs out leaves the others signed in."""
        browser = self.site.test_client()
        browser._cookies = dict(self.signed_in._cookies or {})
        return browser


def _send(client: FlaskClient, target: Target, values: MultiDict[str, str], *, is_file: bool) -> TestResponse:
    if target.method == "GET":
        return client.get(target.address.partition("?")[0], query_string=_octets(values))
    if is_file:
        return client.post(target.address, data=values)
    return client.post(target.address, data=_octets(values), content_type="application/x-www-form-urlencoded")


def _octets(values: MultiDict[str, str]) -> str:
    """Return fields as a browser that means harm would encode them: half a surrogate pair stays one."""
    from urllib.parse import quote_plus

    def quoted(text: str) -> str:
        return quote_plus(text.encode("utf-8", "surrogatepass"))

    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in values.items(multi=True))


def _file_name(text: str) -> str:
    return (
        text.encode("utf-8", "replace").decode().replace("\r", " ").replace("\n", " ").replace("\0", "")[:120]
    )
